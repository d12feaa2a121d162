// What is said of a server, in the list and in its own view.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { Server } from "ecs-password/slim";
import { msg, words } from "../locales/words.ts";
import type { Known } from "../password/state.ts";
import { copyButton } from "../ui/copy.ts";

const WORDS = words(() => ({
  unknown: msg("Unknown"),
  noAddress: msg("None"),
  floating: msg("floating"),
  known: { stored: msg("Stored"), none: msg("None stored"), deleted: msg("Deleted just now") } satisfies Record<Known, string>,
  notChecked: msg("Not checked"),
}));

/** Nova's commonest words for it; the others are shown as they are. */
const STATUS = new Map<string, [kind: "on" | "off" | "bad" | "busy", word: () => string]>([
  ["ACTIVE", ["on", () => msg("Active")]],
  ["SHUTOFF", ["off", () => msg("Shut off")]],
  ["BUILD", ["busy", () => msg("Building")]],
  ["REBOOT", ["busy", () => msg("Rebooting")]],
  ["ERROR", ["bad", () => msg("Error")]],
]);

export function statusView(status: string): TemplateResult {
  const [kind, word] = STATUS.get(status) ?? ["off", () => status.charAt(0) + status.slice(1).toLowerCase().replaceAll("_", " ")];
  return html`<span class=${`status status-${kind}`}>${word() || WORDS().unknown}</span>`;
}

/** `unread`: the fields of the server that could not be read. */
export function addressesView({ addresses }: Server, unread?: ReadonlySet<string>): TemplateResult {
  const unknown = unread?.has("addresses") === true || unread?.has("addr") === true;
  if (addresses.length === 0) return html`<span class="quiet">${unknown ? WORDS().unknown : WORDS().noAddress}</span>`;
  return html`<ul class="addresses">
    ${addresses.map(({ address, type }) => html`<li><span class="mono">${address}</span>${type === "floating" ? html` <span class="quiet">${WORDS().floating}</span>` : nothing}${copyButton(address)}</li>`)}
  </ul>`;
}

/** What this session knows of a password. */
export const knownText = (known: Known | undefined): string => (known === undefined ? WORDS().notChecked : WORDS().known[known]);
