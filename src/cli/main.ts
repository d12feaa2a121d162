#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import { addCloudCommands } from "./cloud/commands.ts";
import { addCompletionCommands } from "./completion.ts";
import { addConsoleCommands } from "./console/commands.ts";
import { addDoctorCommand } from "./doctor/command.ts";
import { EXITS, type Exit } from "./exits.ts";
import { addKeyCommands } from "./keys/commands.ts";
import { addPolicyCommands } from "./policy/commands.ts";
import { told } from "./told.ts";

/** The version of the package, which the build writes here. */
declare const CLI_VERSION: string;

/** A command with what all of them share: their errors are raised, and texts are as wide as the terminal. */
function program(): Command {
  return new Command("ecs-password")
    .description("Gets, decrypts and deletes the initial Windows passwords of cloud servers (Huawei Cloud, T Cloud Public, OpenStack), and evaluates IAM policies.")
    .version(CLI_VERSION, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this")
    .helpCommand("help [command]", "print the help of a command")
    .showHelpAfterError("(see --help)")
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ outputError: (text, write) => { write(text.replace(/^error: /, "ecs-password: ").replaceAll(/'([^'\n]*)'/g, "`$1`")); } })
    .exitOverride()
    .addHelpText("after", `
Exit codes: 0 yes or done, 1 no, 2 wrong usage or input, 3 refused by the cloud or not reached, 4 not certain (conditional, or not all was read), 130 Ctrl+C.
Results go to standard output, everything else to standard error.`);
}

/** Runs the command line; gives the exit code. */
async function run(args: readonly string[]): Promise<Exit> {
  const command = program();
  addCloudCommands(command);
  addKeyCommands(command);
  addPolicyCommands(command);
  addConsoleCommands(command);
  addDoctorCommand(command);
  addCompletionCommands(command);
  try {
    await command.parseAsync(args, { from: "user" });
    return EXITS.yes;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXITS.yes : EXITS.usage;
    return told(error);
  }
}

process.exitCode = await run(process.argv.slice(2));
