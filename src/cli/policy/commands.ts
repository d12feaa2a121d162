import type { Command } from "commander";
import { Failure, EXITS, type Exit } from "../exits.ts";
import { addCheck, addExplain } from "./check.ts";
import { addDiff } from "./diff.ts";
import { addLint } from "./lint.ts";
import { addPreview } from "./preview.ts";
import { addSuggest } from "./suggest.ts";
import { addTest } from "./test/command.ts";
import { addWhoCan } from "./test/who-can.ts";
import { addTranslate } from "./translate.ts";

/** `policy …`: what is done with policies, without any cloud. */
export function addPolicyCommands(program: Command): void {
  const policy = program.command("policy").description("evaluate and check IAM policies, without any cloud");
  for (const add of [addLint, addCheck, addExplain, addPreview, addDiff, addSuggest, addTranslate, addTest, addWhoCan]) add(policy, ends);
}

/** Ends a command with another exit code than 0, whose output says all there is to say. */
function ends(exit: Exit): void {
  if (exit !== EXITS.yes) throw new Failure("", { exit });
}
