import type { Command } from "commander";
import { addDeleteCommand } from "./delete.ts";
import { addGetCommand } from "./get.ts";
import { addListCommand } from "./list.ts";
import { addResetCommand } from "./reset.ts";

/** What is done with servers of a cloud. */
export function addCloudCommands(program: Command): void {
  addGetCommand(program);
  addListCommand(program);
  addDeleteCommand(program);
  addResetCommand(program);
}
