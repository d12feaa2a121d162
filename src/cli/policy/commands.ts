import type { Command } from "commander";

/** `policy …`: what is done with policies, without any cloud. */
export function addPolicyCommands(program: Command): void {
  program.command("policy").description("evaluate and check IAM policies, without any cloud");
}
