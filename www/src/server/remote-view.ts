// The way to the server itself: a file for the remote desktop, for one of its addresses.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { Server } from "ecs-password/slim";
import type { ServerUses } from "./actions.ts";
import type { ServerPanel } from "./state.ts";
import { startIcon, valueOf } from "../ui/parts.ts";
import { msg, words } from "../locales/words.ts";

const WORDS = words(() => ({
  title: msg("Remote desktop"),
  address: msg("Address"),
  floating: msg("floating"),
  get: msg("Save .rdp file"),
  hint: msg("For the user Administrator, without the password: paste it when you are asked."),
}));

/** The one that is likely to be reached from outside first. */
export function addressOf({ server, address }: ServerPanel): string | undefined {
  const known = server?.addresses ?? [];
  if (known.some((each) => each.address === address)) return address;
  return (known.find(({ type }) => type === "floating") ?? known[0])?.address;
}

export function remoteView(panel: ServerPanel, actions: ServerUses): TemplateResult | typeof nothing {
  const chosen = addressOf(panel);
  if (chosen === undefined || !panel.server) return nothing;
  return html`<div class="remote">
    <h3>${WORDS().title}</h3>
    <div class="remote-row">
      ${addresses(panel.server, chosen, actions)}
      <wa-button size="s" appearance="outlined" @click=${() => { actions.server.downloadRdp(chosen); }}>${startIcon("download")}${WORDS().get}</wa-button>
    </div>
    <p class="quiet small">${WORDS().hint}</p>
  </div>`;
}

function addresses({ addresses: known }: Server, chosen: string, actions: ServerUses): TemplateResult {
  const [only, ...others] = known;
  if (only && others.length === 0) return html`<span class="mono">${only.address}</span>`;
  return html`<label class="remote-address"
    ><span class="visually-hidden">${WORDS().address}</span
    ><select .value=${live(chosen)} @change=${(event: Event) => { actions.dispatch({ type: "server/addressChosen", address: valueOf(event) }); }}>
      ${known.map(({ address, type }) => html`<option value=${address} ?selected=${address === chosen}>${address}${type === "floating" ? ` (${WORDS().floating})` : ""}</option>`)}
    </select></label
  >`;
}
