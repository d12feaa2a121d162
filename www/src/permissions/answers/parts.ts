// What the page loads with the module for policies: what answers from them, and the views of the answers.
export { far, near } from "./forms.ts";
export { deniedView } from "./denial-view.ts";
export { findingsView, fixIn } from "./findings-view.ts";
export { rolesView } from "./roles-view.ts";
export { answersView } from "./view.ts";
