// The calls of the sandboxes that are like public clouds: the operations of the package, with method, path and action of each.
/** @import { OperationName } from "ecs-password" */
/** @import { World } from "./otc-world.mjs" */

/**
 * The operation that a request is of, with the IDs in its path.
 *
 * @param {World["kind"]} kind
 * @param {"compute" | "iam"} service
 * @param {string} method
 * @param {string} path behind the version and the project
 * @param {"v1" | "v2" | "v2.1" | "v5"} [apiVersion] of the compute service; of IAM `v5`, or none
 * @returns {Promise<{ operation: OperationName, action: string, ids: string[] } | undefined>}
 */
export async function callOf(kind, service, method, path, apiVersion) {
  // Where the other sandbox is all that is wanted, the package need not be built.
  const { operations } = await import("ecs-password");
  const names = /** @type {OperationName[]} */ (Object.keys(operations));
  for (const operation of names.filter((name) => operations[name].service === service && operations[name].method === method)) {
    const place = operations[operation].places.find((each) => each.cloud === kind && each.apiVersion === apiVersion);
    const ids = place && idsIn(place.path, path);
    if (ids) return { operation, action: place.action, ids };
  }
  return undefined;
}

/** What stands in the braces of a pattern, or nothing where a path is not of it. @param {string} pattern @param {string} path */
function idsIn(pattern, path) {
  const [wanted, given] = [pattern.split("/"), path.split("/")];
  const fits = wanted.length === given.length && wanted.every((segment, index) => (segment.startsWith("{") ? given[index] !== "" : segment === given[index]));
  return fits ? given.filter((_, index) => wanted[index]?.startsWith("{")) : undefined;
}
