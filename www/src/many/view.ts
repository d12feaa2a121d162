import { html } from "lit";
import type { TemplateResult } from "lit";
import type { Actions } from "../actions.ts";
import type { State } from "../state.ts";
import { msg, words } from "../words.ts";

const WORDS = words(() => ({ title: msg("Many passwords") }));

export function manyView(_state: State, _actions: Actions): TemplateResult {
  return html`<div class="head"><h1 tabindex="-1" data-focus="heading">${WORDS().title}</h1></div>`;
}
