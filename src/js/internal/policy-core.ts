import * as glue from "../glue/policy.js";
import { stamp } from "../glue/policy-stamp.js";
import { Core } from "./core.js";

export const core = /*#__PURE__*/ new Core("policy", glue, stamp);
