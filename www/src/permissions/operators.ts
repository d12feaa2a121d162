// The condition operators of the package, by the names that policies give them.
import type { ConditionOperator } from "ecs-password/slim";
import type { PolicyPackage } from "../shared/context.ts";

/** What of the package tells of operators. */
export type Operators = Pick<PolicyPackage, "conditionOperators" | "conditionSetPrefixes">;

/** An operator, with what stands before it for a key with several values in a request; nothing where no document names it. */
export function operatorNamed(text: string, { conditionOperators, conditionSetPrefixes }: Operators): { operator: ConditionOperator; prefix: Operators["conditionSetPrefixes"][number] | undefined } | undefined {
  const prefix = conditionSetPrefixes.find((each) => text.startsWith(each));
  const operator = conditionOperators.find(({ name }) => name === text.slice(prefix?.length ?? 0));
  // Whether the key is there is asked of no value.
  return operator && !(prefix && operator.name === "Null") ? { operator, prefix } : undefined;
}
