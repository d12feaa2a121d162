// `ecs-password/policy`: what `api/policy.ts` lists, with the WebAssembly for what needs it.
import * as api from "./policy/policy.js";
import { Services as ServicesClass } from "./policy/services.js";
import { withWasm } from "./internal/policy-inline.js";

export const PolicySet = /*#__PURE__*/ withWasm(api.PolicySet);
export const Services = /*#__PURE__*/ withWasm(ServicesClass);
export const parsePolicy = /*#__PURE__*/ withWasm(api.parsePolicy);
export const deniedCheck = /*#__PURE__*/ withWasm(api.deniedCheck);
export const requestContext = /*#__PURE__*/ withWasm(api.requestContext);
// Only a `PolicySet` makes these.
export { Preview, Situation } from "./policy/policy.js";
export { passwordApis } from "./glue/catalog.js";
export { conditionKeys, conditionOperators, conditionSetPrefixes } from "./glue/conditions.js";
export { envelopeMembers, malformedJsonCodes, policyClouds, policyVersions, scopeKinds, verdicts } from "./glue/policies.js";
export * from "./api/errors.js";
