import type { EcsPasswordError } from "ecs-password";
import { EXITS, Failure, type Exit } from "./exits.ts";
import { note } from "./output.ts";

/** Says what went wrong; gives the exit code for it. */
export function told(error: unknown): Exit {
  if (error instanceof Failure) {
    if (error.message) note(`ecs-password: ${error.message}`);
    if (error.hint) note(error.hint);
    return error.exit;
  }
  if (isOfPackage(error)) {
    note(`ecs-password: ${error.message}`);
    // Its part for pages is none of a terminal's.
    if (error.hint) note(error.hint.replace(/; in a browser, .*$/, ""));
    if (error.mayHaveHappened === true) note("it may have been carried out all the same");
    return error.status === undefined && !NOT_REACHED.has(error.code) ? EXITS.usage : EXITS.refused;
  }
  throw error;
}

/** As the package's `isEcsPasswordError`, which only a module of it has: most commands need none, or another one. */
const isOfPackage = (error: unknown): error is EcsPasswordError => error instanceof Error && error.name === "EcsPasswordError";

const NOT_REACHED = new Set<string>(["network", "timeout", "aborted"]);
