// What the session may do, as far as it is known before anything is tried.
import { SERVER_OPERATIONS, versionOf } from "../shared/api-versions.ts";
import type { ServerOperation } from "../shared/api-versions.ts";
import type { May, Session, SessionSlice } from "./state.ts";

export interface MayDo {
  may: May;
  /** Where it is known from: the policies that are loaded, these and what is assumed of them there, or the rules that Nova comes with. */
  basis: "policies" | "assumed" | "defaults" | "none";
}

export type MayDoAll = Record<ServerOperation, MayDo>;

/** Which of Nova's default roles a call takes; each implies the ones before it. (nova/policies: server_password, servers, keypairs) */
const NOVA: Record<ServerOperation, readonly string[]> = {
  listServers: ["reader", "member", "manager", "admin"],
  getServerPassword: ["reader", "member", "manager", "admin"],
  deleteServerPassword: ["member", "manager", "admin"],
  getKeyPair: [],
};

/** Nova's rule of each call that a role decides about, as its refusals name it. (nova/policies) */
const NOVA_RULES: Record<string, ServerOperation> = {
  "os_compute_api:servers:detail": "listServers",
  "os_compute_api:os-server-password:show": "getServerPassword",
  "os_compute_api:os-server-password:clear": "deleteServerPassword",
};

/** The least of Nova's roles that its rule comes with, and whether the session has it; nothing of a rule that is not known here. */
export function novaDefault({ current }: Pick<SessionSlice, "current">, rule: string): { role: string; has: boolean } | undefined {
  const operation = NOVA_RULES[rule];
  const [role] = operation === undefined ? [] : NOVA[operation];
  if (operation === undefined || role === undefined) return undefined;
  return { role, has: current?.roles.some((each) => NOVA[operation].includes(each.toLowerCase())) === true };
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
  if (session?.cloud.kind !== "openstack" || session.roles.length === 0) return { may: "unknown", basis: "none" };
  const roles = NOVA[operation];
  const has = roles.length === 0 || session.roles.some((role) => roles.includes(role.toLowerCase()));
  return { may: has ? "allow" : "deny", basis: "defaults" };
}
