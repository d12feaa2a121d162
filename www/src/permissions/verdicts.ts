// The verdicts, which the package gives as numbers.
import { verdicts } from "ecs-password/slim";
import type { Verdict } from "ecs-password/slim";

/** A verdict by its number; what has no answer is open. */
export const verdictOf = (number: number | undefined): Verdict => (number === undefined ? undefined : verdicts[number]) ?? "conditional";

export const numberOf = (verdict: Verdict): number => verdicts.indexOf(verdict);

export const CONDITIONAL = numberOf("conditional");
