// What the page does with policies: evaluating them while somebody types, and all that is asked of the answers.
import type {
  AssumptionCode,
  ExportFormat,
  ListedPolicies,
  OperationName,
  ParsedPolicy,
  PolicyAssumption,
  PolicyCheck,
  PolicyCloud,
  PolicyDecision,
  PolicyEntry,
  PolicyReason,
  PolicySet,
  Preview,
  PreviewInput,
  PreviewRow,
} from "ecs-password/policy/slim";
import type { Context } from "../actions.ts";
import { toProblem } from "../problem.ts";
import type { Route, State } from "../state.ts";
import { msg, str } from "../words.ts";
import type { Example } from "./examples.ts";
import { decodeLink, encodeLink } from "./share.ts";
import { nameOf, noteRows, notesOf, UNTOLD, withNotes } from "./notes.ts";
import { draftOf, isInSet, openPolicy, touchedReading } from "./state.ts";
import type { Draft, Evaluation, Fact, KeyKind, KeyUse, Permissions, Policy, ReadDraft, Tab } from "./state.ts";

const CONDITIONAL = 3;
/** Explaining every conditional row takes longer than a frame: it is done in pieces of this length, after the answers are shown. */
const SLICE_MS = 5;
const PAUSE_MS = 900;
/** These three are fields of a question, everything else is a condition key. */
const FIELDS = ["projectId", "enterpriseProjectId", "resource"] as const;

/** The compiled policies and their answers. */
interface Compiled {
  set: PolicySet;
  preview: Preview;
  /** The numbers of its policies: an editor without a text is none of them. */
  policies: readonly number[];
}

export type PermissionsActions = ReturnType<typeof createPermissionsActions>;

export function createPermissionsActions({ store, dispatch, vault, run, policyPackage }: Context) {
  const mine = (): Permissions => store.state.permissions;
  let compiled: Compiled | undefined;
  let before: { drafts: readonly Draft[]; set: PolicySet } | undefined;
  let rows: { cloud: PolicyCloud; rows: readonly PreviewRow[] } | undefined;
  /** The link that was answered last. */
  let answered: Route | undefined;
  let frame: number | undefined;
  let asking: ReturnType<typeof setTimeout> | undefined;
  let telling: ReturnType<typeof setTimeout> | undefined;
  let told = "";
  let link: string | undefined;
  let prefilledFor: State["session"];
  /** Whose policies were asked for: the cloud, the user and the project. */
  let readFor: string | undefined;
  const parsed = new Map<string, ParsedPolicy>();

  function setOf(drafts: readonly Draft[]): PolicySet {
    const { PolicySet } = policyPackage();
    return new PolicySet(drafts.map(entryOf));
  }

  function forget(): void {
    if (frame !== undefined) cancelAnimationFrame(frame);
    clearTimeout(asking);
    clearTimeout(telling);
    frame = undefined;
    compiled?.preview.free();
    compiled?.set.free();
    before?.set.free();
    compiled = before = undefined;
    parsed.clear();
  }

  function schedule(): void {
    frame ??= requestAnimationFrame(() => {
      frame = undefined;
      evaluate();
    });
  }

  /** Asks everything anew: a few milliseconds. */
  function evaluate(): void {
    const { cloud } = mine();
    const policies = mine().policies.filter(isInSet);
    if (policies.length === 0) return;
    const start = performance.now();
    let set: PolicySet | undefined;
    try {
      set = setOf(policies);
      const preview = set.preview({ cloud, ...situationOf(mine()) });
      compiled?.preview.free();
      compiled?.set.free();
      compiled = { set, preview, policies: policies.map(({ id }) => id) };
      if (rows?.cloud !== cloud) rows = { cloud, rows: preview.rows };
      const findings = set.lint({ cloud });
      const decisions = Array.from(preview.decisions);
      const notes = notesOf(policies, read, ({ id }) => id);
      dispatch({
        type: "permissions/evaluated",
        evaluation: {
          cloud,
          rows: rows.rows,
          decisions,
          whole: Array.from(preview.whole),
          findings,
          uses: usesOf(policies),
          policies: compiled.policies,
          ...notes,
          hanging: hangingOf(notes.unread, decisions, set),
        },
      });
    } catch (error) {
      if (compiled?.set !== set) set?.free();
      dispatch({ type: "permissions/refused", problem: toProblem(error) });
      return;
    }
    const { explained, tab } = mine();
    if (explained) explain(explained.id, "same");
    if (tab === "compare") compare();
    answerLink();
    performance.measure("permissions", { start, end: performance.now() });
    askSoon();
    tellSoon();
  }

  /** Which conditional answers are certain as soon as it is known what stands in what was not read. */
  function hangingOf({ length }: Evaluation["unread"], decisions: readonly number[], set: PolicySet): boolean[] {
    if (length === 0) return [];
    const { cloud } = mine();
    const [allows, denies] = [true, false].map((unread) => {
      const situation = situationOf(mine());
      const assumed = set.preview({ cloud, ...situation, assume: { ...situation.assume, unread } });
      const found = Array.from(assumed.decisions);
      assumed.free();
      return found;
    });
    return decisions.map((decision, row) => decision === CONDITIONAL && allows?.[row] !== CONDITIONAL && denies?.[row] !== CONDITIONAL);
  }

  /** A link from a refusal asks for the explanation of its action, once. */
  function answerLink(): void {
    const { route } = store.state;
    if (route.view !== "permissions" || route.explain === undefined || route === answered) return;
    answered = route;
    const action = route.explain.toLowerCase();
    const row = mine().evaluation?.rows.find((one) => one.action.toLowerCase() === action);
    if (row) showExplanation(row.id);
  }

  function read(text: string): ParsedPolicy {
    const known = parsed.get(text);
    if (known) return known;
    // Every text that was typed on the way would stay otherwise.
    if (parsed.size > 50) parsed.clear();
    const result = policyPackage().parsePolicy(text);
    parsed.set(text, result);
    return result;
  }

  /** The keys that the conditions look at, and how they are entered. */
  function usesOf(policies: readonly Policy[]): Record<string, KeyUse> {
    const uses: Record<string, KeyUse> = {};
    for (const { operator, key } of policies.flatMap(({ unread, text }) => (unread === undefined ? read(text).policy?.statements ?? [] : [])).flatMap(({ conditions }) => conditions)) {
      const use = (uses[key] ??= { kind: "text", several: false });
      const kind = kindOf(operator);
      if (kind !== "text") use.kind = kind;
      if (/^For(Any|All)Values?:/.test(operator)) use.several = true;
    }
    return uses;
  }

  /** Which keys and which questions keep rows open; rows with the same action hang on the same ones. */
  function askSoon(): void {
    clearTimeout(asking);
    const { evaluation } = mine();
    if (!evaluation || !compiled) return;
    const { preview } = compiled;
    const { rows: all, decisions, whole } = evaluation;
    const open = [...all.keys()].filter((row) => decisions[row] === CONDITIONAL);
    const dependent = [...all.keys()].filter((row) => whole[row] === CONDITIONAL && decisions[row] !== CONDITIONAL);
    const firsts = [...new Map(open.map((row) => [`${all[row]?.action ?? ""} ${all[row]?.formerActions?.join(" ") ?? ""}`, row])).values()];
    const keys = new Set<string>();
    const questions = new Map<AssumptionCode, PolicyAssumption>();
    const collect = ({ unknownKeys, assumptions }: PolicyDecision): void => {
      for (const key of unknownKeys) keys.add(key);
      for (const assumption of assumptions) questions.set(assumption.code, assumption);
    };
    const needed = new Set(dependent.flatMap((row) => all[row]?.dependentActions ?? []));
    const jobs = [
      ...firsts.map((row) => () => { collect(preview.explain(row)); }),
      ...[...needed].map((action) => () => { collect(check({ action })); }),
    ];
    const step = (): void => {
      const start = performance.now();
      while (jobs.length > 0 && performance.now() - start < SLICE_MS) jobs.shift()?.();
      if (jobs.length > 0) asking = setTimeout(step);
      else dispatch({ type: "permissions/asked", keys: [...keys], questions: [...questions.values()] });
    };
    asking = setTimeout(step);
  }

  /** Says the counts once somebody pauses; not every letter. */
  function tellSoon(): void {
    clearTimeout(telling);
    telling = setTimeout(() => {
      const { evaluation } = mine();
      if (!evaluation) return;
      const count = (verdict: number): string => evaluation.decisions.filter((decision) => decision === verdict).length.toString();
      const errors = evaluation.findings.filter(({ severity }) => severity === "error").length.toString();
      const text = msg(str`${count(0)} allowed, ${count(3)} conditional, ${count(1)} explicitly denied, ${count(2)} implicitly denied; errors: ${errors}`);
      if (text !== told) dispatch({ type: "announced", text });
      told = text;
    }, PAUSE_MS);
  }

  /** What somebody waits for is not talked over by the counts. */
  function say(text: string): void {
    clearTimeout(telling);
    dispatch({ type: "announced", text });
  }

  function check(of: Partial<PolicyCheck>): PolicyDecision {
    if (!compiled) throw new Error("nothing is evaluated");
    return compiled.set.check({ cloud: mine().cloud, ...situationOf(mine()), ...of });
  }

  /** Explains one API; the statement that decides is shown in the editor, unless only the answer is to be renewed. */
  function explain(id: string, show: "show" | "same" = "show"): void {
    const row = mine().evaluation?.rows.findIndex((one) => one.id === id) ?? -1;
    if (row < 0 || !compiled) return;
    const decision = compiled.preview.explain(row);
    dispatch({ type: "permissions/explained", explained: { id, decision } });
    if (show === "same") return;
    const first = decision.reasons.find(({ policyIndex, span }) => policyIndex !== undefined && span);
    if (first) markReason(first, false);
    else dispatch({ type: "permissions/marked", mark: undefined });
  }

  function closeExplanation(): void {
    dispatch({ type: "permissions/explained", explained: undefined });
    dispatch({ type: "permissions/marked", mark: undefined });
  }

  function markReason({ policyIndex, statement, span, effect, outcome }: PolicyReason, focus: boolean): void {
    const policy = mine().policies.find(({ id }) => id === compiled?.policies[policyIndex ?? -1]);
    if (!policy || !span) return;
    const whole = read(policy.text).policy?.statements.find(({ index }) => index === statement)?.span;
    const tone = outcome === "unknown" || outcome === "unread" ? "open" : outcome === "notMatched" ? "near" : effect === "Deny" ? "deny" : "allow";
    dispatch({ type: "permissions/marked", mark: { policyId: policy.id, statement: whole, pattern: span, tone, focus } });
    if (focus) dispatch({ type: "permissions/paneChosen", pane: "policies" });
  }

  /** The explanation from another tab. */
  function showExplanation(id: string): void {
    dispatch({ type: "permissions/filtered", filter: { text: id, category: "", decision: undefined } });
    dispatch({ type: "permissions/tabChosen", tab: "apis" });
    explain(id);
  }

  function chooseTab(tab: Tab): void {
    dispatch({ type: "permissions/tabChosen", tab });
    if (tab === "compare") compare();
  }

  function compare(): void {
    const { before: drafts, cloud } = mine();
    if (!drafts || !compiled) return;
    try {
      if (before?.drafts !== drafts) {
        before?.set.free();
        before = undefined;
        before = { drafts, set: setOf(drafts.filter(isInSet)) };
      }
      const difference = before.set.diff(compiled.set, { cloud, ...situationOf(mine()) });
      dispatch({ type: "permissions/compared", difference, notes: notesOf(drafts.filter(isInSet), read, () => 0) });
    } catch (error) {
      dispatch({ type: "permissions/refused", problem: toProblem(error) });
    }
  }

  function remember(): void {
    dispatch({ type: "permissions/remembered" });
    compare();
    dispatch({ type: "announced", text: msg("The policies are remembered as before") });
  }

  function suggest(chosen: { apis?: string[]; operations?: OperationName[] }): void {
    dispatch({ type: "permissions/suggestionChosen", chosen });
    const { suggestion, cloud } = mine();
    const { apis, operations } = suggestion;
    if (!compiled || apis.length + operations.length === 0) {
      dispatch({ type: "permissions/suggested", result: undefined, problem: undefined });
      return;
    }
    try {
      const result = compiled.set.suggest({ cloud, apis, operations });
      dispatch({ type: "permissions/suggested", result, problem: undefined });
    } catch (error) {
      dispatch({ type: "permissions/suggested", result: undefined, problem: toProblem(error) });
    }
  }

  function addSuggestion(): void {
    const { result } = mine().suggestion;
    if (!result) return;
    add([{ name: msg("Least policy"), text: `${result.document}\n`, attachment: { kind: "none", id: "" }, catalog: "" }], { edited: true });
  }

  function add(drafts: readonly Draft[], more: { fromRoles?: boolean; edited?: boolean } = {}): void {
    dispatch({ type: "permissions/added", drafts, ...more });
    const names = drafts.map(nameOf).join(", ");
    dispatch({ type: "announced", text: msg(str`Added: ${names}`) });
  }

  function addEmpty(): void {
    add([{ name: msg("Policy"), text: EMPTY, attachment: { kind: "none", id: "" }, catalog: "" }]);
  }

  async function addExample(name: string): Promise<void> {
    const { EXAMPLES } = await import("./examples.ts");
    const example = EXAMPLES.find((one) => one.name === name);
    if (example) add([fromExample(example)]);
  }

  function duplicate(policy: Policy): void {
    add([{ ...draftOf(policy), name: msg(str`Copy of ${policy.name}`) }], { edited: true });
  }

  function remove(policy: Policy): void {
    const name = nameOf(policy);
    dispatch({ type: "permissions/removed", id: policy.id });
    dispatch({ type: "announced", text: msg(str`Removed: ${name}`) });
  }

  function save(what: "preview" | "explanation" | "difference", format: Exclude<ExportFormat, "text">): void {
    if (!compiled) return;
    const { explained, cloud, evaluation, beforeNotes } = mine();
    if (!evaluation) return;
    if (what === "preview") download("permissions", withNotes(compiled.preview.export(format), noteRows(mine(), [["", evaluation]]), format), format);
    if (what === "explanation" && explained) {
      download("explanation", compiled.set.explain({ cloud, ...situationOf(mine()), api: explained.id }, { format }), format);
    }
    if (what === "difference" && before) {
      const table = before.set.diff(compiled.set, { cloud, ...situationOf(mine()) }, { format });
      download("permissions-difference", withNotes(table, noteRows(mine(), [[" before", beforeNotes], [" after", evaluation]]), format), format);
    }
    say(msg("The file is saved with your downloads"));
  }

  async function copy(text: string): Promise<boolean> {
    try {
      await navigator.clipboard.writeText(text);
      say(msg("Copied"));
      return true;
    } catch {
      say(msg("The browser did not allow to copy"));
      return false;
    }
  }

  function askToShare(): void {
    dispatch({ type: "permissions/sharing", sharing: { link: undefined } });
  }

  async function makeLink(): Promise<void> {
    const { cloud, policies } = mine();
    const query = await encodeLink({ cloud, policies: policies.map(draftOf) });
    if (!mine().sharing) return;
    dispatch({ type: "permissions/sharing", sharing: { link: `${location.origin}${location.pathname}#/permissions?${query}` } });
    say(msg("The link is ready"));
  }

  async function openLink(query: string): Promise<void> {
    const shared = await decodeLink(query);
    if (typeof shared === "string") dispatch({ type: "permissions/linkBroken", fault: shared });
    else dispatch({ type: "permissions/linkRead", shared });
  }

  /** What follows from the session: the cloud, what is certain about its requests, and the policies that its roles name. */
  async function prefill({ session }: State): Promise<void> {
    if (!session || session.ended || session === prefilledFor) return;
    prefilledFor = session;
    const { user, project, projectId, roles } = session;
    const known = { roles, ...(user === undefined ? {} : { user }), ...(projectId === undefined ? {} : { project: { id: projectId, name: project ?? "" } }) };
    const cloud = session.cloud.kind === "openstack" ? undefined : session.cloud.kind;
    const { context, projectId: id } = policyPackage().requestContext({ session: known, operation: "getServerPassword", cloud: cloud ?? mine().cloud });
    const facts: Record<string, Fact> = {};
    for (const [key, values] of Object.entries(context)) {
      if (values.some((value) => value !== "")) facts[key] = { absent: false, values, from: "session" };
    }
    if (id !== undefined) facts["projectId"] = { absent: false, values: [id], from: "session" };
    // The page signs in with a password alone: such a token has no second factor (OTC IAM, "Obtaining a User Token").
    if (cloud !== undefined && session.renews) facts["g:MFAPresent"] = { absent: false, values: ["false"], from: "session" };
    dispatch({ type: "permissions/prefilled", facts, cloud });
    const who = JSON.stringify([session.cloud.name, user, projectId]);
    if (readFor !== undefined && readFor !== who) dispatch({ type: "permissions/strangerCame" });
    readFor = who;
    if (cloud === undefined) await addNamedByRoles();
    else if (mine().reading.status === "none" && mine().policies.length === 0) await readPolicies();
  }

  /** The system policies that the roles of the session name. */
  async function addNamedByRoles(): Promise<void> {
    const { EXAMPLES } = await import("./examples.ts");
    const named = examplesNamed(EXAMPLES, store.state.session?.roles ?? []);
    if (named.length === 0 || mine().policies.length > 0 || store.state.route.view !== "permissions") return;
    add([...named.map(fromExample), { ...UNTOLD, text: "", attachment: { kind: "none", id: "" }, catalog: "" }], { fromRoles: true });
  }

  /** What was changed here is not replaced unasked. */
  async function askToRead(): Promise<void> {
    if (touchedReading(mine())) dispatch({ type: "permissions/replacing", on: true });
    else await readPolicies();
  }

  async function readPolicies(): Promise<void> {
    const { client } = vault;
    if (!client) return;
    dispatch({ type: "permissions/readingStarted" });
    try {
      const listed = await run("policies", (signal) => client.listPolicies({ signal }));
      if (vault.client !== client) return;
      dispatch({ type: "permissions/policiesRead", drafts: draftsOf(listed), groups: listed.groups.length });
    } catch (error) {
      if (vault.client !== client) return;
      const problem = toProblem(error);
      if (problem.code === "aborted") dispatch({ type: "permissions/readingCancelled" });
      else dispatch({ type: "permissions/readingFailed", problem });
      if (problem.code === "forbidden") await addNamedByRoles();
    }
  }

  /** What follows from a new state by itself. */
  function follow(earlier: State, state: State): void {
    const { route, permissions } = state;
    const here = route.view === "permissions";
    if (!here || !permissions.policies.some(isInSet)) {
      if (compiled) forget();
      told = "";
    }
    if (!state.session) prefilledFor = readFor = undefined;
    if (route.view !== "permissions") return;
    if (route.shared !== link) {
      link = route.shared;
      if (link !== undefined) void openLink(link);
    }
    // Of now: what this view needs may have been asked for by the same change.
    if (store.state.core.status !== "ready") return;
    void prefill(state);
    const now = store.state.permissions;
    const was = earlier.permissions;
    const changed =
      now.policies !== was.policies || now.cloud !== was.cloud || now.facts !== was.facts || now.assume !== was.assume;
    if (now.policies.some(isInSet) && (changed || (!compiled && !now.problem))) schedule();
    else if (compiled && route !== earlier.route) answerLink();
  }

  return {
    follow,
    explain,
    closeExplanation,
    markReason,
    showExplanation,
    chooseTab,
    remember,
    suggest,
    addSuggestion,
    addEmpty,
    addExample,
    duplicate,
    remove,
    save,
    copy,
    askToRead,
    readPolicies,
    askToShare,
    makeLink,
    openPolicy: () => openPolicy(mine()),
  };
}

/** What a new policy starts with. */
const EMPTY = `{
  "Version": "1.1",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "ecs:*:list*"
      ]
    }
  ]
}
`;

const fromExample = ({ name, text, catalog }: Example): Draft => ({ name, text, catalog, attachment: { kind: "none", id: "" } });

/** What IAM grants, as the editor shows it: without links, descriptions and times, which decide nothing; and what was not read. */
export function draftsOf({ entries, groups }: ListedPolicies): ReadDraft[] {
  return entries.map(({ name, document, unread, scope }, index) => {
    const attachment = { kind: scope?.kind ?? "none", id: scope !== undefined && "id" in scope ? scope.id : "" } as const;
    if (document === undefined) return { name, text: "", unread, attachment, catalog: "", group: undefined };
    // The envelope has the catalog.
    return { name, text: readable(document), attachment, catalog: "", group: groups.find((group) => group.entries.includes(index))?.name };
  });
}

const DECIDING = ["display_name", "catalog", "flag", "policy"];

function readable(document: string): string {
  try {
    const entry = JSON.parse(document) as Record<string, unknown>;
    return `${JSON.stringify(Object.fromEntries(DECIDING.filter((name) => name in entry).map((name) => [name, entry[name]])), null, 2)}\n`;
  } catch {
    return document;
  }
}

/** An entry of the core's set. */
export function entryOf({ name, text, unread, attachment, catalog }: Draft): PolicyEntry {
  const { kind, id } = attachment;
  const scope = kind === "project" || kind === "enterpriseProject" || kind === "otherProjects" ? { kind, id: id.trim() } : { kind };
  const entry = {
    name: name.trim() || "policy",
    ...(scope.kind === "none" ? {} : { scope: scope as Exclude<PolicyEntry["scope"], undefined> }),
  };
  if (unread !== undefined) return { ...entry, unread };
  return { ...entry, document: text, ...(catalog.trim() === "" ? {} : { catalog: catalog.trim() }) };
}

/** What is known, as the core wants it; an empty field is unknown. */
function situationOf({ facts, assume }: Permissions): PreviewInput {
  const situation: PreviewInput = { assume };
  const context: Record<string, readonly string[] | null> = {};
  for (const [key, { absent, values }] of Object.entries(facts)) {
    const given = values.filter((value) => value.trim() !== "");
    const field = FIELDS.find((name) => name === key);
    if (field && given[0] !== undefined) situation[field] = given[0].trim();
    else if (!field && absent) context[key] = null;
    else if (!field && given.length > 0) context[key] = given;
  }
  return { ...situation, context };
}

function kindOf(operator: string): KeyKind {
  const base = operator.replace(/^For(Any|All)Values?:/, "");
  if (base.startsWith("Date")) return "date";
  if (base.startsWith("Number")) return "number";
  return base.startsWith("Bool") ? "bool" : "text";
}

/** The system policies that role names of a token stand for. */
export function examplesNamed(examples: readonly Example[], roles: readonly string[]): Example[] {
  const wanted = new Set(roles.map((role) => role.toLowerCase()));
  return examples.filter((example) => example.roles.some((role) => wanted.has(role.toLowerCase())));
}

function download(name: string, content: string, format: Exclude<ExportFormat, "text">): void {
  const type = format === "csv" ? "text/csv" : "text/markdown";
  const url = URL.createObjectURL(new Blob([content], { type: `${type};charset=utf-8` }));
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = `${name}.${format === "csv" ? "csv" : "md"}`;
  anchor.click();
  setTimeout(() => { URL.revokeObjectURL(url); }, 10_000);
}
