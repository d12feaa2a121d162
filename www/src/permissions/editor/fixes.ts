// What mends a finding, where its code and its place make the right text certain; nothing for all others.
import type { PolicyFinding } from "ecs-password/slim";

/** Text in the place of some other, or where `from` and `to` are the same, put in there. */
export interface Change {
  from: number;
  to: number;
  insert: string;
}

/** What a button says that it does. */
export type FixWords = { does: "write"; text: string } | { does: "comma" | "noComma" | "noComment" | "blank" | "brackets" | "quotes" | "remove" };

export interface Fix {
  words: FixWords;
  changes: readonly Change[];
}

type Found = Pick<PolicyFinding, "code" | "path" | "span" | "said">;

const QUOTES = /^["'`´“”„‟‘’‚‛«»‹›＂＇「」『』]$/u;

/** What quoted text holds, where it means itself in plain quotes too. */
function innerOf(quoted: string): string | undefined {
  const inner = quoted.slice(1, -1);
  // No text of a policy needs an escape: one that has some is left to who wrote it.
  return quoted.length > 1 && QUOTES.test(quoted.charAt(0)) && QUOTES.test(quoted.slice(-1)) && !/["\\\p{Cc}]/u.test(inner) ? inner : undefined;
}

/** How the finding is mended; `all` are those of the same text. */
export function fixOf(text: string, finding: Found, all: readonly Found[] = []): Fix | undefined {
  const { code, span: { start, end }, said } = finding;
  const found = text.slice(start, end);
  const meant = said.hint?.values[0];
  const write = (insert: string, from = start, to = end): Fix => ({ words: { does: "write", text: insert }, changes: [{ from, to, insert }] });
  const around = (does: "brackets" | "quotes", before: string, after: string): Fix => ({ words: { does }, changes: [{ from: start, to: start, insert: before }, { from: end, to: end, insert: after }] });
  switch (code) {
    case "missingComma":
      return found === "" ? { words: { does: "comma" }, changes: [{ from: start, to: start, insert: "," }] } : undefined;
    case "extraComma":
      return found === "," || found === "，" ? { words: { does: "noComma" }, changes: [{ from: start, to: end, insert: "" }] } : undefined;
    case "wrongPunctuation": {
      if (found.length === 1) return typeof meant === "string" && /^[[\]{}:,]$/.test(meant) ? write(meant) : undefined;
      const inner = innerOf(found);
      return inner === undefined ? undefined : { words: { does: "quotes" }, changes: [{ from: start, to: start + 1, insert: '"' }, { from: end - 1, to: end, insert: '"' }] };
    }
    case "jsonSyntax":
      return ofSyntax(text, finding);
    case "effectCase":
      return (meant === "Allow" || meant === "Deny") && innerOf(found)?.toLowerCase() === meant.toLowerCase() ? write(meant, start + 1, end - 1) : undefined;
    case "version":
      return /^(?:1\.0|1\.1|5\.0)$/.test(found) ? around("quotes", '"', '"') : undefined;
    case "versionMustBe11":
      return innerOf(found) === "1.0" ? write("1.1", start + 1, end - 1) : undefined;
    case "actionNotArray":
    case "resourceNotArray":
    case "valuesNotArray":
      if (code === "valuesNotArray" && isPlain(found)) return around("brackets", '["', '"]');
      return innerOf(found) === undefined ? undefined : around("brackets", "[", "]");
    case "statementNotArray":
      return said.hint && found.startsWith("{") && found.endsWith("}") ? around("brackets", "[", "]") : undefined;
    case "valueNotString":
      return isPlain(found) ? around("quotes", '"', '"') : undefined;
    case "shortPattern": {
      const inner = innerOf(found);
      if (inner === undefined || typeof meant !== "string" || !meant.startsWith(inner)) return undefined;
      return { words: { does: "write", text: meant }, changes: [{ from: end - 1, to: end - 1, insert: meant.slice(inner.length) }] };
    }
    case "serviceCase": {
      const inner = innerOf(found);
      const service = inner?.split(":")[0] ?? "";
      return typeof meant === "string" && service.toLowerCase() === meant ? write(meant, start + 1, start + 1 + service.length) : undefined;
    }
    case "actionForm": {
      const inner = innerOf(found);
      const trimmed = inner?.trim();
      return inner !== undefined && trimmed !== undefined && trimmed !== inner && /^[\w*.:-]+$/.test(trimmed) ? write(trimmed, start + 1, end - 1) : undefined;
    }
    case "unknownMember":
    case "unknownOperator": {
      const inner = innerOf(found);
      if (typeof meant !== "string" || inner?.toLowerCase() !== meant.toLowerCase()) return undefined;
      // Of two members of one name the last would count.
      const isFree = code === "unknownOperator" ? !text.includes(`"${meant}"`) : lacks(finding.path, meant, all);
      return isFree ? write(meant, start + 1, end - 1) : undefined;
    }
    case "redundant":
      return ofElement(text, start, end);
    default:
      return undefined;
  }
}

/** A number, or a truth value, as JSON has them. */
const isPlain = (found: string): boolean => /^(?:true|false|-?(?:0|[1-9]\d*)(?:\.\d+)?)$/.test(found);

function ofSyntax(text: string, { span: { start, end }, said }: Found): Fix | undefined {
  const found = text.slice(start, end);
  if (found.startsWith("//") || found.startsWith("#") || (found.startsWith("/*") && found.endsWith("*/"))) return { words: { does: "noComment" }, changes: [{ from: start, to: end, insert: "" }] };
  if (found === "") return said.hint?.values[0] === ":" && /^\s*["[{\d]/.test(text.slice(end)) ? { words: { does: "write", text: ":" }, changes: [{ from: start, to: start, insert: ":" }] } : undefined;
  if (/^[^\S\p{Cc} ]+$/u.test(found)) return { words: { does: "blank" }, changes: [{ from: start, to: end, insert: " ".repeat(found.length) }] };
  const isName = /^[A-Za-z]\w*$/.test(found) && /^\s*:/.test(text.slice(end));
  if (!isName && found !== "Allow" && found !== "Deny") return undefined;
  return { words: { does: "quotes" }, changes: [{ from: start, to: start, insert: '"' }, { from: end, to: end, insert: '"' }] };
}

/** Whether a member is said to be missing where another one stands. */
function lacks(path: string, name: string, all: readonly Found[]): boolean {
  const parent = path.slice(0, Math.max(path.lastIndexOf("."), path.lastIndexOf("[")));
  return all.some((other) => other.path === `${parent}.${name}`);
}

/** An element of a list, with one comma beside it. */
function ofElement(text: string, start: number, end: number): Fix | undefined {
  const before = /,\s*$/.exec(text.slice(0, start));
  const after = /^\s*,\s*/.exec(text.slice(end));
  const [from, to] = before ? [start - before[0].length, end] : after ? [start, end + after[0].length] : [];
  return from === undefined || to === undefined ? undefined : { words: { does: "remove" }, changes: [{ from, to, insert: "" }] };
}

/** One text with these changes in it. */
export function changed(text: string, changes: readonly Change[]): string {
  let [result, at] = ["", 0];
  for (const { from, to, insert } of inOrder(changes)) {
    result += text.slice(at, from) + insert;
    at = to;
  }
  return result + text.slice(at);
}

/** At one place what closes comes before what opens, and what was found first before the rest. */
const inOrder = (changes: readonly Change[]): Change[] => [...changes].sort((one, other) => one.from - other.from || one.to - other.to);

/** All that mend mistakes, as far as they do not meet; what is only too much stays. */
export function allOf(text: string, findings: readonly Found[]): Fix[] {
  const taken: Change[] = [];
  return findings.flatMap((finding) => {
    const fix = finding.code === "redundant" ? undefined : fixOf(text, finding, findings);
    if (!fix || fix.changes.some((change) => taken.some((other) => meet(change, other)))) return [];
    taken.push(...fix.changes);
    return [fix];
  });
}

/** Whether two changes are of the same text, or which of them comes first is open. */
function meet(one: Change, other: Change): boolean {
  if (one.from === one.to && other.from === other.to) return one.from === other.from;
  return one.from < other.to && other.from < one.to;
}
