// The form that asks only for what matters: what would settle a row that is open, and what was entered.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { PermissionsUses } from "../actions.ts";
import type { PermissionsState } from "../state.ts";
import { valueOf } from "../../ui/parts.ts";
import { problemText } from "../../ui/problem.ts";
import { ownValue } from "../../shared/own.ts";
import { msg, str, words } from "../../locales/words.ts";
import { fieldId, questionView, settledView } from "./explanation.ts";
import { shownKeys } from "./rows.ts";
import type { Fact, KeyUse, Permissions } from "../state.ts";

const WORDS = words(() => ({
  title: msg("Request context"),
  unknown: msg("unknown"),
  absent: msg("absent"),
  given: msg("is"),
  yes: msg("true"),
  no: msg("false"),
  perLine: msg("one value per line"),
  localTime: msg("in the time of this computer"),
  fromSession: msg("from the session"),
  names: {
    projectId: msg("Project ID"),
    enterpriseProjectId: msg("Enterprise project ID"),
    resource: msg("Resource"),
  },
  resourceHint: msg("service:region:account:type:id"),
  invalid: msg("The answers below do not include this value yet."),
}));

/** How many keys there are fields for: more are in no policy that somebody wrote. */
const MOST_KEYS = 100;

const NO_USE: KeyUse = { type: "string", several: false };

export function knownView(state: PermissionsState, actions: PermissionsUses): TemplateResult | typeof nothing {
  const { permissions } = state;
  const keys = shownKeys(permissions);
  const { questions, assume } = permissions;
  // What was not read has its place above.
  const open = questions.filter(({ code }) => code !== "unread" && assume[code] === undefined);
  const settled = Object.keys(assume).filter((code) => code !== "unread").length;
  if (keys.length + open.length + settled === 0) return nothing;
  const waiting = permissions.asked.length;
  return html`${keys.length === 0 ? nothing : html`<details class="request-known" open>
    <summary><h2>${WORDS().title}</h2>${waiting > 0 ? html`<span class="count">${msg(str`${waiting.toString()} open`)}</span>` : nothing}</summary>
    <div class="facts-form">${keys.slice(0, MOST_KEYS).map((key) => factView(key, permissions, actions))}</div>
    ${keys.length > MOST_KEYS ? html`<p class="quiet small">${msg(str`${(keys.length - MOST_KEYS).toString()} more keys are not shown.`)}</p>` : nothing}
  </details>`}
  ${open.length === 0 ? nothing : html`<details class="open-questions">
    <summary>${openText(permissions.openAnswers, open.length)}</summary>
    ${open.map((assumption) => questionView(assumption, false, actions))}
  </details>`}
  ${settled === 0 ? nothing : html`<div class="settled-questions">${settledView(assume, actions)}</div>`}`;
}

/** How many answers depend on how many questions. */
function openText(answers: number, questions: number): string {
  const [count, of] = [answers.toString(), questions.toString()];
  if (answers === 1) return questions === 1 ? msg("1 answer depends on a question that the documents leave open") : msg(str`1 answer depends on ${of} questions that the documents leave open`);
  return questions === 1 ? msg(str`${count} answers depend on a question that the documents leave open`) : msg(str`${count} answers depend on ${of} questions that the documents leave open`);
}

function factView(key: string, permissions: Permissions, { dispatch }: PermissionsUses): TemplateResult {
  const fact = ownValue(permissions.facts, key);
  const use = (permissions.evaluation && ownValue(permissions.evaluation.uses, key)) ?? NO_USE;
  const isField = Object.hasOwn(WORDS().names, key);
  const id = fieldId(key);
  const give = (change: Fact | undefined): void => { dispatch({ type: "permissions/factGiven", key, fact: change }); };
  const mode = fact ? (fact.absent ? "absent" : "given") : "unknown";
  const choose = (event: globalThis.Event): void => {
    const wanted = valueOf(event);
    if (wanted === "unknown") give(undefined);
    else give({ absent: wanted === "absent", values: wanted === "absent" ? [] : [startOf(use)], from: "user" });
  };
  const label = ownValue<string>(WORDS().names, key) ?? key;
  const { problem } = permissions;
  const wrong = problem?.path === key || problem?.path === `context["${key}"]`;
  return html`<div class="fact">
    <label for=${id}>${isField ? label : html`<code>${key}</code>`}</label>
    <select id=${id} @change=${choose} .value=${live(mode)}>
      <option value="unknown" ?selected=${mode === "unknown"}>${WORDS().unknown}</option>
      ${isField ? nothing : html`<option value="absent" ?selected=${mode === "absent"}>${WORDS().absent}</option>`}
      <option value="given" ?selected=${mode === "given"}>${WORDS().given}</option>
    </select>
    ${mode === "given" && fact ? valueView(key, label, fact, use, (values) => { give({ absent: false, values, from: "user" }); }, wrong) : nothing}
    ${fact?.from === "session" ? html`<span class="quiet small">${WORDS().fromSession}</span>` : nothing}
    ${wrong ? html`<p class="field-error small" id=${`${id}-error`}>${problemText(problem)} ${WORDS().invalid}</p>` : nothing}
  </div>`;
}

const startOf = ({ type }: KeyUse): string => (type === "boolean" ? "true" : type === "date" ? new Date().toISOString() : "");

function valueView(key: string, label: string, { values }: Fact, { type, several }: KeyUse, give: (values: string[]) => void, wrong: boolean): TemplateResult {
  const name = msg(str`Value of ${label}`);
  const value = values[0] ?? "";
  const described = wrong ? `${fieldId(key)}-error` : nothing;
  if (several) {
    const split = (event: globalThis.Event): void => { give(valueOf(event).split("\n")); };
    return html`<textarea rows="2" aria-label=${`${name}, ${WORDS().perLine}`} aria-describedby=${described} placeholder=${WORDS().perLine} .value=${live(values.join("\n"))} @input=${split}></textarea>`;
  }
  const set = (event: globalThis.Event): void => { give([valueOf(event)]); };
  switch (type) {
    case "boolean":
      return html`<select aria-label=${name} .value=${live(value)} @change=${set}>
        <option value="true" ?selected=${value === "true"}>${WORDS().yes}</option>
        <option value="false" ?selected=${value === "false"}>${WORDS().no}</option>
      </select>`;
    case "date": {
      const setDate = (event: globalThis.Event): void => {
        const date = new Date(valueOf(event));
        give([Number.isNaN(date.getTime()) ? "" : date.toISOString()]);
      };
      return html`<input type="datetime-local" step="1" aria-label=${`${name}, ${WORDS().localTime}`} aria-describedby=${described} .value=${live(localTime(value))} @change=${setDate} />
        <span class="quiet small">${value}</span>`;
    }
    case "number":
      return html`<input type="number" step="any" aria-label=${name} aria-describedby=${described} .value=${live(value)} @input=${set} />`;
    case "ip":
    case "string":
      return html`<input type="text" aria-label=${name} aria-describedby=${described} autocapitalize="off" autocomplete="off" .spellcheck=${false} placeholder=${key === "resource" ? WORDS().resourceHint : nothing} .value=${live(value)} @input=${set} />`;
  }
}

/** As `datetime-local` wants it: this computer's time, without a zone. */
function localTime(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return "";
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
