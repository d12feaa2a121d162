import type { Command } from "commander";
import { Failure, EXITS, type Exit } from "../exits.ts";
import { addLint } from "./lint.ts";

/** `policy …`: what is done with policies, without any cloud. */
export function addPolicyCommands(program: Command): void {
  const policy = program.command("policy").description("evaluate and check IAM policies, without any cloud");
  addLint(policy, ends);
}

/** Ends a command with another exit code than 0, whose output says all there is to say. */
function ends(exit: Exit): void {
  if (exit !== EXITS.yes) throw new Failure("", { exit });
}
