// Whether single keys lead somewhere. Beside theme and language the only thing that this page ever stores: whoever speaks to their computer,
// or hits keys by chance, would have to switch them off at every visit.
const KEY = "shortcuts";

/** Where the browser stores nothing, the choice holds until the page is closed. */
let chosen: boolean | undefined;

export function shortcutsOn(): boolean {
  try {
    return chosen ?? localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
}

export function switchShortcuts(on: boolean): void {
  chosen = on;
  try {
    if (on) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, "off");
  } catch {
    // A browser without storage.
  }
}
