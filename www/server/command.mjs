// The server as a program: its command line, its one line when it is ready, its end.
/** @import { AppOptions } from "./types.ts" */
import { CONFIG_SCHEMA } from "./config-schema.mjs";
import { Stop } from "./errors.mjs";
import { openBrowser } from "./open-browser.mjs";
import { helpOf, parseOptions } from "./options.mjs";
import { start } from "./start.mjs";

/** For what is under way, such as a delete, whose outcome nobody would know else. */
const GRACE_MS = 8000;

/** Ends by the signal itself: `process.exit` would wait for a key that is being made. @param {NodeJS.Signals} signal */
function leave(signal) {
  process.removeAllListeners(signal);
  // The first process of a container has no such default.
  if (process.pid === 1) process.exit();
  process.kill(process.pid, signal);
}

/**
 * Ends on the first SIGINT or SIGTERM, once what is under way has ended, and on the second at once.
 *
 * @param {() => ((graceMs: number) => Promise<void>)} endOf what lets it end, at the time of the signal
 */
function endOnSignal(endOf) {
  let ending = false;
  for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) {
    process.on(signal, () => {
      // Asked twice, it waits for nothing.
      if (ending) leave(signal);
      ending = true;
      void endOf()(GRACE_MS).then(() => { leave(signal); });
    });
  }
}

/** Whether somebody sits before it, who may want a browser. */
const isInteractive = () => process.stdout.isTTY && !process.env["CI"];

/**
 * Runs the server; a fault of its options, or of its start, is one line on standard error and exit code 2. Gives whether there was none.
 *
 * @param {AppOptions & { host: string, port: number, root?: string | undefined, open: boolean, view?: string }} options `view`: what of the page is opened
 * @param {string} says what the line of a fault begins with
 */
export async function runServer({ open, view = "", ...options }, says = "error") {
  /** @type {(graceMs: number) => Promise<void>} */
  let end = () => Promise.resolve();
  endOnSignal(() => end);
  return faultsTold(says, async () => {
    const server = await start(options);
    ({ end } = server);
    const url = server.url + view;
    console.log(`the console is ready at ${url}`);
    if (open) openBrowser(url);
  });
}

/**
 * The command line of the server; gives whether it was right.
 *
 * @param {string[]} args
 * @param {{ root?: string, elsewhere?: Record<string, string>, help?: { program: string, page: string }, says?: string }} [packaged] where the page is, and what the program is called, if not as in the repository
 */
export async function runCommand(args, { root, elsewhere = {}, help, says = "error" } = {}) {
  let isRunning = true;
  const isRight = await faultsTold(says, async () => {
    const { help: isAsked, isSchemaAsked, isLogged, ...options } = parseOptions(args, { interactive: isInteractive() });
    if (isAsked) {
      process.stdout.write(helpOf(help));
      return;
    }
    if (isSchemaAsked) {
      process.stdout.write(`${JSON.stringify(CONFIG_SCHEMA, undefined, 2)}\n`);
      return;
    }
    isRunning = await runServer({ ...options, ...(options.root === undefined && { root, elsewhere }), accessLog: isLogged ? logLine() : undefined }, says);
  });
  return isRight && isRunning;
}

/** @param {string} says @param {() => Promise<void>} run */
async function faultsTold(says, run) {
  try {
    await run();
    return true;
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    console.error(`${says}: ${error.message}`);
    process.exitCode = 2;
    return false;
  }
}

/** A reader of the log that went away ends nothing. */
function logLine() {
  process.stdout.on("error", () => undefined);
  return (/** @type {string} */ line) => { process.stdout.write(`${line}\n`); };
}
