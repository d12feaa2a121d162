import { writeFile } from "node:fs/promises";
import { Command, Option } from "commander";
import { Failure } from "../exits.ts";
import { reasonOf } from "../files.ts";
import { print, visible } from "../output.ts";
import { github } from "./github.ts";
import { gitlab } from "./gitlab.ts";
import { junit } from "./junit.ts";
import type { Finding, TestCase } from "./model.ts";
import { sarif } from "./sarif.ts";

/** The version of the package, which the build writes here. */
declare const CLI_VERSION: string;

const FORMATS = ["sarif", "junit", "github", "gitlab"] as const;
type ReportFormat = (typeof FORMATS)[number];

/** Where each report goes that was asked for: a file, or `-` for standard output. */
export type ReportOptions = Partial<Record<ReportFormat, string>>;

/** What reports are made of. */
export interface Reported {
  findings: readonly Finding[];
  cases: readonly TestCase[];
  files: readonly string[];
}

/**
 * Adds `--sarif`, `--junit`, `--github` and `--gitlab`, each with `=file` or alone. Alone it takes nothing that follows: commander would take the
 * next path for its file.
 */
export function addReportOptions(command: Command): Command {
  const options = [
    new Option("--sarif [=file]", "write a report in SARIF 2.1.0"),
    new Option("--junit [=file]", "write a report as JUnit does"),
    new Option("--github [=file]", "write workflow commands of GitHub (annotations)"),
    new Option("--gitlab [=file]", "write GitLab's report on code quality"),
  ];
  for (const each of options) command.addOption(each);
  const parse = command.parseOptions.bind(command);
  command.parseOptions = (args) => parse(withFiles(args));
  return command;
}

function withFiles(args: readonly string[]): string[] {
  const end = args.indexOf("--");
  return args.map((each, index) => ((end < 0 || index < end) && FORMATS.some((format) => each === `--${format}`) ? `${each}=-` : each));
}

/**
 * Writes the reports that were asked for.
 *
 * @returns Whether one of them went to standard output, where nothing else can stand then.
 */
export async function writeReports(options: ReportOptions, reported: Reported): Promise<boolean> {
  const asked = FORMATS.flatMap((format) => { const to = options[format]; return to === undefined ? [] : [{ format, to }]; });
  const toOutput = asked.filter(({ to }) => to === "-");
  if (toOutput.length > 1) throw new Failure("only one report can go to standard output", { hint: `Give the others a file, such as --${toOutput[0]?.format ?? "sarif"}=report.` });
  for (const { format, to } of asked) {
    const text = textOf(format, reported);
    if (to === "-") await print(text);
    else await writeFile(to, text).catch((error: unknown) => { throw new Failure(`\`${visible(to)}\` cannot be written: ${reasonOf(error)}`); });
  }
  return toOutput.length > 0;
}

function textOf(format: ReportFormat, { findings, cases, files }: Reported): string {
  switch (format) {
    case "sarif": return sarif(findings, CLI_VERSION);
    case "junit": return junit(cases);
    case "github": return github(findings);
    case "gitlab": return gitlab(findings, files);
  }
}
