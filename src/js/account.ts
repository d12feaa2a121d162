// `ecs-password/account`: what `api/account.ts` lists, with the WebAssembly for what needs it.
import * as api from "./account/account.js";
import { OsloPolicy as OsloPolicyClass } from "./account/oslo.js";
import * as reading from "./account/reading.js";
import { withWasm } from "./internal/account-inline.js";

export const Account = /*#__PURE__*/ withWasm(api.Account);
export const OsloPolicy = /*#__PURE__*/ withWasm(OsloPolicyClass);
export const readAccount = /*#__PURE__*/ withWasm(reading.readAccount);
export * from "./api/errors.js";
