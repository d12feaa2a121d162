// What a change of the policies does to the answers, by what that means for who has them.
import type { ChangedApi, PolicyDifference } from "ecs-password/slim";
import type { Evaluation } from "../state.ts";
import { laterId } from "./twins.ts";

/** More becomes possible, certainly or perhaps; or less, perhaps or certainly. */
export type Change = "allowed" | "maybe" | "restricted" | "denied";

/** One API whose answer changes, and the version that it stands for as well. */
export interface Changed extends ChangedApi {
  also: string | undefined;
  ofPassword: boolean;
}

/** Password APIs first; of twins that change alike one. */
export function changesOf(difference: PolicyDifference, { rows, ways }: Pick<Evaluation, "rows" | "ways">): Record<Change, Changed[]> {
  const passwords = new Set([...ways.nova, ...ways.ecs, ...ways.reset].map((index) => rows[index]?.id));
  const group = (changes: readonly ChangedApi[]): Changed[] => {
    const alike = ({ id, action, before, after }: ChangedApi): string => JSON.stringify([laterId(id), action, before, after]);
    const later = new Map(changes.filter(({ id }) => laterId(id) === id).map((one) => [alike(one), one]));
    const earlier = new Map(changes.filter(({ id }) => laterId(id) !== id).map((one) => [alike(one), one]));
    return changes
      .filter((one) => laterId(one.id) === one.id || !later.has(alike(one)))
      .map((one) => ({ ...one, also: laterId(one.id) === one.id ? versionOf(earlier.get(alike(one)), rows) : undefined, ofPassword: passwords.has(one.id) }))
      .sort((one, other) => Number(other.ofPassword) - Number(one.ofPassword));
  };
  return {
    allowed: group(difference.newlyAllowed),
    maybe: group(difference.nowConditional.filter(({ before }) => before !== "allow")),
    restricted: group(difference.nowConditional.filter(({ before }) => before === "allow")),
    denied: group(difference.newlyDenied),
  };
}

const versionOf = (one: ChangedApi | undefined, rows: Evaluation["rows"]): string | undefined => one && rows.find(({ id }) => id === one.id)?.apiVersion;
