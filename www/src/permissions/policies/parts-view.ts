// Policies that stand in a text in another form.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { PermissionsUses } from "../actions.ts";
import { inWords } from "../../locales/said.ts";
import { msg, str } from "../../locales/words.ts";
import { callout } from "../../ui/parts.ts";
import { prose } from "../../ui/problem.ts";
import type { Parts } from "../state.ts";

/** What the text holds besides one policy as it stands. */
export function partsView({ drafts, notes }: Parts, actions: PermissionsUses): TemplateResult {
  const unread = drafts.filter((draft) => draft.unread !== undefined).length;
  const [read, left] = [(drafts.length - unread).toString(), unread.toString()];
  return callout("brand", "info", html`<p><strong>${drafts.length - unread === 1 ? msg("This text holds 1 policy.") : msg(str`This text holds ${read} policies.`)}</strong>
      ${unread === 0 ? nothing : msg(str`Not read, and open in the answers: ${left}.`)}
      ${notes.map(({ message, said }) => html`<br />${prose(inWords(message, said))}`)}</p>
    <wa-button size="s" appearance="outlined" @click=${() => { actions.permissions.takeApart(); }}>${msg("Read them from this text")}</wa-button>`);
}
