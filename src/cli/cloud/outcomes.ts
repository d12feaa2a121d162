import { EXITS, Failure, type Exit } from "../exits.ts";

/** The exit code that says most of several: what was refused before what is wrong here, that before what is not certain, and a no last. */
const ORDER: readonly Exit[] = [EXITS.interrupted, EXITS.refused, EXITS.usage, EXITS.incomplete, EXITS.no, EXITS.yes];

/** Ends the program with the worst of the exits; their causes were told already. */
export function endWith(exits: readonly Exit[]): void {
  const worst = ORDER.find((each) => exits.includes(each)) ?? EXITS.yes;
  if (worst !== EXITS.yes) throw new Failure("", { exit: worst });
}
