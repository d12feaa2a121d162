import * as glue from "../glue/account.js";
import { shape, stamp } from "../glue/account-stamp.js";
import { Core } from "./core.js";

export const core = /*#__PURE__*/ new Core("account", glue, stamp, shape);
