#!/usr/bin/env node
// `node www/server/main.mjs [options]`: starts the server; see --help.
import { Stop } from "./errors.mjs";
import { start } from "./start.mjs";
import { openBrowser } from "./open-browser.mjs";
import { HELP, parseOptions } from "./options.mjs";

/** For what is under way, such as a delete, whose outcome nobody would know else. */
const GRACE_MS = 8000;

/** Ends by the signal itself: `process.exit` would wait for a key that is being made. @param {NodeJS.Signals} signal */
function leave(signal) {
  process.removeAllListeners(signal);
  // The first process of a container has no such default.
  if (process.pid === 1) process.exit();
  process.kill(process.pid, signal);
}

/** Lets what is under way end, as long as that. @type {(graceMs: number) => Promise<void>} */
let end = () => Promise.resolve();
let ending = false;
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM"])) {
  process.on(signal, () => {
    // Asked twice, it waits for nothing.
    if (ending) leave(signal);
    ending = true;
    void end(GRACE_MS).then(() => { leave(signal); });
  });
}

try {
  const options = parseOptions(process.argv.slice(2), { interactive: process.stdout.isTTY && !process.env["CI"] });
  if (options.help) {
    process.stdout.write(HELP);
  } else {
    const server = await start(options);
    ({ end } = server);
    const { url } = server;
    console.log(`the console is ready at ${url}`);
    if (options.open) openBrowser(url);
  }
} catch (error) {
  if (!(error instanceof Stop)) throw error;
  console.error(`error: ${error.message}`);
  process.exitCode = 2;
}
