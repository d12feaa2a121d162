// Whether something takes texts away that somebody wrote here and that are in no file.
import type { Losing, Permissions, Policy } from "../state.ts";

/** What would be lost: what is there once more stays. */
export function lostBy({ policies, before = [] }: Pick<Permissions, "policies" | "before">, losing: Losing): Policy[] {
  const [leaving, staying] = sides(policies, before, losing);
  const kept = new Set(staying.map(({ text }) => text));
  return leaving.filter(({ unsaved, text }) => unsaved && text.trim() !== "" && !kept.has(text));
}

function sides(policies: readonly Policy[], before: readonly Policy[], losing: Losing): [leaving: readonly Policy[], staying: readonly Policy[]] {
  switch (losing.what) {
    case "remove": {
      const all = [...policies, ...before];
      return [all.filter(({ id }) => id === losing.id), all.filter(({ id }) => id !== losing.id)];
    }
    case "putBack":
      return [policies, before];
    case "baseline":
    case "forget":
      return [before, policies];
  }
}
