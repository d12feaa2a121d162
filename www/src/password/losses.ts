// Decrypted passwords that signing out would lose, whichever feature holds them.
import { digits, msg, str } from "../locales/words.ts";
import type { Loss } from "../shared/feature.ts";

/** By the IDs of their servers: one that two views show is lost once. */
export const passwordLoss = (ids: readonly string[]): Loss => ({ kind: "passwords", ids, rank: 1, text: lossText });

function lossText(number: number): string {
  const count = digits(number);
  return number === 1 ? msg("1 decrypted password") : msg(str`${count} decrypted passwords`);
}

/** Orders to delete that are under way. */
export const deletingLoss = (ids: readonly string[]): Loss => ({
  kind: "deleting",
  ids,
  rank: 4,
  text: () => msg("Deleting, which is under way: what is not deleted yet stays stored"),
});
