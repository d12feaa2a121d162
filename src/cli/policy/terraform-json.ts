import type { PolicyOrigin, PolicyReading, TextSpan } from "ecs-password/read";
import { isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, type Node, type Pair } from "yaml";

/** What stands for a value in a text of Terraform: it is known only where Terraform runs. */
const TEMPLATE = /(?<!\$)\$\{|(?<!%)%\{/;

/** A resource of a file, with where it stands. */
interface Resource {
  type: string;
  name: string;
  body: Record<string, unknown>;
  span: TextSpan;
}

/**
 * The policies of a file of Terraform in JSON (`.tf.json`), which the package does not read itself: its resources are written as a plan has
 * them, with what hangs on `${…}` as not known. `undefined` where the text is no such file.
 */
export function readTerraformJson(text: string, readPolicies: (text: string) => PolicyReading): PolicyReading | undefined {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, schema: "json", strict: false, uniqueKeys: false, logLevel: "silent" });
  if (document.errors.length > 0 || !isMap(document.contents)) return undefined;
  const resources = blocks(document.contents, "resource").flatMap((types) => resourcesOf(types, spanIn(text, lines)));
  const modules = blocks(document.contents, "module");
  if (resources.length === 0 && modules.length === 0) return undefined;
  const readings = resources.map((resource) => readOne(resource, readPolicies));
  const found = readings.filter(({ entries }) => entries.length > 0);
  return {
    entries: found.flatMap(({ entries }) => entries),
    origins: found.flatMap(({ origins }) => origins),
    notes: [...readings.flatMap(({ notes }) => notes), ...modules.flatMap((each) => modulesOf(each, spanIn(text, lines)))],
  };
}

/** The bodies of a kind of blocks: an object, or a list of objects. */
function blocks(map: Node, name: string): Node[] {
  const value = isMap(map) ? map.get(name, true) : undefined;
  return isSeq(value) ? (value.items as Node[]) : isMap(value) ? [value] : [];
}

type SpanOf = (node: Node) => TextSpan;

function spanIn(text: string, lines: LineCounter): SpanOf {
  return (node) => {
    const [start, end] = [node.range?.[0] ?? 0, node.range?.[1] ?? text.length];
    const { line, col } = lines.linePos(start);
    return { start, end, line, column: col };
  };
}

function resourcesOf(types: Node, spanOf: SpanOf): Resource[] {
  return pairsOf(types).flatMap(([type, named]) =>
    (isSeq(named) ? (named.items as Node[]) : [named]).flatMap((each) =>
      pairsOf(each).flatMap(([name, body]) =>
        (isSeq(body) ? (body.items as Node[]) : [body]).filter(isMap).map((map) => ({ type, name, body: map.toJSON() as Record<string, unknown>, span: spanOf(map) })))));
}

function modulesOf(modules: Node, spanOf: SpanOf): PolicyReading["notes"] {
  return pairsOf(modules).map(([name, body]) => {
    const message = `the resources of the module \`${name}\` are not in this text`;
    return { code: "elsewhere", message, span: spanOf(body), said: { template: "the resources of the module {} are not in this text", values: [`\`${name}\``] } };
  });
}

function pairsOf(map: Node): [string, Node][] {
  if (!isMap(map)) return [];
  return (map.items as unknown[]).filter((each): each is Pair<Node, Node | null> => isPair(each)).flatMap(({ key, value }) => (isScalar(key) && value ? [[String(key.value), value]] : []));
}

function readOne({ type, name, body, span }: Resource, readPolicies: (text: string) => PolicyReading): PolicyReading {
  const change = { actions: ["create"], after: known(body), after_unknown: unknown(body) };
  const plan = { format_version: "1.2", terraform_version: "1", resource_changes: [{ address: `${type}.${name}`, mode: "managed", type, name, change }] };
  const { entries, origins, notes } = readPolicies(JSON.stringify(plan));
  return {
    entries: entries.map((entry) => (entry.unread === undefined ? entry : { ...entry, unread: "it hangs on a value of Terraform that is not in this text" })),
    // What was read stands in a plan that nobody has: of its pieces only the resource is known.
    origins: origins.map((origin): PolicyOrigin => ({ ...origin, span, places: [] })),
    notes: notes.filter(({ code }) => code !== "noPolicy" && code !== "passedOver").map((each) => ({ ...each, span })),
  };
}

/** A value without what is not known, with what is escaped as itself. */
function known(value: unknown): unknown {
  if (typeof value === "string") return TEMPLATE.test(value) ? undefined : value.replaceAll("$${", "${").replaceAll("%%{", "%{");
  if (Array.isArray(value)) return value.map((each) => known(each) ?? null);
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, known(each)]));
  return value;
}

/** What of it is not known, as a plan says it. */
function unknown(value: unknown): unknown {
  if (typeof value === "string") return TEMPLATE.test(value);
  if (Array.isArray(value)) return value.map(unknown);
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, unknown(each)]));
  return false;
}
