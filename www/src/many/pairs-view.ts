// The key pairs of the servers chosen, and whether a key of this session opens their passwords.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { compareFingerprints } from "../keys/state.ts";
import { digits, msg, str, words } from "../locales/words.ts";
import { lastMemo } from "../shared/memo.ts";
import { visibleText } from "../shared/visible-text.ts";
import { icon } from "../ui/parts.ts";
import { pairNamed } from "./state.ts";
import type { ManyState, Row } from "./state.ts";

const WORDS = words(() => ({
  title: msg("Key pairs"),
  opens: msg("decrypted"),
  loaded: msg("key is loaded"),
  missing: msg("no loaded key decrypts them"),
  some: msg("no loaded key decrypts some of them"),
  choose: msg("Choose key"),
}));

interface Pair {
  readonly servers: number;
  readonly decrypted: number;
  readonly unopened: number;
}

/** By their names, in the order of the servers. */
const pairsOf = lastMemo((rows: readonly Row[]): readonly (readonly [name: string, pair: Pair])[] => {
  const pairs = new Map<string, Pair>();
  for (const { keyName, result } of rows) {
    if (keyName === undefined) continue;
    const { servers, decrypted, unopened } = pairs.get(keyName) ?? { servers: 0, decrypted: 0, unopened: 0 };
    pairs.set(keyName, { servers: servers + 1, decrypted: decrypted + Number(result.phase === "decrypted"), unopened: unopened + Number(result.phase === "noKey") });
  }
  // Those that a key is missing of come first.
  return [...pairs].sort(([, a], [, b]) => Number(b.unopened > 0) - Number(a.unopened > 0));
});

export function pairsView(state: ManyState): TemplateResult | typeof nothing {
  const pairs = pairsOf(state.many.rows);
  if (pairs.length === 0) return nothing;
  return html`<section class="card many-pairs" aria-labelledby="pairs-title">
    <h2 id="pairs-title">${WORDS().title}</h2>
    <ul>${pairs.map(([name, pair]) => html`<li>${pairView(name, pair, state)}</li>`)}</ul>
  </section>`;
}

function pairView(name: string, { servers, decrypted, unopened }: Pair, { keys, many }: ManyState): TemplateResult {
  const count = digits(servers);
  const shown = pairNamed(many, name);
  const isLoaded = shown !== undefined && keys.loaded.some((key) => compareFingerprints(shown, key) === "same");
  const [kind, sign, text] =
    unopened > 0
      ? (["missing", "key", decrypted > 0 ? WORDS().some : WORDS().missing] as const)
      : decrypted > 0
        ? (["opens", "check", WORDS().opens] as const)
        : isLoaded
          ? (["opens", "check", WORDS().loaded] as const)
          : (["open", undefined, undefined] as const);
  return html`<span class="pair-name">${visibleText(name)}</span>
    <span class="quiet">${servers === 1 ? msg("1 server") : msg(str`${count} servers`)}</span>
    ${text === undefined ? nothing : html`<span class=${`pair-state is-${kind}`}>${icon(sign)}${text}</span>`}
    ${unopened > 0 ? html`<button type="button" class="link" @click=${chooseKey}>${WORDS().choose}<span class="visually-hidden"> ${visibleText(name)}</span></button>` : nothing}`;
}

/** As the button in the card of the keys does; where that asks for something else, there. */
function chooseKey(): void {
  const input = document.querySelector<HTMLInputElement>(".keys input[type=file]");
  if (input) input.click();
  else document.querySelector<HTMLElement>("[data-focus=keys]")?.focus();
}
