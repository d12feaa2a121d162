// What is expected of the policies: each with whether it holds, those first that do not.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import type { Status } from "../../../../src/expectations/check.ts";
import { becauseName, hasPrincipals, principalName, whoName } from "../../../../src/expectations/model.ts";
import type { Expect, NamedPrincipal, Test, WhoCan } from "../../../../src/expectations/model.ts";
import { getLocale } from "../../locales/locale.ts";
import { inWords } from "../../locales/said.ts";
import { msg, str, words } from "../../locales/words.ts";
import { callout, icon, keepFocus, pathText, startIcon } from "../../ui/parts.ts";
import { problemView } from "../../ui/problem.ts";
import type { PermissionsUses } from "../actions.ts";
import { decidedBy } from "../answers/explanation.ts";
import { faultWord } from "../policies/files-view.ts";
import { iconButton, quoted, verdictView, verdictWord } from "../parts.ts";
import type { Permissions, PermissionsState } from "../state.ts";
import { besides, missingFrom } from "./grants.ts";
import { faultView } from "./faults-view.ts";
import { offeredView } from "./form-view.ts";
import { knownView } from "./known-view.ts";
import { currentResults, itemsOf, NO_PINS } from "./state.ts";
import type { Answer, Held, Item, Other, Pins, Refused, Why } from "./state.ts";
import { countsText } from "./words.ts";
import "./expectations.css";

const WORDS = words(() => ({
  title: msg("Expectations"),
  about: msg("What these policies must allow and must deny. Each is asked anew with every change, and the file runs in a pipeline as well:"),
  begin: msg("Pin an answer: open an API under “APIs”, then “Pin this answer”. Or open a file of expectations, YAML or JSON."),
  toApis: msg("Go to the APIs"),
  open: msg("Open a file"),
  drop: msg("or drop it here"),
  save: msg("Save"),
  saveAs: { yaml: msg("Save as YAML"), json: msg("Save as JSON") },
  close: msg("Close"),
  unsaved: msg("Changed, not saved"),
  nothing: msg("Nothing is expected yet."),
  statuses: { holds: msg("holds"), fails: msg("fails"), open: msg("not decided"), wrong: msg("wrong") } satisfies Record<Status, string>,
  pending: msg("not asked yet"),
  deny: msg("Deny (either one)"),
  edit: msg("Edit"),
  remove: msg("Remove"),
  show: msg("Show in the editor"),
  unread: msg("it depends on what was not read"),
  others: {
    more: msg("can as well:"),
    missing: msg("cannot:"),
    conditional: msg("perhaps can:"),
    certain: msg("can for certain:"),
  } satisfies Record<Other["how"], string>,
  nobody: msg("nobody"),
  dismiss: msg("Dismiss"),
  refused: msg("The change was not made"),
  even: msg("Remove it all the same"),
  missing: msg("Policies of the file that are not open here: what depends on them is not decided. Open them under “Policies”."),
  causes: { missing: msg("it is not open here"), several: msg("several files of the expectations have this name") },
  addPolicies: msg("Add to the file"),
}));

/** As many are listed at first. */
const MOST = 100;
/** As many faults of a file are named. */
const MOST_FAULTS = 20;
const ACCEPTED = ".yaml,.yml,.json,application/yaml,application/json,text/*";
const COMMAND = "npx ecs-password policy test expectations.yaml";

export function expectationsView(state: PermissionsState, actions: PermissionsUses): TemplateResult {
  const { permissions } = state;
  const { pins = NO_PINS } = permissions;
  const { kept } = pins;
  const counts = countsText(pins);
  return html`<section class="expectations" aria-labelledby="expectations-title" data-files="expectations">
    <h2 id="expectations-title" tabindex="-1">${WORDS().title}${counts === "" ? nothing : html` <span class="expectations-counts">${counts.split(" · ").map((count, index) => html`${index > 0 ? " · " : nothing}<span>${count}</span>`)}</span>`}</h2>
    ${kept ? nothing : html`<p>${WORDS().about} <code>${COMMAND}</code></p><p class="quiet">${WORDS().begin}</p>`}
    ${filesView(pins, actions)} ${pins.refused ? refusedView(pins.refused, actions) : nothing} ${kept ? listView(permissions, pins, actions) : nothing}
    ${offeredView(pins, actions)}
  </section>`;
}

/** The name of the tab, with how many do not hold. */
export function tabLabel({ pins = NO_PINS }: Permissions): unknown {
  const failing = currentResults(pins)?.list.filter(({ status }) => status === "fails" || status === "wrong").length ?? 0;
  const open = currentResults(pins)?.list.filter(({ status }) => status === "open").length ?? 0;
  if (failing + open === 0) return WORDS().title;
  const said = countsText(pins);
  return html`${WORDS().title}<span class=${failing > 0 ? "tab-errors" : "tab-errors tab-unread"}><span aria-hidden="true">${failing > 0 ? failing : "?"}</span><span class="visually-hidden">, ${said}</span></span>`;
}

function filesView({ kept }: Pins, actions: PermissionsUses): TemplateResult {
  const pins = actions.permissions.pins();
  const chosen = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    input.value = "";
    void pins.open(files);
  };
  const toApis = (): void => {
    actions.permissions.chooseTab("apis");
    keepFocus(".result-filters input");
  };
  const save = (text: string, form: "yaml" | "json"): TemplateResult => html`<wa-button size="s" appearance="outlined" @click=${() => void pins.save(form)}>${startIcon("download")}${text}</wa-button>`;
  return html`<div class="files" role="group" aria-label=${WORDS().title}>
    ${kept ? nothing : html`<wa-button size="s" variant="brand" @click=${toApis}>${WORDS().toApis}</wa-button>`}
    <label class="file">
      <input type="file" class="visually-hidden" accept=${ACCEPTED} @change=${chosen} aria-label=${WORDS().open} />
      <span class="file-button" aria-hidden="true">${icon("upload")}${WORDS().open}</span>
    </label>
    <span class="quiet drop-text">${WORDS().drop}</span>
    ${kept
      ? html`<span class="files-save">
          ${kept.name === undefined ? nothing : html`<code class="expectations-file">${kept.name}</code>`}
          ${kept.unsaved ? html`<span class="quiet small">${WORDS().unsaved}</span>` : nothing}
          ${kept.name === undefined ? html`${save(WORDS().saveAs.yaml, "yaml")}${save(WORDS().saveAs.json, "json")}` : save(WORDS().save, "yaml")}
          <wa-button size="s" appearance="plain" @click=${() => { pins.close(); keepFocus("#expectations-title"); }}>${WORDS().close}</wa-button>
        </span>`
      : nothing}
  </div>`;
}

/** Each with its place, as the reader has them. */
function refusedView({ name, fault, faults, even }: Refused, { permissions }: PermissionsUses): TemplateResult {
  const pins = permissions.pins();
  const dismiss = (): void => {
    pins.dismiss();
    keepFocus(".expectations input[type=file]");
  };
  const title = name === undefined ? WORDS().refused : msg(str`${name} was not opened`);
  return html`<div role="alert">${callout("danger", "warning", html`<h3 class="small-title">${title}</h3>
    <ul>
      ${fault === undefined ? nothing : html`<li>${faultWord(fault)}</li>`}
      ${faults.slice(0, MOST_FAULTS).map((each) => html`<li>${faultView(each)}</li>`)}
      ${faults.length > MOST_FAULTS ? html`<li>${msg(str`and ${(faults.length - MOST_FAULTS).toString()} more`)}</li>` : nothing}
    </ul>
    ${even ? html`<button type="button" class="link" @click=${() => void pins.removeEven()}>${WORDS().even}</button>` : nothing}
    <button type="button" class="link" @click=${dismiss}>${WORDS().dismiss}</button>`)}</div>`;
}

function listView(permissions: Permissions, pins: Pins, actions: PermissionsUses): TemplateResult {
  const items = itemsOf(pins);
  const results = currentResults(pins);
  const shown = pins.all ? items : items.slice(0, MOST);
  const more = items.length - shown.length;
  return html`${notesView(permissions, pins, actions)} ${results?.problem ? problemView(results.problem, { level: 3 }) : nothing}
    ${items.length === 0 ? html`<p class="quiet">${WORDS().nothing}</p>` : nothing}
    <ul class="expectation-list" role="list">
      ${repeat(shown, ({ list, index }) => `${list} ${index.toString()}`, (item) => guard([item.expected, item.held, getLocale()], () => itemView(item, actions)))}
    </ul>
    ${more > 0 ? html`<button type="button" class="link" @click=${() => { actions.permissions.pins().showAll(); }}>${msg(str`Show ${more.toString()} more`)}</button>` : nothing}`;
}

/** Where the policies of the file are not those of the page. */
function notesView({ policies }: Permissions, { kept }: Pins, { permissions }: PermissionsUses): unknown {
  if (kept?.name === undefined) return nothing;
  const { expectations } = kept;
  const missing = missingFrom(expectations, policies);
  const others = besides(expectations, policies).map(({ name }) => name).join(", ");
  return html`${missing.length === 0
      ? nothing
      : callout("warning", "warning", html`<p>${WORDS().missing}</p><ul>${missing.slice(0, MOST_FAULTS).map(({ grant: { file = "", policy }, why }) => html`<li><code>${policy === undefined ? file : `${file}: ${policy}`}</code>${why === "missing" ? nothing : html`: ${WORDS().causes[why]}`}</li>`)}</ul>`)}
    ${others === ""
      ? nothing
      : html`<p class="quiet small">${msg(str`The file does not name these policies, and asks without them: ${others}`)}
          ${hasPrincipals(expectations) ? nothing : html`<button type="button" class="link" @click=${() => void permissions.pins().addPolicies()}>${WORDS().addPolicies}</button>`}</p>`}`;
}

const SIGNS: Record<Status, string> = { holds: "✓", fails: "✗", open: "?", wrong: "!" };

function itemView(item: Item, actions: PermissionsUses): TemplateResult {
  const { list, index, expected, held } = item;
  const { name } = expected;
  const pins = actions.permissions.pins();
  const status = held ? WORDS().statuses[held.status] : WORDS().pending;
  return html`<li class=${`expectation expectation-${held?.status ?? "pending"}`}>
    <span class="expectation-sign" aria-hidden="true">${held ? SIGNS[held.status] : "…"}</span>
    <div class="expectation-body">
      <h3><span class="visually-hidden">${status}: </span>${"name" in expected.places ? name : pathText(name)}</h3>
      ${outcomeView(item)} ${askedView(expected)} ${held && held.status !== "holds" ? whyView(held, actions) : nothing}
    </div>
    <div class="expectation-tools">
      ${iconButton("pencil", `${WORDS().edit}: ${name}`, () => { pins.edit(list, index); })}
      ${iconButton("trash", `${WORDS().remove}: ${name}`, () => void pins.remove(list, index))}
    </div>
  </li>`;
}

/** In prose: a verdict, or either deny. */
export const expectWord = (expect: Expect): string => (expect === "deny" ? WORDS().deny : verdictWord(expect));

function outcomeView({ expected, held }: Item): unknown {
  if ("expect" in expected) {
    const wanted = expectWord(expected.expect);
    const reason = expected.because.length === 0 ? nothing : html` <span class="quiet">${msg("because")} ${expected.because.map((each, index) => html`${index > 0 ? ", " : nothing}<code>${becauseName(each)}</code>`)}</span>`;
    const came = held?.kind === "test" && held.status !== "holds" ? held.answer?.decision : undefined;
    if (came === undefined) return html`<p>${msg(str`expected: ${wanted}`)}${reason}</p>`;
    return html`<p>${msg("now")} <span class="expectation-came">${verdictView(came)},</span> ${msg(str`expected: ${wanted}`)}${reason}</p>`;
  }
  return html`<p>${msg(str`expected: exactly ${namesOf(expected.exactly)}`)}${expected.perhaps.length === 0 ? nothing : `; ${msg(str`perhaps ${namesOf(expected.perhaps)}`)}`}</p>`;
}

const namesOf = (principals: readonly NamedPrincipal[]): string => principals.map(principalName).join(", ") || WORDS().nobody;

/** The question, as far as the name does not say it. */
function askedView(expected: Test | WhoCan): unknown {
  const { question, places } = expected;
  const who = "who" in expected ? whoName(expected.who) : "";
  return html`<p class="quiet small expectation-asked">
    ${"name" in places ? html`${who === "" ? nothing : html`<span>${who}:</span>`} <span class="path">${pathText(question.operation ?? question.action ?? question.api ?? "")}</span>` : nothing}
    ${knownView(question)}
  </p>`;
}

function whyView(held: Held, actions: PermissionsUses): unknown {
  if (held.fault) return html`<p class="expectation-fault">${faultView(held.fault)}</p>`;
  if (held.kind === "whoCan") return html`<ul class="expectation-why">${held.others.slice(0, MOST_FAULTS).map(({ how, name, answer }) => html`<li><strong>${name}</strong> ${WORDS().others[how]} ${answerView(answer, actions)}</li>`)}</ul>`;
  const lacking = held.lacking.map((each) => `\`${each}\``).join(", ");
  return html`${lacking === "" ? nothing : html`<p>${quoted(msg(str`It is not decided by ${lacking}.`))}</p>`} ${held.answer ? answerView(held.answer, actions) : nothing}`;
}

/** What decides, each with the way to it; and what a conditional answer hangs on. */
function answerView({ why, keys, open, isUnread, decision }: Answer, actions: PermissionsUses): TemplateResult {
  const codes = open.map((code) => `\`${code}\``).join(", ");
  const needed = keys.map((key) => `\`${key}\``).join(", ");
  const depends = [needed !== "" && msg(str`it depends on ${needed}`), codes !== "" && msg(str`the documents leave open: ${codes}`), isUnread && !why.some(({ reason: { outcome } }) => outcome === "unread") && WORDS().unread].filter((each) => each !== false);
  return html`<ul class="expectation-why">
    ${why.map((each) => reasonView(each, actions))} ${decision === "conditional" ? depends.map((each) => html`<li>${quoted(each)}</li>`) : nothing}
  </ul>`;
}

function reasonView({ policy, policyId, statement, reason }: Why, { dispatch, permissions }: PermissionsUses): TemplateResult {
  const { span, effect, outcome, what, said } = reason;
  const place = [policy, reason.statement === undefined ? undefined : msg(str`statement ${(reason.statement + 1).toString()}`), reason.sid, span && msg(str`line ${span.line.toString()}`)].filter(Boolean).join(", ");
  const show = (): void => {
    if (policyId === undefined || !span || !permissions.current().policies.some(({ id }) => id === policyId)) return;
    const tone = outcome === "unknown" || outcome === "unread" ? "open" : outcome === "notMatched" ? "near" : effect === "Deny" ? "deny" : "allow";
    dispatch({ type: "permissions/marked", mark: { policyId, statement, pattern: span, tone, focus: true } });
    dispatch({ type: "permissions/paneChosen", pane: "policies" });
  };
  return html`<li>
    ${decidedBy(policy, effect, outcome) ?? nothing} ${quoted(inWords(what, said.what))}
    <span class="quiet small">${place}${policyId !== undefined && span ? html` <button type="button" class="link" @click=${show}>${WORDS().show}</button>` : nothing}</span>
  </li>`;
}
