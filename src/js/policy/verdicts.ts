import type { Verdict } from "../policy-types.js";

/** The verdicts by their number, as {@link Preview.decisions} has them. */
export const verdicts = ["allow", "explicitDeny", "implicitDeny", "conditional"] as const satisfies readonly Verdict[];
