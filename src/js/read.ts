// `ecs-password/read`: what `api/read.ts` lists, with the WebAssembly for what needs it.
import * as api from "./read/read.js";
import { withWasm } from "./internal/read-inline.js";

export const readPolicies = /*#__PURE__*/ withWasm(api.readPolicies);
export const translatePolicy = /*#__PURE__*/ withWasm(api.translatePolicy);
// It needs none.
export { locate } from "./read/read.js";
export * from "./api/errors.js";
