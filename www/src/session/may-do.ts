// What the session may do, as far as it is known before anything is tried.
import type { OperationName } from "ecs-password/slim";
import { versionOf } from "./connection-state.ts";
import type { Session, State } from "../app/state.ts";

export type May = "allow" | "conditional" | "deny" | "unknown";

export interface MayDo {
  may: May;
  /** Where it is known from: the policies that are loaded, these and what is assumed of them there, or the rules that Nova comes with. */
  basis: "policies" | "assumed" | "defaults" | "none";
}

export const OPERATIONS = ["listServers", "getKeyPair", "getServerPassword", "deleteServerPassword"] as const satisfies readonly OperationName[];

/** A call of this page to the compute service. */
export type ServerOperation = (typeof OPERATIONS)[number];

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
export function novaDefault({ session }: Pick<State, "session">, rule: string): { role: string; has: boolean } | undefined {
  const operation = NOVA_RULES[rule];
  const [role] = operation === undefined ? [] : NOVA[operation];
  if (operation === undefined || role === undefined) return undefined;
  return { role, has: session?.roles.some((each) => NOVA[operation].includes(each.toLowerCase())) === true };
}

export function mayDo(state: State): MayDoAll {
  const loaded = fromPolicies(state);
  const basis = Object.keys(state.permissions.assume).length > 0 ? "assumed" : "policies";
  const entry = (operation: ServerOperation): MayDo => {
    const may = loaded?.[operation];
    return may === undefined ? byDefault(state.session, operation) : { may, basis };
  };
  return {
    listServers: entry("listServers"),
    getKeyPair: entry("getKeyPair"),
    getServerPassword: entry("getServerPassword"),
    deleteServerPassword: entry("deleteServerPassword"),
  };
}

const BY_NUMBER: readonly May[] = ["allow", "deny", "deny", "conditional"];

/** What the policies of the permissions say of the calls; nothing while none are loaded, for another cloud, or where the answers are older than the policies. */
function fromPolicies({ session, permissions: { evaluation, problem } }: State): Partial<Record<ServerOperation, May>> | undefined {
  if (!session || problem || evaluation?.cloud !== session.cloud.kind) return undefined;
  const answers = evaluation.rows.flatMap(({ operation, apiVersion }, index) =>
    isOurs(operation) && apiVersion === versionOf(session, operation) ? [[operation, BY_NUMBER[evaluation.decisions[index] ?? 3]] as const] : [],
  );
  return Object.fromEntries(answers);
}

const isOurs = (operation: OperationName | undefined): operation is ServerOperation => OPERATIONS.some((each) => each === operation);

/** A cloud's operator can change these rules: they are an expectation, never a refusal. */
function byDefault(session: Session | undefined, operation: ServerOperation): MayDo {
  if (session?.cloud.kind !== "openstack" || session.roles.length === 0) return { may: "unknown", basis: "none" };
  const roles = NOVA[operation];
  const has = roles.length === 0 || session.roles.some((role) => roles.includes(role.toLowerCase()));
  return { may: has ? "allow" : "deny", basis: "defaults" };
}
