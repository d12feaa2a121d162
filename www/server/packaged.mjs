// The server as the package has it: `ecs-password console` and `ecs-password open`, with the page beside this file.
import { fileURLToPath } from "node:url";
import { runCommand, runServer } from "./command.mjs";
import { elsewhere } from "./elsewhere.mjs";

const root = fileURLToPath(new URL("page", import.meta.url));
const SAYS = "ecs-password";

/** Gives whether they are right. @param {string[]} args the options of the server */
export async function runConsole(args) {
  return runCommand(args, { root, elsewhere, says: SAYS, help: { program: "ecs-password console", page: "that of the package" } });
}

/** The page with *Decrypt only* alone, for this machine; gives whether it started. @param {{ port: number, open: boolean }} options */
export async function runOpen({ port, open }) {
  return runServer({ host: "127.0.0.1", port, open, root, elsewhere, view: "#/decrypt", sandbox: false, branding: { alone: true } }, SAYS);
}
