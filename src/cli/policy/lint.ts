import { Option, type Command } from "commander";
import type { LimitsProfile, PolicyCloud, PolicyFinding } from "ecs-password/policy";
import { EXITS, type Exit } from "../exits.ts";
import { formatJson, formatRows, FORMATS, note, print, type Format } from "../output.ts";
import { casesOf, type Finding, type Level } from "../reports/model.ts";
import { addReportOptions, writeReports, type ReportOptions } from "../reports/options.ts";
import { addPolicyFileOptions, addServiceOptions, cloudOption, counted, readServices, sourceOptions, tellUnread, type PolicyFileOptions, type ServiceOptions } from "./options.ts";
import { placeOf, placeText, readSources, type Sources, type UnreadPart } from "./sources.ts";

interface LintCommand extends PolicyFileOptions, ServiceOptions, ReportOptions {
  cloud?: PolicyCloud;
  limits?: LimitsProfile;
  failOn: FailOn;
  format: Format;
}

/** From which level on a finding ends the command with 1. */
const FAIL_ON = ["error", "warning", "note", "none"] as const;
type FailOn = (typeof FAIL_ON)[number];

const LEVELS: Record<PolicyFinding["severity"], Level> = { error: "error", warning: "warning", info: "note" };

export function addLint(policy: Command, ends: (exit: Exit) => void): void {
  const command = policy
    .command("lint")
    .description("find mistakes in policies: of form, of names, and between policies")
    .argument("[paths...]", "files and folders, or - for standard input; the working folder by default")
    .addOption(cloudOption())
    .addOption(new Option("--limits <profile>", "which limits of size and number hold").choices(["otc", "huawei", "huaweiUnlimited"]))
    .addOption(new Option("--fail-on <level>", "end with 1 where a finding is at least this grave").choices(FAIL_ON).default("error"))
    .addOption(new Option("-f, --format <format>", "how findings are written").choices(FORMATS).default("table"));
  addReportOptions(addServiceOptions(addPolicyFileOptions(command)));
  command.addHelpText("after", `
Ends with 1 where there is a finding of --fail-on, else with 4 where something was not read, such as a policy that
hangs on a variable of Terraform, else with 0.

Examples:
  ecs-password policy lint policies/ --cloud otc
  ecs-password policy lint main.tf --services --fail-on warning
  terraform show -json plan.out | ecs-password policy lint - --cloud huawei
  ecs-password policy lint policies/ --sarif=lint.sarif --gitlab=gl-code-quality-report.json`);
  command.action(async (paths: string[], options: LintCommand) => { ends(await lint(paths.length > 0 ? paths : ["."], options)); });
}

/** A finding with what the package says of it. */
interface Linted {
  finding: Finding;
  of?: PolicyFinding;
}

async function lint(paths: readonly string[], options: LintCommand): Promise<Exit> {
  const sources = await readSources(paths, sourceOptions(options));
  // A module that stands elsewhere is no text of these files.
  const unread = (await tellUnread(sources)).filter(({ policyIndex }) => sources.origins[policyIndex]?.note !== "elsewhere");
  const linted = [...(await findingsOf(sources, options)), ...unread.filter(({ statement }) => statement === undefined).map(unreadFinding)];
  const findings = linted.map(({ finding }) => finding);
  const fails = (finding: Finding) => finding.ruleId !== "unread" && isAsGrave(finding.level, options.failOn);
  const isTaken = await writeReports(options, { findings, files: sources.files, cases: casesOf(findings, sources.files, fails) });
  if (!isTaken) await print(written(linted, options.format));
  note(summary(findings, sources));
  if (findings.some(fails)) return EXITS.no;
  return unread.length > 0 ? EXITS.incomplete : EXITS.yes;
}

function isAsGrave(level: Level, failOn: FailOn): boolean {
  return failOn !== "none" && FAIL_ON.indexOf(level) <= FAIL_ON.indexOf(failOn);
}

async function findingsOf(sources: Sources, options: LintCommand): Promise<Linted[]> {
  const { PolicySet } = await import("ecs-password/policy");
  const { cloud, limits } = options;
  const services = await readServices(options, cloud);
  const set = new PolicySet(sources.entries, services && { services });
  try {
    const all = set.lint({ ...(cloud && { cloud }), ...(limits && { limits }), ...(services && { services }) });
    return await Promise.all(all.map(async (of) => {
      const place = await placeOf(sources, of.policyIndex, of.span);
      return { of, finding: { ruleId: of.code, level: LEVELS[of.severity], message: of.message, ...(of.hint !== undefined && { hint: of.hint }), ...(place && { place }), policy: of.policy, path: of.path } };
    }));
  } finally {
    set.free();
    services?.free();
  }
}

/** What was not read was not looked at either: a report says so where the others stand. */
function unreadFinding({ file, line, column, endLine, endColumn, policy, cause }: UnreadPart): Linted {
  const place = { file, ...(line !== undefined && { line }), ...(column !== undefined && { column }), ...(endLine !== undefined && { endLine }), ...(endColumn !== undefined && { endColumn }) };
  return { finding: { ruleId: "unread", level: "warning", message: `not read: ${cause}`, place, policy } };
}

function written(linted: readonly Linted[], format: Format): string {
  if (format === "json") {
    return formatJson(linted.map(({ of, finding: { ruleId, level, message, hint, place, policy, path } }) => ({
      ...place, level, code: ruleId, ...(of?.iamCode !== undefined && { iamCode: of.iamCode }), message, ...(hint !== undefined && { hint }), policy, ...(path !== undefined && { path }),
    })));
  }
  if (linted.length === 0) return "";
  const rows = linted.map(({ finding: { ruleId, level, message, hint, place } }) => ({ place: place ? placeText(place) : "", level, code: ruleId, message: hint === undefined ? message : `${message}; ${hint}` }));
  return formatRows(rows, [{ key: "place", title: "Place" }, { key: "level", title: "Level" }, { key: "code", title: "Code" }, { key: "message", title: "Finding" }], format);
}

function summary(findings: readonly Finding[], { entries, origins }: Sources): string {
  const of = (level: Level) => findings.filter((each) => each.level === level && each.ruleId !== "unread").length;
  const files = new Set(origins.map(({ file }) => file)).size;
  const found = [counted(of("error"), "error"), counted(of("warning"), "warning"), counted(of("note"), "note")].join(", ");
  const unread = findings.filter(({ ruleId }) => ruleId === "unread").length;
  const policies = counted(entries.filter(({ document }) => document !== undefined).length, "policy", "policies");
  return `${found} in ${policies} of ${counted(files, "file")}${unread > 0 ? `; ${unread.toString()} not read` : ""}`;
}
