// Whether expectations hold. The decisions are those of `PolicySet.check`, asked directly; here they are only compared.
import type { PolicyCheck, PolicyDecision, PolicyEntry, PolicyReason, Said, Verdict } from "ecs-password/policy";
import { holdersOf, principalName } from "./model.ts";
import type { Because, Expectations, Fault, Grant, NamedPrincipal, Place, Principal, Test, Who, WhoCan } from "./model.ts";
import { nearest } from "./nearest.ts";
import { said } from "./said.ts";

/** A policy of a file. */
export interface LoadedPolicy {
  entry: PolicyEntry;
  /** What it is called within its file, where it has a name there. */
  name?: string | undefined;
  /** Whether the grant is of others of the file as well. */
  isOneOfSeveral?: boolean;
}

/** The policies of a grant, or what is wrong with it. */
export type Load = (grant: Grant) => readonly LoadedPolicy[] | Omit<Fault, "at">;

/** The part of `PolicySet` that is asked. */
export interface AskedSet {
  check(question: PolicyCheck): PolicyDecision;
  free(): void;
}

export type MakeSet = (entries: PolicyEntry[]) => AskedSet;

/**
 * It holds; it does not; whether it does hangs on what was not read; or the question itself is wrong.
 */
export type Status = "holds" | "fails" | "open" | "wrong";

/** A statement that decides, or would. */
export interface Deciding {
  /** What the policy is called in the file of expectations. */
  policy: string;
  /** As it was loaded. */
  entry: PolicyEntry;
  reason: PolicyReason;
}

export interface TestResult {
  kind: "test";
  expected: Test;
  status: Status;
  decision?: PolicyDecision;
  /** What decides, the first one first. */
  deciding: readonly Deciding[];
  /** Where nothing decides, what came closest. */
  closest: readonly Deciding[];
  /** Those of `because` that are not among what decides, where the decision itself is as expected. */
  otherReason: readonly Because[];
  fault?: Fault;
}

/** What one principal may. */
export interface Holder {
  principal: NamedPrincipal;
  decision: PolicyDecision;
  deciding: readonly Deciding[];
  closest: readonly Deciding[];
}

export interface WhoResult {
  kind: "whoCan";
  expected: WhoCan;
  status: Status;
  /** All that were asked. */
  holders: readonly Holder[];
  /** Who can and is not expected to. */
  more: readonly Holder[];
  /** Who is expected to, and certainly cannot. */
  missing: readonly Holder[];
  /** Of whom it is conditional, and is not expected to be. */
  conditional: readonly Holder[];
  /** Who certainly can, and of whom that was expected to be conditional. */
  certain: readonly Holder[];
  fault?: Fault;
}

export type Result = TestResult | WhoResult;

/** The policies of somebody, each with what it is called and may be called by `because`. */
interface Assembled {
  set: AskedSet;
  names: readonly Called[];
}

/** What `because` may call a policy. */
interface Called {
  label: string;
  names: readonly string[];
  entry: PolicyEntry;
}

/** Asks every expectation; `loadFaults` are the policies that could not be taken, and then nothing was asked. */
export function checkExpectations(expectations: Expectations, load: Load, makeSet: MakeSet): { results: readonly Result[]; loadFaults: readonly Fault[] } {
  const results: Result[] = [];
  const steps = resultsOf(expectations, load, makeSet);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return { results, loadFaults: value };
    results.push(value);
  }
}

/** The same one by one, for whoever must not be busy at a stretch; it ends with the policies that could not be taken. */
export function* resultsOf(expectations: Expectations, load: Load, makeSet: MakeSet): Generator<Result, readonly Fault[], undefined> {
  const asker = new Asker(expectations, load, makeSet);
  try {
    if (asker.faults.length > 0) return asker.faults;
    for (const test of expectations.tests) yield asker.test(test);
    for (const whoCan of expectations.whoCan) yield asker.whoCan(whoCan);
    return [];
  } finally {
    asker.free();
  }
}

/** What everybody of the file may, without any expectation. A wrong question throws what `PolicySet.check` throws. */
export function askEverybody(expectations: Expectations, question: PolicyCheck, load: Load, makeSet: MakeSet): { holders: readonly Holder[]; loadFaults: readonly Fault[] } {
  const asker = new Asker(expectations, load, makeSet);
  try {
    return asker.faults.length > 0 ? { holders: [], loadFaults: asker.faults } : { holders: asker.everybody(question), loadFaults: [] };
  } finally {
    asker.free();
  }
}

class Asker {
  readonly faults: Fault[] = [];
  readonly #expectations: Expectations;
  readonly #makeSet: MakeSet;
  readonly #loaded = new Map<Grant, readonly LoadedPolicy[]>();
  readonly #assembled = new Map<string, Assembled>();

  constructor(expectations: Expectations, load: Load, makeSet: MakeSet) {
    this.#expectations = expectations;
    this.#makeSet = makeSet;
    const { policies, groups, users, agencies } = expectations;
    for (const grant of [...policies, ...[...groups, ...users, ...agencies].flatMap((each) => each.policies)]) {
      const loaded = load(grant);
      if ("text" in loaded) this.faults.push({ at: grant.at, ...loaded });
      else this.#loaded.set(grant, loaded);
    }
  }

  free(): void {
    for (const { set } of this.#assembled.values()) set.free();
  }

  test(expected: Test): TestResult {
    const base = { kind: "test", expected, deciding: [], closest: [], otherReason: [] } as const;
    const { names } = this.#of(expected.who);
    const unknown = expected.because.find(({ policy }) => !names.some((each) => each.names.includes(policy)));
    if (unknown) return { ...base, status: "wrong", fault: this.#noPolicy(expected, unknown, names) };
    const answer = this.#ask(expected, expected.who);
    if ("fault" in answer) return { ...base, status: "wrong", fault: answer.fault };
    const { decision, deciding } = answer;
    if (!isExpected(expected, decision.decision)) return { ...base, status: hangsOnUnread(decision) ? "open" : "fails", ...answer };
    const otherReason = expected.because.filter((because) => !deciding.some(({ reason }) => isOf(because, reason, names)));
    // Of more than a hundred reasons the others are not listed, so that nobody can say that it is none of them.
    const status = otherReason.length === 0 ? "holds" : decision.reasons.length > MOST_REASONS ? "open" : "fails";
    return { ...base, status, ...answer, otherReason };
  }

  whoCan(expected: WhoCan): WhoResult {
    const nobody = { kind: "whoCan", expected, holders: [], more: [], missing: [], conditional: [], certain: [] } as const;
    const holders: Holder[] = [];
    for (const principal of holdersOf(this.#expectations)) {
      const answer = this.#ask(expected, principal);
      if ("fault" in answer) return { ...nobody, status: "wrong", fault: answer.fault };
      holders.push({ principal, ...answer });
    }
    const isIn = (list: readonly NamedPrincipal[], { principal }: Holder): boolean => list.some((each) => principalName(each) === principalName(principal));
    const { exactly, perhaps } = expected;
    const can = holders.filter(({ decision }) => decision.decision === "allow");
    const open = holders.filter(({ decision }) => decision.decision === "conditional");
    const cannot = holders.filter((holder) => !can.includes(holder) && !open.includes(holder));
    const more = can.filter((holder) => !isIn(exactly, holder) && !isIn(perhaps, holder));
    const certain = can.filter((holder) => isIn(perhaps, holder));
    const missing = cannot.filter((holder) => isIn(exactly, holder) || isIn(perhaps, holder));
    const conditional = open.filter((holder) => !isIn(perhaps, holder));
    const fails = more.length + certain.length + missing.length > 0 || conditional.some(({ decision }) => !hangsOnUnread(decision));
    return { kind: "whoCan", expected, status: fails ? "fails" : conditional.length > 0 ? "open" : "holds", holders, more, missing, conditional, certain };
  }

  everybody(question: PolicyCheck): Holder[] {
    return holdersOf(this.#expectations).map((principal) => {
      const { set, names } = this.#of(principal);
      const decision = set.check(question);
      return { principal, ...answered(decision, names) };
    });
  }

  #ask({ question, places, at }: Pick<Test, "question" | "places" | "at">, who: Who): Omit<Holder, "principal"> | { fault: Fault } {
    const { set, names } = this.#of(who);
    try {
      return answered(set.check(question), names);
    } catch (error) {
      const fault = faultOf(error, places, at);
      if (!fault) throw error;
      return { fault };
    }
  }

  /** The set of somebody; each is compiled once. */
  #of(who: Who): Assembled {
    const key = JSON.stringify(who);
    const known = this.#assembled.get(key);
    if (known) return known;
    const loaded = this.#grantsOf(who).flatMap((grant) => (this.#loaded.get(grant) ?? []).map((policy) => ({ grant, policy })));
    const made = { set: this.#makeSet(loaded.map(({ policy }) => policy.entry)), names: loaded.map(({ grant, policy }) => ({ ...namesOf(grant, policy), entry: policy.entry })) };
    this.#assembled.set(key, made);
    return made;
  }

  /** What everybody has, what the groups have, and what is the principal's own. */
  #grantsOf(who: Who): Grant[] {
    const { policies, groups, users, agencies } = this.#expectations;
    const ofGroups = (names: readonly string[]): Grant[] => groups.filter(({ name }) => names.includes(name)).flatMap((group) => group.policies);
    const named = (list: readonly Principal[], wanted: string): Principal | undefined => list.find(({ name }) => name === wanted);
    switch (who.kind) {
      case "all": return [...policies];
      case "groups": return [...policies, ...ofGroups(who.names)];
      case "group": return [...policies, ...ofGroups([who.name])];
      case "agency": return [...policies, ...(named(agencies, who.name)?.policies ?? [])];
      case "user": {
        const user = named(users, who.name);
        return [...policies, ...ofGroups(user?.groups ?? []), ...(user?.policies ?? [])];
      }
    }
  }

  #noPolicy({ places, at }: Test, { policy }: Because, names: Assembled["names"]): Fault {
    const known = names.flatMap((each) => each.names);
    const meant = nearest(policy, known);
    const hint = meant === undefined ? (known.length === 0 ? undefined : said`there are: ${[...new Set(names.map(({ label }) => label))].slice(0, 20).map((name) => `\`${name}\``).join(", ")}`) : said`did you mean \`${meant}\`?`;
    return { at: places["because"] ?? at, text: said`\`because\` names \`${policy}\`, which is none of the policies that are asked`, hint };
  }
}

/** As many reasons are listed; behind them stands how many more there are. */
const MOST_REASONS = 100;

const isExpected = ({ expect }: Pick<Test, "expect">, decision: Verdict): boolean => (expect === "deny" ? decision === "explicitDeny" || decision === "implicitDeny" : decision === expect);

/** Whether what was not read could turn it out otherwise. */
export const hangsOnUnread = ({ assumptions }: PolicyDecision): boolean => assumptions.some(({ code }) => code === "unread");

/** What a policy is called, and what else `because` may call it. */
function namesOf({ file, name }: Grant, policy: LoadedPolicy): { label: string; names: string[] } {
  const own = name ?? file ?? policy.entry.name;
  const label = policy.name === undefined || policy.isOneOfSeveral !== true ? own : `${own}: ${policy.name}`;
  return { label, names: [...new Set([label, own, file, name, policy.name].filter((each) => each !== undefined))] };
}

/** With the statements that make the decision what it is: of an implicit deny there are none. */
function answered(decision: PolicyDecision, names: Assembled["names"]): Omit<Holder, "principal"> {
  const decides: Record<Verdict, (reason: PolicyReason) => boolean> = {
    allow: ({ outcome, effect }) => outcome === "matched" && effect === "Allow",
    explicitDeny: ({ outcome, effect }) => outcome === "matched" && effect === "Deny",
    implicitDeny: () => false,
    conditional: ({ outcome }) => outcome === "unknown" || outcome === "unread",
  };
  const all = decision.reasons.flatMap((reason) => {
    const of = reason.policyIndex === undefined ? undefined : names[reason.policyIndex];
    return of === undefined ? [] : [{ policy: of.label, entry: of.entry, reason }];
  });
  const deciding = all.filter(({ reason }) => decides[decision.decision](reason));
  return { decision, deciding, closest: deciding.length > 0 ? [] : all };
}

function isOf({ policy, statement }: Because, reason: PolicyReason, names: Assembled["names"]): boolean {
  if (reason.policyIndex === undefined || names[reason.policyIndex]?.names.includes(policy) !== true) return false;
  return statement === undefined || reason.statement === statement || (reason.sid !== undefined && reason.sid === statement.toString());
}

/** An error of the package about a question, at the member that it is about. Any other error is none of ours. */
function faultOf(error: unknown, places: Readonly<Record<string, Place>>, at: Place): Fault | undefined {
  if (!(error instanceof Error) || error.name !== "EcsPasswordError") return undefined;
  const { path = "", hint, said: parts } = error as Error & { path?: string; hint?: string; said?: { message?: Said; hint?: Said } };
  const [member = ""] = path.split(/[.[]/);
  const text = parts?.message ?? { template: "{}", values: [error.message] };
  return { at: places[member] ?? at, text, ...(hint === undefined ? {} : { hint: parts?.hint ?? { template: "{}", values: [hint] } }) };
}
