// `ecs-password`: all entries together.
export { buildRequest, Client, EcsPasswordError, errorCodes, isEcsPasswordError, operations, parseResponse } from "./client.js";
export { PrivateKey, Secret } from "./keys.js";
export { deniedCheck, parsePolicy, PolicySet, Preview, requestContext, Situation, verdicts } from "./policy.js";
