import { visible } from "../output.ts";
import { reportPath, type Finding, type Level } from "./model.ts";

const COMMANDS: Record<Level, string> = { error: "error", warning: "warning", note: "notice" };

/** The findings as workflow commands of GitHub, which shows them beside the lines they are about. */
export function github(findings: readonly Finding[]): string {
  return findings.map((each) => `${command(each)}\n`).join("");
}

function command({ ruleId, level, message, hint, place }: Finding): string {
  const { line, column, endLine, endColumn } = place ?? {};
  // GitHub takes columns of one line only.
  const isOneLine = line !== undefined && endLine === line;
  const properties = Object.entries({ file: place && reportPath(place.file), line, endLine, col: isOneLine ? column : undefined, endColumn: isOneLine ? endColumn : undefined, title: ruleId })
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${property(String(value))}`]));
  return `::${COMMANDS[level]} ${properties.join(",")}::${data([message, ...(hint === undefined ? [] : [hint])].map(visible).join("\n"))}`;
}

/** As GitHub's own toolkit escapes the text of a command. */
export function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** As it escapes a value before it. */
export function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
