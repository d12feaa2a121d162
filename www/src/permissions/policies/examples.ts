// The system policies and roles as the clouds document them: Elastic Cloud Server, "Permissions"; IAM, "Querying Permissions of a
// User Group Corresponding to a Project" and "Roles". Loaded on demand. The sandbox has them from the same file.
import SYSTEM_POLICIES from "./system-policies.json" with { type: "json" };

export interface Example {
  name: string;
  /** The names that a token may give the role, the former ones too. */
  roles: string[];
  catalog: string;
  text: string;
}

export const EXAMPLES: Example[] = SYSTEM_POLICIES.map(({ policy, ...facts }) => ({ ...facts, text: `${JSON.stringify(policy, null, 2)}\n` }));
