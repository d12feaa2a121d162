// Why nothing is stored of a server, as far as it is known, and whether a password may still come.
import { msg } from "../locales/words.ts";
import { prospectsOf } from "../password/prospects.ts";
import type { Prospects } from "../password/prospects.ts";
import { valueAt } from "../shared/keyed.ts";
import { pairNamed } from "./state.ts";
import type { Many, Row } from "./state.ts";

export function reasonOf({ id, about, keyName }: Row, many: Pick<Many, "pairs" | "deletedHere">): Prospects {
  if (valueAt(many.deletedHere, id) === true) return { text: msg("Its stored copy was deleted in this session."), mayCome: false };
  const known = about && prospectsOf({ ...about, ...(keyName === undefined ? {} : { keyName }) }, pairNamed(many, keyName) ?? { status: "none" }, about.isKeyRead);
  return known ?? { text: msg("Nothing that the cloud says speaks against one: it may not be stored yet, or was deleted."), mayCome: true };
}

/** The servers that waiting may help. */
export const waitable = (many: Many): string[] => many.rows.filter((row) => row.result.phase === "none" && reasonOf(row, many).mayCome).map(({ id }) => id);
