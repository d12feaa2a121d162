// The policies before, beside those after: in an editor of their own, with what is found in them.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { live } from "lit/directives/live.js";
import type { PermissionsUses } from "../actions.ts";
import { editorHost } from "../editor/editor-host.ts";
import { causeOf, nameOf } from "../notes.ts";
import { field, iconButton, tabs } from "../parts.ts";
import { findingsOf, isInSet, LARGE, openBefore } from "../state.ts";
import type { Permissions, PermissionsState, Policy } from "../state.ts";
import { getLocale } from "../../locales/locale.ts";
import type { Language } from "../../locales/locale.ts";
import { msg, str, words } from "../../locales/words.ts";
import { lastMemo } from "../../shared/memo.ts";
import { callout, startIcon, valueOf } from "../../ui/parts.ts";
import { prose } from "../../ui/problem.ts";
import { fixIn, findingsView } from "./findings-view.ts";

const WORDS = words(() => ({
  title: msg("Baseline"),
  empty: msg("The baseline has no policy: everything that is allowed now is newly allowed."),
  add: msg("Add to the baseline"),
  editor: msg("Text of the baseline"),
  name: msg("Name"),
  remove: msg("Remove from the baseline"),
  findings: msg("Findings"),
  clean: msg("No findings"),
  notYet: msg("Not looked through yet"),
  noText: msg("No text yet: not among the policies that are asked"),
  unread: msg("Not read"),
}));

export function beforeView(state: PermissionsState, actions: PermissionsUses): TemplateResult {
  const { permissions } = state;
  const { before = [] } = permissions;
  const policy = openBefore(permissions);
  const kept = actions.permissions.kept();
  const label = (one: Policy): unknown => {
    const errors = findingsOf(permissions, one).filter(({ severity }) => severity === "error").length;
    const text = nameOf(one).trim() === "" ? "…" : nameOf(one);
    return html`${text}${errors > 0 ? html`<span class="tab-errors"><span aria-hidden="true">${errors}</span><span class="visually-hidden">, ${msg(str`errors: ${errors.toString()}`)}</span></span>` : nothing}`;
  };
  return html`<section class="before-side" aria-labelledby="before-title" data-files="before">
    <div class="head">
      <h3 id="before-title" tabindex="-1" data-focus="before">${WORDS().title}</h3>
      ${kept ? html`<wa-button size="s" appearance="plain" @click=${() => { kept.addBefore(); }}>${startIcon("plus")}${WORDS().add}</wa-button>` : nothing}
    </div>
    ${kept?.filesView("before", permissions, actions)}
    ${policy
      ? html`${tabs("before", WORDS().title, before.map((one) => ({ key: one.id, label: label(one) })), policy.id, (id) => { actions.dispatch({ type: "permissions/opened", id }); })}
          <div id="before-panel" role="tabpanel" aria-labelledby=${`before-${policy.id.toString()}`} class="policy">${policyView(policy, state, actions)}</div>`
      : html`<p class="quiet small">${WORDS().empty}</p>`}
  </section>`;
}

function policyView(policy: Policy, state: PermissionsState, actions: PermissionsUses): TemplateResult {
  const { permissions } = state;
  const { dispatch } = actions;
  const { id, name, text, unread } = policy;
  const remove = iconButton("trash", WORDS().remove, () => { actions.permissions.remove(policy); });
  if (unread !== undefined) {
    return html`<div class="policy-head"><h4 class="unread-name">${nameOf(policy)}</h4><div class="policy-tools">${remove}</div></div>
      ${callout("warning", "warning", html`<p><strong>${WORDS().unread}:</strong> ${prose(causeOf({ cause: unread, said: undefined }))}</p>`)}`;
  }
  const findings = steady(findingsOf(permissions, policy));
  const { mark, evaluation, cloud, ownLists, plainEditor } = permissions;
  const edited = (policyId: number, written: string): void => { dispatch({ type: "permissions/changed", id: policyId, change: { text: written } }); };
  return html`<div class="policy-head">
      ${field("before-name", WORDS().name, html`<input id="before-name" class="control" type="text" autocomplete="off" .spellcheck=${false} .value=${live(name)} @input=${(event: globalThis.Event) => { dispatch({ type: "permissions/changed", id, change: { name: valueOf(event) } }); }} />`)}
      <div class="policy-tools">${remove}</div>
    </div>
    <div
      class="editor"
      ${editorHost(
        {
          policyId: id,
          label: `${WORDS().editor}: ${name}`,
          text,
          language: getLocale() as Language,
          dark: state.theme === "dark",
          cloud,
          ownLists,
          rows: evaluation?.rows ?? NO_ROWS,
          names: evaluation?.names,
          findings,
          fix: findings.length === 0 ? undefined : fixIn(permissions, policy, findings, actions),
          mark: mark?.policyId === id ? mark : undefined,
        },
        { edited, failed: () => { dispatch({ type: "permissions/editorFailed" }); } },
      )}
    >
      ${text.length > LARGE && !plainEditor
        ? nothing
        : keyed(id, html`<textarea class="plain-editor" aria-label=${`${WORDS().editor}: ${name}`} rows="12" autocapitalize="off" autocomplete="off" .spellcheck=${false} .value=${live(text)} @input=${(event: globalThis.Event) => { edited(id, valueOf(event)); }}></textarea>`)}
    </div>
    ${permissions.parts?.id === id && permissions.parts.text === text ? actions.permissions.kept()?.partsView(permissions.parts, actions) : nothing}
    <div class="findings">
      <h4 class="small-title">${findingsTitle(policy, findings.length, permissions)}</h4>
      ${findings.length === 0 ? nothing : findingsView(findings, policy, permissions, actions)}
    </div>`;
}

function findingsTitle(policy: Policy, count: number, { beforeChecked }: Permissions): string {
  const { noText, notYet, clean, findings } = WORDS();
  if (!isInSet(policy)) return noText;
  if (beforeChecked?.policies.includes(policy.id) !== true) return notYet;
  return count === 0 ? clean : `${findings} (${count.toString()})`;
}

const NO_ROWS: never[] = [];

/** The same array for the same findings: the editor draws them anew only where they differ. */
const sameList = lastMemo((...findings: ReturnType<typeof findingsOf>) => findings);
const steady = (findings: ReturnType<typeof findingsOf>): ReturnType<typeof findingsOf> => sameList(...findings);
