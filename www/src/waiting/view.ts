// Waiting for a password: in the server's own view, and in a strip everywhere else.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { refusedAs } from "../grant/refusal.ts";
import { grantView } from "../grant/view.ts";
import { icon, startIcon } from "../ui/parts.ts";
import { problemView } from "../ui/problem.ts";
import { clockText, everySecond } from "../ui/every-second.ts";
import { msg, str, words } from "../locales/words.ts";
import { isSignedIn } from "../session/state.ts";
import { isWaiting, WAIT_MS } from "./state.ts";
import type { Wait, WaitingState } from "./state.ts";
import type { WaitingUses } from "./actions.ts";

const WORDS = words(() => ({
  title: msg("Waiting for the password"),
  lead: msg("A new Windows server stores it 5 to 10 minutes after its first start. You can go on elsewhere in this page meanwhile: it tells you when the password is there."),
  progress: msg("Time that has passed of 15 minutes"),
  elapsed: msg("Waited"),
  left: msg("Left"),
  next: msg("Next look in"),
  looking: msg("looking…"),
  now: msg("Look now"),
  stop: msg("Stop waiting"),
  overTitle: msg("No password within 15 minutes"),
  over: msg("Usually it takes 5 to 10 minutes after the first start. Look at the causes below, or wait once more."),
  again: msg("Wait 15 more minutes"),
  stoppedTitle: msg("Waiting has stopped"),
  open: msg("Open the server"),
  dismiss: msg("Dismiss"),
}));

const looked = (times: number): string => (times === 1 ? msg("Looked once so far") : msg(str`Looked ${times} times so far`));
const stripWaiting = (name: string): string => msg(str`Waiting for the password of ${name}`);
const stripStored = (name: string): string => msg(str`The password of ${name} is stored now`);
const stripOver = (name: string): string => msg(str`No password of ${name} within 15 minutes`);
const stripFailed = (name: string): string => msg(str`Waiting for the password of ${name} has stopped`);

/** In the place of the server's password. */
export function waitView(state: WaitingState, wait: Wait, actions: WaitingUses): TemplateResult {
  const { serverId, name } = wait;
  const again = (): void => { actions.waiting.start(serverId, name); };
  if (wait.phase === "failed") {
    return problemView(wait.problem, { ...refusedAs(state, "getServerPassword", wait.problem, actions), more: html`${grantView(state, "getServerPassword", wait.problem, actions)}<p><wa-button size="s" @click=${again}>${startIcon("refresh")}${WORDS().again}</wa-button></p>` });
  }
  if (wait.phase === "over") {
    return html`<h3 tabindex="-1" data-focus="result">${WORDS().overTitle}</h3>
      <p>${WORDS().over}</p>
      <wa-button size="s" appearance="outlined" @click=${again}>${startIcon("refresh")}${WORDS().again}</wa-button>`;
  }
  return html`<div class="wait" tabindex="-1" data-focus="working">
    <h3>${WORDS().title}</h3>
    <p>${WORDS().lead}</p>
    ${everySecond(() => running(wait))}
    <p class="quiet small">${wait.looks > 0 ? looked(wait.looks) : nothing}</p>
    <div class="buttons">
      <wa-button size="s" appearance="outlined" ?disabled=${wait.phase === "looking"} @click=${() => { actions.waiting.now(serverId); }}>${startIcon("refresh")}${WORDS().now}</wa-button>
      <wa-button size="s" appearance="plain" @click=${() => { actions.waiting.stop(serverId); }}>${WORDS().stop}</wa-button>
    </div>
  </div>`;
}

function running({ startedAt, endsAt, nextAt, phase }: Wait): TemplateResult {
  const now = Date.now();
  const passed = Math.min(Math.max(now - startedAt, 0), WAIT_MS);
  return html`<progress max=${WAIT_MS} .value=${passed} aria-label=${WORDS().progress}></progress>
    <dl class="wait-facts">
      <div><dt>${WORDS().elapsed}</dt><dd>${clockText(WAIT_MS - Math.ceil((endsAt - now) / 1000) * 1000)}</dd></div>
      <div><dt>${WORDS().left}</dt><dd>${clockText(endsAt - now)}</dd></div>
      <div><dt>${WORDS().next}</dt><dd>${phase === "looking" ? WORDS().looking : clockText(nextAt - now)}</dd></div>
    </dl>`;
}

/** In every other view. */
export function waitStrips(state: WaitingState, actions: WaitingUses): unknown {
  if (!isSignedIn(state)) return nothing;
  const { route, waiting } = state;
  const open = route.view === "server" ? route.serverId : undefined;
  return waiting.filter(({ serverId }) => serverId !== open).map((wait) => strip(wait, actions));
}

function strip(wait: Wait, actions: WaitingUses): TemplateResult {
  const { serverId, name, phase } = wait;
  const [sign, text] =
    phase === "stored" ? ["check", stripStored(name)] : phase === "over" ? ["info", stripOver(name)] : phase === "failed" ? ["warning", stripFailed(name)] : ["refresh", stripWaiting(name)];
  return html`<div class=${`notice notice-${phase}`} role="group" aria-label=${text}>
    ${icon(sign)}
    <span class="notice-text">${text}${isWaiting(wait) ? html` <span class="quiet">${everySecond(() => clockText(wait.endsAt - Date.now()))}</span>` : nothing}</span>
    <a href=${`#/servers/${serverId}`}>${WORDS().open}</a>
    <button type="button" class="link" @click=${() => { actions.waiting.stop(serverId); }}>${isWaiting(wait) ? WORDS().stop : WORDS().dismiss}</button>
  </div>`;
}
