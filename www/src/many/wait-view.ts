// Waiting for the passwords of many servers.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { digits, msg, str, words } from "../locales/words.ts";
import { callout, startIcon } from "../ui/parts.ts";
import { clockText, everySecond } from "../ui/every-second.ts";
import type { ManyUses } from "./actions.ts";
import { waitable } from "./reasons.ts";
import type { Many, ManyWait } from "./state.ts";

const WORDS = words(() => ({
  lead: msg("A new Windows server stores it 5 to 10 minutes after its first start. You can go on elsewhere in this page meanwhile."),
  left: msg("Left"),
  next: msg("Next look in"),
  looking: msg("looking…"),
  now: msg("Look now"),
  stop: msg("Stop waiting"),
}));

/** Nothing where no password may come any more. */
export function manyWaitView(many: Many, actions: ManyUses): TemplateResult | typeof nothing {
  const { wait } = many;
  if (wait && wait.phase !== "over") return waiting(wait, actions);
  const ids = waitable(many);
  const count = digits(ids.length);
  if (ids.length === 0) return nothing;
  const start = (): void => actions.many.wait()?.start();
  return html`${wait ? callout("neutral", "info", html`<p>${overText(wait)}</p>`) : nothing}
    <div class="buttons">
      <wa-button size="s" appearance="outlined" @click=${start}
        >${startIcon("refresh")}${ids.length === 1 ? msg("Wait for 1 that may still come") : msg(str`Wait for ${count} that may still come`)}</wa-button
      >
    </div>`;
}

function overText({ ids }: ManyWait): string {
  const count = digits(ids.length);
  return ids.length === 1 ? msg("1 password was not stored within 15 minutes") : msg(str`${count} passwords were not stored within 15 minutes`);
}

function waiting(wait: ManyWait, actions: ManyUses): TemplateResult {
  const { ids, total, endsAt, nextAt, phase } = wait;
  const [came, all] = [digits(total - ids.length), digits(total)];
  return html`<div class="many-wait" role="group" aria-labelledby="many-wait-title" tabindex="-1" data-focus="working">
    <h3 id="many-wait-title">${total === 1 ? msg("Waiting for 1 password") : msg(str`Waiting for ${all} passwords`)}</h3>
    <p class="small quiet">${WORDS().lead}${came === digits(0) ? nothing : html` ${msg(str`${came} of ${all} have come.`)}`}</p>
    ${everySecond(
      () => html`<dl class="wait-facts">
        <div><dt>${WORDS().left}</dt><dd>${clockText(endsAt - Date.now())}</dd></div>
        <div><dt>${WORDS().next}</dt><dd>${phase === "looking" ? WORDS().looking : clockText(nextAt - Date.now())}</dd></div>
      </dl>`,
    )}
    <div class="buttons">
      <wa-button size="s" appearance="outlined" ?disabled=${phase === "looking"} @click=${() => actions.many.wait()?.now()}>${startIcon("refresh")}${WORDS().now}</wa-button>
      <wa-button size="s" appearance="plain" @click=${() => actions.many.wait()?.stop()}>${WORDS().stop}</wa-button>
    </div>
  </div>`;
}
