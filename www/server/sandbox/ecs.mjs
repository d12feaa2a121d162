// ECS in the sandboxes that are like public clouds: the same servers, behind the policies of the user.
/** @import { CloudAnswer, CloudRequest } from "../types.ts" */
/** @import { World } from "./otc-world.mjs" */
/** @import { AccessKeys } from "./signatures.mjs" */
/** @import { Token, Tokens } from "./tokens.mjs" */
import { answer, requestId } from "./answers.mjs";
import { callOf, novaPath } from "./calls.mjs";
import { tokenBody } from "./iam.mjs";
import { allows } from "./may.mjs";

/**
 * @param {World} world
 * @param {Tokens} tokens
 * @param {AccessKeys} accessKeys
 * @param {(request: CloudRequest) => Promise<CloudAnswer>} servers
 */
export function ecs(world, tokens, accessKeys, servers) {
  /** @param {CloudRequest} request @returns {Promise<CloudAnswer>} */
  return async (request) => {
    const { method, path, headers } = request;
    const [, version, project = "", rest = ""] = /^\/(v1|v2|v2\.1)\/([0-9a-f]{32})\/(.*)$/.exec(path) ?? [];
    const apiVersion = version === "v1" || version === "v2" ? version : "v2.1";
    const call = await callOf(world.kind, "compute", method, rest, apiVersion);
    if (!call) return refusal(404, "APIGW.0101", "The API does not exist or has not been published in the environment");
    const isSigned = headers["x-auth-token"] === undefined && headers["authorization"] !== undefined;
    const asker = isSigned ? signer(world, tokens, accessKeys.verify(request), headers["x-project-id"]) : tokens.find(headers["x-auth-token"]);
    if (!asker) return refusal(401, "APIGW.0301", "Incorrect IAM authentication information: verify aksk signature fail");
    if ("code" in asker) return refusal(asker.status, asker.code, asker.message);
    try {
      // Of a signature nothing is known but whose it is.
      const told = isSigned ? undefined : tokenBody(world, asker);
      const isAllowed = asker.project !== undefined && (await allows(world, asker, told, { operation: call.operation, apiVersion }));
      if (!isAllowed) return denied(call.action);
      // Huawei Cloud's own API has the same passwords, by another path.
      const servicePath = apiVersion === "v1" ? `/v2.1/${project}/${await novaPath(call.operation, call.ids)}` : path;
      return await servers({ ...request, path: servicePath, headers: { ...headers, "x-auth-token": asker.text } });
    } finally {
      if (isSigned) tokens.revoke(asker);
    }
  };
}

/**
 * Whose a signed request is, as a token for the servers' side; or the refusal.
 *
 * @param {World} world
 * @param {Tokens} tokens
 * @param {ReturnType<AccessKeys["verify"]>} verified
 * @param {string | undefined} projectId
 * @returns {Token | import("./signatures.mjs").Refusal | undefined}
 */
function signer(world, tokens, verified, projectId) {
  if ("refusal" in verified) return verified.refusal;
  if (projectId !== undefined && projectId !== world.project.id) return { status: 403, code: "APIGW.0310", message: "The project is unavailable." };
  const user = world.users.find(({ name }) => name === verified.key.user);
  return user && tokens.issue(user, user.project);
}

/** As ECS refuses: its code says that a policy did it. @param {string} action */
function denied(action) {
  const body = { error: { code: "Pdp.0001", message: `Policy does not allow ${action} to be performed` } };
  return answer(403, JSON.stringify(body), { "content-type": "application/json", "x-request-id": requestId() });
}

/** As the gateway before it does. @param {number} status @param {string} code @param {string} message */
function refusal(status, code, message) {
  const id = requestId();
  const body = { error_msg: message, error_code: code, request_id: id };
  return answer(status, JSON.stringify(body), { "content-type": "application/json", "x-request-id": id });
}
