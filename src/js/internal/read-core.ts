import * as glue from "../glue/read.js";
import { stamp } from "../glue/read-stamp.js";
import { Core } from "./core.js";

export const core = /*#__PURE__*/ new Core("read", glue, stamp);
