// What the answers do not rest on: entries and parts of them that were not read, and texts that IAM would refuse as they are.
import { malformedJsonCodes } from "ecs-password/slim";
import type { Diagnostic, ExportFormat, ParsedPolicy } from "ecs-password/slim";
import { inWords } from "../locales/said.ts";
import { msg, words } from "../locales/words.ts";
import type { Draft, Evaluation, Permissions, Unread } from "./state.ts";

/** What the roles in a token leave open: a role says what it grants, not what else is granted. In English, as the core's texts are. */
export const UNTOLD = { name: "what else is granted", unread: "the token names roles, and no role says what else is granted" } as const;

const WORDS = words(() => ({
  name: msg("what else is granted"),
  unread: msg("the token names roles, and no role says what else is granted"),
}));

/** The name of an entry; of what was not read in the language of the page, where it is one of ours. */
export function nameOf({ name, unread }: Pick<Draft, "name" | "unread">): string {
  if (unread === undefined) return name;
  return name === UNTOLD.name ? WORDS().name : inWords(name);
}

export const causeOf = ({ cause, said }: Pick<Unread, "cause" | "said">): string => (cause === UNTOLD.unread ? WORDS().unread : inWords(cause, said));

/** What says why a text holds no policy at all. */
const NO_POLICY = new Set(["notAPolicy", "roleList"]);

/** What was not read of some entries, and which of them IAM would refuse. */
export function notesOf<T extends Draft>(entries: readonly T[], read: (text: string) => ParsedPolicy, idOf: (entry: T) => number): Pick<Evaluation, "unread" | "refused"> {
  const notes: { unread: Unread[]; refused: Permissions["beforeNotes"]["refused"][number][] } = { unread: [], refused: [] };
  for (const entry of entries) {
    const of = { policyId: idOf(entry), policy: entry.name };
    if (entry.unread !== undefined) {
      notes.unread.push({ ...of, statement: undefined, span: undefined, cause: entry.unread, said: undefined });
      continue;
    }
    const { policy, diagnostics, wouldBeRefused } = read(entry.text);
    const noted = ({ span, message, said }: Diagnostic): Omit<Unread, "statement"> => ({ ...of, span, cause: message, said: said.message });
    if (!policy) {
      const why = diagnostics.find(({ code }) => NO_POLICY.has(code)) ?? diagnostics[0];
      if (why) notes.unread.push({ ...noted(why), statement: undefined });
      continue;
    }
    for (const { statement, span, cause, said } of policy.unread ?? []) notes.unread.push({ ...of, statement, span, cause, said: said.cause });
    // What else is wrong with a text that is no JSON follows from that.
    const why = diagnostics.find(({ code }) => malformedJsonCodes.includes(code)) ?? diagnostics.find(({ severity, iamCode }) => severity === "error" && iamCode !== undefined);
    if (wouldBeRefused && why) notes.refused.push(noted(why));
  }
  return notes;
}

/** The same for a file, in English as the rest of it is: a table of answers does not say what they rest on. */
export function noteRows(permissions: Pick<Permissions, "assume">, sets: readonly (readonly [when: string, notes: Pick<Evaluation, "unread" | "refused">])[]): string[][] {
  const place = ({ policy, statement, span }: Pick<Unread, "policy" | "span"> & { statement?: number | undefined }): string =>
    [policy, statement === undefined ? "" : `statement ${(statement + 1).toString()}`, span ? `line ${span.line.toString()}:${span.column.toString()}` : ""].filter(Boolean).join(", ");
  const rows = sets.flatMap(([when, { unread, refused }]) => [
    ...unread.map((each) => [`not read${when}`, place(each), `${each.cause}; what hangs on it is conditional`]),
    ...refused.map((each) => [`IAM would refuse${when}`, place(each), `${each.cause}; answered as it would read once mended`]),
  ]);
  const assumed = Object.entries(permissions.assume).map(([code, answer]) => ["assumed", code, code === "unread" ? (answer ? "what was not read allows" : "what was not read denies") : answer ? "yes" : "no"]);
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
