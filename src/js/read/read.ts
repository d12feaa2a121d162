import { invalid, mustBe } from "../errors.js";
import { bytesOf, encoded, isBytes, isObject, lengthOf, readFields, reading, readOptions, textOf, tooLarge } from "../internal/read.js";
import { core } from "../internal/read-core.js";
import { said } from "../internal/said.js";
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
  if (!bytes) throw mustBe("text", said`a string or bytes`);
  return core.call((glue) => glue.readPolicies(bytes) as PolicyReading);
}

/** How {@link translatePolicy} writes a policy. */
export interface TranslateOptions {
  /** The cloud whose names count. No document of T Cloud Public (Open Telekom Cloud) knows identity policies. */
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
  if (!bytes) throw mustBe("document", said`a string or bytes`);
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
 * @throws {@link EcsPasswordError} `invalidInput` where one of them is none.
 */
export function locate(text: string | Uint8Array, origin: PolicyOrigin, span: Pick<TextSpan, "start" | "end">): TextSpan {
  const given = typeof text === "string" ? text : bytesOf("text", text, LARGEST_TEXT);
  if (given === undefined) throw mustBe("text", said`a string or bytes`);
  if (given.length > LARGEST_TEXT) throw tooLarge("text", LARGEST_TEXT);
  const { places, span: whole } = readFields("origin", origin, ["places", "span"]);
  const pieces = piecesOf(places);
  if (pieces.count === 0) {
    if (!isObject(whole)) throw mustBe("origin.span", said`an object`);
    return whole as TextSpan;
  }
  const { start: from, end: to } = readFields("span", span, ["start", "end"]);
  const [first, last] = [placeIn("span.start", from), placeIn("span.end", to)];
  const start = placeOf(pieces, first);
  // The end is that of what stands before it.
  const end = last > first ? placeAfter(pieces, last) : start;
  return spanOf(typeof given === "string" ? given : new TextDecoder("utf-8", { ignoreBOM: true }).decode(given), start, Math.max(start, end));
}

/** The numbers of `places`, each looked at when it is needed: only a few of them are. */
interface Pieces {
  readonly count: number;
  at(index: number): number;
}

function piecesOf(places: unknown): Pieces {
  const path = "origin.places";
  if (!reading(path, () => Array.isArray(places))) throw mustBe(path, said`an array of numbers`);
  const array = places as unknown[];
  const length = reading(path, () => lengthOf(array));
  if (!(length <= LARGEST_TEXT * NUMBERS)) throw notOfText(path);
  return { count: Math.floor(length / NUMBERS), at: (index) => placeIn(path, reading(path, () => array[index])) };
}

function placeIn(path: string, place: unknown): number {
  if (!Number.isInteger(place) || (place as number) < 0 || (place as number) > LARGEST_TEXT) throw notOfText(path);
  return place as number;
}

const notOfText = (path: string): Error => invalid(path, said`\`${path}\` is not a place in a text`);

/** The index of the last piece that begins at `at` or before it. */
function pieceAt(pieces: Pieces, at: number): number {
  let [low, high] = [0, pieces.count - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (pieces.at(middle * NUMBERS) <= at) low = middle;
    else high = middle - 1;
  }
  return low * NUMBERS;
}

function placeOf(pieces: Pieces, at: number): number {
  const piece = pieceAt(pieces, at);
  return Math.min(pieces.at(piece + 1) + Math.max(0, at - pieces.at(piece)), pieces.at(piece + 2));
}

function placeAfter(pieces: Pieces, end: number): number {
  const piece = pieceAt(pieces, end - 1);
  const isWhole = piece + NUMBERS < pieces.count * NUMBERS && pieces.at(piece + NUMBERS) === end;
  return isWhole ? pieces.at(piece + 2) : Math.min(pieces.at(piece + 1) + end - pieces.at(piece), pieces.at(piece + 2));
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
