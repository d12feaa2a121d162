import * as glue from "../glue/policy.js";
import { shape, stamp } from "../glue/policy-stamp.js";
import { Core } from "./core.js";

export const core = /*#__PURE__*/ new Core("policy", glue, stamp, shape);
