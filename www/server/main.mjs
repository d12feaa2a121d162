#!/usr/bin/env node
// `node www/server/main.mjs [options]`: starts the server; see --help.
import { Stop } from "./errors.mjs";
import { start } from "./start.mjs";
import { openBrowser } from "./open-browser.mjs";
import { HELP, parseOptions } from "./options.mjs";

// Signals end a process at once as long as nobody handles them; `process.exit` would wait for a key that is being made. The
// first process of a container has no such default.
if (process.pid === 1) for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit());

try {
  const options = parseOptions(process.argv.slice(2), { interactive: process.stdout.isTTY && !process.env["CI"] });
  if (options.help) {
    process.stdout.write(HELP);
  } else {
    const { url } = await start(options);
    console.log(`the console is ready at ${url}`);
    if (options.open) openBrowser(url);
  }
} catch (error) {
  if (!(error instanceof Stop)) throw error;
  console.error(`error: ${error.message}`);
  process.exitCode = 2;
}
