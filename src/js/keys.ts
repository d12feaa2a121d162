// `ecs-password/keys`: what `api/keys.ts` lists, with the WebAssembly for what needs it.
import * as api from "./keys/private-key.js";
import { withWasm } from "./internal/keys-inline.js";

export const PrivateKey = /*#__PURE__*/ withWasm(api.PrivateKey);
export { Secret } from "./secret.js";
export * from "./api/errors.js";
