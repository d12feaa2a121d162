// What the core is asked, of the policies and of what is known.
import type { PolicyEntry, PolicySet, PreviewInput, Services } from "ecs-password/policy/slim";
import type { PolicyPackage } from "../../shared/context.ts";
import { hasId } from "../state.ts";
import type { Draft, Permissions } from "../state.ts";

/** These three are fields of a question, everything else is a condition key. */
const FIELDS = ["projectId", "enterpriseProjectId", "resource"] as const;

/** An entry of the core's set. */
export function entryOf({ name, text, unread, attachment, catalog, kind: does, level = "" }: Draft): PolicyEntry {
  const { kind, id } = attachment;
  const scope = { kind, ...(hasId(attachment) ? { id: id.trim() } : {}) };
  const entry = {
    name: name.trim() || "policy",
    ...(kind === "none" ? {} : { scope: scope as Exclude<PolicyEntry["scope"], undefined> }),
    ...(does === undefined ? {} : { kind: does }),
    ...(does === "scp" && level.trim() !== "" ? { level: level.trim() } : {}),
  };
  if (unread !== undefined) return { ...entry, unread };
  return { ...entry, document: text, ...(catalog.trim() === "" ? {} : { catalog: catalog.trim() }) };
}

/** The set of these policies, with what a cloud's own lists among `services` say; to be freed. */
export const setOf = ({ PolicySet }: Pick<PolicyPackage, "PolicySet">, drafts: readonly Draft[], services?: Services): PolicySet =>
  new PolicySet(drafts.map(entryOf), { services });

/** What is known, as the core wants it; an empty field is unknown. */
export function situationOf({ facts, assume }: Pick<Permissions, "facts" | "assume">): PreviewInput {
  const situation: PreviewInput = { assume };
  const context = new Map<string, readonly string[] | null>();
  for (const [key, { absent, values }] of Object.entries(facts)) {
    const given = values.filter((value) => value.trim() !== "");
    const field = FIELDS.find((name) => name === key);
    if (field && given[0] !== undefined) situation[field] = given[0].trim();
    else if (!field && absent) context.set(key, null);
    else if (!field && given.length > 0) context.set(key, given);
  }
  return { ...situation, context: Object.fromEntries(context) };
}
