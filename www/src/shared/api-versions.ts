// The calls of this page to the compute service, and in which version of its API each is made.
import { apiVersions, operations } from "ecs-password/slim";
import type { ApiVersion, Cloud, OperationName } from "ecs-password/slim";

export const SERVER_OPERATIONS = [
  "listServers",
  "getServer",
  "getKeyPair",
  "getServerPassword",
  "deleteServerPassword",
  "stopServer",
  "startServer",
  "getResetPasswordFlag",
  "resetServerPassword",
  "resetServerPasswords",
  "changeServerPassword",
] as const satisfies readonly OperationName[];

/** A call of this page to the compute service. */
export type ServerOperation = (typeof SERVER_OPERATIONS)[number];

const placesOf = (kind: Cloud, operation: ServerOperation): readonly (string | undefined)[] =>
  operations[operation].places.flatMap(({ cloud, apiVersion }) => (cloud === kind ? [apiVersion] : []));

/** Whether a cloud has the call at all. */
export const isOf = (kind: Cloud, operation: ServerOperation): boolean => placesOf(kind, operation).length > 0;

/** The version that was chosen, where the cloud has the call in it; else the first that has it, which is its usual one where that does. */
export function versionOf({ cloud: { kind }, apiVersion }: { readonly cloud: { readonly kind: Cloud }; readonly apiVersion: ApiVersion }, operation: ServerOperation): ApiVersion {
  const places = placesOf(kind, operation);
  return [apiVersion, ...apiVersions[kind]].find((each) => places.includes(each)) ?? apiVersions[kind][0];
}
