/**
 * `ecs-password/client`: the requests to a cloud and its answers, and a {@link Client} that sends them.
 *
 * @packageDocumentation
 */
export { Client } from "../client/client.js";
export type { DecryptedServerPassword, GetServerPasswordOptions, RetrievedServerPassword, SignInOptions, VersionInput, WithNewPassword } from "../client/client.js";
export { checkPassword, generatePassword } from "../client/passwords.js";
export type { GeneratedPassword, GeneratePasswordInput } from "../client/passwords.js";
export { buildRequest, buildSignInRequest, parseResponse, retryAfterMs } from "../client/requests.js";
export { AccessKey, signRequest } from "../client/signing.js";
export type { AccessKeyInput, SignableRequest, SignedRequest, SigningAlgorithm, SigningInput, SignOptions } from "../client/signing.js";
export { compareFingerprint, keyPairAlgorithm } from "../client/key-pair.js";
export { apiVersions, defaultRoles, httpHeaders, idPatterns, microversions, novaReleases, novaRulePrefix, passwordKeyAlgorithm, passwordRules, tooManyRequests } from "../glue/clouds.js";
export { listPoliciesOperations, operations } from "../glue/operations.js";
export type { PrivateKey } from "../keys/private-key.js";
export type { PasswordEncoding, Secret, TrimmedEnd } from "../secret.js";
export type * from "../types.js";
export type {
  ListedGrant,
  ListedGroup,
  ListedIdentityPolicy,
  ListedPolicies,
  ListedPolicy,
  ListedProject,
  PasswordAccount,
  PasswordCheck,
  PasswordFinding,
  PasswordFindingCode,
  PasswordGenerationInput,
  PasswordRules,
  PasswordRulesInput,
  PasswordUse,
  PolicyKind,
  PolicyScope,
  PolicyText,
  ProjectClientInput,
  ProjectList,
  RegionList,
  UnreadPolicy,
} from "../glue/types.js";
export * from "./errors.js";
