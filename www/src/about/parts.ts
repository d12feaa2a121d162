// What is in the dialogs: loaded when one of them is first wanted.
export { aboutView as help } from "./view.ts";
export { shortcutsView as shortcuts } from "./shortcuts-view.ts";
