// Passwords as files: a plain CSV for spreadsheets, and the one that KeePass and KeePassXC import.

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

/** For a spreadsheet: no cell is a formula. `defused` is said of passwords that had to be changed for it. */
export function toCsv(entries: Entry[], defused: string): string {
  const lines = entries.map(({ title, password, url, notes }) => {
    const more = FORMULA.test(password) ? [notes, defused].filter(Boolean).join("; ") : notes;
    return [title, USER, password, url, more].map((text) => quoted(FORMULA.test(text) ? `'${text}` : text)).join(",");
  });
  return BYTE_ORDER_MARK + [["Server", "User", "Password", "Address", "Notes"].map(quoted).join(","), ...lines, ""].join(LINE_END);
}

/**
 * Tried with KeePass 2.47 and KeePassXC 2.7.4: both take their columns from these, where the first has to be the group. Every text is
 * exactly what it is. Unless it is told otherwise, KeePass takes a backslash for the beginning of an escape, KeePassXC does not.
 */
export function toKeePassCsv(entries: Entry[], program: "keepass" | "keepassxc"): string {
  const cell = (text: string): string => quoted(program === "keepass" ? text.replaceAll("\\", "\\\\") : text);
  const lines = entries.map(({ title, password, url, notes }) => ["", title, USER, password, url, notes].map(cell).join(","));
  return [["Group", "Title", "Username", "Password", "URL", "Notes"].map(quoted).join(","), ...lines, ""].join(LINE_END);
}

/** As RFC 4180 has it. */
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
