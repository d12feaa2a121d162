import * as glue from "../glue/read.js";
import { shape, stamp } from "../glue/read-stamp.js";
import { Core } from "./core.js";

export const core = /*#__PURE__*/ new Core("read", glue, stamp, shape);
