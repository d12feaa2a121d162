// Version 5 of IAM in the sandbox that is like Huawei Cloud: which identity policies are attached to whom, and their texts.
/** @import { CloudAnswer } from "../types.ts" */
/** @import { OperationName } from "ecs-password" */
/** @import { Attachment } from "./account-world.mjs" */
/** @import { IdentityPolicy } from "./huawei-world.mjs" */
/** @import { World } from "./otc-world.mjs" */
import { randomUUID } from "node:crypto";
import { answer } from "./answers.mjs";
import { accountOf } from "./account-world.mjs";
import { IDENTITY_POLICIES } from "./huawei-world.mjs";

/** IAM gives at most so many as are asked for; here fewer, so that lists have pages. */
const MOST_ON_A_PAGE = 2;

/**
 * The answer to a call of version 5 that is allowed.
 *
 * @param {World} world
 * @param {{ operation: OperationName, action: string, ids: string[], query: string }} call
 * @returns {CloudAnswer}
 */
export function identityPolicies(world, { operation, action, ids: [id = "", versionId = ""], query }) {
  switch (operation) {
    case "listAttachedUserPolicies":
      return attachedTo(holderIn(world, "users", id), world, query);
    case "listAttachedGroupPolicies":
      return attachedTo(holderIn(world, "groups", id), world, query);
  }
  const policy = IDENTITY_POLICIES.find((each) => each.id === id);
  if (!policy) return notFound();
  if (operation === "getIdentityPolicy") {
    return json(200, { policy: { ...policyOf(policy, world), attachment_count: 1 } });
  }
  const document = policy.versions[versionId];
  if (document === undefined) return notFound();
  if (policy.withheld) return denied(action);
  return json(200, { policy_version: { document: JSON.stringify(document), version_id: versionId, is_default: versionId === policy.inForce, created_at: TIME } });
}

/**
 * What is asked for to read a whole account: "ListPoliciesV5", "ListEntitiesForPolicyV5" and "ListAttachedAgencyPoliciesV5" of the clouds' SDK; the actions go by the names
 * of the others.
 *
 * @param {World} world
 * @param {string} path
 * @param {string} query
 * @returns {{ action: string, answer: () => CloudAnswer } | undefined}
 */
export function attached(world, path, query) {
  const { attachments, agencies, trustAgencies } = accountOf(world);
  if (path === "/v5/agencies") {
    const all = [...agencies.map(({ id, name }) => ({ id, name })), ...trustAgencies].map(({ id, name }) => ({ agency_id: id, agency_name: name, urn: `iam::${world.account.id}:agency:${name}`, created_at: TIME }));
    return { action: "iam:agencies:listV5", answer: () => paged(all, query, (page) => ({ agencies: page })) };
  }
  if (path === "/v5/policies") {
    const countOf = (/** @type {Attachment} */ { users, groups, agencies }) => users.length + groups.length + agencies.length;
    const all = attachments.map((each) => ({ ...policyOf(each.policy, world), attachment_count: countOf(each) }));
    return { action: "iam:policies:listV5", answer: () => paged(all, query, (page) => ({ policies: page })) };
  }
  const [, id, kind] = /^\/v5\/(?:policies\/([^/]+)\/attached-entities|agencies\/([^/]+)\/attached-policies)$/.exec(path) ?? [];
  if (id !== undefined) {
    const found = attachments.find(({ policy }) => policy.id === id);
    const named = (/** @type {string} */ name, /** @type {string[]} */ ids) => ids.map((each) => ({ [`${name}_id`]: each, attached_at: TIME }));
    const all = [...named("user", found?.users ?? []), ...named("group", found?.groups ?? []), ...named("agency", found?.agencies ?? [])];
    const of = (/** @type {object[]} */ page, /** @type {string} */ name) => page.filter((each) => name in each);
    const shown = (/** @type {object[]} */ page) => ({ policy_users: of(page, "user_id"), policy_groups: of(page, "group_id"), policy_agencies: of(page, "agency_id") });
    return { action: "iam:policies:listEntitiesV5", answer: () => (found ? paged(all, query, shown) : notFound()) };
  }
  if (kind === undefined) return undefined;
  const isKnown = accountOf(world).agencies.some((agency) => agency.id === kind);
  const own = attachments.filter(({ agencies }) => agencies.includes(kind)).map(({ policy }) => attachment(policy, world));
  return { action: "iam:agencies:listAttachedPoliciesV5", answer: () => (isKnown ? paged(own, query, (page) => ({ attached_policies: page })) : notFound()) };
}

/** Those of the crowd have none. @param {World} world @param {"users" | "groups"} kind @param {string} id @returns {{ identityPolicies?: IdentityPolicy[] } | undefined} */
const holderIn = (world, kind, id) => world[kind].find((each) => each.id === id) ?? (accountOf(world)[kind].some((each) => each.id === id) ? {} : undefined);

/** @param {IdentityPolicy} policy @param {World} world */
const policyOf = (policy, world) => ({ policy_type: "custom", policy_name: policy.name, policy_id: policy.id, urn: attachment(policy, world).urn, path: "", default_version_id: policy.inForce, created_at: TIME, updated_at: TIME });

/** @param {{ identityPolicies?: IdentityPolicy[] } | undefined} holder @param {World} world @param {string} query */
function attachedTo(holder, world, query) {
  if (!holder) return notFound();
  return paged((holder.identityPolicies ?? []).map((policy) => attachment(policy, world)), query, (page) => ({ attached_policies: page }));
}

/** One page of a list. @template T @param {T[]} all @param {string} query @param {(page: T[]) => object} told */
function paged(all, query, told) {
  const asked = new URLSearchParams(query);
  const limit = Number(asked.get("limit") ?? "100");
  const start = startOf(asked.get("marker"));
  if (!(limit >= 1 && limit <= 200)) return refusal(400, undefined, "invalid limit");
  if (start === undefined) return refusal(400, "PAP5.0010", "invalid marker");
  const end = start + Math.min(limit, MOST_ON_A_PAGE);
  const page = all.slice(start, end);
  return json(200, { ...told(page), page_info: { ...(end < all.length ? { next_marker: markerOf(end) } : {}), current_count: page.length } });
}

const TIME = "2026-11-22T05:00:00Z";

/** @param {IdentityPolicy} policy @param {World} world */
const attachment = ({ id, name }, { account }) => ({ policy_name: name, policy_id: id, urn: `iam::${account.id}:policy:${name}`, attached_at: TIME });

/** @param {number} at */
const markerOf = (at) => Buffer.from(`from ${at.toString()}`).toString("base64");

/** @param {string | null} marker */
function startOf(marker) {
  if (marker === null) return 0;
  const [, at] = /^from (\d{1,4})$/.exec(Buffer.from(marker, "base64").toString("latin1")) ?? [];
  return at === undefined ? undefined : Number(at);
}

/** @param {string} action */
export const denied = (action) => refusal(403, "PAP5.0001", `access denied: ${action}`, { encoded_authorization_message: "c2FuZGJveA==" });

// Its code stands in no document that could be read.
const notFound = () => refusal(404, undefined, "not found");

/** @param {number} status @param {string | undefined} code @param {string} message @param {object} [more] */
const refusal = (status, code, message, more = {}) => json(status, { ...(code !== undefined && { error_code: code }), error_msg: message, request_id: randomUUID().replaceAll("-", ""), ...more });

/** @param {number} status @param {unknown} body */
const json = (status, body) => answer(status, JSON.stringify(body), { "content-type": "application/json", "x-request-id": randomUUID().replaceAll("-", "") });
