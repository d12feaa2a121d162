// What the page loads with the module for policies: what answers from them, and the views of the answers.
import { createEngine } from "./engine.ts";
import type { EngineOf } from "./actions.ts";
import { far, near } from "./forms.ts";

export const engineOf: EngineOf = (context, evaluated) => createEngine(context, { near, far }, evaluated);
export { createPins } from "../expectations/actions.ts";
export { deniedView } from "./denial-view.ts";
export { findingsView, fixIn } from "./findings-view.ts";
export { rolesView } from "./roles-view.ts";
export { answersView } from "./view.ts";
