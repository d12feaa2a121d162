// What the session may do, as far as it is known before anything is tried.
import { defaultRoles, operations } from "ecs-password/slim";
import type { OperationFacts } from "ecs-password/slim";
import { isOf, SERVER_OPERATIONS, versionOf } from "../shared/api-versions.ts";
import type { ServerOperation } from "../shared/api-versions.ts";
import type { May, Session, SessionSlice } from "./state.ts";

export interface MayDo {
  may: May;
  /** Where it is known from: the policies that are loaded, these and what is assumed of them there, or the rules that Nova comes with. */
  basis: "policies" | "assumed" | "defaults" | "none";
}

export type MayDoAll = Record<ServerOperation, MayDo>;

/** Whether one of the session's roles is this one, or implies it. */
export function hasRole({ roles }: Session, role: NonNullable<OperationFacts["novaRole"]>): boolean {
  const enough: readonly string[] = defaultRoles.slice(defaultRoles.indexOf(role));
  return roles.some((each) => enough.includes(each.toLowerCase()));
}

/**
 * What a rule that takes a role comes to. The rules compare names: what a role implies is in the token where Keystone has put it there, and where it
 * has not, it hangs on this cloud.
 */
export function mayByRole(session: Session, role: NonNullable<OperationFacts["novaRole"]>): May {
  if (session.roles.some((each) => [role, "admin"].includes(each.toLowerCase()))) return "allow";
  return hasRole(session, role) ? "conditional" : "deny";
}

/** The least role that one of Nova's rules comes with, and whether the session has it; nothing of a rule that no role decides about, or that is not known here. */
export function novaDefault({ current }: Pick<SessionSlice, "current">, rule: string): { role: string; has: boolean } | undefined {
  const isAbout = ({ places }: OperationFacts): boolean => places.some(({ cloud, action }) => cloud === "openstack" && action === rule);
  const role = Object.values<OperationFacts>(operations).find(isAbout)?.novaRole;
  return role && { role, has: current !== undefined && hasRole(current, role) };
}

export function mayDo(slice: SessionSlice): MayDoAll {
  const entries = SERVER_OPERATIONS.map((operation): [ServerOperation, MayDo] => [operation, byPolicies(slice, operation) ?? byDefault(slice.current, operation)]);
  return Object.fromEntries(entries) as MayDoAll;
}

/** What the policies of the permissions say of a call; nothing while none are loaded, for another cloud, or where their answers are older than the policies. */
function byPolicies({ current, policies }: SessionSlice, operation: ServerOperation): MayDo | undefined {
  if (!current || policies?.cloud !== current.cloud.kind) return undefined;
  const found = policies.answers.filter((each) => each.operation === operation && each.apiVersion === versionOf(current, operation)).at(-1);
  return found && { may: found.may, basis: policies.assumed ? "assumed" : "policies" };
}

/** A cloud's operator can change these rules: they are an expectation, never a refusal. */
function byDefault(session: Session | undefined, operation: ServerOperation): MayDo {
  if (session?.cloud.kind !== "openstack" || session.roles.length === 0 || !isOf("openstack", operation)) return { may: "unknown", basis: "none" };
  const { novaRole } = operations[operation];
  // Where no role decides it is about something of the user's own.
  return { may: novaRole === undefined ? "allow" : mayByRole(session, novaRole), basis: "defaults" };
}
