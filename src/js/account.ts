// `ecs-password/account`: what `api/account.ts` lists, with the WebAssembly for what needs it.
import * as api from "./account/account.js";
import { withWasm } from "./internal/account-inline.js";

export const Account = /*#__PURE__*/ withWasm(api.Account);
export * from "./api/errors.js";
