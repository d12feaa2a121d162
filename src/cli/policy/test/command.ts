import { Option, type Command } from "commander";
import { checkExpectations, type Result, type Status } from "../../../expectations/check.ts";
import { becauseName, principalName, type Fault } from "../../../expectations/model.ts";
import { EXITS, type Exit } from "../../exits.ts";
import { formatJson, formatRows, FORMATS, note, print, visible, type Format } from "../../output.ts";
import type { Finding, TestCase } from "../../reports/model.ts";
import { addReportOptions, writeReports, type ReportOptions } from "../../reports/options.ts";
import { counted } from "../options.ts";
import { placeText, type Place } from "../sources.ts";
import { loadPolicies, readFileOfExpectations } from "./load.ts";
import { answerOf, cameText, decisionsOf, expectedText, faultText, STATUS_WORDS, tellRefused, whyText } from "./told.ts";

interface TestCommand extends ReportOptions {
  format: Format;
}

/** What came of a file. */
interface Tested {
  file: string;
  results: readonly Result[];
  /** What is wrong with it: then nothing of it was asked. */
  faults: readonly Fault[];
}

export function addTest(policy: Command, ends: (exit: Exit) => void): void {
  const command = policy
    .command("test")
    .description("test whether policies allow and deny what a file of expectations says")
    .argument("<files...>", "files of expectations, YAML or JSON, or - for standard input")
    .addOption(new Option("-f, --format <format>", "how results are written").choices(FORMATS).default("table"));
  addReportOptions(command);
  command.addHelpText("after", `
A file, here expectations.yaml; the paths of policies lead on from its folder:
  version: 1
  cloud: otc
  groups:
    - {name: ops, policies: [ops.json]}
    - {name: guests, policies: [{file: guests.json, scope: allProjects}]}
  users:
    - {name: anna, groups: [ops]}
  tests:
    - {name: ops may read, user: anna, operation: getServerPassword, expect: allow, because: "ops.json#0"}
    - {groups: [guests], operation: deleteServerPassword, expect: deny}
  who_can:
    - {operation: getServerPassword, exactly: [anna]}
expect is allow, explicitDeny, implicitDeny, conditional, or deny (either deny).

Ends with 0 where all hold, with 1 where one does not, with 2 where a file is wrong, and with 4 where one could not be
decided because of what was not read.

Examples:
  ecs-password policy test expectations.yaml
  ecs-password policy test expectations.yaml --junit=report.xml --github`);
  command.action(async (files: string[], options: TestCommand) => { ends(await testFiles(files, options)); });
}

async function testFiles(files: readonly string[], options: TestCommand): Promise<Exit> {
  const tested: Tested[] = [];
  for (const file of files) tested.push(await testFile(file));
  const reported = { findings: tested.flatMap(findingsOf), cases: tested.flatMap(casesOf), files: tested.map(({ file }) => file) };
  const isTaken = await writeReports(options, reported);
  const results = tested.flatMap((each) => each.results.map((result) => ({ file: each.file, result })));
  if (!isTaken && results.length > 0) await print(written(results, options.format));
  tellRefused(decisionsOf(results.map(({ result }) => result)));
  tellFaults(tested);
  if (results.length > 0) note(summary(results.map(({ result }) => result)));
  return exitOf(tested);
}

async function testFile(named: string): Promise<Tested> {
  const { file, expectations, faults } = await readFileOfExpectations(named);
  if (!expectations) return { file, results: [], faults };
  if (expectations.tests.length + expectations.whoCan.length === 0) {
    const text = { template: "{}", values: ["there is nothing to test: `tests` and `who_can` are missing or empty"] };
    return { file, results: [], faults: [{ at: { offset: 0, line: 1, column: 1 }, text }] };
  }
  const load = await loadPolicies(expectations, named);
  const { PolicySet } = await import("ecs-password/policy");
  const { results, loadFaults } = checkExpectations(expectations, load, (entries) => new PolicySet(entries));
  return { file, results, faults: loadFaults };
}

const placeIn = (file: string, { line, column }: Fault["at"]): Place => ({ file, line, column });

function tellFaults(tested: readonly Tested[]): void {
  for (const { file, faults, results } of tested) {
    for (const fault of faults) note(`${placeText(placeIn(file, fault.at))}: ${visible(faultText(fault))}`);
    for (const { fault } of results) if (fault) note(`${placeText(placeIn(file, fault.at))}: ${visible(faultText(fault))}`);
    if (faults.length > 0) note(`\`${visible(file)}\` was not tested: ${counted(faults.length, "mistake")}`);
  }
}

function exitOf(tested: readonly Tested[]): Exit {
  const of = (status: Status): boolean => tested.some(({ results }) => results.some((each) => each.status === status));
  if (of("wrong") || tested.some(({ faults }) => faults.length > 0)) return EXITS.usage;
  if (of("fails")) return EXITS.no;
  return of("open") ? EXITS.incomplete : EXITS.yes;
}

function summary(results: readonly Result[]): string {
  const count = (status: Status): number => results.filter((each) => each.status === status).length;
  const others = (["fails", "open", "wrong"] as const).flatMap((status) => (count(status) === 0 ? [] : [`${count(status).toString()} ${SUMMARY[status](count(status) === 1)}`]));
  return [`${count("holds").toString()} of ${counted(results.length, "expectation")} ${count("holds") === 1 ? "holds" : "hold"}`, ...others].join(", ");
}

const SUMMARY = { fails: (isOne: boolean) => (isOne ? "does not" : "do not"), open: () => "not decided", wrong: (isOne: boolean) => (isOne ? "is wrong" : "are wrong") };

function written(all: readonly { file: string; result: Result }[], format: Format): string {
  if (format === "json") return formatJson(all.map(jsonOf));
  const rows = all.map(({ file, result }) => ({ status: STATUS_WORDS[result.status], place: placeText(placeIn(file, result.expected.at)), name: result.expected.name, expected: expectedText(result), came: cameText(result), why: whyText(result) }));
  const columns = [["status", "Result"], ["place", "Place"], ["name", "Expectation"], ["expected", "Expected"], ["came", "Answer"], ["why", "Why"]] as const;
  return formatRows(rows, columns.map(([key, title]) => ({ key, title })), format);
}

function jsonOf({ file, result }: { file: string; result: Result }): object {
  const { expected, status, fault } = result;
  const { line, column } = expected.at;
  const head = { file, line, column, kind: result.kind, name: expected.name, result: status, question: expected.question };
  const tail = { why: whyText(result), ...(fault && { fault: { ...placeIn(file, fault.at), message: faultText(fault) } }) };
  if (result.kind === "test") {
    const { who, expect, because } = result.expected;
    return { ...head, who, expected: { expect, because: because.map(becauseName) }, ...answerOf(result.decision), deciding: result.deciding.map(({ policy, reason: { statement, sid } }) => ({ policy, statement: statement ?? null, ...(sid !== undefined && { sid }) })), ...tail };
  }
  const { exactly, perhaps } = result.expected;
  const holders = result.holders.map(({ principal, decision }) => ({ principal: principalName(principal), ...answerOf(decision) }));
  return { ...head, expected: { exactly: exactly.map(principalName), perhaps: perhaps.map(principalName) }, holders, ...tail };
}

const RULES: Record<Exclude<Status, "holds">, string> = { fails: "expectationFailed", open: "expectationNotDecided", wrong: "expectationWrong" };

function messageOf(result: Result): string {
  const { name } = result.expected;
  if (result.status === "wrong") return `${name}: ${whyText(result)}`;
  const outcome = result.status === "open" ? "could not be decided: " : "";
  return `${name}: ${outcome}expected ${expectedText(result)}, the answer is ${cameText(result)}: ${whyText(result)}`;
}

/** A finding of each that does not hold, at its place in the file. */
function findingsOf({ file, results, faults }: Tested): Finding[] {
  return [
    ...faults.map((fault): Finding => ({ ruleId: RULES.wrong, level: "error", message: faultText(fault), place: placeIn(file, fault.at) })),
    ...results.flatMap((result): Finding[] => (result.status === "holds" ? [] : [{ ruleId: RULES[result.status], level: result.status === "open" ? "warning" : "error", message: messageOf(result), place: placeIn(file, result.fault?.at ?? result.expected.at) }])),
  ];
}

const OUTCOMES: Record<Status, TestCase["outcome"]> = { holds: "passed", fails: "failed", open: "error", wrong: "error" };

function casesOf({ file, results, faults }: Tested): TestCase[] {
  if (faults.length > 0) return [{ name: "the file can be read", suite: file, outcome: "error", message: faults.map((fault) => `${placeText(placeIn(file, fault.at))}: ${faultText(fault)}`).join("\n"), place: { file } }];
  const names = new Map<string, number>();
  return results.map((result) => {
    const { name } = result.expected;
    const count = (names.get(name) ?? 0) + 1;
    names.set(name, count);
    return { name: count === 1 ? name : `${name} (${count.toString()})`, suite: file, outcome: OUTCOMES[result.status], ...(result.status === "holds" ? {} : { message: messageOf(result) }), place: placeIn(file, result.expected.at) };
  });
}

