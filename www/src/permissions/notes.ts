// What the answers do not rest on: entries and parts of them that were not read, and texts that IAM would refuse as they are.
import { inWords } from "../locales/said.ts";
import { msg, words } from "../locales/words.ts";
import type { Draft, Unread } from "./state.ts";

/** What the roles in a token leave open: a role says what it grants, not what else is granted. In English, as the core's texts are. */
export const UNTOLD = { name: "what else is granted", unread: "the token names roles, and no role says what else is granted" } as const;

const WORDS = words(() => ({
  name: msg("what else is granted"),
  unread: msg("the token names roles, and no role says what else is granted"),
}));

/** The name of an entry; of what was not read in the language of the page, where it is one of ours. */
export function nameOf({ name, unread }: Pick<Draft, "name" | "unread">): string {
  if (unread === undefined) return name;
  return name === UNTOLD.name ? WORDS().name : inWords(name);
}

export const causeOf = ({ cause, said }: Pick<Unread, "cause" | "said">): string => (cause === UNTOLD.unread ? WORDS().unread : inWords(cause, said));
