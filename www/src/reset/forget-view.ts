// Before new passwords that servers may have are forgotten unseen, it is asked.
import { html } from "lit";
import type { TemplateResult } from "lit";
import { digits, msg, str } from "../locales/words.ts";
import { modal, modalEvents } from "../ui/modal.ts";
import type { Orders } from "./orders.ts";
import type { Reset } from "./state.ts";

export function forgetDialog({ dialog }: Reset, orders: Orders): TemplateResult {
  const closed = (): void => { orders.tell({ type: "dialogClosed" }); };
  const { escaped, gone } = modalEvents(closed);
  const ids = dialog?.kind === "forget" ? dialog.ids : undefined;
  const count = digits(ids?.length ?? 0);
  return html`<dialog aria-labelledby="forget-title" ${modal(ids !== undefined)} @cancel=${escaped} @close=${gone}>
    <h2 id="forget-title">${ids?.length === 1 ? msg("Forget 1 new password?") : msg(str`Forget ${count} new passwords?`)}</h2>
    <p>${msg("Not all of what is forgotten here was shown, copied or exported, and servers may have it by now. This page cannot show it again.")}</p>
    <div class="buttons">
      <wa-button appearance="outlined" ?autofocus=${ids !== undefined} @click=${closed}>${msg("Cancel")}</wa-button>
      <wa-button variant="danger" @click=${() => { if (ids) orders.tell({ type: "forgotten", ids }); }}>${msg("Forget")}</wa-button>
    </div>
  </dialog>`;
}
