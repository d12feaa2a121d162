import stringWidth from "string-width";
import { Failure } from "./exits.ts";

/** How a result is written to standard output. */
export const FORMATS = ["table", "json", "value"] as const;
export type Format = (typeof FORMATS)[number];

/** What a row of a result has: a value without text is an empty cell. */
export type Row = Record<string, string | number | boolean | null | undefined>;

/** A column: the member of a row, and what stands above it. */
export interface Column {
  key: string;
  title: string;
}

/**
 * What a cloud or a file says, for a terminal: control characters, which would move its cursor or change its colours, and those that
 * turn the direction of a line, are written as escapes.
 */
export function visible(text: string): string {
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The rows as `--format` wants them, with an end of line: aligned, as JSON, or the values alone with tabs between them. */
export function formatRows(rows: readonly Row[], columns: readonly Column[], format: Format): string {
  if (format === "json") return formatJson(rows.map((row) => Object.fromEntries(columns.map(({ key }) => [key, row[key] ?? null]))));
  const cells = rows.map((row) => columns.map(({ key }) => visible(String(row[key] ?? ""))));
  if (format === "value") return cells.map((each) => `${each.join("\t")}\n`).join("");
  const all = [columns.map(({ title }) => title), ...cells];
  const widths = columns.map((_, index) => Math.max(...all.map((each) => stringWidth(each[index] ?? ""))));
  const line = (each: readonly string[]) => each.map((cell, index) => cell + " ".repeat((widths[index] ?? 0) - stringWidth(cell))).join("  ").trimEnd();
  return all.map((each) => `${line(each)}\n`).join("");
}

/** A value as JSON, for programs. */
export function formatJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

// Whoever writes hears of it; that nobody reads any more is no fault of the program.
process.stdout.on("error", () => undefined);

/** Writes a result; resolves when it is written, also to a pipe that is slow. A reader that went away is no fault. */
export async function print(text: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    process.stdout.write(text, (error) => {
      if (error && (error as NodeJS.ErrnoException).code !== "EPIPE") reject(new Failure(`standard output cannot be written: ${error.message}`));
      else resolve();
    });
  });
}

/** A line of prose: what is being done, what to know. It goes to standard error, so that a result can be piped on. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}
