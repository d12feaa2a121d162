// What is wrong in a policy: each finding with its place, and a button where it is certain what mends it.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { PolicyFinding } from "ecs-password/slim";
import { inWords } from "../../locales/said.ts";
import { msg, str, words } from "../../locales/words.ts";
import { lastMemo } from "../../shared/memo.ts";
import { keepFocus } from "../../ui/parts.ts";
import { prose } from "../../ui/problem.ts";
import type { PermissionsUses } from "../actions.ts";
import { allOf, changed, fixOf } from "../editor/fixes.ts";
import type { Fix, FixWords } from "../editor/fixes.ts";
import { checkedSetOf, sideOf } from "../state.ts";
import type { Permissions, Policy } from "../state.ts";

const WORDS = words(() => ({
  severity: { error: msg("Error"), warning: msg("Warning"), info: msg("Note") },
  comma: msg("Type the comma"),
  noComma: msg("Remove the comma"),
  noComment: msg("Remove the comment"),
  blank: msg("Type a plain blank"),
  brackets: msg("Put it in brackets"),
  quotes: msg("Put it in quotes"),
  remove: msg("Remove it"),
}));

/** So many of one policy are listed below it: the editor leads to the others. */
const MOST = 200;

/** The text that the findings are of: while somebody types there may be a later one. */
function textOf(permissions: Permissions, { id }: Policy): string | undefined {
  const checked = checkedSetOf(permissions, id);
  return checked?.texts?.[checked.policies.indexOf(id)];
}

const fixesOf = lastMemo((text: string | undefined, findings: readonly PolicyFinding[]): ReadonlyMap<PolicyFinding, Fix> => {
  const fixes = text === undefined ? [] : findings.slice(0, MOST).map((finding) => [finding, fixOf(text, finding, findings)] as const);
  return new Map(fixes.flatMap(([finding, fix]) => (fix ? [[finding, fix]] : [])));
});

/** What a button that mends says. */
export function fixWords(words: FixWords): string {
  return words.does === "write" ? msg(str`Write ${words.text}`) : WORDS()[words.does];
}

/** Mends a text, if it is still the one that the findings are of. */
function mend(policy: Policy, text: string | undefined, fixes: readonly Fix[], { dispatch, permissions }: PermissionsUses): void {
  const isBefore = sideOf(permissions.current(), policy.id) === "before";
  if (text === undefined || policy.text !== text) return;
  dispatch({ type: "permissions/changed", id: policy.id, change: { text: changed(text, fixes.flatMap(({ changes }) => changes)) } });
  permissions.say(fixes.length === 1 ? msg("1 finding is fixed") : msg(str`${fixes.length.toString()} findings are fixed`));
  keepFocus(...(isBefore ? [".before-side .fix", "#before-title"] : [".policies .fix", "#policies-title"]));
}

/** The same for the editor, which has a button with each finding. */
export function fixIn(permissions: Permissions, policy: Policy, findings: readonly PolicyFinding[], actions: PermissionsUses): (finding: PolicyFinding) => { name: string; apply: () => void } | undefined {
  const text = textOf(permissions, policy);
  return (finding) => {
    const fix = fixesOf(text, findings).get(finding);
    return fix && { name: fixWords(fix.words), apply: () => { mend(policy, text, [fix], actions); } };
  };
}

export function findingsView(findings: readonly PolicyFinding[], policy: Policy, permissions: Permissions, actions: PermissionsUses): TemplateResult {
  const text = textOf(permissions, policy);
  const fixes = fixesOf(text, findings);
  const all = text === undefined ? [] : allTogether(text, findings);
  const { dispatch } = actions;
  const show = (finding: PolicyFinding): void => { dispatch({ type: "permissions/marked", mark: { policyId: policy.id, statement: finding.span, pattern: finding.span, tone: "finding", focus: true } }); };
  const button = (finding: PolicyFinding): unknown => {
    const fix = fixes.get(finding);
    return fix ? html`<button type="button" class="choice fix" aria-label=${`${fixWords(fix.words)}, ${lineOf(finding)}`} @click=${() => { mend(policy, text, [fix], actions); }}>${fixWords(fix.words)}</button>` : nothing;
  };
  return html`
    ${all.length > 1 ? html`<p><button type="button" class="choice fix" @click=${() => { mend(policy, text, all, actions); }}>${msg(str`Fix all (${all.length.toString()})`)}</button></p>` : nothing}
    <ul>
      ${findings.slice(0, MOST).map(
        (finding) => html`<li class=${`finding finding-${finding.severity}`}>
          <button type="button" class="link" @click=${() => { show(finding); }}>${lineOf(finding)}</button>
          <span><strong>${WORDS().severity[finding.severity]}:</strong> ${prose(inWords(finding.message, finding.said.message))} ${finding.hint === undefined || fixes.has(finding) ? nothing : prose(inWords(finding.hint, finding.said.hint))}
          ${finding.iamCode === undefined ? nothing : html`<span class="quiet">${finding.iamCode}</span>`} ${button(finding)}</span>
        </li>`,
      )}
    </ul>
    ${findings.length > MOST ? html`<p class="quiet small">${msg(str`and ${(findings.length - MOST).toString()} more, which are not listed`)}</p>` : nothing}
  `;
}

const allTogether = lastMemo((text: string, findings: readonly PolicyFinding[]): Fix[] => allOf(text, findings.slice(0, MOST)));

const lineOf = ({ span }: PolicyFinding): string => msg(str`Line ${span.line.toString()}`);
