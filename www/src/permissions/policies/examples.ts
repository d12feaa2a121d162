// The system policies and roles as the clouds document them: Elastic Cloud Server, "Permissions"; IAM, "Querying Permissions of a
// User Group Corresponding to a Project" and "Roles". Loaded on demand. The sandbox has them from the same file.
import type { PolicyKind } from "ecs-password/slim";
import IDENTITY_POLICIES from "./identity-policies.json" with { type: "json" };
import SYSTEM_POLICIES from "./system-policies.json" with { type: "json" };

export interface Example {
  name: string;
  /** The names that a token may give the role, the former ones too. */
  roles: string[];
  catalog: string;
  /** What a policy of version 5.0 does. */
  kind?: PolicyKind;
  text: string;
}

const textOf = (policy: object): string => `${JSON.stringify(policy, null, 2)}\n`;

export const EXAMPLES: Example[] = SYSTEM_POLICIES.map(({ policy, ...facts }) => ({ ...facts, text: textOf(policy) }));

/** Made for passwords of servers: no text of a system policy of version 5.0 is known. */
export const IDENTITY_EXAMPLES: Example[] = IDENTITY_POLICIES.map(({ name, kind, policy }) => ({ name, kind: kind as PolicyKind, roles: [], catalog: "", text: textOf(policy) }));
