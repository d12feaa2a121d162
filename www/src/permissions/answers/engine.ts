// Evaluating the policies while somebody types.
import type { AssumptionCode, PolicyAssumption, PolicyCheck, PolicyCloud, PolicyDecision, PolicySet, Preview, PreviewRow } from "ecs-password/policy/slim";
import type { SessionUses } from "../../session/actions.ts";
import type { Context } from "../../shared/context.ts";
import { toProblem } from "../../shared/problem.ts";
import { notesOf } from "../notes.ts";
import { isInSet } from "../state.ts";
import type { Evaluation, Permissions, PermissionsEvent, PermissionsState } from "../state.ts";
import { CONDITIONAL } from "../verdicts.ts";
import { createLists } from "./lists.ts";
import { setOf, situationOf } from "./questions.ts";
import type { createTexts } from "./texts.ts";

/** Explaining every conditional row takes longer than a frame: it is done in pieces of this length, after the answers are shown. */
const SLICE_MS = 5;

/** The compiled policies and their answers. */
export interface Compiled {
  set: PolicySet;
  preview: Preview;
  /** The numbers of its policies: an editor without a text is none of them. */
  policies: readonly number[];
}

/** `evaluated` is called once there are other answers. */
export function createEngine(context: Context<PermissionsState, PermissionsEvent, SessionUses>, texts: ReturnType<typeof createTexts>, evaluated: () => void) {
  const { dispatch } = context;
  const mine = (): Permissions => context.state.permissions;
  const lists = createLists(context.policyPackage, () => mine().ownLists, schedule);
  let compiled: Compiled | undefined;
  let known: { cloud: PolicyCloud; rows: readonly PreviewRow[]; ways: Evaluation["ways"] } | undefined;
  let frame: number | undefined;
  let asking: ReturnType<typeof setTimeout> | undefined;

  function forget(): void {
    if (frame !== undefined) cancelAnimationFrame(frame);
    clearTimeout(asking);
    frame = undefined;
    compiled?.preview.free();
    compiled?.set.free();
    compiled = undefined;
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
    if (policies.length === 0 || mine().held) return;
    const start = performance.now();
    let set: PolicySet | undefined;
    try {
      const listed = lists.of(cloud);
      set = setOf(context.policyPackage(), policies, listed?.services);
      const preview = set.preview({ cloud, ...situationOf(mine()) });
      compiled?.preview.free();
      compiled?.set.free();
      compiled = { set, preview, policies: policies.map(({ id }) => id) };
      if (known?.cloud !== cloud) known = knownOf(cloud, preview.rows);
      const findings = set.lint({ cloud, ...(listed && { services: listed.services }) });
      const decisions = Array.from(preview.decisions);
      const notes = notesOf(policies, texts.read, ({ id }) => id);
      dispatch({
        type: "permissions/evaluated",
        evaluation: {
          ...known,
          decisions,
          whole: Array.from(preview.whole),
          findings,
          names: listed?.names,
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
    evaluated();
    performance.measure("permissions", { start, end: performance.now() });
    askSoon();
  }

  /** The rows of a cloud, and which of them lead to a password. */
  function knownOf(cloud: PolicyCloud, rows: readonly PreviewRow[]): NonNullable<typeof known> {
    const { nova, ecs, reset, console } = context.policyPackage().passwordApis[cloud];
    const of = (ids: readonly string[]): number[] => [...rows.keys()].filter((row) => ids.includes(rows[row]?.id ?? ""));
    return { cloud, rows, ways: { nova: of(nova), ecs: of(ecs), reset: of(reset), console: of(console) } };
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

  return { forget, schedule, compiled: (): Compiled | undefined => compiled, services: () => lists.of(mine().cloud)?.services };
}
