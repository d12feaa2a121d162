// The shells for which the command line has completion: the tests of those that are missing are not run, unless they are demanded.
import { which } from "./steps.mjs";

export const SHELLS = ["bash", "zsh", "fish"];

/** Those that are missing. */
export const missingShells = () => SHELLS.filter((name) => which(name) === undefined);

/** Whether tests must not be skipped for want of them. */
export const isDemanded = () => process.env.DEMAND_SHELLS === "1";
