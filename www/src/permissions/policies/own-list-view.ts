// Lists of services that somebody brought: one that stands in an editor, and those that are in use.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { PermissionsUses } from "../actions.ts";
import { iconButton } from "../parts.ts";
import type { OwnList, Permissions } from "../state.ts";
import { callout } from "../../ui/parts.ts";
import { msg, str, words } from "../../locales/words.ts";

const WORDS = words(() => ({
  listText: msg("Findings, completion and what version 5.0 decides can go by it, in place of what comes with the page."),
  takeList: msg("Use this list"),
  ownLists: msg("Lists you brought"),
  ownListsText: msg("They count where Huawei Cloud is chosen."),
}));

/** A text that is a list of names, not a policy. */
export function foundListView({ service, count }: OwnList, actions: PermissionsUses): TemplateResult {
  const number = count.toString();
  return callout("brand", "info", html`<p><strong>${msg(str`This is Huawei Cloud's own list of the service ${service}. Actions in it: ${number}.`)}</strong> ${WORDS().listText}</p>
    <wa-button size="s" appearance="outlined" @click=${() => { actions.permissions.takeList(); }}>${WORDS().takeList}</wa-button>`);
}

/** The lists that somebody brought. */
export function ownListsView({ ownLists }: Pick<Permissions, "ownLists">, actions: PermissionsUses): unknown {
  if (ownLists.length === 0) return nothing;
  return html`<div class="own-lists">
    <h3 class="small-title">${WORDS().ownLists}</h3>
    <ul>
      ${ownLists.map((list) => {
        const number = list.count.toString();
        return html`<li><span><code>${list.service}</code> <span class="quiet">${msg(str`Actions: ${number}`)}</span></span>
          ${iconButton("trash", msg(str`Remove the list of ${list.service}`), () => { actions.permissions.removeList(list); })}</li>`;
      })}
    </ul>
    <p class="quiet small">${WORDS().ownListsText}</p>
  </div>`;
}
