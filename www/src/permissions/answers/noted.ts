// What the answers do not rest on, of the texts as the core reads them: for the page, and for the files that are saved.
import { malformedJsonCodes } from "ecs-password/slim";
import type { Diagnostic, DiagnosticCode, ExportFormat, ParsedPolicy, PolicyFinding } from "ecs-password/slim";
import type { Draft, Evaluation, Notes, Permissions, Refused, Unread } from "../state.ts";

/** What says why a text holds no policy at all. */
const NO_POLICY = new Set(["notAPolicy", "roleList"]);

/** More than anybody looks through; a text of 1 MB has room for 300,000. */
const MOST_UNREAD = 200;

/** What was not read of some entries, and which of them IAM would refuse. */
export function notesOf<T extends Draft>(entries: readonly T[], read: (text: string) => ParsedPolicy, idOf: (entry: T) => number): Notes {
  const unread: Unread[] = [];
  const refused: Notes["refused"][number][] = [];
  let moreUnread = 0;
  const leaveOpen = (note: Unread): void => {
    if (unread.length < MOST_UNREAD) unread.push(note);
    else moreUnread += 1;
  };
  for (const entry of entries) {
    const of = { policyId: idOf(entry), policy: entry.name };
    if (entry.unread !== undefined) {
      leaveOpen({ ...of, statement: undefined, span: undefined, cause: entry.unread, said: undefined });
      continue;
    }
    const { policy, diagnostics, wouldBeRefused } = read(entry.text);
    const noted = ({ span, message, said }: Diagnostic): Omit<Unread, "statement"> => ({ ...of, span, cause: message, said: said.message });
    if (!policy) {
      const why = diagnostics.find(({ code }) => NO_POLICY.has(code)) ?? diagnostics[0];
      if (why) leaveOpen({ ...noted(why), statement: undefined });
      continue;
    }
    for (const { statement, span, cause, said } of policy.unread ?? []) leaveOpen({ ...of, statement, span, cause, said: said.cause });
    // What else is wrong with a text that is no JSON follows from that.
    const why = diagnostics.find(({ code }) => malformedJsonCodes.includes(code)) ?? diagnostics.find(({ severity, iamCode }) => severity === "error" && iamCode !== undefined);
    if (wouldBeRefused && why) refused.push(noted(why));
  }
  return { unread, refused, moreUnread };
}

/** Names that the lists lack, and limits that the sources give differently: whether IAM takes them nobody here can know. */
const PERHAPS = new Set<DiagnosticCode>(["unknownAction", "unknownResourceType", "limit"]);

/** What IAM perhaps refuses, the first reason of each policy; of those that it would refuse that is said. */
export function doubtfulOf(findings: readonly PolicyFinding[], entries: readonly (Draft & { id: number })[], { refused, unread }: Notes): Refused[] {
  // Of what holds no policy, and of what was not read, that is said.
  const said = new Set([...refused, ...unread.filter(({ statement }) => statement === undefined)].map(({ policyId }) => policyId));
  const causes = new Set(unread.map(({ cause }) => cause));
  return entries.flatMap(({ id, name }, index) => {
    if (said.has(id)) return [];
    const own = findings.filter(({ policyIndex }) => policyIndex === index);
    const why = own.find(({ severity, message }) => severity === "error" && !causes.has(message)) ?? own.find(({ code }) => PERHAPS.has(code));
    return why ? [{ policyId: id, policy: name, span: why.span, cause: why.message, said: why.said.message }] : [];
  });
}

/** What is said of a policy by itself, where the others do not make it void: one that only denies has its use where others allow. */
export function saidInSet(findings: readonly PolicyFinding[], entries: readonly Draft[], read: (text: string) => ParsedPolicy): PolicyFinding[] {
  if (!findings.some(({ code }) => code === "denyOnly")) return [...findings];
  const mayAllow = ({ text, unread }: Draft): boolean => {
    const policy = unread === undefined ? read(text).policy : undefined;
    return !policy || (policy.unread ?? []).length > 0 || policy.statements.some(({ effect }) => effect === "Allow");
  };
  const allows = entries.some(mayAllow);
  return findings.filter(({ code }) => code !== "denyOnly" || !allows);
}

/** The same for a file, in English as the rest of it is: a table of answers does not say what they rest on. */
export function noteRows({ assume }: Pick<Permissions, "assume">, sets: readonly (readonly [when: string, notes: Notes & Pick<Evaluation, "doubtful">])[]): string[][] {
  const place = ({ policy, statement, span }: Pick<Unread, "policy" | "span"> & { statement?: number | undefined }): string =>
    [policy, statement === undefined ? "" : `statement ${(statement + 1).toString()}`, span ? `line ${span.line.toString()}:${span.column.toString()}` : ""].filter(Boolean).join(", ");
  const rows = sets.flatMap(([when, { unread, refused, moreUnread, doubtful = [] }]) => [
    ...unread.map((each) => [`not read${when}`, place(each), `${each.cause}; what depends on it is conditional`]),
    ...(moreUnread > 0 ? [[`not read${when}`, `${moreUnread.toString()} more`, "not listed; what depends on it is conditional"]] : []),
    ...refused.map((each) => [`IAM would refuse${when}`, place(each), `${each.cause}; answered as it would read once mended`]),
    ...doubtful.map((each) => [`IAM perhaps refuses${when}`, place(each), `${each.cause}; answered as if it took it`]),
  ]);
  const assumed = Object.entries(assume).map(([code, answer]) => ["assumed", code, code === "unread" ? (answer ? "what was not read allows" : "what was not read denies") : answer ? "yes" : "no"]);
  return [...rows, ...assumed];
}

/** A table of the core's, as it is, and these rows behind it. */
export function withNotes(table: string, rows: readonly string[][], format: Exclude<ExportFormat, "text">): string {
  if (rows.length === 0) return table;
  if (format === "markdown") return `${table}\n${rows.map(([what = "", which = "", why = ""]) => `- ${what}: ${plain(which)}: ${plain(why)}\n`).join("")}`;
  const columns = table.slice(0, table.indexOf("\r\n")).split(",").length;
  return table + rows.map((row) => `${Array.from({ length: columns }, (_, index) => cell(row[index] ?? "")).join(",")}\r\n`).join("");
}

/** Nothing that a policy says becomes markup, or a formula of a spreadsheet. */
const plain = (text: string): string => text.replaceAll(/[|*_<>[\]\\#!]/g, (sign) => `\\${sign}`).replaceAll(/[\r\n]/g, " ");
const cell = (text: string): string => `"${/^[=+\-@\t\r]/.test(text) ? "'" : ""}${text.replaceAll('"', '""')}"`;
