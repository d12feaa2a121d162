// What the policies come to in a few words: whether passwords can be read, deleted and set, and servers deleted.
import type { AssumptionCode, OperationName, PolicyDecision, PolicyReason, PreviewRow } from "ecs-password/slim";
import { numberOf } from "../verdicts.ts";

export const ABILITIES = ["readPassword", "deletePassword", "setPassword", "deleteServers"] as const;
export type AbilityName = (typeof ABILITIES)[number];

/** One way that is certainly open is enough; without one, one that may be. */
export type Level = "can" | "may" | "cannot";

export interface Ability {
  name: AbilityName;
  level: Level;
  /** Whether actions that the call needs besides are not certainly allowed. */
  isPartly: boolean;
  /** What keeps it open. */
  keys: string[];
  questions: AssumptionCode[];
  /** Of the API that decides. */
  action: string;
  reason: PolicyReason | undefined;
}

const OPERATIONS: Readonly<Record<Exclude<AbilityName, "deleteServers">, OperationName>> = {
  readPassword: "getServerPassword",
  deletePassword: "deleteServerPassword",
  setPassword: "resetServerPassword",
};

/** What deleting a server needs, in either API: the package has no operation that does it. */
const DELETING_SERVERS = new Set(["ecs:servers:delete", "ecs:cloudServers:deleteServers"]);

const isFor = (name: AbilityName, { operation, action }: PreviewRow): boolean => (name === "deleteServers" ? DELETING_SERVERS.has(action) : operation === OPERATIONS[name]);

/** Those of which the cloud documents an API. */
export function abilitiesOf(rows: readonly PreviewRow[], { decisions, whole }: { decisions: readonly number[]; whole: readonly number[] }, explain: (row: number) => PolicyDecision): Ability[] {
  const [allow, conditional] = [numberOf("allow"), numberOf("conditional")];
  return ABILITIES.flatMap((name) => {
    // Rows of one action have one answer.
    const ways = [...new Map([...rows.entries()].filter(([, row]) => isFor(name, row)).map(([index, { action }]) => [action, index])).values()];
    const open = ways.filter((row) => decisions[row] === conditional);
    const [certain] = ways.filter((row) => decisions[row] === allow).sort((one, other) => Number(whole[other] === allow) - Number(whole[one] === allow));
    const decisive = certain ?? open[0] ?? ways[0];
    if (decisive === undefined) return [];
    const level = certain !== undefined ? "can" : open.length > 0 ? "may" : "cannot";
    const openDecisions = level === "may" ? open.map(explain) : [];
    const [reason] = (openDecisions[0] ?? explain(decisive)).reasons;
    return [{
      name,
      level,
      isPartly: level === "can" && whole[decisive] !== allow,
      keys: [...new Set(openDecisions.flatMap(({ unknownKeys }) => unknownKeys))],
      questions: [...new Set(openDecisions.flatMap(({ assumptions }) => assumptions.map(({ code }) => code)))],
      action: rows[decisive]?.action ?? "",
      reason,
    } satisfies Ability];
  });
}
