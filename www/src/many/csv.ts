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
  // Tried with KeePass 2.47 and KeePassXC 2.7.4: both take their columns from these, where the first has to be the group.
  keepass: ["Group", "Title", "Username", "Password", "URL", "Notes"],
  keepassxc: ["Group", "Title", "Username", "Password", "URL", "Notes"],
};

/** What the file begins with. */
export const headOf = (format: Format): string => (format === "csv" ? BYTE_ORDER_MARK : "") + lineOf(COLUMNS[format]);

/**
 * The lines of some entries. For a spreadsheet no cell is a formula, and `defused` is said of passwords that had to be changed
 * for it; for KeePass every text is exactly what it is.
 */
export function linesOf(entries: Entry[], format: Format, defused: string): string {
  return entries.map((entry) => (format === "csv" ? safeLine(entry, defused) : plainLine(entry, format))).join("");
}

function safeLine({ title, password, url, notes }: Entry, defused: string): string {
  const more = FORMULA.test(password) ? [notes, defused].filter(Boolean).join("; ") : notes;
  return lineOf([title, USER, password, url, more].map((text) => (FORMULA.test(text) ? `'${text}` : text)));
}

/** Unless it is told otherwise, KeePass takes a backslash for the beginning of an escape; KeePassXC does not. */
function plainLine({ title, password, url, notes }: Entry, program: "keepass" | "keepassxc"): string {
  const texts = ["", title, USER, password, url, notes];
  return lineOf(program === "keepass" ? texts.map((text) => text.replaceAll("\\", "\\\\")) : texts);
}

const lineOf = (texts: string[]): string => texts.map(quoted).join(",") + LINE_END;

/** As RFC 4180 has it. */
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
