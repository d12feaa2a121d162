// Waiting that signing out would end, whichever feature waits.
import { digits, msg, str } from "../locales/words.ts";
import type { Loss } from "../shared/feature.ts";

/** By the IDs of the servers that somebody waits for. */
export const waitsLoss = (ids: readonly string[]): Loss => ({ kind: "waits", ids, rank: 5, text: lossText });

function lossText(number: number): string {
  const count = digits(number);
  return number === 1 ? msg("Waiting for 1 password") : msg(str`Waiting for ${count} passwords`);
}
