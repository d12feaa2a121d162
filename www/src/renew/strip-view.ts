// Renewals in every view but that of their server.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { msg, str, words } from "../locales/words.ts";
import { isSignedIn } from "../session/state.ts";
import { icon } from "../ui/parts.ts";
import type { Runs } from "./runs.ts";
import { isFinished } from "./state.ts";
import type { Renewal, RenewState } from "./state.ts";
import { ahead } from "./steps.ts";
import { NAMES } from "./words.ts";

const WORDS = words(() => ({
  open: msg("Open the server"),
  cancel: msg("Cancel"),
  dismiss: msg("Dismiss"),
}));

const running = (name: string): string => msg(str`Renewing the password of ${name}`);
const stored = (name: string): string => msg(str`The new password of ${name} is stored`);
const stopped = (name: string): string => msg(str`The renewal of the password of ${name} has stopped`);

export function stripsView(state: RenewState, runs: Runs): unknown {
  if (!isSignedIn(state)) return nothing;
  const { route, renew } = state;
  const open = route.view === "server" ? route.serverId : undefined;
  return renew.renewals.filter(({ serverId }) => serverId !== open).map((renewal) => strip(renewal, runs));
}

function strip(renewal: Renewal, runs: Runs): TemplateResult {
  const { serverId, name, steps } = renewal;
  const [sign, kind, text] = renewal.running ? ["refresh", "waiting", running(name)] : isFinished(renewal) ? ["check", "stored", stored(name)] : ["warning", "failed", stopped(name)];
  const [step] = ahead(steps);
  return html`<div class=${`notice notice-${kind}`} role="group" aria-label=${text}>
    ${icon(sign)}
    <span class="notice-text">${text}${renewal.running && step ? html` <span class="quiet">${NAMES()[step]}</span>` : nothing}</span>
    <a href=${`#/servers/${serverId}`}>${WORDS().open}</a>
    ${renewal.running
      ? html`<button type="button" class="link" ?disabled=${renewal.cancelling} @click=${() => { runs.cancel(serverId); }}>${WORDS().cancel}</button>`
      : isFinished(renewal)
        ? html`<button type="button" class="link" @click=${() => { runs.tell({ type: "dismissed", serverId }); }}>${WORDS().dismiss}</button>`
        : nothing}
  </div>`;
}
