// Finds the command line of KeePassXC for the tests of the encrypted export: KEEPASSXC_CLI, then PATH.
import { existsSync } from "node:fs";
import { which } from "./steps.mjs";

/** The path of `keepassxc-cli`, or undefined. */
export function findKeePassXC() {
  const named = process.env.KEEPASSXC_CLI;
  if (named) return existsSync(named) ? named : undefined;
  return which("keepassxc-cli");
}

/** Whether its tests have to run; without this they are skipped where it is missing. */
export const isDemanded = () => process.env.DEMAND_KEEPASSXC === "1";
