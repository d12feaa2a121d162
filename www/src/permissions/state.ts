// Policies and what they allow, as plain data. What the core compiled of them lives in `actions.ts`.
import type {
  AssumptionCode,
  OperationName,
  PolicyAssumption,
  PolicyCloud,
  PolicyDecision,
  PolicyDifference,
  PolicyFinding,
  PolicyScope,
  PreviewRow,
  Said,
  SuggestedPolicy,
  TextSpan,
  Verdict,
} from "ecs-password/slim";
import { inWords } from "../locales/said.ts";
import { verdictOf } from "./verdicts.ts";
import { endsSession } from "../session/state.ts";
import type { May, PolicyAnswers, SessionState } from "../session/state.ts";
import { SERVER_OPERATIONS } from "../shared/api-versions.ts";
import type { ServerOperation } from "../shared/api-versions.ts";
import type { Step } from "../shared/feature.ts";
import { lastMemo, memoOf } from "../shared/memo.ts";
import type { Problem } from "../shared/problem.ts";
import { msg, str } from "../locales/words.ts";

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

/** How a key is entered. */
export type KeyKind = "text" | "number" | "date" | "bool";

/** A key that the policies look at. */
export interface KeyUse {
  kind: KeyKind;
  /** An operator with `ForAnyValue:` or `ForAllValues:` takes several values. */
  several: boolean;
}

/** The answers of one evaluation; verdicts as numbers, see `verdicts` of the package. */
export interface Evaluation {
  cloud: PolicyCloud;
  rows: readonly PreviewRow[];
  decisions: readonly number[];
  whole: readonly number[];
  findings: readonly PolicyFinding[];
  uses: Readonly<Record<string, KeyUse>>;
  /** The numbers of the policies that were asked, in their order. */
  policies: readonly number[];
  unread: readonly Unread[];
  refused: readonly Refused[];
  /** Whether the answer of a row is settled by what was not read, and open without it. */
  hanging: readonly boolean[];
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

export type Tab = "apis" | "password" | "compare" | "least";
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

export type LinkFault = "damaged" | "version" | "large";

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
  before: Draft[] | undefined;
  difference: PolicyDifference | undefined;
  /** What was not read, and what IAM would refuse, of the policies before. */
  beforeNotes: Pick<Evaluation, "unread" | "refused">;
  suggestion: Suggestion;
  sharing: { link: string | undefined } | undefined;
  /** A link was opened while there is other work. */
  offered: Shared | undefined;
  linkFault: LinkFault | undefined;
  /** The editor did not load; the plain field stays. */
  plainEditor: boolean;
  reading: Reading;
  granted: Granted | undefined;
  /** Whether what was changed here may be replaced is being asked. */
  replacing: boolean;
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
  facts: {},
  assume: {},
  filter: { text: "", category: "", decision: undefined },
  groups: {},
  tab: "apis",
  pane: "policies",
  explained: undefined,
  mark: undefined,
  before: undefined,
  difference: undefined,
  beforeNotes: { unread: [], refused: [] },
  suggestion: { search: "", apis: [], operations: [], result: undefined, problem: undefined },
  sharing: undefined,
  offered: undefined,
  linkFault: undefined,
  plainEditor: false,
  reading: { status: "none" },
  granted: undefined,
  replacing: false,
};

/** What a feature sees that works with policies. */
export interface PermissionsState extends SessionState {
  readonly permissions: Permissions;
}

declare module "../shared/route.ts" {
  interface Routes {
    /** A link may bring policies, or ask for the explanation of a refusal; neither stays in the address. */
    permissions: { readonly shared?: string; readonly explain?: string };
  }
}

export type PermissionsEvent =
  | { type: "permissions/cleared" }
  | { type: "permissions/added"; drafts: readonly Draft[]; fromRoles?: boolean; edited?: boolean }
  | { type: "permissions/changed"; id: number; change: Partial<Draft> }
  | { type: "permissions/removed"; id: number }
  | { type: "permissions/opened"; id: number }
  | { type: "permissions/cloudChosen"; cloud: PolicyCloud }
  | { type: "permissions/evaluated"; evaluation: Evaluation }
  | { type: "permissions/refused"; problem: Problem }
  | { type: "permissions/asked"; keys: string[]; questions: PolicyAssumption[] }
  | { type: "permissions/factGiven"; key: string; fact: Fact | undefined }
  | { type: "permissions/prefilled"; facts: Readonly<Record<string, Fact>>; cloud: PolicyCloud | undefined }
  | { type: "permissions/assumed"; code: AssumptionCode; answer: boolean | undefined }
  | { type: "permissions/filtered"; filter: Partial<Filter> }
  | { type: "permissions/groupsToggled"; categories: readonly string[]; open: boolean }
  | { type: "permissions/tabChosen"; tab: Tab }
  | { type: "permissions/paneChosen"; pane: Pane }
  | { type: "permissions/explained"; explained: { id: string; decision: PolicyDecision } | undefined }
  | { type: "permissions/marked"; mark: Omit<Mark, "count"> | undefined }
  | { type: "permissions/remembered" }
  | { type: "permissions/putBack" }
  | { type: "permissions/forgotten" }
  | { type: "permissions/compared"; difference: PolicyDifference; notes: Permissions["beforeNotes"] }
  | { type: "permissions/suggestionSearched"; text: string }
  | { type: "permissions/suggestionChosen"; chosen: Partial<Pick<Suggestion, "apis" | "operations">> }
  | { type: "permissions/suggested"; result: SuggestedPolicy | undefined; problem: Problem | undefined }
  | { type: "permissions/sharing"; sharing: { link: string | undefined } | undefined }
  | { type: "permissions/linkRead"; shared: Shared }
  | { type: "permissions/linkBroken"; fault: LinkFault }
  | { type: "permissions/linkSettled"; how: "replace" | "add" | "keep" }
  | { type: "permissions/editorFailed" }
  | { type: "permissions/replacing"; on: boolean }
  | { type: "permissions/readingStarted" }
  | { type: "permissions/readingCancelled" }
  | { type: "permissions/readingFailed"; problem: Problem }
  | { type: "permissions/policiesRead"; drafts: readonly ReadDraft[]; groups: number }
  /** Another user, or another project: what was read was somebody else's. */
  | { type: "permissions/otherUser" };

/** Its answers are of use to the session as well. */
export function reduce(permissions: Permissions, event: PermissionsEvent, state: PermissionsState): Step<Permissions> {
  const step = reduceOwn(permissions, event, state);
  const { evaluation, problem, assume } = step.slice;
  if (evaluation === permissions.evaluation && problem === permissions.problem && assume === permissions.assume) return step;
  return { ...step, signals: [...(step.signals ?? []), { type: "policiesAnswered", policies: answersOf(step.slice) }] };
}

/** What a verdict means for a call, by the number that the package gives it. */
const MAY: Record<Verdict, May> = { allow: "allow", explicitDeny: "deny", implicitDeny: "deny", conditional: "conditional" };

/** Nothing where the answers are older than the policies. */
function answersOf({ evaluation, problem, assume }: Permissions): PolicyAnswers | undefined {
  if (!evaluation || problem) return undefined;
  const answers = evaluation.rows.flatMap(({ operation, apiVersion }, index) =>
    isOurs(operation) ? [{ operation, apiVersion, may: MAY[verdictOf(evaluation.decisions[index])] }] : [],
  );
  return { cloud: evaluation.cloud, assumed: Object.keys(assume).length > 0, answers };
}

const isOurs = (operation: OperationName | undefined): operation is ServerOperation => SERVER_OPERATIONS.some((each) => each === operation);

function reduceOwn(permissions: Permissions, event: PermissionsEvent, state: PermissionsState): Step<Permissions> {
  const put = (change: Partial<Permissions>): Step<Permissions> => ({ slice: { ...permissions, ...change } });
  switch (event.type) {
    case "permissions/cleared":
      return { slice: NO_PERMISSIONS };
    case "permissions/added": {
      const added = withDrafts(permissions, event.drafts, event.fromRoles === true ? "role" : "own");
      return toPolicies({ ...added, edited: permissions.edited || event.edited === true });
    }
    case "permissions/changed": {
      const policies = permissions.policies.map((policy) => (policy.id === event.id ? { ...policy, ...event.change, touched: true } : policy));
      return { slice: answerable({ ...permissions, policies, edited: true }) };
    }
    case "permissions/removed": {
      const at = permissions.policies.findIndex(({ id }) => id === event.id);
      if (at < 0) return { slice: permissions };
      const policies = permissions.policies.filter(({ id }) => id !== event.id);
      const next = policies[Math.min(at, policies.length - 1)]?.id;
      const mark = permissions.mark?.policyId === event.id ? undefined : permissions.mark;
      const open = permissions.open === event.id ? next : permissions.open;
      return toPolicies(answerable({ ...permissions, policies, mark, open, edited: policies.length > 0 }));
    }
    case "permissions/opened":
      return put({ open: event.id });
    case "permissions/cloudChosen": {
      const suggestion = { ...permissions.suggestion, apis: [], result: undefined, problem: undefined };
      const filter = { ...permissions.filter, category: "" };
      return put({ cloud: event.cloud, explained: undefined, mark: undefined, filter, suggestion });
    }
    case "permissions/evaluated":
      return put({ evaluation: event.evaluation, problem: undefined });
    case "permissions/refused":
      return put({ problem: event.problem });
    case "permissions/asked":
      return put({ asked: event.keys, questions: event.questions });
    case "permissions/factGiven": {
      const others = without(permissions.facts, event.key);
      return put({ facts: event.fact ? { ...others, [event.key]: event.fact } : others });
    }
    case "permissions/prefilled": {
      // What somebody entered by hand stays.
      const own = Object.fromEntries(Object.entries(permissions.facts).filter(([, { from }]) => from === "user"));
      return put({ facts: { ...event.facts, ...own }, ...(event.cloud ? { cloud: event.cloud } : {}) });
    }
    case "permissions/assumed": {
      const others = without(permissions.assume, event.code);
      return put({ assume: event.answer === undefined ? others : { ...others, [event.code]: event.answer } });
    }
    case "permissions/filtered":
      // What is found is shown.
      return put({ filter: { ...permissions.filter, ...event.filter }, groups: {} });
    case "permissions/groupsToggled":
      return put({ groups: { ...permissions.groups, ...Object.fromEntries(event.categories.map((category) => [category, event.open])) } });
    case "permissions/tabChosen":
      return put({ tab: event.tab, pane: "results" });
    case "permissions/paneChosen":
      return put({ pane: event.pane });
    case "permissions/explained":
      return put({ explained: event.explained });
    case "permissions/marked": {
      const { mark } = event;
      if (!mark) return put({ mark: undefined });
      return put({ mark: { ...mark, count: (permissions.mark?.count ?? 0) + 1 }, open: mark.policyId });
    }
    case "permissions/remembered":
      return put({ before: permissions.policies.map(draftOf), difference: undefined });
    case "permissions/putBack":
      return { slice: permissions.before ? withDrafts({ ...permissions, policies: [] }, permissions.before) : permissions };
    case "permissions/forgotten":
      return put({ before: undefined, difference: undefined });
    case "permissions/compared":
      return put({ difference: event.difference, beforeNotes: event.notes });
    case "permissions/suggestionSearched":
      return put({ suggestion: { ...permissions.suggestion, search: event.text } });
    case "permissions/suggestionChosen":
      return put({ suggestion: { ...permissions.suggestion, ...event.chosen } });
    case "permissions/suggested":
      return put({ suggestion: { ...permissions.suggestion, result: event.result, problem: event.problem } });
    case "permissions/sharing":
      return put({ sharing: event.sharing });
    case "permissions/linkRead": {
      const show = { view: "permissions" } as const;
      const asks = permissions.policies.length > 0 && !sameDrafts(permissions.policies, event.shared.policies);
      const base = { ...permissions, linkFault: undefined };
      return { slice: asks ? { ...base, offered: event.shared } : replaced(base, event.shared), show };
    }
    case "permissions/linkBroken":
      return { ...put({ linkFault: event.fault }), show: { view: "permissions" } };
    case "permissions/linkSettled": {
      const { offered } = permissions;
      const base = { ...permissions, offered: undefined, linkFault: undefined };
      if (!offered || event.how === "keep") return { slice: base };
      if (event.how === "replace") return toPolicies(replaced(base, offered));
      return toPolicies(withDrafts(base, offered.policies));
    }
    case "permissions/editorFailed":
      return put({ plainEditor: true });
    case "permissions/replacing":
      return put({ replacing: event.on });
    case "permissions/readingStarted":
      return { ...put({ reading: { status: "working" }, replacing: false }), say: msg("Reading your policies"), focus: "working" };
    case "permissions/readingCancelled":
      if (permissions.reading.status !== "working") return { slice: permissions };
      return { ...put({ reading: before(permissions) }), say: msg("Cancelled"), focus: "heading" };
    case "permissions/readingFailed": {
      const { problem } = event;
      if (endsSession(state, problem)) return { ...put({ reading: before(permissions) }), signals: [{ type: "sessionEnded", problem }] };
      return { ...put({ reading: { status: problem.code === "forbidden" ? "forbidden" : "failed", problem } }), focus: "problem" };
    }
    case "permissions/policiesRead": {
      const own = permissions.policies.filter(({ source }) => source === "own");
      const kept = { ...permissions, policies: own, mark: undefined, explained: undefined, edited: permissions.edited && own.length > 0 };
      const read = withDrafts(kept, event.drafts, "iam");
      const number = event.drafts.filter(({ unread }) => unread === undefined).length;
      const granted: Granted = { policies: number, groups: event.groups };
      const count = number.toString();
      const text = number === 1 ? msg("1 policy is read from IAM") : msg(str`${count} policies are read from IAM`);
      return { ...toPolicies(answerable({ ...read, granted, reading: { status: "read" } })), say: text };
    }
    case "permissions/otherUser": {
      const policies = permissions.policies.filter(({ source, touched }) => source === "own" || touched);
      const own = policies.map((policy) => ({ ...policy, source: "own" as const, group: undefined }));
      const left = { ...permissions, policies: own, mark: undefined, explained: undefined, granted: undefined };
      return { slice: answerable({ ...left, reading: { status: "none" } }) };
    }
  }
}

function without<T extends object>(from: T, name: string): T {
  return Object.fromEntries(Object.entries(from).filter(([key]) => key !== name)) as T;
}

export const draftOf = ({ name, text, attachment, catalog, unread }: Draft): Draft => ({ name, text, attachment, catalog, ...(unread === undefined ? {} : { unread }) });

/** Whether an entry is asked: an editor without a text is no policy yet. */
export const isInSet = ({ text, unread }: Draft): boolean => unread !== undefined || text.trim() !== "";

/** Where nothing is in the set there is nothing to answer from: the answers before were those of other policies. */
function answerable(permissions: Permissions): Permissions {
  if (permissions.policies.some(isInSet)) return permissions;
  return { ...permissions, evaluation: undefined, explained: undefined, asked: [], questions: [], problem: undefined };
}

function replaced(permissions: Permissions, { cloud, policies }: Shared): Permissions {
  const empty = { ...permissions, policies: [], explained: undefined, mark: undefined, evaluation: undefined, edited: false };
  return { ...withDrafts(empty, policies), cloud };
}

function sameDrafts(a: readonly Draft[], b: readonly Draft[]): boolean {
  return JSON.stringify(a.map(draftOf)) === JSON.stringify(b.map(draftOf));
}

/** Adds policies, each under a name of its own, and opens the first one; what was not read is not there twice. */
function withDrafts(permissions: Permissions, drafts: readonly (Draft & { group?: string | undefined })[], source: Source = "own"): Permissions {
  const policies = [...permissions.policies];
  let { nextId } = permissions;
  for (const draft of drafts) {
    if (draft.unread !== undefined && policies.some((policy) => sameDrafts([policy], [draft]))) continue;
    policies.push({ ...draftOf(draft), name: freeName(policies, draft.name), id: nextId, source, group: draft.group, touched: false });
    nextId += 1;
  }
  return { ...permissions, policies, nextId, open: nextId > permissions.nextId ? permissions.nextId : permissions.open };
}

function freeName(policies: readonly Policy[], wanted: string): string {
  const taken = new Set(policies.map(({ name }) => name));
  let name = wanted;
  for (let number = 2; taken.has(name); number += 1) name = `${wanted} (${number.toString()})`;
  return name;
}

/** Whether policies that came from IAM were changed here: reading them again would lose that. */
export const touchedReading = ({ policies }: Permissions): boolean => policies.some(({ source, touched }) => source === "iam" && touched);

const before = ({ granted }: Permissions): Reading => ({ status: granted ? "read" : "none" });

const toPolicies = (permissions: Permissions): Step<Permissions> => ({ slice: { ...permissions, pane: "policies" }, focus: "policies" });

/** The policy in the editor. */
export function openPolicy({ policies, open }: Permissions): Policy | undefined {
  return policies.find(({ id }) => id === open) ?? policies[0];
}

/** What is wrong in one policy, by its index among those that were asked. */
export function findingsOf({ evaluation }: Permissions, policy: Policy): PolicyFinding[] {
  return evaluation?.findings.filter(({ policyIndex }) => evaluation.policies[policyIndex] === policy.id) ?? [];
}

/** What a search looks through, in English and in the language of the page; made once for each API and language. */
const searchedText = (row: PreviewRow): string => textsOf(row)(inWords(row.title ?? ""));
const textsOf = memoOf((row: PreviewRow) =>
  lastMemo((title: string) => `${row.id} ${row.action} ${row.title ?? ""} ${title} ${row.dependentActions?.join(" ") ?? ""}`.toLowerCase()),
);

/** The rows that text and category leave, and of those the ones that the decision leaves. */
export function shownRows({ evaluation, filter }: Permissions): { counted: number[]; shown: number[] } {
  if (!evaluation) return { counted: [], shown: [] };
  const words = filter.text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const counted: number[] = [];
  for (const [index, row] of evaluation.rows.entries()) {
    if (filter.category !== "" && row.category !== filter.category) continue;
    const text = searchedText(row);
    if (words.every((word) => text.includes(word))) counted.push(index);
  }
  const shown = filter.decision === undefined ? counted : counted.filter((index) => evaluation.decisions[index] === filter.decision);
  return { counted, shown };
}

/** As many rows need no folding. */
const FEW = 12;

/** A category of the list, with the numbers of its rows; it is open as somebody left it, else where something is looked for or there is room. */
export interface Group {
  category: string;
  rows: number[];
  open: boolean;
}

/** The rows that are shown, by category, as the catalogue has them one after the other. */
export function groupsOf({ evaluation, filter, groups, explained }: Permissions, shown: readonly number[], hasRoom: boolean): Group[] {
  const byCategory = new Map<string, number[]>();
  for (const index of shown) {
    const category = evaluation?.rows[index]?.category ?? "";
    const rows = byCategory.get(category);
    if (rows) rows.push(index);
    else byCategory.set(category, [index]);
  }
  const all = hasRoom || shown.length <= FEW || filter.text.trim() !== "" || filter.category !== "";
  const wanted = (rows: readonly number[]): boolean => all || rows.some((index) => evaluation?.rows[index]?.id === explained?.id);
  return [...byCategory].map(([category, rows]) => ({ category, rows, open: Object.hasOwn(groups, category) ? groups[category] === true : wanted(rows) }));
}

/** The keys that the form shows: what is asked, what was entered, and what is filled in and looked at. */
export function shownKeys({ asked, facts, evaluation, policies }: Permissions): string[] {
  const scoped = new Set(policies.map(({ attachment }) => attachment.kind));
  const used = (key: string): boolean =>
    (evaluation && Object.hasOwn(evaluation.uses, key)) === true ||
    (key === "projectId" && (scoped.has("project") || scoped.has("otherProjects"))) ||
    (key === "enterpriseProjectId" && scoped.has("enterpriseProject"));
  const given = Object.entries(facts).filter(([key, { from }]) => from === "user" || used(key));
  return [...new Set([...asked, ...given.map(([key]) => key)])].sort((a, b) => a.localeCompare(b));
}

/** The APIs by which a server's password is read, replaced or gone around, by the way they go. */
export const PASSWORD_WAYS = ["native", "v1", "reset", "console"] as const;
export type PasswordWay = (typeof PASSWORD_WAYS)[number];

export function passwordWay({ id, title = "" }: PreviewRow): PasswordWay | undefined {
  if (id.endsWith("/os-server-password")) return id.includes(" /v1/") ? "v1" : "native";
  if (/os-reset-passwords?$|changePassword/i.test(id)) return "reset";
  if (/remote[-_]consoles?$|VNCConsole|SPICEConsole|RDPConsole|SerialConsole/i.test(id) || /\bVNC\b/.test(title)) return "console";
  return undefined;
}
