import { bytesOf, encoded, invalid, isBytes, readOptions, textOf } from "../internal/read.js";
import { core } from "../internal/read-core.js";
import type { PolicyOrigin, PolicyReading, PolicyTranslation, TextSpan } from "../glue/types.js";

/** The largest text that is read, in bytes. */
const LARGEST_TEXT = 4 * 1024 * 1024;

/** The largest policy that is translated, in bytes. */
const LARGEST_POLICY = 1024 * 1024;

/** How many numbers of {@link PolicyOrigin.places} there are of each piece. */
const NUMBERS = 3;

/**
 * Reads all policies that a text holds, whatever was pasted or opened: a policy; what the IAM API answers, alone or in lists; Terraform (files
 * and pieces of them, plans and states in JSON); YAML; one of these as a string of JSON, or between the fences of Markdown.
 *
 * What depends on something that is not in the text (`${…}`, a variable, a function, a file) is an entry with `unread`: a statement, or the whole
 * policy where that hangs on it. Values of other resources, such as passwords in a state, are passed over as they are.
 *
 * @param text - At most 4 MiB.
 * @returns Entries for a `PolicySet`, where each comes from, and what was passed over. A text that cannot be read throws nothing.
 * @throws {@link EcsPasswordError} `invalidInput` where `text` is no text or too large.
 */
export function readPolicies(text: string | Uint8Array): PolicyReading {
  const bytes = isBytes(text) ? bytesOf("text", text, LARGEST_TEXT) : encoded("text", text, LARGEST_TEXT);
  if (!bytes) throw invalid("text", "`text` must be a string or bytes");
  return core.call((glue) => glue.readPolicies(bytes) as PolicyReading);
}

/** How {@link translatePolicy} writes a policy. */
export interface TranslateOptions {
  /** The cloud whose names count. No document of Open Telekom Cloud knows identity policies. */
  cloud: "huawei";
  /** The version to write. */
  to: "1.1" | "5.0";
}

/**
 * Writes a policy of version 1.1 as one of 5.0 (an identity policy), or the other way round, with the list of what is not the same.
 *
 * The translation never allows what the original does not: an Allow becomes one of the same or less, a Deny one of the same or more. Actions are
 * compared API by API over the list of ECS of Huawei Cloud; where `notTranslated` is empty, both policies come to the same there. Where a policy is
 * granted is no part of it: see `notes`.
 *
 * @param document - A policy that is read as a whole, with its version; at most 1 MiB.
 * @param options - The cloud, and the version to write.
 * @returns The text of the policy (none where nothing of it can be written), what is not the same, and what to know about the rest.
 * @throws {@link EcsPasswordError} `unsupportedOperation` for a cloud without identity policies, `invalidInput` where the text is no such policy.
 */
export function translatePolicy(document: string | Uint8Array, options: TranslateOptions): PolicyTranslation {
  const bytes = isBytes(document) ? bytesOf("document", document, LARGEST_POLICY) : encoded("document", document, LARGEST_POLICY);
  if (!bytes) throw invalid("document", "`document` must be a string or bytes");
  const given = readOptions(options, ["cloud", "to"]);
  const [cloud, to] = [textOf("cloud", given.cloud), textOf("to", given.to)];
  return core.call((glue) => glue.translatePolicy(bytes, cloud, to) as PolicyTranslation);
}

/**
 * Where a piece of the document of an entry stands in the text that it was read from.
 *
 * @param text - What {@link readPolicies} was given.
 * @param origin - The origin of the entry.
 * @param span - A piece of its document, such as the `span` of a finding or of a reason.
 * @returns Its piece of the text; of an entry without a document, where that stands.
 */
export function locate(text: string | Uint8Array, origin: PolicyOrigin, span: Pick<TextSpan, "start" | "end">): TextSpan {
  const { places } = origin;
  if (places.length < NUMBERS) return origin.span;
  const start = placeOf(places, span.start);
  // The end is that of what stands before it.
  const end = span.end > span.start ? placeAfter(places, span.end) : start;
  return spanOf(typeof text === "string" ? text : new TextDecoder("utf-8", { ignoreBOM: true }).decode(text), start, Math.max(start, end));
}

/** The index of the last piece that begins at `at` or before it. */
function pieceAt(places: readonly number[], at: number): number {
  let [low, high] = [0, places.length / NUMBERS - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (number(places, middle * NUMBERS) <= at) low = middle;
    else high = middle - 1;
  }
  return low * NUMBERS;
}

function placeOf(places: readonly number[], at: number): number {
  const piece = pieceAt(places, at);
  return Math.min(number(places, piece + 1) + Math.max(0, at - number(places, piece)), number(places, piece + 2));
}

function placeAfter(places: readonly number[], end: number): number {
  const piece = pieceAt(places, end - 1);
  const isWhole = places[piece + NUMBERS] === end;
  return isWhole ? number(places, piece + 2) : Math.min(number(places, piece + 1) + end - number(places, piece), number(places, piece + 2));
}

function number(places: readonly number[], index: number): number {
  return places[index] ?? 0;
}

/** Line and column of a place, as the core counts them: lines end with LF, CRLF or CR. */
function spanOf(text: string, start: number, end: number): TextSpan {
  let [line, lineStart] = [1, 0];
  for (let at = 0; at < start; at += 1) {
    const sign = text[at];
    if (sign !== "\n" && (sign !== "\r" || text[at + 1] === "\n")) continue;
    line += 1;
    lineStart = at + 1;
  }
  return { start, end, line, column: start - lineStart + 1 };
}
