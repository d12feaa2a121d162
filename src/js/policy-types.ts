import type { AssumptionCode, Verdict } from "./glue/policies.js";
import type { ApiVersion, Cloud, OperationName, Said, Session } from "./types.js";

// Made of the core, so that nobody writes the lists again.
export type { PasswordWay } from "./glue/catalog.js";
export type { ConditionKey, ConditionOperator, ConditionValueType } from "./glue/conditions.js";
export type { AssumptionCode, ScopeKindFacts, Verdict } from "./glue/policies.js";

/** A cloud that has IAM policies. */
export type PolicyCloud = Exclude<Cloud, "openstack">;

/** The form of a result for people or for a change review. */
export type ExportFormat = "text" | "markdown" | "csv";

/** Where a policy is attached. */
export type PolicyScope =
  | { kind: "project"; id: string }
  | { kind: "allProjects" }
  | { kind: "allResources" }
  | { kind: "global" }
  | { kind: "enterpriseProject"; id: string }
  /** Enterprise projects that are not known: what a list of policies could not tell. */
  | { kind: "enterpriseProjects" }
  /** Projects that are not known, other than the one of this `id`. */
  | { kind: "otherProjects"; id: string };

/** One entry of a set: a policy or role, or what of them could not be read. */
export type PolicyEntry = PolicyText | UnreadPolicy;

/** One policy or role. */
export interface PolicyText {
  /** What you call it; of a role without envelope also the name that `Depends` refers to. */
  name: string;
  /**
   * The text: a policy, or what the IAM API puts around it. What cannot be read of it (no policy at all, version 5.0, a statement without a
   * readable `Effect`, `Action` or `Resource`) may allow and deny anything where it is attached.
   */
  document: string | Uint8Array;
  /** Where it is attached; without it, it applies. */
  scope?: PolicyScope | undefined;
  /** The catalog of a role without envelope, such as `BASE`; `CUSTOMED` by default. */
  catalog?: string | undefined;
  /** Only in place of `document`. */
  unread?: undefined;
}

/** Something that could not be read: it may allow and deny anything where it is attached. */
export interface UnreadPolicy {
  /** What you call it. */
  name: string;
  /** Why it was not read; reasons say so. Not empty. */
  unread: string;
  /** Where it is attached; without it, it applies. */
  scope?: PolicyScope | undefined;
  /** Only in place of `unread`. */
  document?: undefined;
  /** Only of what has a document. */
  catalog?: undefined;
}

/** The policies of a user, as IAM gives them ({@link Client.listPolicies}). */
export interface ListedPolicies {
  /**
   * What the groups are granted, for `new PolicySet(entries)`: each grant by itself, so that a policy that is granted twice
   * is there twice. The document is the text of IAM's answer. Behind them what was not read, one entry for each of `notRead`,
   * so that no answer of the set is certain where these may have a say.
   */
  entries: ListedPolicy[];
  /** The groups of the user; `entries` has the indexes of what each is granted. What was not read is in no group: it may be of any. */
  groups: ListedGroup[];
  /**
   * Where further policies may be granted that are not among the entries that were read: always in enterprise projects, which another API
   * tells, and in projects other than the client's, whose requests they do not touch; on Huawei Cloud identity policies (version 5.0), which
   * another API tells as well; the others where IAM refused them.
   */
  notRead: ("enterpriseProjects" | "otherProjects" | "identityPolicies" | "global" | "project" | "allProjects")[];
}

/** One grant, or what was not read. */
export type ListedPolicy = ListedGrant | UnreadPolicy;

/** One grant. */
export interface ListedGrant extends PolicyText {
  /** The text. */
  document: string;
  /** Where it is attached. */
  scope: PolicyScope;
}

/** A user group. */
export interface ListedGroup {
  /** Its ID. */
  id: string;
  /** Its name. */
  name: string;
  /** Its grants, by their index. */
  entries: number[];
}

/** A piece of a text: `text.slice(start, end)`; line and column from 1, in UTF-16 code units. */
export interface TextSpan {
  /** The first code unit, from 0. */
  start: number;
  /** The code unit after the last one. */
  end: number;
  /** The line of `start`. */
  line: number;
  /** The column of `start`. */
  column: number;
}

/** One finding in a policy text. */
export interface Diagnostic {
  /** The stable code, such as `missingComma` or `renamedAction`. */
  code: string;
  /** `error`: IAM refuses it or it cannot be read. Warnings and infos never change a decision. */
  severity: "error" | "warning" | "info";
  /** What was found and what was expected. */
  message: string;
  /** What to do about it. */
  hint?: string;
  /** Where it is in the data: `$.Statement[0].Action[2]` (RFC 9535). */
  path: string;
  /** Where it is in the text. */
  span: TextSpan;
  /** IAM's own code, such as `IAM.1029`. */
  iamCode?: string;
  /** The texts by their parts, for another language. */
  said: { message: Said; hint?: Said };
}

/** A finding in one policy of a set. */
export interface PolicyFinding extends Diagnostic {
  /** The name of the policy. */
  policy: string;
  /** Its index in the set. */
  policyIndex: number;
}

/** Which of the limits hold: the sources disagree. */
export type LimitsProfile = "otc" | "huawei" | "huaweiUnlimited";

/** What the linter should know. */
export interface LintOptions {
  /** Whose catalogue of actions to compare with; both where none is given. */
  cloud?: PolicyCloud | undefined;
  /** The limits of size and number; those of the OTC error codes by default. */
  limits?: LimitsProfile | undefined;
}

/** Options of `parsePolicy`. */
export interface ParsePolicyOptions extends LintOptions {
  /** Where it is to be attached. */
  scope?: PolicyScope | undefined;
}

/** A policy as it was read. */
export interface PolicySummary {
  /** `notEvaluated`: a 5.0 identity policy. */
  version: "1.0" | "1.1" | "notEvaluated";
  /** A role's `Depends` counts. */
  kind: "role" | "policy";
  /** The display name of its envelope. */
  name?: string;
  /** The catalog of its envelope. */
  catalog?: string;
  /** The roles it needs. */
  depends: { catalog: string; displayName: string }[];
  /** The statements that were read. */
  statements: PolicyStatement[];
  /** What was not read: missing where all was. */
  unread?: UnreadPart[];
}

/** A part of a policy that was not read: it may allow and deny anything. */
export interface UnreadPart {
  /** The index of the statement in the text, from 0; missing where it is no statement, but the whole document or something beside the statements. */
  statement?: number;
  /** Why it was not read. */
  cause: string;
  /** Where it stands. */
  span: TextSpan;
  /** The text by its parts, for another language. */
  said: { cause: Said };
}

/** A statement as it was read. */
export interface PolicyStatement {
  /** Its index in the text. */
  index: number;
  /** What it does. */
  effect: "Allow" | "Deny";
  /** The patterns of `Action`. */
  actions: string[];
  /** The patterns of `NotAction`, where there is no `Action`. */
  notActions?: string[];
  /** The patterns of `Resource`; none: every resource. */
  resources?: string[];
  /** Operator, key and values; all are required. */
  conditions: { operator: string; key: string; values: (string | null)[] | null }[];
  /** Where it stands. */
  span: TextSpan;
}

/** The result of `parsePolicy`. */
export interface ParsedPolicy {
  /** What was read; missing where the text holds no policy at all. */
  policy?: PolicySummary;
  /** All that is wrong with it, by place. */
  diagnostics: Diagnostic[];
  /** `true` where IAM would refuse the text: an error that IAM has a code for, or a text that had to be mended to be JSON. */
  wouldBeRefused?: true;
}

/** What is known about a request besides its action; what is left out is unknown. */
export interface Situation {
  /** Whose catalogue of APIs to ask (what they support, how they were called); none: the text as it is written. */
  cloud?: PolicyCloud | undefined;
  /** The project of the request. */
  projectId?: string | undefined;
  /** The enterprise project of the resource. */
  enterpriseProjectId?: string | undefined;
  /** The resource, `service:region:account:type:id`. */
  resource?: string | undefined;
  /** The values of condition keys; `null`: the request does not have the key. A key that is not here is unknown. */
  context?: Record<string, readonly string[] | null> | undefined;
  /** Answers to open questions: `true` is the first of the two outcomes. */
  assume?: Partial<Record<AssumptionCode, boolean>> | undefined;
}

/** One question: exactly one of `operation`, `action` and `api`. */
export interface PolicyCheck extends Situation {
  /** An operation of this package; needs `cloud`. */
  operation?: OperationName | undefined;
  /** An action, `service:type:operation`. */
  action?: string | undefined;
  /** An API of the catalogue, by the `id` of a preview's row; needs `cloud`. */
  api?: string | undefined;
  /** The API version of the operation; `v2.1` by default. */
  apiVersion?: ApiVersion | undefined;
}

/** One reason of a decision. */
export interface PolicyReason {
  /** The name of the policy; missing where the reason is that there is no statement. */
  policy?: string;
  /** Its index in the set. */
  policyIndex?: number;
  /** The index of the statement in its text, from 0. */
  statement?: number;
  /** What the statement does. Missing of what was not read, unless it was assumed (`assume: { unread }`). */
  effect?: "Allow" | "Deny";
  /** What it came to; `unread`: it was not read, and may allow and deny anything. */
  outcome: "matched" | "unknown" | "notMatched" | "unread";
  /** What matched, what is open, or what was lacking. */
  what: string;
  /** Where it stands. */
  span?: TextSpan;
  /** Whether the documents say so. */
  basis: "documented" | "assumed";
  /** Which document, or why it is assumed. A fixed text: it is its own template. */
  source: string;
  /** The text by its parts, for another language. */
  said: { what: Said };
}

/** A question that the documents leave open, or that hangs on what was not read, and what hangs on it. */
export interface PolicyAssumption {
  /** The stable code. */
  code: AssumptionCode;
  /** The question. A fixed text: it is its own template. `unread` asks for one of two: `true` is "it allows", `false` "it denies". */
  question: string;
  /** Where the documents leave it open. A fixed text as well. */
  source: string;
  /** The decision for either answer, the other questions left open. */
  outcomes: [{ answer: true; decision: Verdict }, { answer: false; decision: Verdict }];
}

/** The answer to a check. */
export interface PolicyDecision {
  /** Yes, no, or what it hangs on. */
  decision: Verdict;
  /** The action, by today's name. */
  action: string;
  /** The answer under each name that the API has or had, where there are several. */
  names?: { action: string; former: boolean; decision: Verdict }[];
  /** What was not said and would settle it: condition keys, `resource`, `projectId`, `enterpriseProjectId`. */
  unknownKeys: string[];
  /** What the documents leave open, or what was not read, and would settle it. */
  assumptions: PolicyAssumption[];
  /** Why; the first one decides. */
  reasons: PolicyReason[];
  /** The names of the policies of the set that IAM would refuse as they are written: the answer is as they would read once mended. Missing where there are none. */
  wouldBeRefused?: string[];
}

/** What is known of a user, a request and the clock. */
export interface RequestFacts {
  /** What IAM answered to the sign-in (`POST /v3/auth/tokens`, or `GET`): `{ token: { user, project, methods, … } }`. */
  token?: object | undefined;
  /** In its place: what `Client.signIn` resolved to. */
  session?: Session | undefined;
  /** The operation that is to be asked for; needs `cloud`. */
  operation?: OperationName | undefined;
  /** In its place: the action. */
  action?: string | undefined;
  /** The cloud of the operation. */
  cloud?: PolicyCloud | undefined;
  /** When the request is sent; now by default, `null` where that is not known. */
  time?: Date | string | null | undefined;
}

/** What follows from {@link RequestFacts}: a part of the input of a check, a preview or a situation. */
export interface RequestContext {
  /** The project of the token. */
  projectId?: string;
  /** The values of the condition keys that are certain. */
  context: Record<string, string[]>;
}

/** What a preview asks: every API of a cloud (of one API version), or a list of actions. */
export interface PreviewInput extends Situation {
  /** Only the APIs of this version. */
  apiVersion?: ApiVersion | undefined;
  /** These actions, in place of a catalogue. */
  actions?: readonly string[] | undefined;
}

/** What a difference asks. */
export type DiffInput = PreviewInput;

/** One row of a preview; the fields below `action` are those of an API of the catalogue. */
export interface PreviewRow {
  /** The id of the API, or the action. */
  id: string;
  /** The action, by today's name. */
  action: string;
  /** What it does. */
  title?: string;
  /** The heading it stands under. */
  category?: string;
  /** Its method. */
  method?: string;
  /** Its path. */
  path?: string;
  /** Its API version. */
  apiVersion?: ApiVersion;
  /** The actions that must be allowed too for the call to work in full. */
  dependentActions?: string[];
  /** The names its action had. */
  formerActions?: string[];
  /** The operation of this package. */
  operation?: OperationName;
  /** The page it is from. */
  source?: string;
}

/** One API whose answer changes. */
export interface ChangedApi {
  /** The id of the API, or the action. */
  id: string;
  /** What it does. */
  title?: string;
  /** Its action. */
  action: string;
  /** The answer before. */
  before: Verdict;
  /** The answer after. */
  after: Verdict;
  /** What decided before. */
  reasonsBefore: PolicyReason[];
  /** What decides after. */
  reasonsAfter: PolicyReason[];
}

/** What changes between two sets. */
export interface PolicyDifference {
  /** Allowed after, and not before. */
  newlyAllowed: ChangedApi[];
  /** Denied after, and not before. */
  newlyDenied: ChangedApi[];
  /** Conditional after, and not before. */
  nowConditional: ChangedApi[];
  /** How many rows have the same answer; the two kinds of no count as one. */
  unchanged: number;
}

/** What a suggested policy should allow: operations of this package, APIs of the catalogue, or both. */
export interface SuggestInput {
  /** Whose actions. */
  cloud: PolicyCloud;
  /** The API version of the operations; `v2.1` by default. */
  apiVersion?: ApiVersion | undefined;
  /** Operations of this package. */
  operations?: readonly OperationName[] | undefined;
  /** APIs, by the `id` of a preview's row. */
  apis?: readonly string[] | undefined;
}

/** A suggested policy. */
export interface SuggestedPolicy {
  /** The text of the policy, ready to be created. */
  document: string;
  /** The actions it allows. */
  actions: string[];
  /** What cannot be granted, or closed, apart. */
  cannotSeparate: { code: string; message: string; actions: string[]; apis: string[]; said: { message: Said } }[];
}

/** A refusal of the cloud. */
export interface DeniedInput {
  /** The HTTP status. */
  status: number;
  /** The body as text. */
  body?: string | undefined;
  /** In place of the body: the message of an `EcsPasswordError`. */
  message?: string | undefined;
  /** The operation that was refused. */
  operation?: OperationName | undefined;
  /** The cloud. */
  cloud?: Cloud | undefined;
  /** The API version. */
  apiVersion?: ApiVersion | undefined;
}

/** Input for `PolicySet.check`: the operation, or else the action that the cloud names. */
export type DeniedCheck = Pick<PolicyCheck, "operation" | "action" | "cloud" | "apiVersion">;
