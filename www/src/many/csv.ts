// Passwords as a plain CSV, for spreadsheets.
import { USER, withRemark } from "./entry.ts";
import type { Entry } from "./entry.ts";

const LINE_END = "\r\n";
/** What is not seen before the first character that is: blanks of all kinds, control and format characters, fillers. */
const UNSEEN = /^(?:[^\p{L}\p{N}\p{P}\p{S}]|\p{Default_Ignorable_Code_Point}|\u2800)+/u;
/** U+2212 is the minus of typographers. */
const SIGN = /^[=+\-@\u2212]/;
/** Without it a spreadsheet takes UTF-8 for something else. */
const BYTE_ORDER_MARK = "\uFEFF";

/** What the file begins with. */
export const headOf = (): string => BYTE_ORDER_MARK + lineOf(["Server", "User", "Password", "Address", "Notes"]);

/** The lines of some entries, no cell of them a formula; `remark` is what is noted of a password that had to be changed for it. */
export const linesOf = (entries: readonly Entry[], remark: string): string => entries.map((entry) => safeLine(entry, remark)).join("");

/** What a spreadsheet takes for a formula: the sign in all its widths, also behind what is not seen. */
export function isFormula(text: string): boolean {
  const [first = ""] = text.replace(UNSEEN, "");
  return /^[\t\r\n]/.test(text) || SIGN.test(first.normalize("NFKC"));
}

function safeLine({ title, password, url, notes }: Entry, remark: string): string {
  const more = isFormula(password) ? withRemark(notes, remark) : notes;
  return lineOf([title, USER, password, url, more].map((text) => (isFormula(text) ? `'${text}` : text)));
}

const lineOf = (texts: string[]): string => texts.map(quoted).join(",") + LINE_END;

/** As RFC 4180 has it. */
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
