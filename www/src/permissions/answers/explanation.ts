// Why an API is allowed or not.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { AssumptionCode, PolicyAssumption, PolicyDecision, PolicyReason } from "ecs-password/slim";
import type { PermissionsUses } from "../actions.ts";
import { inWords } from "../../locales/said.ts";
import { keepFocus } from "../../ui/parts.ts";
import { prose } from "../../ui/problem.ts";
import { msg, str, words } from "../../locales/words.ts";
import { nameOf } from "../notes.ts";
import { quoted, saveButtons, verdictView, verdictWord } from "../parts.ts";

const WORDS = words(() => ({
  explanation: msg("Explanation"),
  names: msg("By name"),
  today: msg("current name"),
  former: msg("former name"),
  unknown: msg("Depends on"),
  unknownHint: msg("Enter what is known under “Request context”."),
  open: msg("The documents leave open"),
  unread: msg("Depends on what was not read"),
  allows: msg("It allows"),
  denies: msg("It denies"),
  yes: msg("Yes"),
  no: msg("No"),
  reasons: msg("Why"),
  documented: msg("documented"),
  assumed: msg("assumed"),
  show: msg("Show in the editor"),
  deny: msg("Deny this"),
  close: msg("Close"),
  outcomes: { matched: msg("matched"), unknown: msg("open"), notMatched: msg("not matched"), unread: msg("not read") },
}));

/** `deny` denies the action of the API by a statement of its own, `pin` is what keeps the answer. */
export function explanationView(decision: PolicyDecision, actions: PermissionsUses, deny?: () => void, pin: unknown = nothing): TemplateResult {
  const { names, unknownKeys, assumptions, reasons } = decision;
  const { permissions } = actions;
  return html`<div class="explanation" role="group" aria-label=${WORDS().explanation}>
    ${names && names.length > 1
      ? html`<h3 class="small-title">${WORDS().names}</h3>
          <ul class="names">
            ${names.map(({ action, former, decision: of }) => html`<li>${verdictView(of)} <code>${action}</code> <span class="quiet">${former ? WORDS().former : WORDS().today}</span></li>`)}
          </ul>`
      : nothing}
    ${unknownKeys.length > 0
      ? html`<h3 class="small-title">${WORDS().unknown}</h3>
          <p class="keys">${unknownKeys.slice(0, MOST_KEYS).map((key) => html`<button type="button" class="link" @click=${() => { toKey(key); }}><code>${key}</code></button> `)}${moreView(unknownKeys.length, MOST_KEYS)} <span class="quiet small">${WORDS().unknownHint}</span></p>`
      : nothing}
    ${[true, false].map((ofUnread) => {
      const questions = assumptions.filter(({ code }) => (code === "unread") === ofUnread);
      if (questions.length === 0) return nothing;
      return html`<h3 class="small-title">${ofUnread ? WORDS().unread : WORDS().open}</h3>
        ${questions.map((assumption) => questionView(assumption, true, actions))}`;
    })}
    <h3 class="small-title">${WORDS().reasons}</h3>
    <ol class="reasons">
      ${reasons.map((reason) => reasonView(reason, () => { permissions.markReason(reason, true); }))}
    </ol>
    <div class="buttons">
      ${pin} ${deny === undefined ? nothing : html`<button type="button" class="choice deny" @click=${deny}>${WORDS().deny}</button>`}
      ${saveButtons(WORDS().explanation, (format) => { permissions.save("explanation", format); })}
      <button type="button" class="link close" @click=${(event: globalThis.Event) => { close(event, permissions.closeExplanation); }}>${WORDS().close}</button>
    </div>
  </div>`;
}

/** As many keys of one answer are listed: more are in no policy that somebody wrote. */
const MOST_KEYS = 100;

/** How many are left out of a list, where there are some. */
export const moreView = (all: number, shown: number): unknown => (all > shown ? html`<span class="quiet small">${msg(str`and ${(all - shown).toString()} more, which are not listed`)}</span>` : nothing);

/** A question that the documents leave open, and a button for each answer; what it comes to differs from API to API. */
export function questionView(
  { code, question: asked, source, outcomes }: PolicyAssumption,
  withOutcomes: boolean,
  { dispatch }: Pick<PermissionsUses, "dispatch">,
): TemplateResult {
  const question = inWords(asked);
  const [yes, no] = code === "unread" ? [WORDS().allows, WORDS().denies] : [WORDS().yes, WORDS().no];
  const answer = (value: boolean): void => {
    dispatch({ type: "permissions/assumed", code, answer: value });
    keepFocus(...BACK);
  };
  return html`<div class="question">
    <p>${prose(question)}</p>
    <div class="buttons" role="group" aria-label=${question}>
      ${outcomes.map(
        ({ answer: value, decision }) => html`<button type="button" class="choice" @click=${() => { answer(value); }}>
          ${value ? yes : no}${withOutcomes ? html`: ${verdictWord(decision)}` : nothing}
        </button>`,
      )}
    </div>
    <p class="quiet small">${quoted(inWords(source))}</p>
  </div>`;
}

/** Answers that were given, to be taken back. */
export function settledView(assume: Readonly<Partial<Record<AssumptionCode, boolean>>>, { dispatch }: Pick<PermissionsUses, "dispatch">): unknown {
  const given = (Object.entries(assume) as [AssumptionCode, boolean][]).filter(([code]) => code !== "unread");
  return given.map(
    ([code, value]) => html`<p class="settled">
      <code>${code}</code> <strong>${value ? WORDS().yes : WORDS().no}</strong>
      <button type="button" class="link" @click=${() => { dispatch({ type: "permissions/assumed", code, answer: undefined }); keepFocus(...BACK); }}>${msg(str`Leave ${code} open`)}</button>
    </p>`,
  );
}

/** Without a text it is an entry that was not read, and its name may be one of ours. */
export const entryOf = ({ policy, outcome, span, what }: PolicyReason): string | undefined => (policy !== undefined && outcome === "unread" && !span ? nameOf({ name: policy, unread: what }) : policy);

export function reasonView(reason: PolicyReason, show?: () => void): TemplateResult {
  const { policy, statement, sid, effect, outcome, what, said, span, basis, source } = reason;
  const name = entryOf(reason);
  const place = [name, statement === undefined ? undefined : msg(str`statement ${(statement + 1).toString()}`), sid, span && msg(str`line ${span.line.toString()}`)];
  return html`<li class=${`reason reason-${outcome}`}>
    <p><span class="outcome">${decidedBy(name, effect, outcome) ?? html`${effect ?? nothing} ${WORDS().outcomes[outcome]}:`}</span> ${quoted(inWords(what, said.what))}</p>
    <p class="quiet small">
      ${policy === undefined ? nothing : html`<strong>${place.filter(Boolean).join(", ")}</strong> · `}<span title=${inWords(source)}>${basis === "documented" ? WORDS().documented : WORDS().assumed}: ${quoted(inWords(source))}</span>
      ${show && span ? html`<button type="button" class="link" @click=${show}>${WORDS().show}</button>` : nothing}
    </p>
  </li>`;
}

/** Of a statement that applies: what it does, and which policy it is of. */
export function decidedBy(name: string | undefined, effect: PolicyReason["effect"], outcome: PolicyReason["outcome"]): string | undefined {
  if (name === undefined || outcome !== "matched") return undefined;
  return effect === "Deny" ? msg(str`Denied by ${name}:`) : effect === "Allow" ? msg(str`Allowed by ${name}:`) : undefined;
}

/** Back to the row, or else to the form. */
const BACK = [".row-open .row-title", ".open-questions > summary", ".settled-questions button", ".request-known > summary", "[role=tab][id^=answers-][aria-selected=true]"];

function close(event: globalThis.Event, then: () => void): void {
  const row = (event.currentTarget as Element).closest("tr")?.previousElementSibling;
  then();
  row?.querySelector<HTMLElement>(".row-title")?.focus();
}

/** To the field of a key in the form. */
function toKey(key: string): void {
  const details = document.querySelector<HTMLDetailsElement>("details.request-known");
  if (details) details.open = true;
  const target = document.getElementById(fieldId(key));
  target?.scrollIntoView({ block: "center" });
  target?.focus();
}

export const fieldId = (key: string): string => `fact-${key.replaceAll(/[^\w-]/g, "_")}`;
