// Policies and what they allow, as plain data. What the core compiled of them lives in `actions.ts`.
import { scopeKinds } from "ecs-password/slim";
import type {
  AssumptionCode,
  ConditionValueType,
  ListedNames,
  NotTranslated,
  OperationName,
  PasswordWay,
  PolicyAssumption,
  PolicyCloud,
  PolicyDecision,
  PolicyDifference,
  PolicyFinding,
  PolicyKind,
  PolicyScope,
  PreviewRow,
  Said,
  SuggestedPolicy,
  TextSpan,
  TranslationNote,
} from "ecs-password/slim";
import type { SessionState } from "../session/state.ts";
import type { Ability } from "./answers/abilities.ts";
import type { Pins } from "./expectations/state.ts";
import type { FileFault } from "./policies/file-fault.ts";
import type { Problem } from "../shared/problem.ts";
import type { Loading } from "../ui/loaded.ts";

/** Where a policy is attached; the ID as it is typed. What a list could not tell may be attached where nobody can choose. */
export interface Attachment {
  kind: PolicyScope["kind"] | "none";
  id: string;
}

/** A policy without the number that it has on this page; or what could not be read. */
export interface Draft {
  name: string;
  /** Empty where it could not be read. */
  text: string;
  /** Why it could not be read: what it allows and denies is not known. Not of a policy with a text. */
  unread?: string | undefined;
  attachment: Attachment;
  /** Empty: that of a custom policy. */
  catalog: string;
  /** What a policy of version 5.0 does among the others, where IAM or the visitor said so. */
  kind?: PolicyKind | undefined;
  /** Where a service control policy is attached: those of one level are united, and each level must allow. */
  level?: string | undefined;
}

/** Of the visitor, guessed from the name of a role in the token, or read from IAM. */
export type Source = "own" | "role" | "iam";

export interface Policy extends Draft {
  id: number;
  source: Source;
  /** The group that it is granted to, where IAM said so. */
  group: string | undefined;
  /** Changed since it came from elsewhere. */
  touched: boolean;
  /** Its text came about here, and is in no file as it is now. */
  unsaved: boolean;
}

/** Which of the two sets that are compared; without a comparison there is the one after. */
export type Side = "before" | "after";

/** What would take texts away: a policy is removed, or a whole side is replaced or left. */
export type Losing = { what: "remove"; id: number } | { what: "baseline" | "putBack" | "forget" };

/** What is to be told of files that were opened. */
export interface OpenedFiles {
  side: Side;
  faults: readonly { name: string; fault: FileFault }[];
  /** What was passed over in a file, with its parts for another language. */
  notes: readonly { name: string; message: string; said: Said }[];
}

/** A policy of IAM, with the group that it is granted to. */
export interface ReadDraft extends Draft {
  group: string | undefined;
}

/** What reading the policies from IAM has come to. */
export type Reading = { status: "none" | "working" | "read" } | { status: "forbidden" | "failed"; problem: Problem };

/** What was read from IAM last. */
export interface Granted {
  policies: number;
  groups: number;
  /** How many of them are attached to the user alone. */
  own: number;
}

/** Something that was not read: an entry, or a part of its text. */
export interface Unread {
  policyId: number;
  /** The name of the entry, by which the answers call it. */
  policy: string;
  /** The index of the statement, where it is one. */
  statement: number | undefined;
  /** Where it stands, where there is a text. */
  span: TextSpan | undefined;
  cause: string;
  /** The cause by its parts, where the core found it. */
  said: Said | undefined;
}

/** A policy that IAM would refuse, with the first reason; what is read of it is read as if it were mended. */
export type Refused = Omit<Unread, "statement">;

/** What is known of a condition key, or of `projectId`, `enterpriseProjectId`, `resource`. */
export interface Fact {
  absent: boolean;
  values: string[];
  from: "user" | "session";
}

/** A key that the policies look at. */
export interface KeyUse {
  type: ConditionValueType;
  /** An operator with `ForAnyValue:` or `ForAllValues:` takes several values. */
  several: boolean;
}

/** What answers do not rest on, as far as it is listed, and texts that IAM would refuse. */
export interface Notes {
  unread: readonly Unread[];
  refused: readonly Refused[];
  /** How much more was not read. */
  moreUnread: number;
}

/** What is found in the texts of a set. */
export interface Checked extends Notes {
  findings: readonly PolicyFinding[];
  /** The numbers of the policies that were asked, in their order; and their texts. */
  policies: readonly number[];
  texts?: readonly string[] | undefined;
  /** What IAM perhaps refuses: errors that it has no code for, names that its list lacks, limits that differ from region to region. */
  doubtful?: readonly Refused[] | undefined;
}

/** The answers of one evaluation; verdicts as numbers, see `verdicts` of the package. */
export interface Evaluation extends Checked {
  cloud: PolicyCloud;
  rows: readonly PreviewRow[];
  decisions: readonly number[];
  whole: readonly number[];
  /** The names of other services, once they are there. */
  names?: ListedNames | undefined;
  uses: Readonly<Record<string, KeyUse>>;
  /** Whether the answer of a row is settled by what was not read, and open without it. */
  hanging: readonly boolean[];
  /** For each row the one that stands for it, where that is another one: the same API in two versions. */
  leads?: readonly (number | undefined)[] | undefined;
  /** What the answers come to in a few words. */
  abilities?: readonly Ability[] | undefined;
  /** The rows that lead to the password of a server, or around it. */
  ways: Readonly<Record<PasswordWay, readonly number[]>>;
}

export interface Filter {
  text: string;
  category: string;
  /** The number of a verdict. */
  decision: number | undefined;
}

/** What the editor shows as the reason of a decision; the number makes a repeated wish a new one. */
export interface Mark {
  policyId: number;
  statement: TextSpan | undefined;
  pattern: TextSpan;
  tone: MarkTone;
  /** Whether the focus goes there too. */
  focus: boolean;
  count: number;
}

/** It allows, it denies, it is open, it only came close, or it is the place of a finding. */
export type MarkTone = "allow" | "deny" | "open" | "near" | "finding";

export type Tab = "apis" | "password" | "compare" | "least" | "expectations";
export type Pane = "policies" | "results";

export interface Suggestion {
  search: string;
  /** What is chosen: the ids of rows, and operations of this package. */
  apis: string[];
  operations: OperationName[];
  result: SuggestedPolicy | undefined;
  problem: Problem | undefined;
}

/** What a link carries. */
export interface Shared {
  cloud: PolicyCloud;
  policies: Draft[];
}

/** What the text of a policy holds besides one policy as it stands. */
export interface Parts {
  /** The policy whose text it is, and the text that was looked into. */
  id: number;
  text: string;
  drafts: Draft[];
  /** What was passed over, with its parts for another language. */
  notes: { message: string; said: Said }[];
}

/** A list of a service as Huawei Cloud gives it itself. */
export interface OwnList {
  service: string;
  /** How many actions it has. */
  count: number;
  text: string;
}

/** What came of writing a policy in the other version, or why nothing did. */
export interface TranslationResult {
  notTranslated?: readonly NotTranslated[];
  notes?: readonly TranslationNote[];
  /** How much else there is of both. */
  more?: number;
  problem?: Problem;
}

/** The same, of the policy that it is shown with. */
export interface Translation {
  id: number;
  /** What the policy is called that it was made of. */
  from: string;
  /** Whether a policy was written. */
  written: boolean;
  notTranslated: readonly NotTranslated[];
  notes: readonly TranslationNote[];
  more: number;
  problem: Problem | undefined;
}

/** Whether answering from policies takes longer than the page can be busy at a stretch, and whether it waits until somebody asks for it. */
export interface Slowness {
  slow: boolean;
  held: boolean;
}

/** Something under way in a worker. */
export interface Working {
  /** Whether the answers are those from before the last change. */
  stale: boolean;
  /** Whether it takes longer than a moment: it is shown, and can be stopped. */
  long: boolean;
}

export type LinkFault = "damaged" | "version" | "large" | "stopped" | "failed";

export interface Permissions {
  policies: Policy[];
  /** The policy in the editor. */
  open: number | undefined;
  nextId: number;
  /** Something was typed that would be lost. */
  edited: boolean;
  cloud: PolicyCloud;
  evaluation: Evaluation | undefined;
  /** Why the last evaluation did not come about; the one before it stays. */
  problem: Problem | undefined;
  /** The keys that would settle a conditional row, and the questions that would. */
  asked: string[];
  questions: PolicyAssumption[];
  /** How many answers depend on such questions. */
  openAnswers: number;
  facts: Readonly<Record<string, Fact>>;
  assume: Readonly<Partial<Record<AssumptionCode, boolean>>>;
  filter: Filter;
  /** The categories of the list that somebody has opened or closed. */
  groups: Readonly<Record<string, boolean>>;
  tab: Tab;
  /** Which half a narrow window shows. */
  pane: Pane;
  explained: { id: string; decision: PolicyDecision } | undefined;
  mark: Mark | undefined;
  /** A Deny that was added by a button: where, and the text before and after; before nothing where it is a policy of its own. */
  denied: { id: number; action: string; before: string | undefined; after: string } | undefined;
  before: Policy[] | undefined;
  /** Which of them is in the editor beside. */
  beforeOpen: number | undefined;
  difference: PolicyDifference | undefined;
  /** What was found in the policies before, as in those after. */
  beforeChecked: Checked | undefined;
  /** What would be lost, while that is being asked. */
  losing: Losing | undefined;
  opened: OpenedFiles | undefined;
  /** What opens and saves files comes with the first visit. */
  files: Loading;
  suggestion: Suggestion;
  sharing: { link: string | undefined } | undefined;
  /** A link was opened while there is other work. */
  offered: (Shared & Slowness) | undefined;
  /** Reading a link takes longer than a moment. */
  linkWorking: boolean;
  /** The answers wait until somebody asks for them: those to what a link brought took long, or somebody stopped them. */
  held: boolean;
  /** Whether the policies are known to take long: they are answered from beside the page. */
  slow: boolean;
  /** What is being worked out beside the page. */
  working: Working | undefined;
  linkFault: LinkFault | undefined;
  /** The editor did not load; the plain field stays. */
  plainEditor: boolean;
  reading: Reading;
  granted: Granted | undefined;
  /** Whether what was changed here may be replaced is being asked. */
  replacing: boolean;
  /** What can be read from the text of a policy. */
  parts: Parts | undefined;
  /** The list that the text of a policy is, by the number of that policy. */
  foundList: { id: number; list: OwnList } | undefined;
  /** What is not the same in a policy of the other version. */
  translation: Translation | undefined;
  /** The policy that is being written in the other version, where that takes long. */
  translating: number | undefined;
  /** Lists that somebody brought; each in place of the page's own list of that service. */
  ownLists: readonly OwnList[];
  /** What is expected of the policies; nothing before somebody looks at that. */
  pins?: Pins;
  /** Which release of Nova is assumed, by its place among those that the package knows. */
  novaRelease: number;
}

export const NO_PERMISSIONS: Permissions = {
  policies: [],
  open: undefined,
  nextId: 1,
  edited: false,
  cloud: "otc",
  evaluation: undefined,
  problem: undefined,
  asked: [],
  questions: [],
  openAnswers: 0,
  facts: {},
  assume: {},
  filter: { text: "", category: "", decision: undefined },
  groups: {},
  tab: "apis",
  pane: "policies",
  explained: undefined,
  mark: undefined,
  denied: undefined,
  before: undefined,
  beforeOpen: undefined,
  difference: undefined,
  beforeChecked: undefined,
  losing: undefined,
  opened: undefined,
  files: "none",
  suggestion: { search: "", apis: [], operations: [], result: undefined, problem: undefined },
  sharing: undefined,
  offered: undefined,
  linkWorking: false,
  held: false,
  slow: false,
  working: undefined,
  linkFault: undefined,
  plainEditor: false,
  reading: { status: "none" },
  granted: undefined,
  replacing: false,
  parts: undefined,
  foundList: undefined,
  translation: undefined,
  translating: undefined,
  ownLists: [],
  novaRelease: 0,
};

/** What a feature sees that works with policies. */
export interface PermissionsState extends SessionState {
  readonly permissions: Permissions;
}

declare module "../shared/route.ts" {
  interface Routes {
    /** A link may bring policies, or ask for the explanation of a refusal; neither stays in the address. */
    permissions: { readonly shared?: string; readonly explain?: string; readonly call?: string };
  }
}

/** What happens to the policies. */
export type PoliciesEvent =
  | { type: "permissions/cleared" }
  /** `edited`: their texts came about here, and would be lost. */
  | { type: "permissions/added"; drafts: readonly Draft[]; fromRoles?: boolean; edited?: boolean; side?: Side }
  /** Those of them whose text is still this are in files. */
  | { type: "permissions/saved"; texts: readonly Pick<Policy, "id" | "text">[] }
  | { type: "permissions/losing"; losing: Losing | undefined }
  | { type: "permissions/filesOpened"; opened: OpenedFiles | undefined }
  | { type: "permissions/filesLoaded"; files: Loading }
  | { type: "permissions/changed"; id: number; change: Partial<Draft> }
  | { type: "permissions/removed"; id: number }
  | { type: "permissions/opened"; id: number }
  | { type: "permissions/cloudChosen"; cloud: PolicyCloud }
  | { type: "permissions/remembered" }
  | { type: "permissions/putBack" }
  | { type: "permissions/forgotten" }
  | { type: "permissions/sharing"; sharing: { link: string | undefined } | undefined }
  | { type: "permissions/linkSlow" }
  | ({ type: "permissions/linkRead"; shared: Shared } & Partial<Slowness>)
  | { type: "permissions/goOn" }
  | { type: "permissions/linkBroken"; fault: LinkFault }
  | { type: "permissions/linkSettled"; how: "replace" | "add" | "keep" }
  | { type: "permissions/editorFailed" }
  | { type: "permissions/partsFound"; parts: Parts }
  | { type: "permissions/tookApart" }
  | { type: "permissions/translated"; id: number; draft: Draft | undefined; result: TranslationResult }
  | { type: "permissions/translating"; id: number }
  | { type: "permissions/translationCancelled"; id: number }
  | { type: "permissions/translationHidden" }
  | { type: "permissions/listFound"; id: number; list: OwnList }
  | { type: "permissions/listTaken" }
  | { type: "permissions/listRemoved"; service: string }
  | { type: "permissions/replacing"; on: boolean };

/** What becomes of reading the policies from IAM. */
export type ReadingEvent =
  | { type: "permissions/readingStarted" }
  | { type: "permissions/readingCancelled" }
  | { type: "permissions/readingFailed"; problem: Problem }
  | { type: "permissions/policiesRead"; drafts: readonly ReadDraft[]; groups: number }
  /** Another user, or another project: what was read was somebody else's. */
  | { type: "permissions/otherUser" };

/** What happens to the answers, and to what they are asked for. */
export type AnswersEvent =
  | { type: "permissions/working"; working: Working | undefined }
  | { type: "permissions/foundSlow" }
  | { type: "permissions/stopped" }
  | { type: "permissions/evaluated"; evaluation: Evaluation }
  | { type: "permissions/refused"; problem: Problem }
  | { type: "permissions/asked"; keys: string[]; questions: PolicyAssumption[]; answers?: number }
  | { type: "permissions/factGiven"; key: string; fact: Fact | undefined }
  | { type: "permissions/prefilled"; facts: Readonly<Record<string, Fact>>; cloud: PolicyCloud | undefined }
  | { type: "permissions/assumed"; code: AssumptionCode; answer: boolean | undefined }
  | { type: "permissions/filtered"; filter: Partial<Filter> }
  /** What is expected is other than before: how, says the module that comes with it. */
  | { type: "permissions/pinned"; pins: Pins }
  | { type: "permissions/groupsToggled"; categories: readonly string[]; open: boolean }
  | { type: "permissions/releaseChosen"; release: number }
  | { type: "permissions/tabChosen"; tab: Tab }
  | { type: "permissions/paneChosen"; pane: Pane }
  | { type: "permissions/explained"; explained: { id: string; decision: PolicyDecision } | undefined }
  | { type: "permissions/marked"; mark: Omit<Mark, "count"> | undefined }
  | { type: "permissions/denied"; denied: Permissions["denied"] }
  | { type: "permissions/compared"; difference: PolicyDifference; checked: Checked }
  | { type: "permissions/suggestionSearched"; text: string }
  | { type: "permissions/suggestionChosen"; chosen: Partial<Pick<Suggestion, "apis" | "operations">> }
  | { type: "permissions/suggested"; result: SuggestedPolicy | undefined; problem: Problem | undefined };

export type PermissionsEvent = PoliciesEvent | ReadingEvent | AnswersEvent;

/** Whether it is attached to something that has an ID. */
export const hasId = ({ kind }: Pick<Attachment, "kind">): boolean => kind !== "none" && scopeKinds[kind].id;

/** Where a policy is attached, as its draft has it. */
export const attachmentOf = (scope: PolicyScope | undefined): Attachment => ({ kind: scope?.kind ?? "none", id: scope !== undefined && "id" in scope ? scope.id : "" });

export const draftOf = ({ name, text, attachment, catalog, unread, kind, level }: Draft): Draft => ({
  name,
  text,
  attachment,
  catalog,
  ...(unread === undefined ? {} : { unread }),
  ...(kind === undefined ? {} : { kind }),
  ...(level === undefined ? {} : { level }),
});

/** More text than this is hard on a page: ten policies of the most signs that IAM takes are less. */
export const LARGE = 64_000;

/** Whether writing a text in the other version may take longer than the page can be busy at a stretch. */
export const isLongToTranslate = ({ length }: string): boolean => length > 8000;

/** Without answers: there are none, or those that there were are those of other policies. */
export const unanswered = (permissions: Permissions): Permissions => ({
  ...permissions,
  evaluation: undefined,
  explained: undefined,
  difference: undefined,
  asked: [],
  questions: [],
  problem: undefined,
  working: undefined,
});

/** How many answers are this one; of the same API in two versions one counts. */
export const countOf = ({ decisions, leads }: Evaluation, verdict: number): number => decisions.filter((decision, row) => decision === verdict && leads?.[row] === undefined).length;

/** Whether an entry is asked: an editor without a text is no policy yet. */
export const isInSet = ({ text, unread }: Draft): boolean => unread !== undefined || text.trim() !== "";

/** Whether policies that came from IAM were changed here: reading them again would lose that. */
export const touchedReading = ({ policies }: Permissions): boolean => policies.some(({ source, touched }) => source === "iam" && touched);

/** The policy in the editor. */
export function openPolicy({ policies, open }: Permissions): Policy | undefined {
  return policies.find(({ id }) => id === open) ?? policies[0];
}

/** The one in the editor beside. */
export function openBefore({ before, beforeOpen }: Permissions): Policy | undefined {
  return before?.find(({ id }) => id === beforeOpen) ?? before?.[0];
}

/** Where a policy is, by its number. */
export const sideOf = ({ before }: Pick<Permissions, "before">, id: number): Side => (before?.some((policy) => policy.id === id) === true ? "before" : "after");

/** What was found in the set that a policy is in. */
export const checkedSetOf = (permissions: Pick<Permissions, "before" | "beforeChecked" | "evaluation">, id: number): Checked | undefined =>
  sideOf(permissions, id) === "before" ? permissions.beforeChecked : permissions.evaluation;

/** What is wrong in one policy, by its index among those that were asked. */
export function findingsOf(permissions: Permissions, policy: Policy): PolicyFinding[] {
  const checked = checkedSetOf(permissions, policy.id);
  return checked?.findings.filter(({ policyIndex }) => checked.policies[policyIndex] === policy.id) ?? [];
}
