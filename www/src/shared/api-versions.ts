// The calls of this page to the compute service, and in which version of its API each is made.
import { apiVersions, operations } from "ecs-password/slim";
import type { ApiVersion, Cloud, OperationName } from "ecs-password/slim";

export const SERVER_OPERATIONS = ["listServers", "getKeyPair", "getServerPassword", "deleteServerPassword"] as const satisfies readonly OperationName[];

/** A call of this page to the compute service. */
export type ServerOperation = (typeof SERVER_OPERATIONS)[number];

/** The version that was chosen, where the cloud has the call in it; else its usual one. */
export function versionOf({ cloud: { kind }, apiVersion }: { readonly cloud: { readonly kind: Cloud }; readonly apiVersion: ApiVersion }, operation: ServerOperation): ApiVersion {
  const isThere = operations[operation].places.some((place) => place.cloud === kind && place.apiVersion === apiVersion);
  return isThere ? apiVersion : apiVersions[kind][0];
}
