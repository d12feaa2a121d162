// Pinning an answer, or changing an expectation; and being asked before expectations that are in no file go away.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { becauseName, whoName } from "../../../../src/expectations/model.ts";
import type { Expect, Test, Who } from "../../../../src/expectations/model.ts";
import { msg, str, words } from "../../locales/words.ts";
import { modal, modalEvents } from "../../ui/modal.ts";
import { callout, keepFocus, pathText, valueOf } from "../../ui/parts.ts";
import type { PermissionsUses } from "../actions.ts";
import { verdictOf } from "../verdicts.ts";
import { field, verdictView, verdictWord } from "../parts.ts";
import type { Permissions } from "../state.ts";
import { whosOf } from "./actions.ts";
import { faultView } from "./faults-view.ts";
import { knownView } from "./known-view.ts";
import { NO_PINS } from "./state.ts";
import type { PinForm, Pins } from "./state.ts";

const WORDS = words(() => ({
  pin: msg("Pin this answer"),
  edit: msg("Edit the expectation"),
  now: msg("The answer now:"),
  who: msg("About"),
  expect: msg("Expected"),
  deny: msg("Deny (either one)"),
  name: msg("Name"),
  nameHint: msg("What it is for. Empty: it is called by its question."),
  because: msg("Because"),
  becauseHint: msg("The statement that is to decide, one per line, such as operators.json#0. Empty: whichever decides."),
  add: msg("Add what decides now:"),
  take: msg("Pin"),
  change: msg("Change"),
  cancel: msg("Cancel"),
  offer: msg("Replace these expectations?"),
  drop: msg("Close without saving?"),
  lost: msg("They were changed here, and are in no file."),
  keep: msg("Keep them"),
  replace: msg("Replace them"),
  goOn: msg("Close without saving"),
}));

export function formView(permissions: Permissions, actions: PermissionsUses): TemplateResult {
  const { pins = NO_PINS } = permissions;
  const { form } = pins;
  const drop = (): void => {
    actions.permissions.pins().dropForm();
    keepFocus(".row-open .pin", "#expectations-title");
  };
  const { escaped, gone } = modalEvents(() => { if (form) drop(); });
  return html`<dialog class="pin-form" aria-labelledby="pin-title" ${modal(form !== undefined)} @cancel=${escaped} @close=${gone}>${form ? fieldsView(form, permissions, pins, actions, drop) : nothing}</dialog>`;
}

function fieldsView(form: PinForm, permissions: Permissions, pins: Pins, actions: PermissionsUses, drop: () => void): TemplateResult {
  const { of, question, answer } = form;
  const { evaluation } = permissions;
  const expected = of && pins.kept?.expectations[of.list === "tests" ? "tests" : "whoCan"][of.index];
  const test = expected && "expect" in expected ? expected : undefined;
  const isWhoCan = of?.list === "who_can";
  const send = (event: SubmitEvent): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string): string => {
      const value = data.get(name);
      return typeof value === "string" ? value : "";
    };
    const because = text("because").split("\n").map((line) => line.trim()).filter((line) => line !== "");
    void actions.permissions.pins().take({ name: text("name"), because, expect: (text("expect") || answer?.decision) as Expect }).then(() => { keepFocus(".row-open .pin", "#expectations-title"); });
  };
  const row = evaluation?.rows.findIndex(({ id }) => id === question.api) ?? -1;
  const shown = row < 0 ? undefined : verdictOf(evaluation?.decisions[row]);
  const name = expected && "name" in expected.places ? expected.name : "";
  return html`<form @submit=${send}>
    <h2 id="pin-title">${of ? WORDS().edit : WORDS().pin}</h2>
    <p class="path">${pathText(question.operation ?? question.action ?? question.api ?? "")}</p>
    <p class="quiet small expectation-asked">${knownView(question)}</p>
    ${of ? nothing : whoField(form, pins, actions)}
    ${isWhoCan ? nothing : html`<p class="pin-answer">${WORDS().now} ${answer ? verdictView(answer.decision) : "…"}
      ${!of && answer && shown !== undefined && shown !== answer.decision ? html`<span class="quiet small">${msg(str`By the policies of the file; those of the page come to: ${verdictWord(shown)}`)}</span>` : nothing}</p>`}
    ${of || !answer ? nothing : expectField(answer.decision)}
    ${field("pin-name", WORDS().name, html`<input id="pin-name" name="name" class="control" type="text" autocomplete="off" autofocus maxlength="500" value=${name} />`, WORDS().nameHint)}
    ${isWhoCan ? nothing : becauseField(form, test)}
    ${form.refused ? html`<div role="alert">${callout("danger", "warning", html`<ul>${form.refused.faults.slice(0, 5).map((each) => html`<li>${faultView(each)}</li>`)}</ul>`)}</div>` : nothing}
    <div class="buttons">
      <wa-button appearance="plain" @click=${drop}>${WORDS().cancel}</wa-button>
      <wa-button type="submit" variant="brand" ?disabled=${!of && !answer}>${of ? WORDS().change : WORDS().take}</wa-button>
    </div>
  </form>`;
}

function whoField({ who }: PinForm, { kept }: Pins, { permissions }: PermissionsUses): unknown {
  const all = whosOf(kept?.expectations);
  if (all.length < 2 && all[0]?.kind === "all") return nothing;
  const choose = (event: Event): void => {
    const chosen = all[Number(valueOf(event))];
    if (chosen) permissions.pins().chooseWho(chosen);
  };
  const same = (each: Who): boolean => JSON.stringify(each) === JSON.stringify(who);
  return field("pin-who", WORDS().who, html`<select id="pin-who" class="control" @change=${choose}>${all.map((each, index) => html`<option value=${index} ?selected=${same(each)}>${whoName(each)}</option>`)}</select>`);
}

/** A deny may be pinned as either one: who adds a Deny to what nobody allows changes nothing. */
function expectField(decision: Exclude<Expect, "deny">): unknown {
  if (decision !== "explicitDeny" && decision !== "implicitDeny") return nothing;
  return field("pin-expect", WORDS().expect, html`<select id="pin-expect" name="expect" class="control"><option value=${decision}>${verdictWord(decision)}</option><option value="deny">${WORDS().deny}</option></select>`);
}

function becauseField({ answer }: PinForm, test: Test | undefined): unknown {
  const value = test?.because.map(becauseName).join("\n") ?? "";
  const add = (name: string): void => {
    const area = document.querySelector<HTMLTextAreaElement>("#pin-because");
    if (!area) return;
    const lines = area.value.split("\n").filter((line) => line.trim() !== "");
    if (!lines.includes(name)) area.value = [...lines, name].join("\n");
    area.focus();
  };
  // Of an implicit deny no statement decides.
  if (answer?.decision === "implicitDeny" && !test) return nothing;
  const names = answer?.because ?? [];
  return html`${field("pin-because", WORDS().because, html`<textarea id="pin-because" name="because" class="control" rows="2" autocapitalize="off" autocomplete="off" .spellcheck=${false} .defaultValue=${value}></textarea>`, WORDS().becauseHint)}
    ${names.length === 0 ? nothing : html`<p class="small pin-deciding">${WORDS().add} ${names.map((name) => html`<button type="button" class="link" @click=${() => { add(name); }}><code>${name}</code></button> `)}</p>`}`;
}

/** Before expectations that are in no file go away. */
export function offeredView({ offered }: Pins, { permissions }: PermissionsUses): TemplateResult {
  const settle = (isTaken: boolean): void => {
    permissions.pins().settle(isTaken);
    keepFocus("#expectations-title");
  };
  const { escaped, gone } = modalEvents(() => { if (offered) settle(false); });
  return html`<dialog aria-labelledby="offered-title" ${modal(offered !== undefined)} @cancel=${escaped} @close=${gone}>
    ${offered
      ? html`<h2 id="offered-title">${offered === "nothing" ? WORDS().drop : WORDS().offer}</h2>
          <p>${WORDS().lost}</p>
          <div class="buttons">
            <wa-button appearance="plain" autofocus @click=${() => { settle(false); }}>${WORDS().keep}</wa-button>
            <wa-button variant="danger" @click=${() => { settle(true); }}>${offered === "nothing" ? WORDS().goOn : WORDS().replace}</wa-button>
          </div>`
      : nothing}
  </dialog>`;
}
