// Above every answer: what was not read, what it is taken to be, and which texts IAM would refuse.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { PermissionsUses } from "../actions.ts";
import type { PermissionsState } from "../state.ts";
import { callout, keepFocus } from "../../ui/parts.ts";
import { prose } from "../../ui/problem.ts";
import { msg, str, words } from "../../locales/words.ts";
import { causeOf, nameOf } from "../notes.ts";
import { moreView } from "./explanation.ts";
import { CONDITIONAL } from "../verdicts.ts";
import type { Permissions, Refused, Unread } from "../state.ts";

const WORDS = words(() => ({
  about: msg("What was not read"),
  unread: msg("Not read:"),
  open: msg("What it allows and denies is not known: answers that depend on it are conditional."),
  allows: msg("Assumed here: it allows everything."),
  denies: msg("Assumed here: it denies everything."),
  assume: msg("Assume"),
  allow: msg("it allows"),
  deny: msg("it denies"),
  leaveOpen: msg("Leave it open"),
  refused: msg("IAM would refuse:"),
  mended: msg("The answers are as it would read once mended."),
  doubtful: msg("IAM may refuse:"),
  taken: msg("The answers are as if it took this."),
}));

/** As many are listed at once; the others a click away. */
const FEW = 4;

export function notesView({ permissions }: PermissionsState, actions: PermissionsUses): unknown {
  const { evaluation } = permissions;
  if (!evaluation) return nothing;
  const { unread, refused, moreUnread } = evaluation;
  // What came from there as it is it has taken.
  const doubtful = (evaluation.doubtful ?? []).filter(({ policyId }) => permissions.policies.some(({ id, source, touched }) => id === policyId && (source !== "iam" || touched)));
  if (unread.length + refused.length + doubtful.length === 0) return nothing;
  return html`<section class="set-notes" aria-label=${WORDS().about}>
    ${unread.length === 0 ? nothing : callout("warning", "warning", html`<p><strong>${WORDS().unread}</strong></p>${list(unread, permissions, actions)} ${moreView(unread.length + moreUnread, unread.length)} ${assumed(permissions, actions)}`)}
    ${refused.length === 0 ? nothing : callout("neutral", "info", html`<p><strong>${WORDS().refused}</strong></p>${list(refused, permissions, actions)}<p>${WORDS().mended}</p>`)}
    ${doubtful.length === 0 ? nothing : callout("neutral", "info", html`<p><strong>${WORDS().doubtful}</strong></p>${list(doubtful, permissions, actions)}<p>${WORDS().taken}</p>`)}
  </section>`;
}

function list(notes: readonly (Unread | Refused)[], permissions: Permissions, actions: PermissionsUses): TemplateResult {
  const items = notes.map((note) => item(note, permissions, actions));
  const more = notes.length - FEW;
  return html`<ul class="notes" role="list">${items.slice(0, FEW)}</ul>
    ${more > 0 ? html`<details><summary>${msg(str`and ${more.toString()} more`)}</summary><ul class="notes" role="list">${items.slice(FEW)}</ul></details>` : nothing}`;
}

/** The way leads to the entry; in a text, to the place. */
function item(note: Unread | Refused, { policies }: Permissions, { dispatch }: PermissionsUses): TemplateResult {
  const { policyId, span } = note;
  const entry = policies.find(({ id }) => id === policyId);
  const statement = "statement" in note ? note.statement : undefined;
  const place = [statement === undefined ? undefined : msg(str`statement ${(statement + 1).toString()}`), span && msg(str`line ${span.line.toString()}`)];
  const show = (): void => {
    if (span) dispatch({ type: "permissions/marked", mark: { policyId, statement: span, pattern: span, tone: "open", focus: true } });
    else dispatch({ type: "permissions/opened", id: policyId });
    dispatch({ type: "permissions/paneChosen", pane: "policies" });
  };
  return html`<li><button type="button" class="link" @click=${show}>${[entry ? nameOf(entry) : note.policy, ...place].filter(Boolean).join(", ")}:</button> ${prose(causeOf(note))}</li>`;
}

/** What was not read may be taken to allow or to deny, until it is left open again. */
function assumed({ assume: { unread }, evaluation }: Permissions, { dispatch }: PermissionsUses): TemplateResult {
  const answer = (value: boolean | undefined): void => {
    dispatch({ type: "permissions/assumed", code: "unread", answer: value });
    keepFocus(".set-notes .assume button");
  };
  if (unread !== undefined) {
    return html`<p class="assume">${unread ? WORDS().allows : WORDS().denies} <button type="button" class="link" @click=${() => { answer(undefined); }}>${WORDS().leaveOpen}</button></p>`;
  }
  const hangs = evaluation?.decisions.includes(CONDITIONAL) === true;
  return html`<p>${WORDS().open}</p>
    ${hangs
      ? html`<p class="assume" role="group" aria-label=${WORDS().assume}>${WORDS().assume}
          <button type="button" class="choice" @click=${() => { answer(true); }}>${WORDS().allow}</button>
          <button type="button" class="choice" @click=${() => { answer(false); }}>${WORDS().deny}</button></p>`
      : nothing}`;
}
