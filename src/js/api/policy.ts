/**
 * `ecs-password/policy`: what IAM policies allow, with reasons.
 *
 * @packageDocumentation
 */
export { deniedCheck, parsePolicy, PolicySet, Preview, requestContext, Situation } from "../policy/policy.js";
export { passwordApis } from "../glue/catalog.js";
export { conditionKeys, conditionOperators, conditionSetPrefixes } from "../glue/conditions.js";
export { malformedJsonCodes, scopeKinds, verdicts } from "../glue/policies.js";
export type { ApiVersion, Cloud, OperationName, Said, Session } from "../types.js";
export type {
  AssumptionCode,
  ChangedApi,
  ConditionKey,
  ConditionOperator,
  ConditionValueType,
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
  PasswordWay,
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
  ScopeKindFacts,
  Situation as SituationInput,
  SuggestedPolicy,
  SuggestInput,
  TextSpan,
  UnreadPart,
  UnreadPolicy,
  Verdict,
} from "../policy-types.js";
export * from "./errors.js";
