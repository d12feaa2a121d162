// Results of expectations in words, for rows and reports.
import type { PolicyDecision } from "ecs-password/policy";
import { hangsOnUnread, type Deciding, type Holder, type Result, type Status, type TestResult, type WhoResult } from "../../../expectations/check.ts";
import { becauseName, principalName, type Fault, type NamedPrincipal } from "../../../expectations/model.ts";
import { english } from "../../../expectations/said.ts";
import { note, visible } from "../../output.ts";

/** How a result is called in rows. */
export const STATUS_WORDS: Record<Status, string> = { holds: "holds", fails: "fails", open: "not decided", wrong: "wrong" };

/** As many reasons are told of one result. */
const MOST_TOLD = 3;

export const faultText = ({ text, hint }: Pick<Fault, "text" | "hint">): string => (hint ? `${english(text)}; ${english(hint)}` : english(text));

export function expectedText({ kind, expected }: Result): string {
  if (kind === "whoCan") {
    const perhaps = expected.perhaps.length === 0 ? "" : `; perhaps ${names(expected.perhaps)}`;
    return `exactly ${names(expected.exactly)}${perhaps}`;
  }
  return expected.because.length === 0 ? expected.expect : `${expected.expect} because ${expected.because.map(becauseName).join(", ")}`;
}

export function cameText(result: Result): string {
  if (result.status === "wrong") return "";
  if (result.kind === "test") return result.decision?.decision ?? "";
  const of = (wanted: string): NamedPrincipal[] => result.holders.filter(({ decision }) => decision.decision === wanted).map(({ principal }) => principal);
  const perhaps = of("conditional");
  return `${names(of("allow"))}${perhaps.length === 0 ? "" : `; perhaps ${names(perhaps)}`}`;
}

const names = (principals: readonly NamedPrincipal[]): string => principals.map(principalName).join(", ") || "nobody";

export function whyText(result: Result): string {
  if (result.fault) return faultText(result.fault);
  return result.kind === "test" ? testWhy(result) : whoWhy(result);
}

function testWhy({ decision, deciding, otherReason, expected }: TestResult): string {
  if (!decision) return "";
  const why = decisionWhy(decision, deciding);
  if (otherReason.length === 0) return why;
  const lacking = otherReason.map((each) => `\`${becauseName(each)}\``).join(", ");
  const isCut = decision.reasons.length > 100;
  return `${lacking} ${otherReason.length === 1 ? "is" : "are"} not among ${isCut ? "the reasons that are listed" : `what decides ${expected.expect === "deny" ? "the deny" : "it"}`}; ${why}`;
}

/** The statements that decide, and what it depends on. */
export function decisionWhy(decision: PolicyDecision, deciding: readonly Deciding[]): string {
  const told = deciding.slice(0, MOST_TOLD).map(({ policy, reason: { statement, what } }) => `${statement === undefined ? policy : `${policy}#${statement.toString()}`}: ${what}`);
  const more = deciding.length - told.length;
  const reasons = told.length > 0 ? [...told, ...(more > 0 ? [`and ${more.toString()} more`] : [])] : decision.reasons.slice(0, 2).map(({ policy, statement, what }) => (policy === undefined || statement === undefined ? what : `${policy}#${statement.toString()}: ${what}`));
  return [...reasons, ...dependsOn(decision)].join("; ");
}

/** What a conditional answer hangs on. */
export function dependsOn(decision: PolicyDecision): string[] {
  if (decision.decision !== "conditional") return [];
  const { unknownKeys, assumptions } = decision;
  const open = assumptions.map(({ code }) => code).filter((code) => code !== "unread");
  return [
    ...(unknownKeys.length > 0 ? [`it depends on ${unknownKeys.map((key) => `\`${key}\``).join(", ")}`] : []),
    ...(open.length > 0 ? [`the documents leave open: ${open.join(", ")}`] : []),
    ...(hangsOnUnread(decision) ? ["it depends on what was not read"] : []),
  ];
}

function whoWhy({ more, missing, conditional, certain }: WhoResult): string {
  const each = (what: string, holders: readonly Holder[]): string[] => holders.map(({ principal, decision, deciding }) => `${principalName(principal)} ${what} (${decisionWhy(decision, deciding)})`);
  return [...each("can as well", more), ...each("cannot", missing), ...each("perhaps can", conditional), ...each("can for certain", certain)].join("; ");
}

/** The decision, and what a conditional one hangs on, for programs. */
export const answerOf = (decision: PolicyDecision | undefined) => ({ decision: decision?.decision ?? null, unknownKeys: decision?.unknownKeys ?? [], assumptions: decision?.assumptions.map(({ code }) => code) ?? [] });

/** Says what of the policies IAM would refuse. */
export function tellRefused(decisions: readonly (PolicyDecision | undefined)[]): void {
  for (const name of new Set(decisions.flatMap((decision) => decision?.wouldBeRefused ?? []))) {
    note(`IAM would refuse \`${visible(name)}\` as it is written: answers are as it would read once mended`);
  }
}

/** All that were asked. */
export const decisionsOf = (results: readonly Result[]): (PolicyDecision | undefined)[] => results.flatMap((result) => (result.kind === "test" ? [result.decision] : result.holders.map(({ decision }) => decision)));
