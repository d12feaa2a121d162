// The texts of the policies as the core reads them, each once while it stays as it is.
import type { ParsedPolicy } from "ecs-password/policy/slim";
import type { PolicyPackage } from "../../shared/context.ts";
import { operatorNamed } from "../operators.ts";
import type { Draft, KeyUse } from "../state.ts";

export function createTexts(policyPackage: () => PolicyPackage) {
  const parsed = new Map<string, ParsedPolicy>();

  function read(text: string): ParsedPolicy {
    const known = parsed.get(text);
    if (known) return known;
    // Every text that was typed on the way would stay otherwise.
    if (parsed.size > 50) parsed.clear();
    const result = policyPackage().parsePolicy(text);
    parsed.set(text, result);
    return result;
  }

  /** The keys that the conditions look at, and how they are entered. */
  function usesOf(policies: readonly Pick<Draft, "text" | "unread">[]): Record<string, KeyUse> {
    // A policy may call its keys as it likes: `__proto__`, `constructor`.
    const uses = new Map<string, KeyUse>();
    for (const { operator, key } of policies.flatMap(({ unread, text }) => (unread === undefined ? read(text).policy?.statements ?? [] : [])).flatMap(({ conditions }) => conditions)) {
      const use = uses.get(key) ?? { type: "string", several: false };
      uses.set(key, use);
      const named = operatorNamed(operator, policyPackage());
      // Of `Null` alone nothing is known of the values.
      if (named && named.operator.name !== "Null" && named.operator.valueType !== "string") use.type = named.operator.valueType;
      if (named?.prefix) use.several = true;
    }
    return Object.fromEntries(uses);
  }

  return { read, usesOf, clear: (): void => { parsed.clear(); } };
}
