// What of this feature comes when its dialog is first opened.
export { list } from "./lists.ts";
export { projectsView as view } from "./view.ts";
