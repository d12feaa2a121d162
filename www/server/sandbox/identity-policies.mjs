// Version 5 of IAM in the sandbox that is like Huawei Cloud: which identity policies are attached to whom, and their texts.
/** @import { CloudAnswer } from "../types.ts" */
/** @import { OperationName } from "ecs-password" */
/** @import { IdentityPolicy } from "./huawei-world.mjs" */
/** @import { World } from "./otc-world.mjs" */
import { randomUUID } from "node:crypto";
import { answer } from "./answers.mjs";
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
      return attachedTo(world.users.find((user) => user.id === id), world, query);
    case "listAttachedGroupPolicies":
      return attachedTo(world.groups.find((group) => group.id === id), world, query);
  }
  const policy = IDENTITY_POLICIES.find((each) => each.id === id);
  if (!policy) return notFound();
  if (operation === "getIdentityPolicy") {
    const { name, inForce } = policy;
    const { urn } = attachment(policy, world);
    return json(200, { policy: { policy_type: "custom", policy_name: name, policy_id: id, urn, path: "", default_version_id: inForce, attachment_count: 1, created_at: TIME, updated_at: TIME } });
  }
  const document = policy.versions[versionId];
  if (document === undefined) return notFound();
  if (policy.withheld) return denied(action);
  return json(200, { policy_version: { document: JSON.stringify(document), version_id: versionId, is_default: versionId === policy.inForce, created_at: TIME } });
}

/** @param {{ identityPolicies?: IdentityPolicy[] } | undefined} holder @param {World} world @param {string} query */
function attachedTo(holder, world, query) {
  if (!holder) return notFound();
  const asked = new URLSearchParams(query);
  const limit = Number(asked.get("limit") ?? "100");
  const start = startOf(asked.get("marker"));
  if (!(limit >= 1 && limit <= 200)) return refusal(400, undefined, "invalid limit");
  if (start === undefined) return refusal(400, "PAP5.0010", "invalid marker");
  const all = holder.identityPolicies ?? [];
  const end = start + Math.min(limit, MOST_ON_A_PAGE);
  const page = all.slice(start, end).map((policy) => attachment(policy, world));
  return json(200, { attached_policies: page, page_info: { ...(end < all.length ? { next_marker: markerOf(end) } : {}), current_count: page.length } });
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
