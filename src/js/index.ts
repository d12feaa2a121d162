// `ecs-password`: all entries together.
export {
  apiVersions,
  buildRequest,
  buildSignInRequest,
  Client,
  defaultRoles,
  EcsPasswordError,
  errorCodes,
  isEcsPasswordError,
  operations,
  parseResponse,
  retryAfterMs,
} from "./client.js";
export { PrivateKey, Secret } from "./keys.js";
export {
  conditionKeys,
  conditionOperators,
  conditionSetPrefixes,
  deniedCheck,
  malformedJsonCodes,
  parsePolicy,
  passwordApis,
  PolicySet,
  Preview,
  requestContext,
  scopeKinds,
  Situation,
  verdicts,
} from "./policy.js";
