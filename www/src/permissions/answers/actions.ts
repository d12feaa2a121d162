// All that is asked of the answers: explaining, comparing, suggesting, saving.
import type { OperationName, PolicyReason } from "ecs-password/policy/slim";
import { msg } from "../../locales/words.ts";
import type { SessionUses } from "../../session/actions.ts";
import type { Context } from "../../shared/context.ts";
import { saveFile } from "../../shared/files.ts";
import { callName } from "../../shared/route.ts";
import type { Route } from "../../shared/route.ts";
import { isInSet } from "../state.ts";
import type { Permissions, PermissionsEvent, PermissionsState, Tab } from "../state.ts";
import type { Format } from "./answering.ts";
import type { createEngine } from "./engine.ts";

/** What answers, as it is made of the context and of what is called once there are other answers. */
export type EngineOf = (context: Context<PermissionsState, PermissionsEvent, SessionUses>, evaluated: () => void) => ReturnType<typeof createEngine>;

/** `engineOf` gives what makes that: it comes with the views of the answers. */
export function createAnswersActions(context: Context<PermissionsState, PermissionsEvent, SessionUses>, engineOf: () => EngineOf) {
  const { dispatch } = context;
  const mine = (): Permissions => context.state.permissions;
  let made: ReturnType<EngineOf> | undefined;
  const engine = (): ReturnType<EngineOf> => (made ??= engineOf()(context, renew));
  /** The link that was answered last. */
  let answered: Route | undefined;
  /** What is being explained, until it is there or nobody wants it any more. */
  let wanted: { id: string; show: "show" | "same" } | undefined;

  /** What stands beside the answers is renewed with them. */
  function renew(): void {
    const { explained, tab } = mine();
    if (wanted) explain(wanted.id, wanted.show);
    else if (explained) explain(explained.id, "same");
    if (tab === "compare") compare();
    answerLink();
    engine().counts.tellSoon();
  }

  /** A link from a refusal asks for the explanation of its action, once. */
  function answerLink(): void {
    const { route } = context.state;
    if (route.view !== "permissions" || route.explain === undefined || route === answered) return;
    answered = route;
    const action = route.explain.toLowerCase();
    const rows = mine().evaluation?.rows.filter((one) => one.action.toLowerCase() === action) ?? [];
    const row = rows.find(({ operation, apiVersion }) => operation !== undefined && callName(operation, apiVersion) === route.call) ?? rows[0];
    if (row) showExplanation(row.id);
  }

  /** Explains one API; the statement that decides is shown in the editor, unless only the answer is to be renewed. */
  function explain(id: string, show: "show" | "same" = "show"): void {
    const asked = { id, show };
    wanted = asked;
    engine().ask("explain", [id], (decision) => {
      if (wanted !== asked) return;
      wanted = undefined;
      dispatch({ type: "permissions/explained", explained: { id, decision } });
      if (show === "same") return;
      const first = decision.reasons.find(({ policyIndex, span }) => policyIndex !== undefined && span);
      if (first) markReason(first, false);
      else dispatch({ type: "permissions/marked", mark: undefined });
    });
  }

  function closeExplanation(): void {
    wanted = undefined;
    dispatch({ type: "permissions/explained", explained: undefined });
    dispatch({ type: "permissions/marked", mark: undefined });
  }

  function markReason({ policyIndex, statement, span, effect, outcome }: PolicyReason, focus: boolean): void {
    engine().ask("place", [policyIndex, statement], (place) => {
      if (!span || !mine().policies.some(({ id }) => id === place.policyId)) return;
      const tone = outcome === "unknown" || outcome === "unread" ? "open" : outcome === "notMatched" ? "near" : effect === "Deny" ? "deny" : "allow";
      dispatch({ type: "permissions/marked", mark: { ...place, pattern: span, tone, focus } });
      if (focus) dispatch({ type: "permissions/paneChosen", pane: "policies" });
    });
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
    const { before } = mine();
    if (!before) return;
    engine().ask("compare", [before.filter(isInSet)], ({ difference, checked }) => {
      if (mine().before === before) dispatch({ type: "permissions/compared", difference, checked });
    });
  }

  function suggest(chosen: { apis?: string[]; operations?: OperationName[] }): void {
    dispatch({ type: "permissions/suggestionChosen", chosen });
    const { apis, operations } = mine().suggestion;
    const isNow = (): boolean => mine().suggestion.apis === apis && mine().suggestion.operations === operations;
    dispatch({ type: "permissions/suggested", result: undefined, problem: undefined });
    if (apis.length + operations.length === 0) return;
    engine().ask(
      "suggest",
      [apis, operations],
      (result) => { if (isNow()) dispatch({ type: "permissions/suggested", result, problem: undefined }); },
      (problem) => { if (isNow()) dispatch({ type: "permissions/suggested", result: undefined, problem }); },
    );
  }

  function save(what: "preview" | "explanation" | "difference", format: Format): void {
    engine().ask("file", [what, format, mine().explained?.id], (text) => {
      saveFile(`${FILES[what]}.${format === "csv" ? "csv" : "md"}`, [text], `${format === "csv" ? "text/csv" : "text/markdown"};charset=utf-8`);
      engine().counts.say(msg("The file is saved with your downloads"));
    });
  }

  function stop(): void {
    wanted = undefined;
    engine().stop();
    engine().counts.stop();
    context.say(msg("The answers were stopped"));
  }

  /** Where nobody sees them there are no answers to keep. */
  function leave({ route, permissions }: PermissionsState): void {
    if (route.view === "permissions" && permissions.policies.some(isInSet)) return;
    if (made?.isAsked()) {
      made.forget();
      made.counts.stop();
      wanted = undefined;
    }
    made?.counts.forget();
  }

  /** Answers anew what was asked anew. */
  function follow(earlier: PermissionsState, { route }: PermissionsState): void {
    const [now, was] = [mine(), earlier.permissions];
    const isOther = now.before !== was.before && now.before !== undefined && now.tab === "compare";
    const changed = isOther || now.policies !== was.policies || now.cloud !== was.cloud || now.facts !== was.facts || now.assume !== was.assume || now.held !== was.held || now.slow !== was.slow || now.ownLists !== was.ownLists;
    if (now.held) {
      // A link that took long came in the place of what is being answered.
      if (made?.isAsked()) made.forget();
      return;
    }
    if (now.policies.some(isInSet) && (changed || (!made?.isAsked() && !now.problem))) engine().schedule();
    else if (made?.isAsked() && now.pins !== was.pins) made.hold();
    else if (made?.isAsked() && route !== earlier.route) answerLink();
  }

  /** What somebody waits for is not talked over by the counts. */
  const say = (text: string): void => { (made?.counts ?? context).say(text); };
  /** Asks something of the answers that there are. */
  const ask: ReturnType<EngineOf>["ask"] = (...given) => { engine().ask(...given); };

  return { say, ask, leave, follow, explain, closeExplanation, markReason, showExplanation, chooseTab, suggest, save, stop };
}

const FILES = { preview: "permissions", explanation: "explanation", difference: "permissions-difference" } as const;
