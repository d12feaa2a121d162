#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import type { EcsPasswordError } from "ecs-password";
import { addConsoleCommands } from "./console/commands.ts";
import { EXITS, Failure, type Exit } from "./exits.ts";
import { note } from "./output.ts";
import { addPolicyCommands } from "./policy/commands.ts";

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
Exit codes: 0 yes or done, 1 no, 2 wrong usage or input, 3 refused by the cloud or not reached, 4 not certain (conditional, or not all was read).
Results go to standard output, everything else to standard error.`);
}

/** Runs the command line; gives the exit code. */
async function run(args: readonly string[]): Promise<Exit> {
  const command = program();
  addPolicyCommands(command);
  addConsoleCommands(command);
  try {
    await command.parseAsync(args, { from: "user" });
    return EXITS.yes;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXITS.yes : EXITS.usage;
    return told(error);
  }
}

/** Says what went wrong; gives the exit code for it. */
function told(error: unknown): Exit {
  if (error instanceof Failure) {
    if (error.message) note(`ecs-password: ${error.message}`);
    if (error.hint) note(error.hint);
    return error.exit;
  }
  if (isOfPackage(error)) {
    note(`ecs-password: ${error.message}`);
    if (error.hint) note(error.hint);
    return error.status === undefined && !NOT_REACHED.has(error.code) ? EXITS.usage : EXITS.refused;
  }
  throw error;
}

/** As the package's `isEcsPasswordError`, which only a module of it has: most commands need none, or another one. */
const isOfPackage = (error: unknown): error is EcsPasswordError => error instanceof Error && error.name === "EcsPasswordError";

const NOT_REACHED = new Set<string>(["network", "timeout", "aborted"]);

process.exitCode = await run(process.argv.slice(2));
