// All that is asked of the answers: explaining, comparing, suggesting, saving.
import type { ExportFormat, OperationName, PolicyReason, PolicySet, Services } from "ecs-password/policy/slim";
import { msg } from "../../locales/words.ts";
import type { SessionUses } from "../../session/actions.ts";
import type { Context } from "../../shared/context.ts";
import { saveFile } from "../../shared/files.ts";
import { toProblem } from "../../shared/problem.ts";
import type { Route } from "../../shared/route.ts";
import { noteRows, notesOf, withNotes } from "../notes.ts";
import { isInSet } from "../state.ts";
import type { Draft, Permissions, PermissionsEvent, PermissionsState, Tab } from "../state.ts";
import { createCounts } from "./counts.ts";
import { createEngine } from "./engine.ts";
import { setOf, situationOf } from "./questions.ts";
import { createTexts } from "./texts.ts";

export function createAnswersActions(context: Context<PermissionsState, PermissionsEvent, SessionUses>) {
  const { dispatch } = context;
  const mine = (): Permissions => context.state.permissions;
  const texts = createTexts(context.policyPackage);
  const counts = createCounts(context);
  const engine = createEngine(context, texts, renew);
  let before: { drafts: readonly Draft[]; services: Services | undefined; set: PolicySet } | undefined;
  /** The link that was answered last. */
  let answered: Route | undefined;

  /** What stands beside the answers is renewed with them. */
  function renew(): void {
    const { explained, tab } = mine();
    if (explained) explain(explained.id, "same");
    if (tab === "compare") compare();
    answerLink();
    counts.tellSoon();
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

  /** Explains one API; the statement that decides is shown in the editor, unless only the answer is to be renewed. */
  function explain(id: string, show: "show" | "same" = "show"): void {
    const compiled = engine.compiled();
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
    const policy = mine().policies.find(({ id }) => id === engine.compiled()?.policies[policyIndex ?? -1]);
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
    const compiled = engine.compiled();
    const { before: drafts, cloud } = mine();
    if (!drafts || !compiled) return;
    try {
      const services = engine.services();
      if (before?.drafts !== drafts || before.services !== services) {
        before?.set.free();
        before = undefined;
        before = { drafts, services, set: setOf(context.policyPackage(), drafts.filter(isInSet), services) };
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
    const compiled = engine.compiled();
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
    const compiled = engine.compiled();
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
    if (engine.compiled()) {
      engine.forget();
      counts.stop();
      before?.set.free();
      before = undefined;
    }
    counts.forget();
  }

  /** Answers anew what was asked anew. */
  function follow(earlier: PermissionsState, { route }: PermissionsState): void {
    const [now, was] = [mine(), earlier.permissions];
    const changed = now.policies !== was.policies || now.cloud !== was.cloud || now.facts !== was.facts || now.assume !== was.assume || now.held !== was.held || now.ownLists !== was.ownLists;
    if (now.held) return;
    if (now.policies.some(isInSet) && (changed || (!engine.compiled() && !now.problem))) engine.schedule();
    else if (engine.compiled() && route !== earlier.route) answerLink();
  }

  return { say: counts.say, leave, follow, explain, closeExplanation, markReason, showExplanation, chooseTab, remember, suggest, save };
}

function download(name: string, content: string, format: Exclude<ExportFormat, "text">): void {
  saveFile(`${name}.${format === "csv" ? "csv" : "md"}`, [content], `${format === "csv" ? "text/csv" : "text/markdown"};charset=utf-8`);
}
