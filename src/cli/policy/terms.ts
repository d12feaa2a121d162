import type { PolicyDecision, PolicyEntry, Preview } from "ecs-password/policy";
import type { Sources } from "./sources.ts";

/** From so many reasons on the package counts them instead. */
const ALL_REASONS = 100;

/** Whether both sides have the same policies, attached in the same places, in whatever order and by whatever names. */
export function sameEntries(before: Sources, after: Sources): boolean {
  const of = ({ entries }: Sources) => JSON.stringify(entries.map((entry) => JSON.stringify(contentOf(entry))).sort());
  return of(before) === of(after);
}

function contentOf({ document, unread, scope, kind, catalog, level }: PolicyEntry): unknown[] {
  return [document ?? null, unread ?? null, scope ?? null, kind ?? null, catalog ?? null, level ?? null];
}

/** Says what an answer hangs on: two conditional answers of the same terms are the same for every request. */
export type Terms = (row: number) => string | undefined;

/** The terms of the answers of a preview; `undefined` where they are not all told. */
export async function termsOf({ entries }: Sources, preview: Preview): Promise<Terms> {
  const { parsePolicy } = await import("ecs-password/policy");
  const parsed = entries.map(({ document, kind }) => (document === undefined ? undefined : parsePolicy(document, kind === undefined ? {} : { kind }).policy));
  return (row) => {
    const decision = preview.explain(row);
    return decision.reasons.length > ALL_REASONS ? undefined : JSON.stringify([decision.unknownKeys, decision.names, decision.assumptions.map(({ code }) => code), decision.reasons.filter(({ outcome }) => outcome !== "notMatched").map(term).sort()]);
  };

  /** A statement by what of it counts for this call: the pattern that matches, and all that narrows it. */
  function term({ policyIndex = -1, statement, effect, outcome, what }: PolicyDecision["reasons"][number]): string {
    const [entry, policy] = [entries[policyIndex], parsed[policyIndex]];
    const read = policy?.statements.find(({ index }) => index === statement);
    const { notActions, resources, notResources, conditions } = read ?? {};
    // Of a role that needs others, or of what was not read, the whole text counts.
    const whole = policy?.depends.length === 0 && read ? [] : entry ? contentOf(entry) : [];
    return JSON.stringify([policy?.version, effect, outcome, entry?.scope, entry?.kind, entry?.level, what, notActions, resources, notResources, conditions, whole]);
  }
}
