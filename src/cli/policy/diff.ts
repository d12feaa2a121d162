import { InvalidArgumentError, Option, type Command } from "commander";
import type { ChangedApi, PolicyDifference, PolicySet, PreviewInput, PreviewRow } from "ecs-password/policy";
import { EXITS, Failure, type Exit } from "../exits.ts";
import { formatJson, formatRows, note, print } from "../output.ts";
import { casesOf, type Finding } from "../reports/model.ts";
import { addReportOptions, writeReports, type ReportOptions } from "../reports/options.ts";
import { STANDARD_INPUT } from "./files.ts";
import { addPolicyFileOptions, counted, sourceOptions, tellUnread, type PolicyFileOptions } from "./options.ts";
import { addCallsOptions, callsOf, type CallsOptions } from "./preview.ts";
import { placed, statementText, type PlacedReason } from "./reasons.ts";
import { readSources, type Sources } from "./sources.ts";
import { csvTable, markdownTable } from "./tables.ts";
import { sameEntries, termsOf } from "./terms.ts";

/** What can change, as `--fail-on` calls it and as results do. */
const CHANGES = { "newly-allowed": "newlyAllowed", "newly-denied": "newlyDenied", "now-conditional": "nowConditional", "still-conditional": "stillConditional" } as const;
type ChangeOption = keyof typeof CHANGES;
type ChangeName = (typeof CHANGES)[ChangeOption];

/** The words for it. */
const WORDS: Record<ChangeName, string> = { newlyAllowed: "newly allowed", newlyDenied: "newly denied", nowConditional: "now conditional", stillConditional: "conditional on other terms" };

const FORMATS = ["table", "json", "csv", "markdown", "value"] as const;

interface DiffCommand extends PolicyFileOptions, CallsOptions, ReportOptions {
  failOn?: ChangeOption[];
  format: (typeof FORMATS)[number];
}

/** A call whose answer changes, with where the statements are that did it. */
interface Change extends Pick<ChangedApi, "id" | "title" | "action" | "before" | "after"> {
  change: ChangeName;
  /** Whether it rests on what was not read, and so may be none. */
  isOpen: boolean;
  reasonsBefore: PlacedReason[];
  reasonsAfter: PlacedReason[];
}

export function addDiff(policy: Command, ends: (exit: Exit) => void): void {
  const command = policy
    .command("diff")
    .description("compare two states of policies: what is newly allowed, newly denied, now conditional")
    .argument("<before>", "a file or a folder, or - for standard input")
    .argument("<after>", "the same afterwards")
    .option("--fail-on <changes>", `end with 1 where there is one of these: ${Object.keys(CHANGES).join(", ")}, or any; commas between them`, changesOf)
    .addOption(new Option("-f, --format <format>", "how the changes are written").choices(FORMATS).default("table"));
  addReportOptions(addPolicyFileOptions(addCallsOptions(command)));
  command.addHelpText("after", `
A call that is conditional before and after is told as still-conditional where it hangs on other terms than before.
Ends with 1 where there is a change of --fail-on; else with 4 where something was not read, or where what is conditional
may be such a change for some requests; else with 0.

Examples:
  ecs-password policy diff old/ new/ --cloud otc --fail-on newly-allowed
  git show main:ops.json | ecs-password policy diff - ops.json --cloud otc --fail-on any -f markdown
  ecs-password policy diff state.json plan.json --cloud huawei --fail-on newly-allowed --github`);
  command.action(async (before: string, after: string, options: DiffCommand) => { ends(await diff(before, after, options)); });
}

function changesOf(value: string, before: readonly ChangeOption[] = []): ChangeOption[] {
  const all = Object.keys(CHANGES) as ChangeOption[];
  const added = value.split(",").flatMap((each) => {
    const known = each === "any" ? all : all.filter((one) => one === each);
    if (known.length === 0) throw new InvalidArgumentError(`expected ${all.join(", ")} or any.`);
    return known;
  });
  return [...before, ...added];
}

async function diff(beforePath: string, afterPath: string, options: DiffCommand): Promise<Exit> {
  if (beforePath === STANDARD_INPUT && afterPath === STANDARD_INPUT) throw new Failure("only one side can be standard input");
  const calls = await callsOf(options);
  const read = (at: string) => readSources([at], { ...sourceOptions(options), mayBeEmpty: true });
  const [before, after] = [await read(beforePath), await read(afterPath)];
  for (const [at, { entries }] of [[beforePath, before], [afterPath, after]] as const) if (entries.length === 0) note(`there is no policy in ${at}`);
  const unread = [...(await tellUnread(before)), ...(await tellUnread(after))];
  const { PolicySet } = await import("ecs-password/policy");
  const sets = [new PolicySet(before.entries), new PolicySet(after.entries)] as const;
  try {
    const difference = sets[0].diff(sets[1], calls);
    const changes = [...(await changesIn(difference, before, after)), ...(await onOtherTerms(sets, before, after, calls))];
    const asked = new Set((options.failOn ?? []).map((each) => CHANGES[each]));
    const findings = changes.map((each) => findingOf(each, asked));
    const cases = casesOf(findings, after.files, ({ level }) => level === "error");
    const isTaken = await writeReports(options, { findings, cases, files: after.files });
    if (!isTaken) await print(written(changes, options.format));
    const unchanged = difference.unchanged - changes.filter(({ change }) => change === "stillConditional").length;
    note([...Object.values(CHANGES).map((name) => `${changes.filter(({ change }) => change === name).length.toString()} ${WORDS[name]}`), `${counted(unchanged, "call")} unchanged`].join(", "));
    return exitFor(changes, asked, unread.length > 0);
  } finally {
    for (const set of sets) set.free();
  }
}

async function changesIn(difference: PolicyDifference, before: Sources, after: Sources): Promise<Change[]> {
  const names = ["newlyAllowed", "newlyDenied", "nowConditional"] as const;
  return Promise.all(names.flatMap((change) => difference[change].map(async (each): Promise<Change> => {
    const [reasonsBefore, reasonsAfter] = [await placed(before, each.reasonsBefore), await placed(after, each.reasonsAfter)];
    const isOpen = [...reasonsBefore, ...reasonsAfter].some(({ outcome }) => outcome === "unread");
    return { ...each, change, isOpen, reasonsBefore, reasonsAfter };
  })));
}

/** What is conditional on both sides, which is no difference to the package: the conditions may be others. */
async function onOtherTerms(sets: readonly [PolicySet, PolicySet], before: Sources, after: Sources, calls: PreviewInput): Promise<Change[]> {
  if (sameEntries(before, after)) return [];
  using then = sets[0].preview(calls);
  using now = sets[1].preview(calls);
  const { verdicts } = await import("ecs-password/policy");
  const conditional = verdicts.indexOf("conditional");
  const [termsThen, termsNow, decisionsThen, decisionsNow] = [await termsOf(before, then), await termsOf(after, now), then.decisions, now.decisions];
  const rows = then.rows.map((row, index): [PreviewRow, number] => [row, index]).filter(([, index]) => decisionsThen[index] === conditional && decisionsNow[index] === conditional);
  return await Promise.all(rows.filter(([, index]) => termsThen(index) === undefined || termsThen(index) !== termsNow(index)).map(async ([{ id, title, action }, index]): Promise<Change> => {
    const [reasonsBefore, reasonsAfter] = [await placed(before, then.explain(index).reasons), await placed(after, now.explain(index).reasons)];
    const isOpen = [...reasonsBefore, ...reasonsAfter].some(({ outcome }) => outcome === "unread");
    return { id, ...(title !== undefined && { title }), action, before: "conditional", after: "conditional", change: "stillConditional", isOpen, reasonsBefore, reasonsAfter };
  }));
}

/** 1 is said of what is certain only, and 0 where none of what was asked for may hide in what is open. */
function exitFor(changes: readonly Change[], asked: ReadonlySet<ChangeName>, hasUnread: boolean): Exit {
  if (changes.some(({ change, isOpen }) => asked.has(change) && !isOpen)) return EXITS.no;
  const mayBe = changes.some((each) => asked.has(each.change) || (asked.has("newlyAllowed") && mayAllow(each)) || (asked.has("newlyDenied") && mayDeny(each)));
  return hasUnread || mayBe ? EXITS.incomplete : EXITS.yes;
}

const mayAllow = ({ change, before }: Change): boolean => (change === "nowConditional" && before !== "allow") || change === "stillConditional";
const mayDeny = ({ change, before }: Change): boolean => (change === "nowConditional" && before === "allow") || change === "stillConditional";

/** The statement that did it: of the new side where that has one, else of the old one. */
function causeOf({ reasonsBefore, reasonsAfter }: Change): PlacedReason | undefined {
  return [...reasonsAfter, ...reasonsBefore].find(({ policy, outcome }) => policy !== undefined && outcome !== "notMatched") ?? reasonsAfter[0];
}

function findingOf(change: Change, asked: ReadonlySet<ChangeName>): Finding {
  const reason = causeOf(change);
  const level = !asked.has(change.change) ? "note" : change.isOpen ? "warning" : "error";
  const message = `${change.id}: ${WORDS[change.change]} (${change.action}, ${change.before} before, ${change.after} now)${reason ? `: ${[statementText(reason), reason.what].filter(Boolean).join(": ")}` : ""}`;
  return { ruleId: change.change, level, message, ...(reason?.place && { place: reason.place }), ...(reason?.policy !== undefined && { policy: reason.policy }) };
}

function written(changes: readonly Change[], format: DiffCommand["format"]): string {
  if (format === "json") return formatJson(changes);
  if (changes.length === 0 && format !== "csv") return format === "markdown" ? "No answer changes.\n" : "";
  const rows = changes.map((each) => {
    const reason = causeOf(each);
    return { change: WORDS[each.change], action: each.action, call: each.id, before: each.before, after: each.after, by: reason ? statementText(reason) || reason.what : "" };
  });
  const columns = [{ key: "change", title: "Change" }, { key: "call", title: "Call" }, { key: "action", title: "Action" }, { key: "before", title: "Before" }, { key: "after", title: "Now" }, { key: "by", title: "By" }];
  if (format === "markdown") return markdownTable(rows, columns);
  return format === "csv" ? csvTable(rows, columns) : formatRows(rows, columns, format);
}
