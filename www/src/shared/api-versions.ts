// The versions of the compute API, and which of them a call of this page has.
import type { ApiVersion, Cloud, OperationName } from "ecs-password/slim";

/** The versions of the compute API that have the calls of this page, the usual one first. */
export const API_VERSIONS: Record<Cloud, readonly ApiVersion[]> = {
  openstack: ["v2.1", "v2"],
  otc: ["v2.1", "v2"],
  huawei: ["v2.1", "v1", "v2"],
};

export const SERVER_OPERATIONS = ["listServers", "getKeyPair", "getServerPassword", "deleteServerPassword"] as const satisfies readonly OperationName[];

/** A call of this page to the compute service. */
export type ServerOperation = (typeof SERVER_OPERATIONS)[number];

/** The version for a call: servers and key pairs are no part of Huawei Cloud's own API as the package reads it. */
export function versionOf({ apiVersion }: { readonly apiVersion: ApiVersion }, operation: ServerOperation): ApiVersion {
  const native = operation === "getServerPassword" || operation === "deleteServerPassword";
  return apiVersion === "v1" && !native ? "v2.1" : apiVersion;
}
