import * as glue from "../glue/client.js";
import { shape, stamp } from "../glue/client-stamp.js";
import { Core } from "./core.js";

export const core = /*#__PURE__*/ new Core("client", glue, stamp, shape);
