import type { Command } from "commander";
import { addListCommand } from "./list.ts";

/** What is done with servers of a cloud. */
export function addCloudCommands(program: Command): void {
  addListCommand(program);
}
