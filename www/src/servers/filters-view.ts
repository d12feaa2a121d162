// Which servers are shown: the search, and what else they can be chosen by.
import { html } from "lit";
import type { TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { Server } from "ecs-password/slim";
import { formats } from "../locales/locale.ts";
import { msg, words } from "../locales/words.ts";
import type { Known } from "../password/state.ts";
import { lastMemo } from "../shared/memo.ts";
import { visibleText } from "../shared/visible-text.ts";
import { checkedOf, chooser, searchField } from "../ui/parts.ts";
import type { ServersUses } from "./actions.ts";
import { knownText } from "./parts.ts";
import { keyPairOf } from "./state.ts";
import type { Filters, Servers } from "./state.ts";

const WORDS = words(() => ({
  search: msg("Search by name, address, key pair or ID"),
  windows: msg("Windows only"),
  any: msg("Any"),
  withoutPair: msg("Without a key pair"),
  anyTime: msg("At any time"),
  keyPair: msg("Key pair"),
  password: msg("Password"),
  created: msg("Created"),
  days: [
    [1, msg("In the last 24 hours")],
    [7, msg("In the last 7 days")],
    [30, msg("In the last 30 days")],
  ] as const,
}));

const DAY_MS = 24 * 60 * 60_000;
const STATES: readonly Known[] = ["stored", "none", "deleted"];

export function filtersView({ filters, items, oddities }: Servers, actions: ServersUses): TemplateResult {
  const choose = (by: Partial<Filters>): void => { actions.dispatch({ type: "servers/filtered", by }); };
  const { any, anyTime, created, days, keyPair, password, withoutPair } = WORDS();
  const pairs = keyPairs(items, oddities, filters.keyPair);
  return html`<div class="filters">
    ${searchField(WORDS().search, filters.search, (search) => { choose({ search }); })}
    <label class="check">
      <input type="checkbox" .checked=${live(filters.windowsOnly)} @change=${(event: Event) => { choose({ windowsOnly: checkedOf(event) }); }} />${WORDS().windows}
    </label>
    <div class="choosers">
      ${chooser(keyPair, filters.keyPair === undefined ? "" : `=${filters.keyPair}`, [["", any], ...pairs.map((pair) => [`=${pair}`, visibleText(pair) || withoutPair] as const)], (value) => {
        choose({ keyPair: value === "" ? undefined : value.slice(1) });
      })}
      ${chooser(password, filters.password ?? "", [["", any], ["notChecked", knownText(undefined)], ...STATES.map((state) => [state, knownText(state)] as const)], (value) => {
        choose({ password: value === "notChecked" ? value : STATES.find((state) => state === value) });
      })}
      ${chooser(created, (filters.created?.days ?? "").toString(), [["", anyTime], ...days.map(([count, text]) => [count.toString(), text] as const)], (value) => {
        choose({ created: value === "" ? undefined : { days: Number(value), since: Date.now() - Number(value) * DAY_MS } });
      })}
    </div>
  </div>`;
}

/** The names of the key pairs of these servers, and the chosen one; an empty name for those without. */
const keyPairs = lastMemo((items: readonly Server[], oddities: Servers["oddities"], chosen: string | undefined): string[] => {
  const names = new Set([...items.map((server) => keyPairOf(server, oddities)), chosen]);
  return [...names].filter((name) => name !== undefined).sort((a, b) => a.localeCompare(b, formats(), { numeric: true }));
});
