// Passwords as files: a plain CSV for spreadsheets, and the one that KeePass and KeePassXC import.
import type { Format } from "./state.ts";

export interface Entry {
  title: string;
  password: string;
  url: string;
  notes: string;
}

/** The name of the first account in Windows; some images use another. */
export const USER = "Administrator";

const LINE_END = "\r\n";
/** What a spreadsheet takes for the beginning of a formula, also behind blanks. */
const FORMULA = /^\s*[=+\-@\t\r]|^[\t\r]/;
/** Without it a spreadsheet takes UTF-8 for something else. */
const BYTE_ORDER_MARK = "\uFEFF";

const COLUMNS: Record<Format, string[]> = {
  csv: ["Server", "User", "Password", "Address", "Notes"],
  // Those that KeePassXC writes and reads itself, and KeePass's generic importer too.
  keepass: ["Title", "Username", "Password", "URL", "Notes"],
};

/** What the file begins with. */
export const headOf = (format: Format): string => (format === "csv" ? BYTE_ORDER_MARK : "") + lineOf(COLUMNS[format]);

/**
 * The lines of some entries. For a spreadsheet no cell is a formula, and `defused` is said of passwords that had to be changed
 * for it; for KeePass every text is exactly what it is.
 */
export function linesOf(entries: Entry[], format: Format, defused: string): string {
  return entries.map(format === "csv" ? (entry) => safeLine(entry, defused) : plainLine).join("");
}

function safeLine({ title, password, url, notes }: Entry, defused: string): string {
  const more = FORMULA.test(password) ? [notes, defused].filter(Boolean).join("; ") : notes;
  return lineOf([title, USER, password, url, more].map((text) => (FORMULA.test(text) ? `'${text}` : text)));
}

const plainLine = ({ title, password, url, notes }: Entry): string => lineOf([title, USER, password, url, notes]);

const lineOf = (texts: string[]): string => texts.map(quoted).join(",") + LINE_END;

/** As RFC 4180 has it. */
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
