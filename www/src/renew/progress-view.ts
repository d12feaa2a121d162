// The steps of a renewal as they come along; and where it stopped, how it goes on, here or by hand.
import { operations } from "ecs-password/slim";
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { refusedAs } from "../grant/refusal.ts";
import type { Refusable } from "../grant/refusal.ts";
import { grantView } from "../grant/view.ts";
import { msg, words } from "../locales/words.ts";
import { causesView } from "../password/causes.ts";
import { statusView } from "../servers/parts.ts";
import { clockText, everySecond } from "../ui/every-second.ts";
import { callout, icon, startIcon } from "../ui/parts.ts";
import { problemView } from "../ui/problem.ts";
import type { Problem } from "../shared/problem.ts";
import type { RenewUses } from "./actions.ts";
import type { Runs } from "./runs.ts";
import { isFinished } from "./state.ts";
import type { Renewal, RenewState } from "./state.ts";
import { ahead, isOver, STEPS } from "./steps.ts";
import type { StepName, StepState } from "./steps.ts";
import { BY_HAND, DONE, NAMES, OVER, SKIPPED } from "./words.ts";

const WORDS = words(() => ({
  running: msg("The renewal is under way"),
  runningText: msg("You can go on elsewhere in this page meanwhile: it tells you when the new password is there."),
  finished: msg("A new password is stored"),
  stopped: msg("The renewal is not finished"),
  progress: msg("Steps that are done"),
  steps: msg("Steps"),
  states: {
    waiting: msg("To come"),
    working: msg("Under way"),
    done: msg("Done"),
    skipped: msg("Skipped"),
    cancelled: msg("Cancelled"),
    over: msg("Not in time"),
    failed: msg("Failed"),
  } satisfies Record<StepState["phase"], string>,
  status: msg("The cloud says:"),
  cancel: msg("Cancel"),
  cancelling: msg("Stopping: an order that is sent already is waited for."),
  goOn: msg("Go on"),
  goOnHint: msg("Going on looks first at what is so by now."),
  stopsAgain: msg("If the server runs again by then, it is stopped once more."),
  byHand: msg("Or finish it by hand:"),
  mayHave: msg("The order may have been carried out all the same"),
  dismiss: msg("Dismiss"),
}));

const ICONS: Record<StepState["phase"], string> = { waiting: "minus", working: "refresh", done: "check", skipped: "check", cancelled: "xmark", over: "warning", failed: "warning" };

/** The calls of each step; what is asked first is the one that it is there for. */
const CALLS: Record<StepName, readonly Refusable[]> = {
  stop: ["stopServer", "getServer"],
  delete: ["deleteServerPassword", "getServerPassword"],
  start: ["startServer", "getServer"],
  wait: ["getServerPassword", "getServer"],
  get: ["getServerPassword"],
};

export function progressView(state: RenewState, renewal: Renewal, actions: RenewUses, runs: Runs): TemplateResult {
  const { running, steps, serverId } = renewal;
  const count = STEPS.filter((name) => isOver(steps[name])).length;
  const isDone = isFinished(renewal);
  return html`<h3>${running ? WORDS().running : isDone ? WORDS().finished : WORDS().stopped}</h3>
    <div class="wait" tabindex="-1" data-focus=${running ? "working" : nothing}>
      <progress max=${STEPS.length} .value=${count} aria-label=${WORDS().progress}></progress>
      <ol class="renew-steps" aria-label=${WORDS().steps}>${STEPS.map((name) => stepView(name, steps[name], renewal))}</ol>
    </div>
    ${running ? underWay(renewal, runs) : isDone ? nothing : stopped(state, renewal, actions, runs)}
    ${isDone && !running
      ? html`<div class="buttons"><wa-button size="s" appearance="outlined" @click=${() => { runs.tell({ type: "dismissed", serverId }); }}>${WORDS().dismiss}</wa-button></div>`
      : nothing}`;
}

function stepView(name: StepName, step: StepState, { status }: Renewal): TemplateResult {
  const { phase } = step;
  const detail = phase === "done" ? DONE()[name] : phase === "skipped" ? SKIPPED()[name] : "";
  const isPower = name === "stop" || name === "start";
  return html`<li class=${`renew-step is-${phase}`} aria-current=${phase === "working" ? "step" : nothing}>
    ${icon(ICONS[phase])}
    <span class=${phase === "waiting" || phase === "skipped" ? "quiet" : ""}>${NAMES()[name]}</span>
    <span class="renew-state quiet small"><span>${WORDS().states[phase]}</span> ${timeView(step)}</span>
    ${detail === "" ? nothing : html`<span class="renew-detail quiet small">${detail}</span>`}
    ${phase === "working" && isPower && status !== undefined ? html`<span class="renew-detail quiet small">${WORDS().status} ${statusView(status)}</span>` : nothing}
  </li>`;
}

function timeView(step: StepState): unknown {
  if (step.phase === "working") return html`<span class="renew-time">${everySecond(() => clockText(step.ms + Date.now() - step.since))}</span>`;
  return step.phase === "waiting" || step.ms < 1000 ? nothing : html`<span class="renew-time">${clockText(step.ms)}</span>`;
}

const underWay = ({ cancelling, serverId }: Renewal, runs: Runs): TemplateResult => html`<p class="quiet small">${cancelling ? WORDS().cancelling : WORDS().runningText}</p>
  <div class="buttons">
    <wa-button size="s" appearance="outlined" ?disabled=${cancelling} @click=${() => { runs.cancel(serverId); }}>${WORDS().cancel}</wa-button>
  </div>`;

function stopped(state: RenewState, { steps, serverId, name }: Renewal, actions: RenewUses, runs: Runs): TemplateResult {
  const left = ahead(steps);
  const [at] = left;
  return html`${at === undefined ? nothing : whyView(state, at, steps[at], actions)}
    <p class="small quiet">${WORDS().goOnHint} ${left.includes("delete") ? WORDS().stopsAgain : nothing}</p>
    <div class="buttons">
      <wa-button size="s" variant="brand" @click=${() => void runs.begin(serverId, name)}>${startIcon("refresh")}${WORDS().goOn}</wa-button>
      <wa-button size="s" appearance="plain" @click=${() => { runs.tell({ type: "dismissed", serverId }); }}>${WORDS().dismiss}</wa-button>
    </div>
    <div class="small"><p>${WORDS().byHand}</p>
      <ol class="renew-plan">${left.map((each) => html`<li>${BY_HAND()[each]}</li>`)}</ol></div>`;
}

function whyView(state: RenewState, at: StepName, step: StepState, actions: RenewUses): unknown {
  if (step.phase === "failed") {
    const { problem } = step;
    if (problem.mayHaveHappened === true) return problemView(problem, { title: WORDS().mayHave });
    const call = refusedCall(at, problem);
    return problemView(problem, call === undefined ? {} : { ...refusedAs(state, call, problem, actions), more: grantView(state, call, problem, actions) });
  }
  if (step.phase !== "over" || at === "get") return nothing;
  return html`${callout("warning", "warning", OVER()[at])} ${at === "wait" ? causesView() : nothing}`;
}

/** A step makes several calls: by the action that the refusal is about. */
const refusedCall = (at: StepName, { action }: Problem): Refusable | undefined =>
  CALLS[at].find((call) => operations[call].places.some((place) => place.action === action?.name));
