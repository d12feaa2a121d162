// What the editor offers between the strings of a policy: members with their values, and whole statements; what is there already is not offered.
import type { EditorState } from "@codemirror/state";
import type { SyntaxNode, Tree } from "@lezer/common";
import { msg } from "../../locales/words.ts";

/** A piece of text, with `${…}` for what is filled in. */
export interface Skeleton {
  label: string;
  detail: string;
  template: string;
}

interface Place {
  kind: "document" | "policy" | "statements" | "statement";
  /** The members that are there. */
  members: readonly string[];
  /** Whether a comma is missing before it, and whether one must follow. */
  lacksComma: boolean;
  isFollowed: boolean;
}

/** The place, where one of these may stand; `from` is where the word that is being typed begins. */
export function placeOfSkeleton(state: EditorState, tree: Tree, from: number, to: number, namesAbove: (node: SyntaxNode) => string[]): Place | undefined {
  const before = state.sliceDoc(0, from);
  const after = /^\s*(\S?)/.exec(state.sliceDoc(to))?.[1] ?? "";
  const last = before.trimEnd().slice(-1);
  if (last === "") return after === "" ? { kind: "document", members: [], lacksComma: false, isFollowed: false } : undefined;
  // Behind a whole value a member begins in a line of its own.
  const lacksComma = /["\]}]/.test(last) && /\n\s*$/.test(before);
  if (!lacksComma && !/[{[,]/.test(last)) return undefined;
  const container = containerOf(state, tree, before.trimEnd().length);
  if (!container) return undefined;
  const names = namesAbove(container);
  const isFollowed = after === '"' || after === "{";
  if (container.name === "Array") return names[0] === "Statement" && names.length === 1 ? { kind: "statements", members: [], lacksComma, isFollowed } : undefined;
  const members = container.getChildren("Property").flatMap((property) => {
    const name = property.getChild("PropertyName");
    return name ? [state.sliceDoc(name.from + 1, name.to - 1)] : [];
  });
  if (names.length === 0) return { kind: "policy", members, lacksComma, isFollowed };
  return names[0] === "Statement" && names.length === 1 ? { kind: "statement", members, lacksComma, isFollowed } : undefined;
}

/** The list or object that a position is in, and not behind. */
function containerOf(state: EditorState, tree: Tree, at: number): SyntaxNode | undefined {
  let node: SyntaxNode | null = tree.resolveInner(at, -1);
  const isBehind = (one: SyntaxNode): boolean => one.to <= at && /[\]}]$/.test(state.sliceDoc(one.from, one.to));
  while (node && ((node.name !== "Array" && node.name !== "Object") || isBehind(node))) node = node.parent;
  return node ?? undefined;
}

const STEP = "  ";
const statement = (effect: "Allow" | "Deny"): string => `{\n${STEP}"Effect": "${effect}",\n${STEP}"Action": [\n${STEP}${STEP}"\${}"\n${STEP}]\n}`;

/** What may stand at a place; lines are indented as the first one is. */
export function skeletonsAt({ kind, members, lacksComma, isFollowed }: Place, of5: boolean, version: string): Skeleton[] {
  const member = (name: string, value: string, detail: string): (Skeleton & { name: string })[] => (members.includes(name) ? [] : [{ name, label: `"${name}"`, detail, template: `"${name}": ${value}` }]);
  const list = '[\n\t"${}"\n]';
  const offered = (): Skeleton[] => {
    switch (kind) {
      case "document":
        return [{ label: "{ }", detail: msg("a policy with one statement"), template: `{\n${STEP}"Version": "${version}",\n${STEP}"Statement": [\n${indented(statement("Allow"), STEP + STEP)}\n${STEP}]\n}` }];
      case "policy":
        return [...member("Version", `"\${${version}}"`, ""), ...member("Statement", `[\n${indented(statement("Allow"), STEP)}\n]`, msg("with one statement"))];
      case "statements":
        return (["Allow", "Deny"] as const).map((effect) => ({ label: `{ "Effect": "${effect}" }`, detail: msg("a statement"), template: statement(effect) }));
      case "statement":
        return [
          ...(members.includes("Effect") ? [] : (["Allow", "Deny"] as const).map((effect) => ({ label: `"Effect": "${effect}"`, detail: "", template: `"Effect": "${effect}"` }))),
          ...(members.includes("NotAction") ? [] : member("Action", list, "")),
          ...(members.includes("NotResource") ? [] : member("Resource", list, "")),
          ...member("Condition", '{\n\t"${}": {}\n}', ""),
          ...(of5 && !members.includes("Action") ? member("NotAction", list, "") : []),
          ...(of5 && !members.includes("Resource") ? member("NotResource", list, "") : []),
          ...(of5 ? member("Sid", '"${}"', "") : []),
        ];
    }
  };
  return offered().map(({ label, detail, template }) => ({ label, detail, template: `${lacksComma ? "," : ""}${template.replaceAll(STEP, "\t")}${isFollowed ? "," : ""}` }));
}

const indented = (text: string, by: string): string => text.split("\n").map((line) => by + line).join("\n");
