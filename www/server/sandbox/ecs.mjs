// ECS in the sandboxes that are like public clouds: the same servers, behind the policies of the user.
/** @import { CloudAnswer, CloudRequest } from "../types.ts" */
/** @import { World } from "./otc-world.mjs" */
/** @import { Tokens } from "./tokens.mjs" */
import { answer, requestId } from "./answers.mjs";
import { callOf, novaPath } from "./calls.mjs";
import { tokenBody } from "./iam.mjs";
import { allows } from "./may.mjs";

/**
 * @param {World} world
 * @param {Tokens} tokens
 * @param {(request: CloudRequest) => Promise<CloudAnswer>} servers
 */
export function ecs(world, tokens, servers) {
  /** @param {CloudRequest} request @returns {Promise<CloudAnswer>} */
  return async (request) => {
    const { method, path, headers } = request;
    const [, version, project = "", rest = ""] = /^\/(v1|v2|v2\.1)\/([0-9a-f]{32})\/(.*)$/.exec(path) ?? [];
    const apiVersion = version === "v1" || version === "v2" ? version : "v2.1";
    const call = await callOf(world.kind, "compute", method, rest, apiVersion);
    if (!call) return refusal(404, "APIGW.0101", "The API does not exist or has not been published in the environment");
    const token = tokens.find(headers["x-auth-token"]);
    if (!token) return refusal(401, "APIGW.0301", "Incorrect IAM authentication information: verify aksk signature fail");
    const isAllowed = token.project !== undefined && (await allows(world, token, tokenBody(world, token), { operation: call.operation, apiVersion }));
    if (!isAllowed) return denied(call.action);
    // Huawei Cloud's own API has the same passwords, by another path.
    return servers({ ...request, path: apiVersion === "v1" ? `/v2.1/${project}/${await novaPath(call.operation, call.ids)}` : path });
  };
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
