// Answering from the policies: of what the core compiled of them. All that goes in and out is plain data, so that it runs on the page's own
// thread as well as in a worker.
import type { AssumptionCode, ExportFormat, OperationName, PolicyAssumption, PolicyCheck, PolicyDecision, PolicyDifference, PolicySet, Preview, Services, SuggestedPolicy, TextSpan } from "ecs-password/policy/slim";
import type { Expectations, Who } from "../../../../src/expectations/model.ts";
import type { PolicyPackage } from "../../shared/context.ts";
import type { Checked, Draft, Evaluation, Permissions } from "../state.ts";
import { CONDITIONAL } from "../verdicts.ts";
import { createHolding } from "../expectations/holding.ts";
import type { Held, HeldTest } from "../expectations/state.ts";
import { abilitiesOf } from "./abilities.ts";
import { createLists } from "./lists.ts";
import { doubtfulOf, noteRows, notesOf, saidInSet, withNotes } from "./noted.ts";
import { setOf, situationOf } from "./questions.ts";
import { createTexts } from "./texts.ts";
import { leadsOf } from "./twins.ts";

/** What is asked, of the entries that are in the set. */
export interface Question extends Pick<Permissions, "cloud" | "facts" | "assume" | "ownLists"> {
  policies: readonly (Draft & { id: number })[];
}

/** What stays the same from one answer to the next, until the cloud or its lists are others. */
export type Known = Pick<Evaluation, "rows" | "ways" | "names">;

export interface Answers {
  evaluation: Omit<Evaluation, keyof Known>;
  /** Nothing where it is what was given last. */
  known: Known | undefined;
  /** How long it took. */
  ms: number;
}

/** Which keys and which questions keep rows open. */
export interface Open {
  keys: string[];
  questions: PolicyAssumption[];
  /** How many answers depend on such questions; of the same API in two versions one counts. */
  answers: number;
}

interface Compiled {
  question: Question;
  services: Services | undefined;
  set: PolicySet;
  preview: Preview;
  evaluation: Answers["evaluation"];
  /** What is still to be asked to know what keeps rows open, and what is known of it by now. */
  jobs: (() => void)[];
  open: { keys: Set<string>; questions: Map<AssumptionCode, PolicyAssumption>; rows: Set<number> };
}

interface Before extends Pick<Compiled, "services" | "set"> {
  cloud: Question["cloud"];
  drafts: Question["policies"];
  checked: Checked;
}

export type Format = Exclude<ExportFormat, "text">;
export type Answering = ReturnType<typeof createAnswering>;

/** What can be asked, what with, and what comes of it. */
export type Method = Exclude<keyof Answering, "free" | "listsRead">;
export type Call<M extends Method> = Parameters<Answering[M]>;
export type Result<M extends Method> = ReturnType<Answering[M]>;

export const call = <M extends Method>(answering: Answering, method: M, args: Call<M>): Result<M> =>
  (answering[method] as unknown as (...given: Call<M>) => Result<M>)(...args);

/** `arrived` is called once there are lists of services that there were not; without it none are fetched. */
export function createAnswering(policyPackage: PolicyPackage, arrived?: () => void) {
  const texts = createTexts(() => policyPackage);
  const holding = createHolding(policyPackage, texts);
  let ownLists: Question["ownLists"] = [];
  const lists = createLists(() => policyPackage, () => ownLists, () => arrived?.());
  let compiled: Compiled | undefined;
  let before: Before | undefined;
  let known: (Known & { cloud: Question["cloud"] }) | undefined;

  /** Asks everything anew. Where that fails, what was asked before stays. */
  function evaluate(question: Question): Answers {
    const start = performance.now();
    const { cloud, policies } = question;
    if (!sameTexts(ownLists, question.ownLists)) ({ ownLists } = question);
    const listed = arrived && lists.of(cloud);
    const set = setOf(policyPackage, policies, listed?.services);
    let preview: Preview | undefined;
    try {
      preview = set.preview({ cloud, ...situationOf(question) });
      const findings = saidInSet(set.lint({ cloud, ...(listed && { services: listed.services }) }), policies, texts.read);
      const decisions = Array.from(preview.decisions);
      const notes = notesOf(policies, texts.read, ({ id }) => id);
      const whole = Array.from(preview.whole);
      const hanging = hangingOf(question, notes.unread.length > 0, decisions, set);
      const isKnown = known?.cloud === cloud && known.names === listed?.names;
      const now = known?.cloud === cloud ? known : { rows: preview.rows, ways: waysOf(cloud, preview) };
      const shown = preview;
      const explained = (row: number): PolicyDecision => shown.explain(row);
      const evaluation = {
        cloud,
        decisions,
        whole,
        abilities: abilitiesOf(now.rows, { decisions, whole }, explained),
        leads: leadsOf({ rows: now.rows, decisions, whole, hanging }),
        findings,
        uses: texts.usesOf(policies),
        policies: policies.map(({ id }) => id),
        ...notes,
        doubtful: doubtfulOf(findings, policies, notes),
        hanging,
      };
      known = { cloud, rows: now.rows, ways: now.ways, names: listed?.names };
      freeCompiled();
      compiled = { question, services: listed?.services, set, preview, evaluation, jobs: [], open: { keys: new Set(), questions: new Map(), rows: new Set() } };
      compiled.jobs = jobsOf(compiled, known.rows);
      const { rows, ways, names } = known;
      return { evaluation, known: isKnown ? undefined : { rows, ways, names }, ms: performance.now() - start };
    } catch (error) {
      preview?.free();
      set.free();
      throw error;
    }
  }

  /** Which of the rows lead to a password. */
  function waysOf(cloud: Question["cloud"], { rows }: Preview): Known["ways"] {
    const { nova, ecs, reset, console } = policyPackage.passwordApis[cloud];
    const of = (ids: readonly string[]): number[] => [...rows.keys()].filter((row) => ids.includes(rows[row]?.id ?? ""));
    return { nova: of(nova), ecs: of(ecs), reset: of(reset), console: of(console) };
  }

  /** One piece of work for each group of rows that hang on the same keys and questions: rows with the same action do. */
  function jobsOf({ question, set, preview, evaluation: { decisions, whole, leads = [] }, open: { keys, questions, rows } }: Compiled, all: Known["rows"]): Compiled["jobs"] {
    const open = [...all.keys()].filter((row) => decisions[row] === CONDITIONAL);
    const dependent = [...all.keys()].filter((row) => whole[row] === CONDITIONAL && decisions[row] !== CONDITIONAL);
    const alike = new Map<string, number[]>();
    for (const row of open) {
      const names = `${all[row]?.action ?? ""} ${all[row]?.formerActions?.join(" ") ?? ""}`;
      alike.set(names, [...(alike.get(names) ?? []), row]);
    }
    const needed = new Set(dependent.flatMap((row) => all[row]?.dependentActions ?? []));
    const collect = ({ unknownKeys, assumptions }: PolicyDecision, of: readonly number[]): void => {
      const isOpen = assumptions.some(({ code }) => code !== "unread");
      for (const row of isOpen ? of : []) rows.add(leads[row] ?? row);
      for (const key of unknownKeys) keys.add(key);
      for (const assumption of assumptions) questions.set(assumption.code, assumption);
    };
    return [
      ...[...alike.values()].map((of) => () => { collect(preview.explain(of[0] ?? 0), of); }),
      ...[...needed].map((action) => () => { collect(set.check({ ...checkOf(question), action }), dependent.filter((row) => all[row]?.dependentActions?.includes(action))); }),
    ];
  }

  /** Goes on for so long with asking what keeps rows open; nothing before that is known. */
  function stillOpen(ms: number): Open | undefined {
    if (!compiled) return undefined;
    const { jobs, open: { keys, questions, rows } } = compiled;
    const start = performance.now();
    do jobs.shift()?.();
    while (jobs.length > 0 && performance.now() - start < ms);
    return jobs.length > 0 ? undefined : { keys: [...keys], questions: [...questions.values()], answers: rows.size };
  }

  /** Nothing where there is no such row. */
  function explain(id: string): PolicyDecision | undefined {
    const row = known?.rows.findIndex((one) => one.id === id) ?? -1;
    return row < 0 ? undefined : compiled?.preview.explain(row);
  }

  /** The policy that a reason is of, and where in its text the statement stands. */
  function place(policyIndex: number | undefined, statement: number | undefined): { policyId: number; statement: TextSpan | undefined } | undefined {
    const policy = compiled?.question.policies[policyIndex ?? -1];
    return policy && { policyId: policy.id, statement: texts.read(policy.text).policy?.statements.find(({ index }) => index === statement)?.span };
  }

  /** What is other than with `drafts`, which are in the set; nothing where nothing was asked. */
  function compare(drafts: Question["policies"]): { difference: PolicyDifference; checked: Checked } | undefined {
    if (!compiled) return undefined;
    const { question, set, services } = compiled;
    const { cloud } = question;
    if (!before || before.services !== services || before.cloud !== cloud || !sameDrafts(before.drafts, drafts)) {
      before?.set.free();
      before = undefined;
      const made = setOf(policyPackage, drafts, services);
      before = { cloud, drafts, services, set: made, checked: checkedOf(made, question, drafts, services) };
    }
    return { difference: before.set.diff(set, { cloud, ...situationOf(question) }), checked: before.checked };
  }

  /** What is found in a set, as it is in the one that is asked. */
  function checkedOf(set: PolicySet, { cloud }: Pick<Question, "cloud">, policies: Question["policies"], services: Services | undefined): Checked {
    const findings = saidInSet(set.lint({ cloud, ...(services && { services }) }), policies, texts.read);
    const notes = notesOf(policies, texts.read, ({ id }) => id);
    return { findings, ...notes, doubtful: doubtfulOf(findings, policies, notes), policies: policies.map(({ id }) => id), texts: policies.map(({ text }) => text) };
  }

  function suggest(apis: readonly string[], operations: readonly OperationName[]): SuggestedPolicy | undefined {
    return compiled?.set.suggest({ cloud: compiled.question.cloud, apis: [...apis], operations: [...operations] });
  }

  /** Goes on for so long with asking whether what is expected holds; nothing before that is known. */
  function hold(expectations: Expectations, ms: number): readonly Held[] | undefined {
    return compiled && holding.hold(expectations, compiled.question.policies, ms);
  }

  /** What a question comes to, for somebody of a file of expectations. */
  function decide(expectations: Expectations, question: PolicyCheck, who: Who): HeldTest | undefined {
    return compiled && holding.decide(expectations, compiled.question.policies, question, who);
  }

  /** The text of a file; `api` is the one that is explained. */
  function file(what: "preview" | "explanation" | "difference", format: Format, api: string | undefined): string | undefined {
    if (!compiled) return undefined;
    const { question, set, preview, evaluation } = compiled;
    if (what === "explanation") return api === undefined ? undefined : set.explain({ ...checkOf(question), api }, { format });
    if (what === "preview") return withNotes(preview.export(format), noteRows(question, [["", evaluation]]), format);
    if (!before) return undefined;
    const table = before.set.diff(set, { cloud: question.cloud, ...situationOf(question) }, { format });
    return withNotes(table, noteRows(question, [[" before", before.checked], [" after", evaluation]]), format);
  }

  function freeCompiled(): void {
    compiled?.preview.free();
    compiled?.set.free();
    compiled = undefined;
  }

  function free(): void {
    holding.free();
    freeCompiled();
    before?.set.free();
    before = undefined;
    texts.clear();
  }

  return { evaluate, stillOpen, explain, place, compare, suggest, hold, decide, file, free, listsRead: lists.read };
}

const checkOf = (question: Question): PolicyCheck => ({ cloud: question.cloud, ...situationOf(question) });

/** Which conditional answers are certain as soon as it is known what stands in what was not read. */
function hangingOf(question: Question, isUnread: boolean, decisions: readonly number[], set: PolicySet): boolean[] {
  if (!isUnread) return [];
  const situation = situationOf(question);
  const [allows, denies] = [true, false].map((unread) => {
    const assumed = set.preview({ cloud: question.cloud, ...situation, assume: { ...situation.assume, unread } });
    const found = Array.from(assumed.decisions);
    assumed.free();
    return found;
  });
  return decisions.map((decision, row) => decision === CONDITIONAL && allows?.[row] !== CONDITIONAL && denies?.[row] !== CONDITIONAL);
}

/** Those of a worker are copies each time. */
const sameTexts = (some: Question["ownLists"], others: Question["ownLists"]): boolean =>
  some === others || (some.length === others.length && some.every(({ text }, index) => text === others[index]?.text));
const sameDrafts = (some: readonly Draft[], others: readonly Draft[]): boolean => some === others || JSON.stringify(some) === JSON.stringify(others);
