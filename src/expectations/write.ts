// Writes files of expectations, beside what reads them: one change at a time, into a text that somebody else may have written. What comes of it is read again,
// so that nothing is written that would be read as something else, and no comment goes away unsaid.
import { isCollection, isMap, isScalar, isSeq, parseDocument, Parser, stringify } from "yaml";
import type { Document, Node, Pair, Scalar, YAMLMap, YAMLSeq } from "yaml";
import type { PolicyCheck, PolicyCloud, PolicyScope } from "ecs-password/policy";
import type { Expect, Expectations, Fault, Grant, Test, Who } from "./model.ts";
import { readExpectations } from "./read.ts";
import { said } from "./said.ts";

/** A test as it is to be written. */
export interface WrittenTest {
  /** Left out, it is called by its question. */
  name?: string | undefined;
  who: Who;
  question: PolicyCheck;
  expect: Expect;
  /** As a file writes them: `ops.json#0`. */
  because: readonly string[];
}

/** A policy as it is to be written; where it stands is not known yet. */
export type WrittenGrant = Omit<Grant, "at">;

/** The lists of what is expected, as a file calls them. */
export type Listed = "tests" | "who_can";

export type Change =
  | { what: "add"; test: WrittenTest }
  /** Of a `who_can` the name alone: it has no reason. */
  | { what: "edit"; list: Listed; index: number; name: string | undefined; because: readonly string[] }
  /** `even` with the comments that are within it. */
  | { what: "remove"; list: Listed; index: number; even?: true }
  /** All that everybody of the file has; or, `besides`, what everybody has as well. */
  | { what: "policies"; policies: readonly WrittenGrant[]; besides?: true };

/** The form of a text. */
export type Form = "yaml" | "json";

/** The text afterwards and what it says; or why it was not written. */
export type Written = { text: string; expectations: Expectations } | { refused: readonly Omit<Fault, "at">[] };

/** A file that expects nothing yet. */
export function emptyFile(cloud: PolicyCloud, form: Form): string {
  const file = { version: 1, cloud, policies: [], tests: [] };
  return form === "json" ? `${JSON.stringify(file, undefined, 2)}\n` : `version: 1\ncloud: ${cloud}\n\npolicies: []\n\ntests: []\n`;
}

/** JSON is YAML too, and stays JSON where it is changed. */
export function formOf(text: string): Form {
  try {
    JSON.parse(text);
    return "json";
  } catch {
    return "yaml";
  }
}

/** The text with a change; `text` is one that `readExpectations` reads. */
export function changed(text: string, change: Change): Written {
  const { expectations: before } = readExpectations(text);
  if (!before) return { refused: [{ text: said`the file as it is cannot be read any more` }] };
  if (formOf(text) === "json") return checked(text, changedJson(text, change, before), change, before);
  // The lines that it is about alone, where that can be; else the whole text is laid out anew.
  const line = changedLine(text, change, before);
  const written = line === undefined ? undefined : checked(text, line, change, before);
  return written && "text" in written ? written : checked(text, changedYaml(text, change, before), change, before);
}

/** A text that was written, as it is read. */
function checked(text: string, written: string | Omit<Fault, "at">, change: Change, before: Expectations): Written {
  if (typeof written !== "string") return { refused: [written] };
  const { expectations, faults } = readExpectations(written);
  if (!expectations) return { refused: faults.map(({ text: fault, hint }) => ({ text: fault, hint })) };
  const lost = lostBy(text, written, change, before, expectations);
  return lost ? { refused: [lost] } : { text: written, expectations };
}

/** The members of a test, in the order in which people read them; what is not said is left out. */
function testOf({ name, who, question, expect, because }: WrittenTest, cloud: PolicyCloud | undefined): Record<string, unknown> {
  const { operation, action, api, apiVersion, projectId, enterpriseProjectId, resource, context = {}, assume = {}, principal } = question;
  const known = Object.entries(context).map(([key, values]): [string, unknown] => [key, values === null || values.length === 0 ? null : values.length === 1 ? values[0] : [...values]]);
  return defined({
    name,
    ...whoOf(who),
    operation,
    action,
    api,
    apiVersion,
    cloud: question.cloud === cloud ? undefined : question.cloud,
    project: projectId,
    enterpriseProject: enterpriseProjectId,
    resource,
    context: known.length === 0 ? undefined : fromEntries(known),
    assume: Object.keys(assume).length === 0 ? undefined : assume,
    principal,
    expect,
    because: becauseOf(because),
  });
}

function whoOf(who: Who): Record<string, unknown> {
  switch (who.kind) {
    case "all": return {};
    case "group": return { groups: [who.name] };
    case "groups": return { groups: [...who.names] };
    default: return { [who.kind]: who.name };
  }
}

const becauseOf = (because: readonly string[]): string | string[] | undefined => (because.length > 1 ? [...because] : because[0]);

function grantOf({ file, policy, unread, name, scope, catalog, kind, level }: WrittenGrant): Record<string, unknown> | string {
  const members = defined({ file, policy, unread, name, scope: scope && scopeText(scope), catalog, kind, level });
  return file !== undefined && Object.keys(members).length === 1 ? file : members;
}

/** `project:ID`, as the file has it. */
const scopeText = (scope: PolicyScope): string => ("id" in scope ? `${scope.kind}:${scope.id}` : scope.kind);

/** Also of a key that every object has. */
function fromEntries(entries: readonly [string, unknown][]): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const [key, value] of entries) Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  return object;
}

const defined = (members: Record<string, unknown>): Record<string, unknown> => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

/** JSON has no comments: what it says is all there is. */
function changedJson(text: string, change: Change, { cloud }: Expectations): string | Omit<Fault, "at"> {
  const file = JSON.parse(text) as { tests?: object[]; who_can?: object[]; policies?: unknown[] };
  switch (change.what) {
    case "add":
      file.tests = [...(file.tests ?? []), testOf(change.test, cloud)];
      break;
    case "edit": {
      const list = file[change.list];
      const { name, because } = change;
      const edited = (one: object): object => {
        const others = Object.entries(one).filter(([key]) => key !== "name" && (key !== "because" || change.list !== "tests"));
        return defined({ name, ...Object.fromEntries(others), ...(change.list === "tests" && { because: becauseOf(because) }) });
      };
      if (list) file[change.list] = list.map((one, index) => (index === change.index ? edited(one) : one));
      break;
    }
    case "remove":
      file[change.list] = file[change.list]?.filter((_, index) => index !== change.index) ?? [];
      break;
    case "policies":
      file.policies = [...((change.besides && file.policies) ?? []), ...change.policies.map(grantOf)];
      break;
  }
  const [, indent = "  "] = /\n([ \t]+)\S/.exec(text) ?? [];
  return `${JSON.stringify(file, undefined, indent)}\n`;
}

const documentOf = (text: string): Document => parseDocument(text, { version: "1.2", schema: "core", logLevel: "error" });

/** Without spaces in braces, where the text has none there. */
const paddingOf = (text: string): boolean => !/\{[^\s}]/.test(text);

/** A list with an item a line at least: where an item begins with its `-`, and where its last line ends. */
function changedLine(text: string, change: Change, { cloud }: Expectations): string | undefined {
  if (change.what === "policies") return undefined;
  const document = documentOf(text);
  const list = isMap(document.contents) ? document.contents.get(change.what === "add" ? "tests" : change.list, true) : undefined;
  if (!isSeq(list) || list.flow === true) return undefined;
  const item = list.items[change.what === "add" ? list.items.length - 1 : change.index];
  if (!isMap(item) || !item.range) return undefined;
  const [from, to] = item.range;
  const begin = text.lastIndexOf("\n", from - 1) + 1;
  const [, indent] = /^( *)-[^\S\n]+$/.exec(text.slice(begin, from)) ?? [];
  if (indent === undefined) return undefined;
  // Of lines in a block, the end is where the next thing begins.
  const last = text.slice(from, to).trimEnd().length + from;
  const feed = text.indexOf("\n", last);
  const end = feed === -1 ? text.length : feed + 1;
  if (change.what === "remove") return list.items.length === 1 ? undefined : text.slice(0, begin) + text.slice(end);
  if (change.what === "edit") {
    const name = item.get("name", true);
    const isSameReason = change.list === "who_can" || JSON.stringify((item.toJSON() as { because?: unknown }).because) === JSON.stringify(becauseOf(change.because));
    if (isSameReason && isScalar(name) && name.value === change.name) return text;
    if (!isScalar(name) || !name.range || change.name === undefined || !isSameReason) return undefined;
    const [shown] = [stringify([change.name], { lineWidth: 0, ...(item.flow === true && { collectionStyle: "flow" }) }).trim()];
    const value = item.flow === true ? shown.slice(1, -1).trim() : shown.slice(1).trim();
    return value.includes("\n") ? undefined : text.slice(0, name.range[0]) + value + text.slice(name.range[1]);
  }
  const made = document.createNode([testOf(change.test, cloud)]) as YAMLSeq;
  const [first] = made.items;
  if (isMap(first) && item.flow === true) first.flow = true;
  const lines = stringify(made, { lineWidth: 0, flowCollectionPadding: paddingOf(text) }).trimEnd().split("\n");
  return `${text.slice(0, end)}${text.endsWith("\n") || end < text.length ? "" : "\n"}${lines.map((line) => `${indent}${line}\n`).join("")}${text.slice(end)}`;
}

function changedYaml(text: string, change: Change, { cloud }: Expectations): string | Omit<Fault, "at"> {
  const document = documentOf(text);
  const file = document.contents;
  if (!isMap(file)) return { text: said`the file as it is cannot be read any more` };
  const fault = changeIn(document, file as YAMLMap<Node, Node | null>, change, cloud);
  if (fault) return fault;
  try {
    return document.toString({ lineWidth: 0, flowCollectionPadding: paddingOf(text), indentSeq: !/^\w+:[^\S\n]*\n- /m.test(text) });
  } catch {
    // The library writes no alias without its anchor.
    return { text: said`what would be taken away has an anchor that is used elsewhere in the file`, hint: said`change the file in an editor` };
  }
}

function changeIn(document: Document, file: YAMLMap<Node, Node | null>, change: Change, cloud: PolicyCloud | undefined): Omit<Fault, "at"> | undefined {
  if (change.what === "policies") {
    const list = listIn(document, file, "policies");
    list.items = [...(change.besides ? list.items : []), ...change.policies.map((grant) => document.createNode(grantOf(grant)))];
    list.flow = list.items.length === 0;
    return undefined;
  }
  const list = listIn(document, file, change.what === "add" ? "tests" : change.list);
  if (change.what === "add") {
    // Where the others are each in a line, it stands below them.
    if (list.items.length === 0) list.flow = false;
    list.items.push(document.createNode(testOf(change.test, cloud)));
    return undefined;
  }
  const item = list.items[change.index];
  const mapping = isMap(item) ? item : undefined;
  if (!mapping) return { text: said`it is written as a repetition of another one`, hint: said`change the file in an editor` };
  if (change.what === "remove") {
    // What is said above it may be about those below as well.
    const next = list.items[change.index + 1];
    const above = mapping.commentBefore;
    list.items.splice(change.index, 1);
    if (above !== null && above !== undefined) {
      if (isCollection(next) || isScalar(next)) next.commentBefore = [above, next.commentBefore].filter(Boolean).join("\n");
      else list.comment = [list.comment, above].filter(Boolean).join("\n");
    }
    if (list.items.length === 0) list.flow = true;
    return undefined;
  }
  put(document, mapping as YAMLMap<Node, Node | null>, "name", change.name, true);
  if (change.list === "tests") put(document, mapping as YAMLMap<Node, Node | null>, "because", becauseOf(change.because), false);
  return undefined;
}

/** The list of this name, which is made where there is none. */
function listIn(document: Document, file: YAMLMap<Node, Node | null>, name: string): YAMLSeq<Node> {
  const found = file.get(name, true);
  if (isSeq(found)) return found as YAMLSeq<Node>;
  const made = document.createNode([]) as YAMLSeq<Node>;
  file.set(document.createNode(name), made);
  return made;
}

/** Another value, or none; the same one stays as it is written. */
function put(document: Document, mapping: YAMLMap<Node, Node | null>, name: string, value: string | readonly string[] | undefined, isFirst: boolean): void {
  const before = mapping.get(name, true);
  if (value === undefined) {
    (mapping as YAMLMap).delete(name);
    return;
  }
  if (before && JSON.stringify(before.toJSON()) === JSON.stringify(value)) return;
  if (isScalar(before) && typeof value === "string") {
    (before as Scalar).value = value;
    return;
  }
  if (before) (mapping as YAMLMap).set(name, document.createNode(value));
  else {
    const pair = document.createPair(name, value) as Pair<Node, Node | null>;
    if (isFirst) mapping.items.unshift(pair);
    else mapping.items.push(pair);
  }
}

/** What else a change would do than what it is for. */
function lostBy(before: string, after: string, change: Change, was: Expectations, is: Expectations): Omit<Fault, "at"> | undefined {
  if (JSON.stringify(kept(was, change, true)) !== JSON.stringify(kept(is, change, false))) return { text: said`the rest of the file would be read otherwise than before`, hint: said`change the file in an editor` };
  if (change.what === "remove" && change.even === true) return undefined;
  const left = commentsOf(after);
  const gone = commentsOf(before).filter((comment) => {
    const at = left.indexOf(comment);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  const [first] = gone;
  if (first === undefined) return undefined;
  return { text: said`the comment ${`\`${first.slice(0, 100)}\``} would be lost`, hint: said`change the file in an editor` };
}

/** What a change leaves as it is, without the places, which are others. */
function kept(expectations: Expectations, change: Change, isBefore: boolean): unknown {
  const { tests, whoCan, policies, ...others } = expectations;
  const without = <T>(list: readonly T[], name: Listed): readonly T[] => {
    if (change.what === "add") return name === "tests" && !isBefore ? list.slice(0, -1) : list;
    if (change.what === "policies" || change.list !== name) return list;
    return change.what === "remove" ? (isBefore ? list.filter((_, index) => index !== change.index) : list) : list.filter((_, index) => index !== change.index);
  };
  // The name of what has none is made of the others.
  const named = <T extends Pick<Test, "name" | "places">>(list: readonly T[]): T[] => list.map((one) => ("name" in one.places ? one : { ...one, name: "" }));
  const placeless = (key: string, value: unknown): unknown => (key === "at" || key === "places" ? undefined : value);
  const left = change.what !== "policies" ? policies : change.besides ? policies.slice(0, isBefore ? policies.length : -change.policies.length) : [];
  return JSON.parse(JSON.stringify({ ...others, policies: left, tests: named(without(tests, "tests")), whoCan: named(without(whoCan, "who_can")) }, placeless));
}

/** The comments of a text, in their order, without the spaces around them. */
function commentsOf(text: string): string[] {
  const found: string[] = [];
  const collect = (token: unknown): void => {
    if (typeof token !== "object" || token === null) return;
    const { type, source } = token as { type?: string; source?: string };
    if (type === "comment" && source !== undefined) found.push(source.replace(/^#\s*/, "").trim());
    for (const value of Object.values(token)) {
      if (Array.isArray(value)) for (const each of value) collect(each);
      else collect(value);
    }
  };
  for (const token of new Parser().parse(text)) collect(token);
  return found;
}
