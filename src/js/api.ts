export { Client } from "./client.js";
export type { DecryptedServerPassword, GetServerPasswordOptions, RetrievedServerPassword, VersionInput } from "./client.js";
export { EcsPasswordError, errorCodes, isEcsPasswordError } from "./errors.js";
export type { ErrorCode, ErrorDetails } from "./errors.js";
export { PrivateKey } from "./private-key.js";
export type { PrivateKeyOptions } from "./private-key.js";
export { buildRequest, parseResponse } from "./requests.js";
export { Secret } from "./secret.js";
export type { TrimmedEnd } from "./secret.js";
export type * from "./types.js";
export { deniedCheck, parsePolicy, PolicySet, Preview, requestContext, Situation, verdicts } from "./policy.js";
export type {
  AssumptionCode,
  ChangedApi,
  DeniedCheck,
  DeniedInput,
  Diagnostic,
  DiffInput,
  ExportFormat,
  LimitsProfile,
  LintOptions,
  ListedGrant,
  ListedGroup,
  ListedPolicies,
  ListedPolicy,
  ParsedPolicy,
  ParsePolicyOptions,
  PolicyAssumption,
  PolicyCheck,
  PolicyCloud,
  PolicyDecision,
  PolicyDifference,
  PolicyEntry,
  PolicyFinding,
  PolicyReason,
  PolicyScope,
  PolicyStatement,
  PolicySummary,
  PolicyText,
  PreviewInput,
  PreviewRow,
  RequestContext,
  RequestFacts,
  Situation as SituationInput,
  SuggestedPolicy,
  SuggestInput,
  TextSpan,
  UnreadPart,
  UnreadPolicy,
  Verdict,
} from "./policy-types.js";
