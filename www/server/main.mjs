#!/usr/bin/env node
// `node www/server/main.mjs [options]`: starts the server; see --help.
import { runCommand } from "./command.mjs";

await runCommand(process.argv.slice(2));
