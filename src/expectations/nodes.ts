// The nodes of a YAML or JSON text, strictly: what is wrong is noted with its place, and reading goes on with the rest.
import type { Said } from "ecs-password/policy";
import { Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import type { Node } from "yaml";
import type { Fault, Place } from "./model.ts";
import { nearest } from "./nearest.ts";
import { said } from "./said.ts";

/** Far more than anybody writes; aliases repeat what is behind them. */
const MOST_NODES = 200_000;
/** More is said of no file. */
const MOST_FAULTS = 100;

export interface Member {
  /** Where its name stands. */
  key: Place;
  value: Node;
}

/** The members of a mapping, and where it begins. */
export interface Mapping {
  at: Place;
  members: ReadonlyMap<string, Member>;
}

export class Nodes {
  readonly faults: Fault[] = [];
  readonly #lines = new LineCounter();
  readonly #document: Document;
  readonly root: Node | undefined;
  #visited = 0;

  constructor(text: string) {
    try {
      this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false, version: "1.2", schema: "core", strict: true, uniqueKeys: true, logLevel: "error" });
    } catch (error) {
      // The parser calls itself for each level.
      if (!(error instanceof RangeError)) throw error;
      this.#document = new Document();
      this.fault(0, said`it is nested too deeply`);
      return;
    }
    for (const { code, message, pos } of [...this.#document.errors, ...this.#document.warnings]) {
      this.fault(pos[0], code === "MULTIPLE_DOCS" ? said`one document was expected, and another one begins here` : said`it cannot be read as YAML or JSON: ${message.replace(/\s+/g, " ").trim()}`);
    }
    const { contents } = this.#document;
    if (contents === null && this.faults.length === 0) this.fault(0, said`the file is empty`);
    if (isNode(contents)) this.root = contents;
  }

  place(offset: number): Place {
    const { line, col } = this.#lines.linePos(offset);
    return { offset, line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  placeOf(node: Node): Place {
    return this.place(node.range?.[0] ?? 0);
  }

  fault(where: number | Node | Place, text: Said, hint?: Said): void {
    if (this.faults.length >= MOST_FAULTS) return;
    const at = typeof where === "number" ? this.place(where) : "offset" in where && "column" in where ? where : this.placeOf(where);
    this.faults.push({ at, text, ...(hint === undefined ? {} : { hint }) });
  }

  /** What an alias stands for. */
  #resolved(node: Node, name: string): Node | undefined {
    this.#visited += 1;
    if (this.#visited > MOST_NODES) {
      if (this.#visited === MOST_NODES + 1) this.fault(node, said`the file has more than ${MOST_NODES.toString()} values`);
      return undefined;
    }
    if (!isAlias(node)) return node;
    const anchored = node.resolve(this.#document);
    if (anchored === undefined) this.fault(node, said`${quoted(name)} names an anchor that is not there`);
    return anchored;
  }

  /** `known` are its members; `name` is what it is called in a fault, empty for all of the file. */
  mapping(given: Node, name: string, known: readonly string[] | undefined): Mapping | undefined {
    const node = this.#resolved(given, name);
    if (node === undefined) return undefined;
    if (!isMap(node)) {
      this.fault(given, said`${calledIn(name)} must be a mapping with names and values, it is ${kindOf(node)}`);
      return undefined;
    }
    const members = new Map<string, Member>();
    for (const { key, value } of node.items as { key: Node; value: Node | null }[]) {
      if (!isScalar(key) || typeof key.value !== "string") {
        this.fault(key, said`a name was expected in ${calledIn(name)}; if it is one, put it in quotes`);
        continue;
      }
      const at = this.placeOf(key);
      if (known !== undefined && !known.includes(key.value)) {
        const meant = nearest(key.value, known);
        this.fault(at, said`unknown member ${quoted(key.value)} of ${calledIn(name)}`, meant === undefined ? said`it may have: ${known.join(", ")}` : said`did you mean ${quoted(meant)}?`);
      } else if (value === null) this.fault(at, said`${quoted(key.value)} has no value`);
      else members.set(key.value, { key: at, value });
    }
    return { at: this.placeOf(given), members };
  }

  list(given: Node, name: string): readonly Node[] | undefined {
    const node = this.#resolved(given, name);
    if (node === undefined) return undefined;
    if (!isSeq(node)) {
      this.fault(given, said`${quoted(name)} must be a list, it is ${kindOf(node)}`);
      return undefined;
    }
    return node.items as Node[];
  }

  isList(given: Node): boolean {
    return isSeq(this.#plain(given));
  }

  isMapping(given: Node): boolean {
    return isMap(this.#plain(given));
  }

  #plain(node: Node): Node | undefined {
    return isAlias(node) ? node.resolve(this.#document) : node;
  }

  text(given: Node, name: string, mayBeEmpty = false): string | undefined {
    const node = this.#resolved(given, name);
    if (node === undefined) return undefined;
    if (isScalar(node) && typeof node.value === "string") {
      if (mayBeEmpty || node.value.trim() !== "") return node.value;
      this.fault(given, said`${quoted(name)} must not be empty`);
      return undefined;
    }
    const isBare = isScalar(node) && node.value !== null;
    this.fault(given, said`${quoted(name)} must be a text, it is ${kindOf(node)}`, isBare ? said`put it in quotes: ${JSON.stringify(String(node.source ?? node.value))}` : undefined);
    return undefined;
  }

  /** A text, or a whole number. */
  textOrNumber(given: Node, name: string): string | number | undefined {
    const node = this.#plain(given);
    return isScalar(node) && typeof node.value === "number" && Number.isSafeInteger(node.value) ? node.value : this.text(given, name);
  }

  boolean(given: Node, name: string): boolean | undefined {
    const node = this.#resolved(given, name);
    if (node === undefined) return undefined;
    if (isScalar(node) && typeof node.value === "boolean") return node.value;
    this.fault(given, said`${quoted(name)} must be true or false, it is ${kindOf(node)}`);
    return undefined;
  }

  isNull(given: Node): boolean {
    const node = this.#plain(given);
    return isScalar(node) && node.value === null;
  }

  oneOf<T extends string>(given: Node, name: string, known: readonly T[]): T | undefined {
    const text = this.text(given, name);
    if (text === undefined) return undefined;
    const found = known.find((each) => each === text);
    if (found !== undefined) return found;
    const meant = nearest(text, known);
    this.fault(given, said`${quoted(name)} must be one of ${known.map(quoted).join(", ")}, it is ${quoted(text)}`, meant === undefined ? undefined : said`did you mean ${quoted(meant)}?`);
    return undefined;
  }
}

const calledIn = (name: string): Said | string => (name === "" ? said`the file` : quoted(name));

export const quoted = (text: string): string => `\`${text}\``;

/** In the words of YAML's users. */
function kindOf(node: Node): Said | string {
  if (isMap(node)) return said`a mapping`;
  if (isSeq(node)) return said`a list`;
  if (!isScalar(node) || node.value === null) return said`empty`;
  if (typeof node.value === "number") return said`the number ${quoted(String(node.source ?? node.value))}`;
  if (typeof node.value === "string") return said`the text ${quoted(node.value)}`;
  return quoted(node.source ?? (node.value === true ? "true" : "false"));
}
