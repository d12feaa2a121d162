import * as glue from "../glue/keys.js";
import { shape, stamp } from "../glue/keys-stamp.js";
import { Core } from "./core.js";

export const core = /*#__PURE__*/ new Core("keys", glue, stamp, shape);
