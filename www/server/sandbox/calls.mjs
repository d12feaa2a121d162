// The calls of the sandboxes: the operations of the package, with method, path and action of each.
/** @import { OperationFacts, OperationName } from "ecs-password" */
/** @import { CloudKind, CloudRequest } from "../types.ts" */
import { sentJson } from "./input.mjs";

/** Not before it is needed: where the package is not built, the server says what to do. */
const known = async () => (await import("ecs-password/slim")).operations;

/** In the body of `…/action`: what tells the operations with that path apart. @type {Partial<Record<OperationName, string>>} */
const ACTIONS = { changeServerPassword: "changePassword", startServer: "os-start", stopServer: "os-stop" };

/** What the one action is called that a body is about; nothing where it is about none, or several. @param {CloudRequest} request */
export function actionIn(request) {
  const actions = sentJson(request);
  const names = typeof actions === "object" && actions !== null ? Object.keys(actions) : [];
  return names.length === 1 ? names[0] : undefined;
}

/**
 * The operation that a request is of, with the IDs in its path.
 *
 * @param {CloudKind} kind
 * @param {"compute" | "iam"} service
 * @param {string} method
 * @param {string} path behind the version and the project
 * @param {"v1" | "v2" | "v2.1" | "v5"} [apiVersion] of the compute service; of IAM `v5`, or none
 * @param {string} [action] what an action is called, where the path is one of actions
 * @returns {Promise<{ operation: OperationName, action: string, novaRole: OperationFacts["novaRole"], ids: string[] } | undefined>}
 */
export async function callOf(kind, service, method, path, apiVersion, action) {
  const operations = await known();
  const names = /** @type {OperationName[]} */ (Object.keys(operations));
  for (const operation of names.filter((name) => operations[name].service === service && operations[name].method === method)) {
    const place = operations[operation].places.find((each) => each.cloud === kind && each.apiVersion === apiVersion);
    const ids = place && idsIn(place.path, path);
    const own = ACTIONS[operation];
    if (ids && (own === undefined || own === action)) return { operation, action: place.action, novaRole: operations[operation].novaRole, ids };
  }
  return undefined;
}

/** Where Nova has what another cloud has by a path of its own. @param {OperationName} operation @param {readonly string[]} ids */
export async function novaPath(operation, ids) {
  const { places } = (await known())[operation];
  const { path = "" } = places.find(({ cloud, apiVersion }) => cloud === "openstack" && apiVersion === "v2.1") ?? {};
  const left = [...ids];
  return path.replace(/\{\w+\}/g, () => left.shift() ?? "");
}

/** What stands in the braces of a pattern, or nothing where a path is not of it. @param {string} pattern @param {string} path */
function idsIn(pattern, path) {
  const [wanted, given] = [pattern.split("/"), path.split("/")];
  const fits = wanted.length === given.length && wanted.every((segment, index) => (segment.startsWith("{") ? given[index] !== "" : segment === given[index]));
  return fits ? given.filter((_, index) => wanted[index]?.startsWith("{")) : undefined;
}
