import { realpath } from "node:fs/promises";
import path from "node:path";
import type { PolicyEntry, PolicyKind, PolicyScope, TextSpan } from "ecs-password/policy";
import type { PolicyOrigin, PolicyReading, ReadingNoteCode } from "ecs-password/read";
import { Failure } from "../exits.ts";
import { note, visible } from "../output.ts";
import { readFiles, STANDARD_INPUT_NAME, type ReadFile, type ReadFiles } from "./files.ts";
import { readTerraformJson } from "./terraform-json.ts";

/** Where something stands: a file as it was named or found, and lines and columns from 1, in UTF-16 code units, the end behind the last one. */
export interface Place {
  file: string;
  line?: number;
  column?: number;
  endLine?: number;
  endColumn?: number;
}

/** Where an entry of {@link Sources} comes from. */
export interface EntrySource {
  file: string;
  /** The text of the file; none where that could not be read. */
  text?: string;
  /** Its piece of the text; none where it is about all of the file. */
  origin?: PolicyOrigin;
  /** The resource of Terraform, where it is one. */
  address?: string;
  /** Where it stands for a note: what that is about may be a policy. */
  note?: ReadingNoteCode;
}

/** Something that is no entry. */
export interface SourceNote extends Place {
  code: ReadingNoteCode | "state";
  message: string;
}

/** The policies of files, with where each comes from. */
export interface Sources {
  /** For `new PolicySet(…)`: what could not be read is an entry with `unread`, so that no answer is certain over it. */
  entries: PolicyEntry[];
  /** Where each of `entries` comes from, in the same order. */
  origins: EntrySource[];
  /** What was passed over, and why; nothing of it leaves an answer open that is not an entry as well. */
  notes: SourceNote[];
  /** The files that were read, in their order. */
  files: string[];
}

export interface SourceOptions {
  /** Files and folders that are left out. */
  exclude?: readonly string[] | undefined;
  /** Where the policies of a file or folder are attached; what is read from an answer of IAM says it itself. */
  scopes?: readonly { at: string; scope: PolicyScope }[] | undefined;
  /** What kind the policies of a file or folder are of. */
  kinds?: readonly { at: string; kind: PolicyKind }[] | undefined;
  /** Whether no policy at all is an answer as well, as before the first one was written. */
  mayBeEmpty?: boolean | undefined;
}

/** Reads all policies of files, folders and standard input (`-`). */
export async function readSources(paths: readonly string[], options: SourceOptions = {}): Promise<Sources> {
  const { readPolicies } = await import("ecs-password/read");
  const read = await readFiles(paths, options.exclude);
  const sources: Sources = { entries: [], origins: [], notes: [], files: read.files.map(({ file }) => file) };
  for (const file of read.files) await addFile(sources, file, read, options, readPolicies);
  for (const file of read.passedOver) sources.notes.push({ file, code: "state", message: "a state of Terraform is not read from a folder: name it, if it is meant" });
  if (sources.entries.length === 0 && options.mayBeEmpty !== true) {
    for (const each of sources.notes) note(noteLine(each));
    throw new Failure(`there is no policy in ${paths.map((each) => `\`${visible(each)}\``).join(", ")}`, { hint: "Files of a folder are read that end in .json, .yaml, .yml, .tf, .tf.json or .txt." });
  }
  return sources;
}

async function addFile(sources: Sources, read: ReadFile, all: ReadFiles, options: SourceOptions, readPolicies: (text: string) => PolicyReading): Promise<void> {
  const { file, text } = read;
  const given = givenOf(file, options);
  if (text === undefined) {
    sources.entries.push({ name: file, unread: read.unread ?? "it cannot be read", ...given });
    sources.origins.push({ file });
    return;
  }
  const reading = policiesOf(file, text, readPolicies);
  refuseNothing(read, reading, options);
  for (const [index, entry] of reading.entries.entries()) {
    const origin = reading.origins[index];
    const name = nameOf(entry.name, file, origin, reading.entries.length);
    sources.entries.push({ ...entry, name, ...given });
    sources.origins.push({ file, text, ...(origin && { origin }), ...(origin?.address !== undefined && { address: origin.address }) });
  }
  for (const each of reading.notes) {
    sources.notes.push({ ...placeIn(file, text, each.span), code: each.code, message: each.message });
    const unread = await unreadBy(each, file, text, all);
    if (!unread) continue;
    sources.entries.push({ name: `${file} (${each.code})`, ...unread, ...(each.code === "otherKind" ? {} : given) });
    sources.origins.push({ file, text, note: each.code, ...(each.span && { origin: { span: each.span, places: [] as number[] } as unknown as PolicyOrigin }) });
  }
}

function policiesOf(file: string, text: string, readPolicies: (text: string) => PolicyReading): PolicyReading {
  const mayBe = /\.tf\.json$/i.test(file) || (/"(?:resource|module)"/.test(text) && text.trimStart().startsWith("{"));
  const reading = readPolicies(text);
  return mayBe && reading.entries.length === 0 ? (readTerraformJson(text, readPolicies) ?? reading) : reading;
}

/** A file that somebody named and that has nothing at all is a mistake, such as a text that was cut to nothing; of Terraform most files have none. */
function refuseNothing({ file, isNamed }: ReadFile, { entries, notes }: PolicyReading, { mayBeEmpty }: SourceOptions): void {
  if (!isNamed || mayBeEmpty === true || entries.length > 0 || /\.tf(?:\.json)?$/i.test(file)) return;
  if (notes.some(({ code }) => code !== "noPolicy")) return;
  const [{ message } = { message: "there is no policy in the text" }] = notes;
  throw new Failure(`\`${visible(file)}\`: ${message}`, { hint: "A policy is JSON or YAML with `Version` and `Statement`, an answer of the IAM API, or Terraform." });
}

/** What of a note may be a policy, and so leaves answers open. */
async function unreadBy({ code, message, span }: PolicyReading["notes"][number], file: string, text: string, { folders }: ReadFiles): Promise<{ unread: string; kind?: PolicyKind } | undefined> {
  if (code === "syntax") return { unread: message };
  // It limits: what it denies is not known, and it allows nothing.
  if (code === "otherKind") return { unread: message, kind: "scp" };
  if (code !== "elsewhere") return undefined;
  const [, source] = /"?source"?\s*[=:]\s*"(\.[^"$]*)"/.exec(span ? text.slice(span.start, span.end) : "") ?? [];
  if (source !== undefined && file !== STANDARD_INPUT_NAME) {
    const real = await realpath(path.resolve(path.dirname(file), source)).catch(() => undefined);
    // The files of the module are among those that were read.
    if (real !== undefined && folders.some((folder) => real === folder || real.startsWith(folder + path.sep))) return undefined;
  }
  return { unread: message };
}

/** A policy that has no name is called by its file. */
function nameOf(name: string, file: string, origin: PolicyOrigin | undefined, count: number): string {
  const [isOwn, number] = /^policy(?: (\d+))?$/.exec(name) ?? [];
  if (isOwn === undefined || origin?.address !== undefined) return name;
  return number !== undefined && count > 1 ? `${file} (${number})` : file;
}

/** What the command line says of the policies of a file; the last one counts. */
function givenOf(file: string, { scopes = [], kinds = [] }: SourceOptions): { scope?: PolicyScope; kind?: PolicyKind } {
  const isOf = ({ at }: { at: string }) => at === file || (file !== STANDARD_INPUT_NAME && isBelow(path.resolve(file), path.resolve(at))) || (at === "-" && file === STANDARD_INPUT_NAME);
  const [scope, kind] = [scopes.findLast(isOf), kinds.findLast(isOf)];
  return { ...(scope && { scope: scope.scope }), ...(kind && { kind: kind.kind }) };
}

const isBelow = (file: string, folder: string): boolean => file === folder || file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);

/** Where a piece of the document of an entry stands in its file; without `span` the entry itself. */
export async function placeOf({ origins }: Sources, index: number, span?: Pick<TextSpan, "start" | "end">): Promise<Place | undefined> {
  const source = origins[index];
  if (!source) return undefined;
  const { file, text, origin } = source;
  if (text === undefined || !origin) return { file };
  if (!span || origin.places.length === 0) return placeIn(file, text, origin.span);
  const { locate } = await import("ecs-password/read");
  return placeIn(file, text, locate(text, origin, span));
}

function placeIn(file: string, text: string, span: TextSpan | undefined): Place {
  if (!span) return { file };
  const { line, column, start, end } = span;
  const within = text.slice(start, end).split(/\r\n|\n|\r/);
  const last = within.at(-1) ?? "";
  return { file, line, column, endLine: line + within.length - 1, endColumn: within.length === 1 ? column + last.length : last.length + 1 };
}

/** `file:line:column`, as editors and terminals know to open it. */
export function placeText({ file, line, column }: Place): string {
  return [visible(file), line, column].filter((each) => each !== undefined).join(":");
}

/** A note as a line of prose. */
export function noteLine(each: SourceNote): string {
  return `${placeText(each)}: ${visible(each.message)}`;
}

/** A part of the policies that was not read. */
export interface UnreadPart extends Place {
  /** The name of the entry. */
  policy: string;
  policyIndex: number;
  /** Of a document that was read in part, the statement from 0. */
  statement?: number;
  cause: string;
}

/** All that was not read of the policies: whole entries, and statements of those that were read. */
export async function unreadParts(sources: Sources): Promise<UnreadPart[]> {
  const { parsePolicy } = await import("ecs-password/policy");
  const parts: UnreadPart[] = [];
  for (const [index, entry] of sources.entries.entries()) {
    const { file } = sources.origins[index] ?? { file: "" };
    const at = { policy: entry.name, policyIndex: index };
    if (entry.document === undefined) {
      parts.push({ file, ...(await placeOf(sources, index)), ...at, cause: entry.unread });
      continue;
    }
    const { policy } = parsePolicy(entry.document, entry.kind === undefined ? {} : { kind: entry.kind });
    if (!policy) parts.push({ file, ...(await placeOf(sources, index)), ...at, cause: "there is no policy in it" });
    for (const { span, cause, statement } of policy?.unread ?? []) {
      parts.push({ file, ...(await placeOf(sources, index, span)), ...at, ...(statement !== undefined && { statement }), cause });
    }
  }
  return parts;
}
