import { verdicts as written } from "../glue/verdicts.js";
import type { Verdict } from "../glue/types.js";

/** The verdicts by their number, as {@link Preview.decisions} has them. */
export const verdicts = written satisfies readonly Verdict[];
