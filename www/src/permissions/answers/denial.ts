// A Deny of one action: as a statement in a policy that can take it, or as a policy of its own.
import { parsePolicy } from "ecs-password/policy/slim";
import type { TextSpan } from "ecs-password/slim";
import type { Policy } from "../state.ts";

const STEP = "  ";

/** A text with one statement more, and where that stands. */
export interface Denial {
  text: string;
  span: TextSpan;
}

const statementOf = (action: string): object => ({ Effect: "Deny", Action: [action] });

/** The text of a policy with the Deny as its last statement; nothing where it is a role, a policy of the cloud's own, or not read as it stands. */
export function withDenial({ text, kind, unread, catalog }: Pick<Policy, "text" | "kind" | "unread" | "catalog">, action: string): Denial | undefined {
  if (unread !== undefined || catalog.trim() !== "" || (kind !== undefined && kind !== "identity")) return undefined;
  const { policy, diagnostics, wouldBeRefused } = parsePolicy(text);
  const isFine = policy?.kind === "policy" && policy.version !== "1.0" && !wouldBeRefused && (policy.unread ?? []).length === 0 && !diagnostics.some(({ severity }) => severity === "error");
  if (!isFine || (policy.catalog !== undefined && policy.catalog !== "CUSTOMED")) return undefined;
  const last = policy.statements.at(-1)?.span;
  // A single statement without brackets is no list.
  if (!last || !/^\s*[\],]/.test(text.slice(last.end))) return undefined;
  const line = text.slice(text.lastIndexOf("\n", last.start - 1) + 1, last.start);
  const isOnOwnLine = line.trim() === "" && text.lastIndexOf("\n", last.start - 1) >= 0;
  const isSpread = text.slice(last.start, last.end).includes("\n");
  const statement = isSpread ? JSON.stringify(statementOf(action), null, 2).replaceAll("\n", `\n${isOnOwnLine ? line : STEP}`) : JSON.stringify(statementOf(action));
  const written = `${text.slice(0, last.end)},${isOnOwnLine ? `\n${line}` : " "}${statement}${text.slice(last.end)}`;
  return found(written);
}

/** A policy that denies the action, and nothing else. */
export function denialOf(action: string, version: "1.1" | "5.0"): Denial | undefined {
  return found(`${JSON.stringify({ Version: version, Statement: [statementOf(action)] }, null, 2)}\n`);
}

function found(text: string): Denial | undefined {
  const span = parsePolicy(text).policy?.statements.at(-1)?.span;
  return span && { text, span };
}
