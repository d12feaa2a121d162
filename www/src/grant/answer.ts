// The least grant that allows a call, and what else it would allow, asked of all APIs of the cloud.
import type { PolicyDecision, PolicyDifference, PolicyEntry, PolicyReason, PolicySet, Preview, PreviewInput, PreviewRow, SuggestedPolicy } from "ecs-password/policy/slim";
import { verdicts } from "ecs-password/slim";
import type { ApiVersion, PolicyCloud } from "ecs-password/slim";
import type { ServerOperation } from "../shared/api-versions.ts";
import type { PolicyPackage } from "../shared/context.ts";
import { toProblem } from "../shared/problem.ts";
import type { Problem } from "../shared/problem.ts";

/** The call, and the policies that are loaded, which may be none. */
export interface Asked {
  readonly cloud: PolicyCloud;
  readonly operation: ServerOperation;
  readonly apiVersion: ApiVersion;
  readonly entries: readonly PolicyEntry[];
  readonly situation: PreviewInput;
}

/** The policy, and the proof of what it adds. */
export interface LeastGrant {
  readonly kind: "grant";
  readonly id: string;
  readonly version: "1.1" | "5.0";
  readonly policy: SuggestedPolicy;
  readonly difference: PolicyDifference;
  /** The APIs of its actions that hang on something with it and without it: the difference does not tell what it adds to them. */
  readonly open: readonly PreviewRow[];
  /** What the call comes to with it, and what that hangs on. */
  readonly after: "allow" | "conditional";
  readonly keys: readonly string[];
  readonly questions: readonly string[];
}

export type GrantAnswer =
  | LeastGrant
  /** A Deny says no, or what limits does not allow it: no Allow says yes then. */
  | { readonly kind: "denied" | "limited"; readonly reasons: readonly PolicyReason[] }
  /** By these policies nothing is missing. */
  | { readonly kind: "allowed" }
  | { readonly kind: "failed"; readonly problem: Problem };

const OPEN = verdicts.indexOf("conditional");

type Package = Pick<PolicyPackage, "PolicySet" | "parsePolicy">;
/** Something that gives its memory back. */
type Keep = <T extends { free(): void }>(made: T) => T;

/** What the policies say of the call; nothing of one that no list of permissions has. */
export const decisionOf = (policyPackage: Package, asked: Asked): PolicyDecision | undefined =>
  freeing((keep) => {
    const { preview, index } = previewOf(policyPackage, asked, keep);
    return index < 0 ? undefined : preview.explain(index);
  });

export function grantOf(policyPackage: Package, asked: Asked): GrantAnswer {
  try {
    return freeing((keep) => answer(policyPackage, asked, keep));
  } catch (error) {
    return { kind: "failed", problem: toProblem(error) };
  }
}

function freeing<T>(make: (keep: Keep) => T): T {
  const kept: { free(): void }[] = [];
  try {
    return make((made) => {
      kept.unshift(made);
      return made;
    });
  } finally {
    for (const made of kept) made.free();
  }
}

function previewOf({ PolicySet }: Package, { cloud, operation, apiVersion, entries, situation }: Asked, keep: Keep): { set: PolicySet; preview: Preview; index: number } {
  const set = keep(new PolicySet([...entries]));
  const preview = keep(set.preview({ ...situation, cloud }));
  return { set, preview, index: preview.rows.findIndex((row) => row.operation === operation && row.apiVersion === apiVersion) };
}

function answer(policyPackage: Package, asked: Asked, keep: Keep): GrantAnswer {
  const { cloud, operation, entries, situation } = asked;
  const { set: before, preview, index } = previewOf(policyPackage, asked, keep);
  const id = preview.rows[index]?.id;
  // What no list of permissions has, the core says in its own words.
  if (id === undefined) return { kind: "failed", problem: refusalOf(() => before.suggest({ cloud, operations: [operation] })) };
  const { decision, reasons } = preview.explain(index);
  if (decision === "explicitDeny") return { kind: "denied", reasons: reasons.filter(({ effect, outcome }) => effect === "Deny" && outcome === "matched") };
  if (decision === "allow") return { kind: "allowed" };
  const version = entries.some((entry) => isVersion5(entry, policyPackage)) ? "5.0" : "1.1";
  const policy = before.suggest({ cloud, apis: [id], version });
  const granted: PolicyEntry = { name: "grant", document: policy.document, ...(version === "5.0" && { kind: "identity" }) };
  const { set: after, preview: thereafter } = previewOf(policyPackage, { ...asked, entries: [...entries, granted] }, keep);
  const then = thereafter.explain(index);
  if (then.decision === "implicitDeny" || then.decision === "explicitDeny") return { kind: "limited", reasons: then.reasons };
  return {
    kind: "grant",
    id,
    version,
    policy,
    open: preview.rows.filter((row, at) => isTouched(row, policy) && [preview, thereafter].every(({ decisions }) => decisions[at] === OPEN)),
    difference: before.diff(after, { ...situation, cloud }),
    after: then.decision,
    keys: then.unknownKeys,
    questions: then.assumptions.map(({ question }) => question),
  };
}

/** An Allow of these actions, which it names one by one, changes no answer about another one. */
const isTouched = ({ action, formerActions = [] }: PreviewRow, { actions }: SuggestedPolicy): boolean => [action, ...formerActions].some((name) => actions.includes(name));

function isVersion5(entry: PolicyEntry, { parsePolicy }: Package): boolean {
  if (entry.kind === "identity") return true;
  return entry.unread === undefined && parsePolicy(entry.document).policy?.version === "5.0";
}

/** Why the core does not answer. */
function refusalOf(ask: () => unknown): Problem {
  try {
    ask();
  } catch (error) {
    return toProblem(error);
  }
  return toProblem(undefined);
}
