// Single keys that lead somewhere, from any view; what they are is told in `about/shortcuts-view.ts`.
import { shortcutsOn } from "../shared/shortcuts.ts";

/** The second key of two comes within this time. */
const TOGETHER_MS = 1500;
const TYPING = "input:not([type=checkbox], [type=radio], [type=file]), textarea, select, [contenteditable=true]";

/** What each of them does; whether there was something to do. */
export function listenForShortcuts(acts: Readonly<Record<string, () => boolean>>): void {
  let led = -Infinity;
  addEventListener("keydown", (event) => {
    const { altKey, ctrlKey, key, metaKey, shiftKey, timeStamp } = event;
    if (key === "Shift") return;
    const isSecond = timeStamp - led < TOGETHER_MS;
    led = -Infinity;
    // Within a component or the editor: where the key really went.
    const [place] = event.composedPath();
    const isTaken = event.defaultPrevented || event.repeat || event.isComposing || altKey || ctrlKey || metaKey;
    if (isTaken || !shortcutsOn() || (place instanceof Element && place.closest(TYPING)) || document.querySelector("dialog[open]")) return;
    // Some keyboards need Shift for a sign, none for a letter; Caps Lock is no Shift.
    const name = shiftKey ? key : key.toLowerCase();
    if (name === "g") led = timeStamp;
    else if (acts[isSecond ? `g ${name}` : name]?.() === true) event.preventDefault();
  });
}

/** The search of the view that is shown. */
export function focusSearch(): boolean {
  const field = [...document.querySelectorAll<HTMLElement>("main :is(wa-input.search, [type=search])")].find((each) => each.checkVisibility());
  field?.focus();
  return field !== undefined;
}
