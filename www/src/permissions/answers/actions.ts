// The answers: evaluating the policies while somebody types, and all that is asked of what came of it.
import { PolicySet } from "ecs-password/slim";
import type {
  AssumptionCode,
  ExportFormat,
  OperationName,
  PolicyAssumption,
  PolicyCheck,
  PolicyCloud,
  PolicyDecision,
  PolicyReason,
  Preview,
  PreviewRow,
} from "ecs-password/slim";
import { msg } from "../../locales/words.ts";
import type { SessionUses } from "../../session/actions.ts";
import type { Context } from "../../shared/context.ts";
import { saveFile } from "../../shared/files.ts";
import { toProblem } from "../../shared/problem.ts";
import type { Route } from "../../shared/route.ts";
import { noteRows, notesOf, withNotes } from "../notes.ts";
import { isInSet } from "../state.ts";
import type { Draft, Evaluation, Permissions, PermissionsEvent, PermissionsState, Tab } from "../state.ts";
import { CONDITIONAL } from "../verdicts.ts";
import { createCounts } from "./counts.ts";
import { entryOf, situationOf } from "./questions.ts";
import { createTexts } from "./texts.ts";

/** Explaining every conditional row takes longer than a frame: it is done in pieces of this length, after the answers are shown. */
const SLICE_MS = 5;

/** The compiled policies and their answers. */
interface Compiled {
  set: PolicySet;
  preview: Preview;
  /** The numbers of its policies: an editor without a text is none of them. */
  policies: readonly number[];
}

export function createAnswersActions(context: Context<PermissionsState, PermissionsEvent, SessionUses>) {
  const { dispatch } = context;
  const mine = (): Permissions => context.state.permissions;
  const texts = createTexts();
  const counts = createCounts(context);
  let compiled: Compiled | undefined;
  let before: { drafts: readonly Draft[]; set: PolicySet } | undefined;
  let rows: { cloud: PolicyCloud; rows: readonly PreviewRow[] } | undefined;
  /** The link that was answered last. */
  let answered: Route | undefined;
  let frame: number | undefined;
  let asking: ReturnType<typeof setTimeout> | undefined;

  function forget(): void {
    if (frame !== undefined) cancelAnimationFrame(frame);
    clearTimeout(asking);
    counts.stop();
    frame = undefined;
    compiled?.preview.free();
    compiled?.set.free();
    before?.set.free();
    compiled = before = undefined;
    texts.clear();
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
      set = new PolicySet(policies.map(entryOf));
      const preview = set.preview({ cloud, ...situationOf(mine()) });
      compiled?.preview.free();
      compiled?.set.free();
      compiled = { set, preview, policies: policies.map(({ id }) => id) };
      if (rows?.cloud !== cloud) rows = { cloud, rows: preview.rows };
      const findings = set.lint({ cloud });
      const decisions = Array.from(preview.decisions);
      const notes = notesOf(policies, texts.read, ({ id }) => id);
      dispatch({
        type: "permissions/evaluated",
        evaluation: {
          cloud,
          rows: rows.rows,
          decisions,
          whole: Array.from(preview.whole),
          findings,
          uses: texts.usesOf(policies),
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
    counts.tellSoon();
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
    const { route } = context.state;
    if (route.view !== "permissions" || route.explain === undefined || route === answered) return;
    answered = route;
    const action = route.explain.toLowerCase();
    const row = mine().evaluation?.rows.find((one) => one.action.toLowerCase() === action);
    if (row) showExplanation(row.id);
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
    const whole = texts.read(policy.text).policy?.statements.find(({ index }) => index === statement)?.span;
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
        before = { drafts, set: new PolicySet(drafts.filter(isInSet).map(entryOf)) };
      }
      const difference = before.set.diff(compiled.set, { cloud, ...situationOf(mine()) });
      dispatch({ type: "permissions/compared", difference, notes: notesOf(drafts.filter(isInSet), texts.read, () => 0) });
    } catch (error) {
      dispatch({ type: "permissions/refused", problem: toProblem(error) });
    }
  }

  function remember(): void {
    dispatch({ type: "permissions/remembered" });
    compare();
    context.say(msg("The policies are remembered as before"));
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
    counts.say(msg("The file is saved with your downloads"));
  }

  /** Where nobody sees them there are no answers to keep. */
  function leave({ route, permissions }: PermissionsState): void {
    if (route.view === "permissions" && permissions.policies.some(isInSet)) return;
    if (compiled) forget();
    counts.forget();
  }

  /** Answers anew what was asked anew. */
  function follow(earlier: PermissionsState, { route }: PermissionsState): void {
    const [now, was] = [mine(), earlier.permissions];
    const changed = now.policies !== was.policies || now.cloud !== was.cloud || now.facts !== was.facts || now.assume !== was.assume;
    if (now.policies.some(isInSet) && (changed || (!compiled && !now.problem))) schedule();
    else if (compiled && route !== earlier.route) answerLink();
  }

  return { say: counts.say, leave, follow, explain, closeExplanation, markReason, showExplanation, chooseTab, remember, suggest, save };
}

function download(name: string, content: string, format: Exclude<ExportFormat, "text">): void {
  saveFile(`${name}.${format === "csv" ? "csv" : "md"}`, [content], `${format === "csv" ? "text/csv" : "text/markdown"};charset=utf-8`);
}
