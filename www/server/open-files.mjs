// A server that is out of file descriptors says so. Without a limit of its own it would close what comes without a word: libuv does.
/** @import { Server } from "node:http" */
import { readFileSync } from "node:fs";
import { outOfFilesCode } from "./errors.mjs";

/** What the server has open besides connections. */
const OTHERS = 32;
const SAID_AGAIN_MS = 60_000;

/** @param {Server} server that listens */
export function mindOpenFiles(server) {
  const limit = openFilesLimit();
  let saidAt = -Infinity;
  /** @param {string} what */
  const say = (what) => {
    if (performance.now() - saidAt < SAID_AGAIN_MS) return;
    saidAt = performance.now();
    console.error(`${what}: connections are closed unanswered until others end; raise the limit of open files, \`ulimit -n\``);
  };
  if (limit !== undefined) {
    // A request that is passed on takes two.
    server.maxConnections = Math.max(1, Math.floor((limit - OTHERS) / 2));
    server.on("drop", () => {
      say(`the server is out of file descriptors: with ${String(limit)} open files it can have ${String(server.maxConnections)} connections`);
    });
  }
  server.on("error", (error) => {
    const code = outOfFilesCode(error);
    if (code) say(`the server is out of file descriptors (${code})`);
    else console.error(`the server cannot take a connection: ${/** @type {NodeJS.ErrnoException} */ (error).code ?? error.name}`);
  });
}

/** How many files this process may have open, where the system tells. */
function openFilesLimit() {
  try {
    const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8")) ?? [];
    return soft === undefined ? undefined : Number(soft);
  } catch {
    return undefined;
  }
}
