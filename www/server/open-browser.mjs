// Opens a page in the user's browser, if there is one.
import { spawn } from "node:child_process";

/** @type {Partial<Record<NodeJS.Platform, [string, ...string[]]>>} */
const COMMANDS = { darwin: ["open"], win32: ["explorer.exe"] };

/** @param {string} url */
export function openBrowser(url) {
  const [command, ...args] = COMMANDS[process.platform] ?? ["xdg-open"];
  const child = spawn(command, [...args, url], { stdio: "ignore", detached: true });
  // The URL is printed, too: a missing browser is no failure.
  child.on("error", () => undefined);
  child.unref();
}
