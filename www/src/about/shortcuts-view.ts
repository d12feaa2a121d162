// The keys that lead somewhere, and the switch that turns the single ones off.
import { html } from "lit";
import type { TemplateResult } from "lit";
import { msg, words } from "../locales/words.ts";
import { shortcutsOn, switchShortcuts } from "../shared/shortcuts.ts";
import { checkedOf } from "../ui/parts.ts";
import { closeButton, headView } from "./head.ts";

type Keys = readonly (readonly string[])[];
type Shortcut = readonly [keys: Keys, does: string];

const WORDS = words(() => ({
  title: msg("Keyboard shortcuts"),
  then: msg("then"),
  or: msg("or"),
  single: msg("In every view"),
  on: msg("Use these shortcuts"),
  off: msg("Turn them off if you use speech input or press keys by accident. This browser remembers it."),
  when: msg("They do nothing while you type or a dialog is open."),
  singles: [
    [[["/"]], msg("Go to the search, where there is one")],
    [[["g", "s"]], msg("Go to the servers")],
    [[["g", "p"]], msg("Go to the permissions")],
    [[["?"]], msg("Show these shortcuts")],
  ] satisfies Shortcut[],
  table: msg("In a table of servers"),
  rows: [
    [[["↑"], ["↓"]], msg("The previous or the next server")],
    [[[msg("Ctrl+Home")], [msg("Ctrl+End")]], msg("The first or the last server")],
  ] satisfies Shortcut[],
  editor: msg("In the editor of policies"),
  edits: [
    [[[msg("Ctrl+Space")]], msg("Complete what you type")],
    [[["F8"]], msg("Go to the next finding")],
    [[[msg("Ctrl+S")]], msg("Save the policy as a file")],
    [[["Esc", "Tab"]], msg("Leave the editor")],
  ] satisfies Shortcut[],
}));

export function shortcutsView(close: () => void): TemplateResult {
  const { title, single, singles, on, off, when, table, rows, editor, edits } = WORDS();
  return html`
    ${headView(title, "", close)}
    <section aria-labelledby="keys-single">
      <h3 id="keys-single">${single}</h3>
      ${listView(singles)}
      <p class="quiet small">${when}</p>
      <label class="check"><input type="checkbox" aria-describedby="keys-off" .checked=${shortcutsOn()} @change=${(event: Event) => { switchShortcuts(checkedOf(event)); }} />${on}</label>
      <p class="quiet small" id="keys-off">${off}</p>
    </section>
    <section aria-labelledby="keys-table"><h3 id="keys-table">${table}</h3>${listView(rows)}</section>
    <section aria-labelledby="keys-editor"><h3 id="keys-editor">${editor}</h3>${listView(edits)}</section>
    ${closeButton(close)}
  `;
}

const listView = (shortcuts: readonly Shortcut[]): TemplateResult => html`<dl class="shortcuts">
  ${shortcuts.map(([keys, does]) => html`<div><dt>${joined(keys.map((each) => joined(each.map((key) => html`<kbd>${key}</kbd>`), WORDS().then)), WORDS().or)}</dt><dd>${does}</dd></div>`)}
</dl>`;

const joined = (parts: readonly unknown[], word: string): unknown => parts.map((part, index) => (index === 0 ? part : html` <span class="quiet small">${word}</span> ${part}`));
