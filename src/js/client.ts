// `ecs-password/client`: what `api/client.ts` lists, with the WebAssembly for what needs it.
import * as api from "./client/client.js";
import * as passwords from "./client/passwords.js";
import * as requests from "./client/requests.js";
import * as signing from "./client/signing.js";
import { withWasm } from "./internal/client-inline.js";

export const Client = /*#__PURE__*/ withWasm(api.Client);
export const buildRequest = /*#__PURE__*/ withWasm(requests.buildRequest);
export const parseResponse = /*#__PURE__*/ withWasm(requests.parseResponse);
export const buildSignInRequest = /*#__PURE__*/ withWasm(requests.buildSignInRequest);
export const AccessKey = /*#__PURE__*/ withWasm(signing.AccessKey);
export const signRequest = /*#__PURE__*/ withWasm(signing.signRequest);
export const checkPassword = /*#__PURE__*/ withWasm(passwords.checkPassword);
export const generatePassword = /*#__PURE__*/ withWasm(passwords.generatePassword);
export const retryAfterMs = /*#__PURE__*/ withWasm(requests.retryAfterMs);
export { compareFingerprint, keyPairAlgorithm } from "./client/key-pair.js";
export { apiVersions, defaultRoles, httpHeaders, idPatterns, microversions, novaReleases, novaRulePrefix, passwordKeyAlgorithm, passwordRules, tooManyRequests } from "./glue/clouds.js";
export { listPoliciesOperations, operations } from "./glue/operations.js";
export * from "./api/errors.js";
