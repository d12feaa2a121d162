import { visible, type Column, type Row } from "../output.ts";

/** The rows as a table of Markdown, for a comment of a review. */
export function markdownTable(rows: readonly Row[], columns: readonly Column[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |\n`;
  const cell = (value: Row[string]) => visible(String(value ?? "")).replaceAll(/[\\`*_{}[\]<>#|~]/g, (sign) => `\\${sign}`);
  return [line(columns.map(({ title }) => title)), line(columns.map(() => "---")), ...rows.map((row) => line(columns.map(({ key }) => cell(row[key]))))].join("");
}

/** The rows as RFC 4180 has them. What a spreadsheet would take for a formula begins with an apostrophe. */
export function csvTable(rows: readonly Row[], columns: readonly Column[]): string {
  const cell = (value: Row[string]) => {
    const text = visible(String(value ?? ""));
    return `"${(/^[=+\-@]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
  };
  return [columns.map(({ title }) => cell(title)), ...rows.map((row) => columns.map(({ key }) => cell(row[key])))].map((cells) => `${cells.join(",")}\n`).join("");
}
