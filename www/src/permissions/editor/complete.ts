// What the editor offers and tells: actions, operators and condition keys, by the place in the document.
import { snippetCompletion } from "@codemirror/autocomplete";
import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { ensureSyntaxTree, syntaxTree } from "@codemirror/language";
import type { EditorState, Extension } from "@codemirror/state";
import { hoverTooltip } from "@codemirror/view";
import type { SyntaxNode, Tree } from "@lezer/common";
import { conditionKeys, conditionOperators, PolicySet, policyVersions } from "ecs-password/policy/slim";
import type { ListedNames, PreviewRow } from "ecs-password/policy/slim";
import { inWords } from "../../locales/said.ts";
import { msg, str, words } from "../../locales/words.ts";
import { lastMemo } from "../../shared/memo.ts";
import { verdictOf } from "../verdicts.ts";
import { has5, isOf5 } from "../version.ts";
import type { Version } from "../version.ts";
import { KEYS, meaningOf, option } from "./meanings.ts";
import { placeOfSkeleton, skeletonsAt } from "./skeletons.ts";
import { keyMeaning5, options5 } from "./version-5.ts";
import type { Known } from "./version-5.ts";

const MANY = 8;

const VERSIONS = words((): Record<Version, string> => ({ "1.1": msg("a policy"), "1.0": msg("a role"), "5.0": msg("an identity policy") }));

type Place =
  | { kind: "action" | "effect" | "version"; from: number; to: number; text: string }
  | { kind: "resource" | "operator" | "conditionKey" | "member"; from: number; to: number; text: string };

/** How long what is typed may be waited for: a policy of the largest size takes a fraction of it. */
const PARSE_MS = 5000;

/** The tree as far as a position. What was just typed is not always in it yet: on a busy machine the editor puts it off. */
const treeTo = (state: EditorState, position: number): Tree => ensureSyntaxTree(state, position, PARSE_MS) ?? syntaxTree(state);

/** Where in a policy a position is: in which string, and under which names. */
function placeAt(state: EditorState, position: number, side: -1 | 0 | 1): Place | undefined {
  const node = treeTo(state, position).resolveInner(position, side);
  if (node.name !== "String" && node.name !== "PropertyName") return unclosedAt(state, position);
  const raw = state.sliceDoc(node.from, node.to);
  const closed = raw.length > 1 && raw.endsWith('"');
  const inside = { from: node.from + 1, to: node.to - (closed ? 1 : 0), text: raw.slice(1, closed ? -1 : undefined) };
  if (position < inside.from || position > inside.to) return undefined;
  return placeIn(namesAbove(state, node), node.name === "PropertyName", inside);
}

/** The same for a string that is not closed yet: the grammar knows none. */
function unclosedAt(state: EditorState, position: number): Place | undefined {
  const line = state.doc.lineAt(position);
  const before = line.text.slice(0, position - line.from);
  const start = before.lastIndexOf('"');
  if (start < 0 || before.split('"').length % 2 === 1) return undefined;
  let node: SyntaxNode | null = treeTo(state, position).resolveInner(line.from + start, -1);
  while (node && !["Array", "Object", "Property"].includes(node.name)) node = node.parent;
  if (!node) return undefined;
  const names = namesAbove(state, node);
  const own = node.name === "Property" ? node.getChild("PropertyName") : null;
  if (own) names.unshift(state.sliceDoc(own.from + 1, own.to - 1));
  return placeIn(names, node.name === "Object", { from: line.from + start + 1, to: position, text: before.slice(start + 1) });
}

function placeIn(above: readonly string[], isName: boolean, inside: { from: number; to: number; text: string }): Place | undefined {
  if (isName) {
    if (above[0] === "Condition") return { kind: "operator", ...inside };
    if (above[1] === "Condition") return { kind: "conditionKey", ...inside };
    return above[0] === "Statement" ? { kind: "member", ...inside } : undefined;
  }
  if (above[0] === "Action" || above[0] === "NotAction") return { kind: "action", ...inside };
  if (above[0] === "Resource" || above[0] === "NotResource") return { kind: "resource", ...inside };
  if (above[0] === "Effect") return { kind: "effect", ...inside };
  return above[0] === "Version" ? { kind: "version", ...inside } : undefined;
}

/** The names of the members around a node, the nearest first, its own not counted. */
function namesAbove(state: EditorState, node: SyntaxNode): string[] {
  const names: string[] = [];
  let own = node.name === "PropertyName" ? node.parent : null;
  for (let up = node.parent; up; up = up.parent) {
    if (up.name !== "Property") continue;
    if (own?.from === up.from) {
      own = null;
      continue;
    }
    const name = up.getChild("PropertyName");
    if (name) names.push(state.sliceDoc(name.from + 1, name.to - 1));
  }
  return names;
}

export function completions(known: () => Known): (context: CompletionContext) => CompletionResult | null {
  return (context) => {
    const place = placeAt(context.state, context.pos, -1);
    if (!place) return skeletons(context, known());
    const offered = options(place, known(), isOf5(context.state.doc.toString()));
    return offered.length === 0 ? null : { from: place.from, to: place.to, options: offered, validFor: /^[\w:*/-]*$/ };
  };
}

/** Between the strings of a policy; unasked only where a word is begun. */
function skeletons(context: CompletionContext, { cloud }: Known): CompletionResult | null {
  const { state, pos } = context;
  const from = context.matchBefore(/\w+/)?.from ?? pos;
  if (!context.explicit && from === pos) return null;
  const tree = treeTo(state, pos);
  if (tree.resolveInner(from, 0).name === "String") return null;
  const place = placeOfSkeleton(state, tree, from, pos, (node) => namesAbove(state, node));
  if (!place) return null;
  const of5 = isOf5(state.doc.toString());
  const offered = skeletonsAt(place, of5, of5 && has5(cloud) ? "5.0" : "1.1");
  return offered.length === 0 ? null : { from, options: offered.map(({ template, ...shown }) => snippetCompletion(template, shown)), validFor: /^\w*$/ };
}

function options({ kind }: Place, known: Known, of5: boolean): Completion[] {
  const { cloud, rows, names } = known;
  const own = of5 ? options5(kind, known, actionOptions()(rows)) : undefined;
  if (own) return own;
  switch (kind) {
    case "action":
      return [...actionOptions()(rows), ...(names ? otherActions(names) : [])];
    case "effect":
      return [option("Allow", msg("allows what matches")), option("Deny", msg("forbids what matches, whatever allows it"))];
    case "version":
      return policyVersions[cloud].map((version) => option(version, VERSIONS()[version]));
    case "resource":
      return [];
    case "operator":
      return conditionOperators.map(({ name, ifExists }) => option(name, meaningOf(name, false) ?? "", ifExists ? -1 : 0));
    case "conditionKey":
      return [...conditionKeys.map(({ name }) => option(name, KEYS().get(name) ?? "")), ...(names?.conditionKeys ?? []).map(({ name }) => option(name, "", -1))];
    case "member":
      return ["Effect", "Action", "Resource", "Condition"].map((name) => option(name, ""));
  }
}

/** Made once for the APIs of a cloud, in each language. */
const actionOptions = words(() => lastMemo(optionsOf));

function optionsOf(rows: readonly PreviewRow[]): Completion[] {
  const byAction = new Map<string, PreviewRow[]>();
  for (const row of rows) byAction.set(row.action, [...(byAction.get(row.action) ?? []), row]);
  const types = new Set([...byAction.keys()].map((action) => action.split(":").slice(0, 2).join(":")));
  const single = [...byAction].map(([action, of]) => ({
    ...option(action, inWords(of[0]?.title ?? "")),
    info: () => listOf(action, of),
  }));
  const wide = [...types].map((type) => option(`${type}:*`, msg("every operation of this type"), -1));
  return [...single, ...wide, option("ecs:*:*", msg("everything in ECS"), -2), option("ecs:*:get*", msg("every get"), -2), option("ecs:*:list*", msg("every list"), -2)];
}

/** Made once for the lists of a cloud: the actions of the other services, behind those of ECS. */
const otherActions = lastMemo((names: ListedNames): Completion[] => names.actions.filter(({ name }) => !isOfEcs(name)).map(({ name, title = "" }) => option(name, title, -3)));

const isOfEcs = (action: string): boolean => action.toLowerCase().startsWith("ecs:");

export function hovers(known: () => Known): Extension {
  return hoverTooltip(({ state }, position) => {
    const place = placeAt(state, position, 0) ?? placeAt(state, position, -1);
    const content = place && hoverOf(place, known(), isOf5(state.doc.toString()));
    if (!place || !content) return null;
    return { pos: place.from, end: place.to, above: true, create: () => ({ dom: content }) };
  });
}

const LONGEST_NAME = 1000;

function hoverOf({ kind, text }: Place, { rows, names }: Known, of5: boolean): HTMLElement | undefined {
  // Longer than any name: to look it up would take long, and say nothing.
  if (text.length > LONGEST_NAME) return undefined;
  if (kind === "action" && !isOfEcs(text) && !text.startsWith("*")) return box(text, [hoverOfOther(text, names)]);
  if (kind === "action") return hoverOfAction(text, rows, of5);
  const meaning = kind === "operator" ? meaningOf(text, of5) : kind === "conditionKey" ? keyMeaning(text, of5) : undefined;
  return meaning === undefined ? undefined : box(text, [meaning]);
}

function keyMeaning(text: string, of5: boolean): string | undefined {
  if (of5) return keyMeaning5(text);
  const key = conditionKeys.find(({ name, prefix }) => (prefix ? text.startsWith(name) : text === name));
  return key && KEYS().get(key.name);
}

/** What the lists say of an action of another service; of a pattern they say nothing here. */
function hoverOfOther(action: string, names: ListedNames | undefined): string {
  const named = names?.actions.find(({ name }) => name.toLowerCase() === action.toLowerCase());
  return named?.title ?? msg("APIs are listed here for ECS alone.");
}

function hoverOfAction(pattern: string, rows: readonly PreviewRow[], of5: boolean): HTMLElement {
  const matched = matchedBy(pattern, rows.flatMap(({ action, formerActions = [] }) => [action, ...formerActions]), of5 ? "5.0" : "1.1");
  const now = rows.filter(({ action }) => matched.has(action));
  const former = now.length > 0 ? [] : rows.filter(({ formerActions = [] }) => formerActions.some((name) => matched.has(name)));
  if (former.length > 0) return listOf(pattern, former, msg("A former name. Today:"));
  return listOf(pattern, now);
}

/** Which of these actions a pattern matches: those that a policy with it alone allows, or would where the documents leave something open. */
export function matchedBy(pattern: string, actions: readonly string[], version: Version = "1.1"): Set<string> {
  const document = JSON.stringify({ Version: version, Statement: [{ Effect: "Allow", Action: [pattern] }] });
  const set = new PolicySet([{ name: "pattern", document }]);
  const preview = set.preview({ actions: [...new Set(actions)] });
  const { rows, decisions } = preview;
  preview.free();
  set.free();
  return new Set(rows.filter((_, row) => verdictOf(decisions[row]) !== "implicitDeny").map(({ action }) => action));
}

function listOf(title: string, rows: readonly PreviewRow[], lead?: string): HTMLElement {
  if (rows.length === 0) return box(title, [msg("No documented API of this cloud.")]);
  const lines = rows.slice(0, MANY).map((row) => `${row.title === undefined ? row.action : inWords(row.title)} — ${row.id}`);
  const more = rows.length - MANY;
  if (more > 0) lines.push(msg(str`and ${more.toString()} more`));
  return box(title, [lead ?? (rows.length === 1 ? msg("1 API") : msg(str`${rows.length.toString()} APIs`)), ...lines]);
}

function box(title: string, lines: readonly string[]): HTMLElement {
  const element = document.createElement("div");
  element.className = "cm-hover";
  const head = document.createElement("strong");
  head.textContent = title;
  element.append(head);
  for (const line of lines) {
    const paragraph = document.createElement("p");
    paragraph.textContent = line;
    element.append(paragraph);
  }
  return element;
}
