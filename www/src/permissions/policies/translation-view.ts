// A policy in the other version: the button that asks for it, and what is not the same in what it gave.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { inWords } from "../../locales/said.ts";
import { msg, str, words } from "../../locales/words.ts";
import { callout, progress } from "../../ui/parts.ts";
import { problemView, prose } from "../../ui/problem.ts";
import type { PermissionsUses } from "../actions.ts";
import type { Permissions, Policy } from "../state.ts";
import { has5, otherVersion } from "../version.ts";

const WORDS = words(() => ({
  working: msg("It is being written in the other version."),
  failed: msg("It is not written in the other version"),
  same: msg("Over the list of ECS it says the same."),
  nothing: msg("Nothing of it is written in the other version."),
  beside: msg("The policy that it was made of stays beside it, and both count in the answers."),
  notes: msg("What to know besides"),
  done: msg("Hide this"),
}));

/** Offers the other version, where the cloud has two; below it what came of it. */
export function translationView(policy: Policy, permissions: Permissions, actions: PermissionsUses): unknown {
  const { translation, cloud } = permissions;
  if (permissions.translating === policy.id) return progress(WORDS().working, () => { actions.cancel("translation"); }, true);
  const to = otherVersion(policy.text);
  const button = to === undefined || !has5(cloud) ? nothing : html`<p><wa-button size="s" appearance="outlined" @click=${() => void actions.permissions.translate(policy, { cloud, to })}>${msg(str`Write as ${to}`)}</wa-button></p>`;
  return html`${button}${translation?.id === policy.id ? resultView(translation, actions) : nothing}`;
}

type Result = NonNullable<Permissions["translation"]>;

function resultView(result: Result, actions: PermissionsUses): TemplateResult {
  const hide = html`<wa-button size="s" appearance="plain" @click=${() => { actions.dispatch({ type: "permissions/translationHidden" }); }}>${WORDS().done}</wa-button>`;
  if (result.problem) return html`${problemView(result.problem, { title: WORDS().failed, level: 3, more: html`<div class="buttons">${hide}</div>` })}`;
  const { notTranslated, notes, more, written, from } = result;
  const count = notTranslated.length.toString();
  const title = more > 0 ? msg(str`Many things are not the same, or to be known; ${more.toString()} of them are not listed`) : notTranslated.length === 0 ? WORDS().same : notTranslated.length === 1 ? msg("1 thing is not the same") : msg(str`${count} things are not the same`);
  return callout(
    notTranslated.length === 0 ? "brand" : "warning",
    notTranslated.length === 0 ? "info" : "warning",
    html`<h3 class="small-title" tabindex="-1" data-focus="result">${msg(str`Written from “${from}”`)}: ${title}</h3>
      <p>${written ? WORDS().beside : WORDS().nothing}</p>
      ${notTranslated.length === 0 ? nothing : html`<ul>${notTranslated.map((each) => html`<li>${placeOf(each)} ${prose(inWords(each.message, each.said.message))}</li>`)}</ul>`}
      ${notes.length === 0 ? nothing : html`<h4 class="small-title">${WORDS().notes}</h4><ul>${notes.map(({ message, said }) => html`<li>${prose(inWords(message, said.message))}</li>`)}</ul>`}
      ${hide}`,
  );
}

/** Of which statement of the original it is, counted from 1. */
function placeOf({ statement, effect }: Result["notTranslated"][number]): unknown {
  if (statement === undefined) return nothing;
  const number = (statement + 1).toString();
  return html`<strong>${msg(str`Statement ${number} (${effect ?? ""}):`)}</strong>`;
}
