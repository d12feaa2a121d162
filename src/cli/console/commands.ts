import { Command, InvalidArgumentError } from "commander";
import { OPTIONS } from "../../../www/server/option-names.mjs";
import { Failure } from "../exits.ts";

/** What the server in the package gives: `www/server/packaged.mjs`. */
interface Server {
  runConsole(args: readonly string[]): Promise<boolean>;
  runOpen(options: { port: number; open: boolean }): Promise<boolean>;
}

/** It is beside this program, in a file of its own: no other command needs it. */
const server = async (): Promise<Server> => (await import(new URL("../console/server.js", import.meta.url).href)) as Server;

/** The options that a command passes on as they are, so that the program itself knows nothing of them. */
export const passedOn = new WeakMap<Command, readonly string[]>();

/** What was wrong is said already. */
function started(isRight: boolean): void {
  if (!isRight) throw new Failure("");
}

function port(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) return Number(text);
  throw new InvalidArgumentError("Expected a number from 0 to 65535.");
}

/** `console` and `open`: the page in the browser, with its server in this process until it is stopped. */
export function addConsoleCommands(program: Command): void {
  const served = program
    .command("console")
    .description("serve the web console: to try it on a sandbox cloud, for a cloud of yours, or for your colleagues")
    .usage("[options]")
    // They are the server's own, which has its help as well.
    .allowUnknownOption()
    .allowExcessArguments()
    .helpOption(false)
    .argument("[options...]", "see `ecs-password console --help`")
    .action(async (args: string[]) => { started(await (await server()).runConsole(args)); });
  passedOn.set(served, Object.keys(OPTIONS));

  program
    .command("open")
    .description("decrypt a password in the browser, without a cloud: *Decrypt only* of the console, on this machine alone")
    .option("--port <number>", "listen on this port, 0 for any free one", port, 0)
    .option("--no-open", "print the address, and do not open the browser")
    .addHelpText("after", `
The page comes from this process, on 127.0.0.1, until you stop it (Ctrl+C). It reaches no cloud: keys and passwords stay in the browser.

Examples:
  ecs-password open
  ecs-password open --no-open --port 8080`)
    .action(async ({ port, open }: { port: number; open: boolean }) => { started(await (await server()).runOpen({ port, open })); });
}
