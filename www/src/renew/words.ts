// What the steps of a renewal are called, and what is said of each.
import { msg, words } from "../locales/words.ts";
import type { StepName } from "./steps.ts";

export const NAMES = words((): Record<StepName, string> => ({
  stop: msg("Stop the server"),
  delete: msg("Delete the stored password"),
  start: msg("Start the server"),
  wait: msg("Wait for the new password"),
  get: msg("Get the new password"),
}));

/** What is so once it is done. */
export const DONE = words((): Record<StepName, string> => ({
  stop: msg("The server was stopped."),
  delete: msg("The stored password was deleted."),
  start: msg("The server was started."),
  wait: msg("A password is stored that was not there before."),
  get: msg("It stands under “Stored password”."),
}));

/** Why there was nothing to do. */
export const SKIPPED = words((): Record<StepName, string> => ({
  stop: msg("The server was stopped already."),
  delete: msg("None was stored."),
  start: msg("The server ran already."),
  wait: "",
  get: "",
}));

/** How it is done without this page. */
export const BY_HAND = words((): Record<StepName, string> => ({
  stop: msg("Stop the server, and wait until it is stopped."),
  delete: msg("Delete the stored password, while the server is stopped."),
  start: msg("Start the server."),
  wait: msg("Wait until a password is stored: public clouds name 5 to 10 minutes after the start."),
  get: msg("Get the password."),
}));

/** What did not come in time. */
export const OVER = words((): Record<Exclude<StepName, "get">, string> => ({
  stop: msg("The server was not stopped within 10 minutes."),
  delete: msg("A password was still stored after 2 minutes."),
  start: msg("The server did not run within 10 minutes."),
  wait: msg("No password was stored within 15 minutes. If Cloudbase-Init did not set one, the old password is still in force."),
}));
