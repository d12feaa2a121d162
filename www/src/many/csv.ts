// Passwords as files: a plain CSV for spreadsheets, and the one that KeePass and KeePassXC import.
import { isIpAddress } from "../shared/ip-address.ts";
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
/** What is not seen before the first character that is: blanks of all kinds, control and format characters, fillers. */
const UNSEEN = /^(?:[^\p{L}\p{N}\p{P}\p{S}]|\p{Default_Ignorable_Code_Point}|\u2800)+/u;
/** U+2212 is the minus of typographers. */
const SIGN = /^[=+\-@\u2212]/;
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

/** What an entry's notes say where a program does not take its password for what it is. */
export interface Remarks {
  /** A spreadsheet: of a password that had to be changed, so that it is no formula. */
  defused: string;
  /** KeePass: of a password that may be taken for a placeholder. */
  placeholder: string;
}

/**
 * The lines of some entries. For a spreadsheet no cell is a formula. For KeePass every password is exactly what it is; of what a cloud
 * wrote, nothing is a placeholder, and an address is an IP address or is left out: KeePass runs `cmd://` and fetches `{REF:…}` from elsewhere.
 */
export function linesOf(entries: Entry[], format: Format, remarks: Remarks): string {
  return entries.map((entry) => (format === "csv" ? safeLine(entry, remarks) : keepassLine(entry, format, remarks))).join("");
}

/** What a spreadsheet takes for a formula: the sign in all its widths, also behind what is not seen. */
export function isFormula(text: string): boolean {
  const [first = ""] = text.replace(UNSEEN, "");
  return /^[\t\r\n]/.test(text) || SIGN.test(first.normalize("NFKC"));
}

function safeLine({ title, password, url, notes }: Entry, { defused }: Remarks): string {
  const more = isFormula(password) ? joined(notes, defused) : notes;
  return lineOf([title, USER, password, url, more].map((text) => (isFormula(text) ? `'${text}` : text)));
}

/** Unless it is told otherwise, KeePass takes a backslash for the beginning of an escape; KeePassXC does not. */
function keepassLine({ title, password, url, notes }: Entry, program: "keepass" | "keepassxc", { placeholder }: Remarks): string {
  const more = PLACEHOLDER.test(password) ? joined(notes, placeholder) : notes;
  const texts = ["", withoutPlaceholders(title), USER, password, isIpAddress(url) ? url : "", withoutPlaceholders(more)];
  return lineOf(program === "keepass" ? texts.map((text) => text.replaceAll("\\", "\\\\")) : texts);
}

const PLACEHOLDER = /\{[^{}]+\}/;

/** One line, with braces that look the same and mean nothing: there is no other way to write one that is no placeholder. */
const withoutPlaceholders = (text: string): string => text.replace(/\p{Cc}+/gu, " ").replaceAll("{", "\uFF5B").replaceAll("}", "\uFF5D");

const joined = (notes: string, remark: string): string => [notes, remark].filter(Boolean).join("; ");

const lineOf = (texts: string[]): string => texts.map(quoted).join(",") + LINE_END;

/** As RFC 4180 has it. */
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
