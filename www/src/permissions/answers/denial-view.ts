// "Deny this": the statement is added, shown in the editor, and can be taken back.
import { html, nothing } from "lit";
import { msg, str, words } from "../../locales/words.ts";
import { callout, keepFocus } from "../../ui/parts.ts";
import type { PermissionsUses } from "../actions.ts";
import { nameOf } from "../notes.ts";
import { openPolicy } from "../state.ts";
import type { Permissions } from "../state.ts";
import { isOf5 } from "../version.ts";
import { denialOf, withDenial } from "./denial.ts";

const WORDS = words(() => ({
  name: msg("Deny"),
  undo: msg("Undo"),
  alone: msg("The policy in the editor takes no further statement as it stands: this one is a policy of its own."),
}));

/** In the policy that is open, where it can take the statement; else in a policy beside it. */
export function deny(action: string, { dispatch, permissions: { current } }: PermissionsUses): void {
  const open = openPolicy(current());
  const within = open && withDenial(open, action);
  const denial = within ?? denialOf(action, open && isOf5(open.text) ? "5.0" : "1.1");
  if (!denial) return;
  const id = open && within ? open.id : current().nextId;
  if (within) dispatch({ type: "permissions/changed", id, change: { text: denial.text } });
  else dispatch({ type: "permissions/added", drafts: [{ name: WORDS().name, text: denial.text, attachment: { kind: "none", id: "" }, catalog: "" }], edited: true });
  dispatch({ type: "permissions/denied", denied: { id, action, before: within ? open.text : undefined, after: denial.text } });
  dispatch({ type: "permissions/marked", mark: { policyId: id, statement: denial.span, pattern: denial.span, tone: "deny", focus: false } });
  keepFocus(".denied button");
}

/** What was added last, as long as it is there as it was added. */
export function deniedView(permissions: Permissions, { dispatch }: PermissionsUses): unknown {
  const { denied } = permissions;
  const policy = permissions.policies.find(({ id, text }) => id === denied?.id && text === denied.after);
  if (!denied || !policy) return nothing;
  const { id, before, action } = denied;
  const undo = (): void => {
    if (before === undefined) dispatch({ type: "permissions/removed", id });
    else dispatch({ type: "permissions/changed", id, change: { text: before } });
    dispatch({ type: "permissions/denied", denied: undefined });
    keepFocus(".row-open .row-title", "#policies-title");
  };
  const name = nameOf(policy);
  return html`<div class="denied" role="status">${callout("neutral", "info", html`<p>${msg(str`Added to ${name}: a Deny of ${action}.`)} ${neededBy(permissions, action)} ${before === undefined ? WORDS().alone : nothing}</p>
    <button type="button" class="choice" @click=${undo}>${WORDS().undo}</button>`)}</div>`;
}

/** Others may need the same action. */
function neededBy({ evaluation }: Permissions, action: string): unknown {
  const count = evaluation?.rows.filter((row, index) => row.action === action && evaluation.leads?.[index] === undefined).length ?? 0;
  return count > 1 ? msg(str`${count.toString()} APIs need this action.`) : nothing;
}
