import type { PolicyDecision, PolicyReason } from "ecs-password/policy";
import { EXITS, type Exit } from "../exits.ts";
import { note, visible } from "../output.ts";
import { placeOf, placeText, type Place, type Sources } from "./sources.ts";

/** A reason without its parts for other languages, with where it stands in its file. */
export type PlacedReason = Omit<PolicyReason, "said"> & { said: undefined; place?: Place };

export async function placed(sources: Sources, reasons: readonly PolicyReason[]): Promise<PlacedReason[]> {
  return Promise.all(reasons.map(async (reason) => {
    const place = reason.policyIndex === undefined ? undefined : await placeOf(sources, reason.policyIndex, reason.span);
    return { ...reason, said: undefined, ...(place && { place }) };
  }));
}

/** Policy, statement and place of a reason: `ops, statement 1 (ops.json:4:5)`. */
export function statementText({ policy, statement, sid, place }: PlacedReason): string {
  const named = sid === undefined ? statement === undefined ? "" : `, statement ${(statement + 1).toString()}` : `, statement \`${visible(sid)}\``;
  return policy === undefined ? "" : `${visible(policy)}${named}${place ? ` (${placeText(place)})` : ""}`;
}

/** The exit code for a decision. */
export function exitOf({ decision }: Pick<PolicyDecision, "decision">): Exit {
  return decision === "allow" ? EXITS.yes : decision === "conditional" ? EXITS.incomplete : EXITS.no;
}

/** Says why, in few lines, and what would settle an open answer. */
export function tellWhy(decision: PolicyDecision, [first]: readonly PlacedReason[]): void {
  const { unknownKeys, assumptions, wouldBeRefused = [] } = decision;
  if (first) note([statementText(first), visible(first.what)].filter(Boolean).join(": "));
  if (unknownKeys.length > 0) note(`it hangs on what was not said: ${unknownKeys.map(visible).join(", ")} (${unknownKeys.map(optionFor).filter((each, index, all) => all.indexOf(each) === index).join(", ")})`);
  for (const { code, question, outcomes } of assumptions) {
    note(`it hangs on an open question: ${question}`);
    note(`  ${outcomes.map(({ answer, decision: then }) => `--assume ${code}=${answer.toString()}: ${then}`).join("; ")}`);
  }
  if (wouldBeRefused.length > 0) note(`IAM would refuse ${wouldBeRefused.map((each) => `\`${visible(each)}\``).join(", ")} as written: the answer is as they would read once mended`);
}

/** How what is unknown is said on the command line. */
function optionFor(key: string): string {
  const own: Record<string, string> = { projectId: "--project", enterpriseProjectId: "--enterprise-project", resource: "--resource", "g:MFAPresent": "--mfa or --no-mfa", "g:CurrentTime": "--time" };
  return own[key] ?? "--context KEY=VALUE or --absent KEY";
}
