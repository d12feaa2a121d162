// Whether the expectations hold: by the checker that `policy test` has, on the policies that are asked. In steps, so that the page goes on meanwhile.
import type { PolicyCheck, PolicySet } from "ecs-password/policy/slim";
import { hangsOnUnread, resultsOf } from "../../../../src/expectations/check.ts";
import type { Deciding, Holder, Result } from "../../../../src/expectations/check.ts";
import { becauseName, principalName } from "../../../../src/expectations/model.ts";
import type { Expectations, Who } from "../../../../src/expectations/model.ts";
import type { PolicyPackage } from "../../shared/context.ts";
import type { createTexts } from "../answers/texts.ts";
import type { Draft } from "../state.ts";
import { loaderOf } from "./grants.ts";
import type { Answer, Held, HeldTest, Other, Why } from "./state.ts";

/** As much is told of one answer. */
const MOST_WHY = 3;
const MOST_BECAUSE = 20;

type Policies = readonly (Draft & { id: number })[];

interface Run {
  of: Expectations;
  policies: Policies;
  steps: Generator<Result, unknown, undefined>;
  idOf: ReturnType<typeof loaderOf>["idOf"];
  list: Held[];
}

export function createHolding(policyPackage: Pick<PolicyPackage, "PolicySet">, texts: Pick<ReturnType<typeof createTexts>, "read">) {
  let run: Run | undefined;

  function begin(of: Expectations, policies: Policies): Run {
    const { load, idOf } = loaderOf(of, policies);
    return { of, policies, idOf, list: [], steps: resultsOf(of, load, (entries): PolicySet => new policyPackage.PolicySet(entries)) };
  }

  /** Goes on for so long; nothing before all are there. Others than before begin anew. */
  function hold(of: Expectations, policies: Policies, ms: number): readonly Held[] | undefined {
    if (run?.of !== of || run.policies !== policies) {
      free();
      run = begin(of, policies);
    }
    const start = performance.now();
    for (;;) {
      const step = run.steps.next();
      if (step.done === true) {
        const { list } = run;
        free();
        return list;
      }
      run.list.push(heldOf(step.value, run));
      if (performance.now() - start >= ms) return undefined;
    }
  }

  /** What comes of one question, for somebody of the file. */
  function decide(of: Expectations, policies: Policies, question: PolicyCheck, who: Who): HeldTest | undefined {
    const at = { offset: 0, line: 1, column: 1 };
    const one = begin({ ...of, tests: [{ at, name: "", places: {}, question, who, expect: "allow", because: [] }], whoCan: [] }, policies);
    const { value } = one.steps.next();
    one.steps.return(undefined);
    const result = value as Result | undefined;
    const held = result && heldOf(result, one);
    return held?.kind === "test" ? held : undefined;
  }

  function free(): void {
    run?.steps.return(undefined);
    run = undefined;
  }

  function heldOf(result: Result, of: Run): Held {
    const { status } = result;
    // It stands with what it is about: where that is in the text says nothing more.
    const fault = result.fault && { text: result.fault.text, hint: result.fault.hint };
    if (result.kind === "test") {
      const { decision, otherReason } = result;
      return { kind: "test", status, answer: decision && answerOf({ ...result, decision }, of), lacking: otherReason.map(becauseName), fault };
    }
    const others = (how: Other["how"], holders: readonly Holder[]): Other[] => holders.map((holder) => ({ how, name: principalName(holder.principal), answer: answerOf(holder, of) }));
    return { kind: "whoCan", status, others: [...others("more", result.more), ...others("missing", result.missing), ...others("conditional", result.conditional), ...others("certain", result.certain)], fault };
  }

  function answerOf({ decision, deciding, closest }: Omit<Holder, "principal">, { idOf, policies }: Run): Answer {
    const why = ({ policy, entry, reason }: Deciding): Why => {
      const policyId = idOf(entry);
      const text = policies.find(({ id }) => id === policyId)?.text;
      return { policy, policyId, reason, statement: text === undefined ? undefined : texts.read(text).policy?.statements.find(({ index }) => index === reason.statement)?.span };
    };
    return {
      decision: decision.decision,
      why: (deciding.length > 0 ? deciding : closest).slice(0, MOST_WHY).map(why),
      because: [...new Set(deciding.map(({ policy, reason: { statement } }) => becauseName({ policy, statement })))].slice(0, MOST_BECAUSE),
      keys: decision.unknownKeys.slice(0, MOST_BECAUSE),
      open: decision.assumptions.map(({ code }) => code).filter((code) => code !== "unread"),
      isUnread: decision.decision === "conditional" && hangsOnUnread(decision),
    };
  }

  return { hold, decide, free };
}
