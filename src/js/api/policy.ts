/**
 * `ecs-password/policy`: what IAM policies allow, with reasons.
 *
 * @packageDocumentation
 */
export { deniedCheck, parsePolicy, PolicySet, Preview, requestContext, Situation } from "../policy/policy.js";
export { Services } from "../policy/services.js";
export type { ListedName, ListedNames, ServiceList, WithServices } from "../policy/services.js";
export { passwordApis } from "../glue/catalog.js";
export { conditionKeys, conditionOperators, conditionSetPrefixes } from "../glue/conditions.js";
export { envelopeMembers, malformedJsonCodes, policyClouds, policyVersions, scopeKinds, verdicts } from "../glue/policies.js";
export type { PasswordWay } from "../glue/catalog.js";
export type { ConditionKey, ConditionOperator, ConditionValueType } from "../glue/conditions.js";
export type { ScopeKindFacts } from "../glue/policies.js";
export type { ApiVersion, Cloud, OperationName, Said, Session } from "../types.js";
export type {
  AssumptionCode,
  ChangedApi,
  DeniedCheck,
  DeniedInput,
  Diagnostic,
  DiagnosticCode,
  DiffInput,
  ExportFormat,
  LimitsProfile,
  LintOptions,
  ListedGrant,
  ListedGroup,
  ListedIdentityPolicy,
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
  PolicyKind,
  PolicyReason,
  PolicyScope,
  PolicyStatement,
  PolicySummary,
  PolicyText,
  PreviewInput,
  PreviewRow,
  Principal,
  RequestContext,
  RequestFacts,
  Situation as SituationInput,
  SuggestedPolicy,
  SuggestInput,
  TextSpan,
  UnreadPart,
  UnreadPolicy,
  Verdict,
} from "../glue/types.js";
export * from "./errors.js";
