// ECS in the sandboxes that are like public clouds: the same servers, behind the policies of the user.
/** @import { OperationName } from "ecs-password" */
/** @import { CloudAnswer, CloudRequest } from "../types.ts" */
/** @import { World } from "./otc-world.mjs" */
/** @import { Passwords } from "./passwords.mjs" */
/** @import { Power } from "./power.mjs" */
/** @import { AccessKeys } from "./signatures.mjs" */
/** @import { Token, Tokens } from "./tokens.mjs" */
/** @import { Server } from "./world.mjs" */
import { answer, requestId } from "./answers.mjs";
import { actionIn, callOf, novaPath } from "./calls.mjs";
import { tokenBody } from "./iam.mjs";
import { at, sentJson } from "./input.mjs";
import { allows } from "./may.mjs";
import { projectOf } from "./otc-world.mjs";

/**
 * A call of Huawei Cloud's own API that Nova does not have.
 *
 * @typedef {object} OwnCall
 * @property {unknown} body
 * @property {string[]} ids those in its path
 * @property {(id: unknown) => Server | undefined} find a server of the project
 */

/**
 * @param {World} world
 * @param {Tokens} tokens
 * @param {AccessKeys} accessKeys
 * @param {(request: CloudRequest) => Promise<CloudAnswer>} servers
 * @param {Passwords} passwords
 * @param {Power} power
 * @param {Server[]} all
 */
export function ecs(world, tokens, accessKeys, servers, passwords, power, all) {
  /** @type {Partial<Record<OperationName, (call: OwnCall) => Promise<CloudAnswer> | CloudAnswer>>} */
  const own = {
    resetServerPassword: (call) => resetPassword(call, passwords),
    resetServerPasswords: (call) => resetPasswords(call, passwords),
    getResetPasswordFlag: resetFlag,
  };

  /** @param {CloudRequest} request @returns {Promise<CloudAnswer>} */
  return async (request) => {
    const { method, path, headers } = request;
    const [, version, project = "", rest = ""] = /^\/(v1|v2|v2\.1)\/([0-9a-f]{32})\/(.*)$/.exec(path) ?? [];
    const apiVersion = version === "v1" || version === "v2" ? version : "v2.1";
    const call = await callOf(world.kind, "compute", method, rest, apiVersion, actionIn(request));
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
      const handle = own[call.operation];
      if (handle) {
        if (project !== projectOf(world, asker)?.id) return refused(400, "Common.0018", "The tenant ID in the URL is not that of the token");
        const find = (/** @type {unknown} */ id) => {
          const server = all.find((each) => each.project === asker.project && typeof id === "string" && each.id === id.toLowerCase());
          return server && power.now(server);
        };
        return await handle({ body: sentJson(request), ids: call.ids, find });
      }
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
  const project = world.projects.find(({ id, enabled }) => enabled && id === (projectId ?? world.project.id));
  if (!project) return { status: 403, code: "APIGW.0310", message: "The project is unavailable." };
  const user = world.users.find(({ name }) => name === verified.key.user);
  return user && tokens.issue(user, project.servers);
}

/** The plug-in is in guests whose system is known. @param {Server} server */
const hasPlugin = ({ imageOs, metadataOs, status = "ACTIVE" }) => Boolean(imageOs ?? metadataOs) && isUp(status);

/** @param {NonNullable<Server["status"]>} status */
const isUp = (status) => status === "ACTIVE" || status === "SHUTOFF";

const NO_SERVER = /** @type {const} */ (["Ecs.0114", "The ECS does not exist"]);
const NO_RULES = /** @type {const} */ (["Ecs.0011", "The complexity of the password does not meet the requirements"]);
const NOT_RESET = /** @type {const} */ (["Ecs.0610", "Failed to reset the password of the ECS"]);
const NO_REQUEST = /** @type {const} */ (["Ecs.0005", "The request body is invalid"]);

/** @param {string} password @param {"resetServerPassword" | "resetServerPasswords"} operation */
async function keepsRules(password, operation) {
  // Not before it is needed: where the package is not built, the server says what to do.
  const { checkPassword } = await import("ecs-password");
  return checkPassword(password, { cloud: "huawei", operation, apiVersion: "v1" }).valid;
}

/** The password is looked at only where the request says so; whether the guest carries the order out, nobody is told. @param {OwnCall} call @param {Passwords} passwords */
async function resetPassword({ body, ids: [id], find }, passwords) {
  const password = at(body, "reset-password", "new_password");
  const isChecked = at(body, "reset-password", "is_check_password") ?? false;
  if (typeof password !== "string" || password === "" || typeof isChecked !== "boolean") return refused(400, ...NO_REQUEST);
  const server = find(id);
  if (!server) return refused(404, ...NO_SERVER);
  if (isChecked && !(await keepsRules(password, "resetServerPassword"))) return refused(400, ...NO_RULES);
  if (!isUp(server.status ?? "ACTIVE")) return refused(400, ...NOT_RESET);
  if (hasPlugin(server)) passwords.order(server, password);
  return answer(204, "", { "x-request-id": requestId() });
}

/** Of several, those that fail are told, and those that do not only where none does. @param {OwnCall} call @param {Passwords} passwords */
async function resetPasswords({ body, find }, passwords) {
  const [password, isDry, servers] = [at(body, "new_password"), at(body, "dry_run") ?? false, at(body, "servers")];
  const ids = Array.isArray(servers) ? servers.map((each) => at(each, "id")) : [];
  const isRight = typeof isDry === "boolean" && ids.length > 0 && ids.every((id) => typeof id === "string") && (typeof password === "string" ? password !== "" : password === undefined && isDry);
  if (!isRight) return refused(400, ...NO_REQUEST);
  if (typeof password === "string" && !(await keepsRules(password, "resetServerPasswords"))) return refused(400, ...NO_RULES);
  /** @type {{ id: unknown, error_code: string, error_message: string }[]} */
  const failed = [];
  for (const id of ids) {
    const server = find(id);
    const [code, message] = server ? NOT_RESET : NO_SERVER;
    if (!server || !isUp(server.status ?? "ACTIVE")) failed.push({ id, error_code: code, error_message: message });
    else if (!isDry && typeof password === "string" && hasPlugin(server)) passwords.order(server, password);
  }
  if (failed.length > 0) return json(400, { error: { code: NOT_RESET[0], message: NOT_RESET[1] }, internalError: failed });
  return json(200, { response: ids.map((id) => ({ id })) });
}

/** A text, as the cloud has it. @param {OwnCall} call */
function resetFlag({ ids: [id], find }) {
  const server = find(id);
  return server ? json(200, { resetpwd_flag: hasPlugin(server) ? "True" : "False" }) : refused(404, ...NO_SERVER);
}

/** As ECS refuses: its code says that a policy did it. @param {string} action */
const denied = (action) => refused(403, "Pdp.0001", `Policy does not allow ${action} to be performed`);

/** @param {number} status @param {string} code @param {string} message */
const refused = (status, code, message) => json(status, { error: { code, message } });

/** @param {number} status @param {object} body */
const json = (status, body) => answer(status, JSON.stringify(body), { "content-type": "application/json", "x-request-id": requestId() });

/** As the gateway before it does. @param {number} status @param {string} code @param {string} message */
function refusal(status, code, message) {
  const id = requestId();
  const body = { error_msg: message, error_code: code, request_id: id };
  return answer(status, JSON.stringify(body), { "content-type": "application/json", "x-request-id": id });
}
