import { invalid, mustBe, unreadable, type EcsPasswordError } from "../errors.js";
import { isPacked, ofClass, own } from "./own.js";
import { said } from "./said.js";
import type { CallOptions } from "../types.js";

// Reading what a caller gives: a getter or a proxy runs the caller's code, which may throw, answer differently each time, or call
// back. So everything is read once, before the core is called, and what is thrown meanwhile is the error of the input.

/** What `read` gives, which touches the caller's `path` and throws nothing of its own. */
export function reading<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

export function isObject(input: unknown): input is object {
  return typeof input === "object" && input !== null;
}

/** The fields of an options object; refuses what is none, and names every key that is not one of `known`. */
export function readOptions<Name extends string>(options: unknown, known: readonly Name[]): Partial<Record<Name, unknown>> {
  if (!isObject(options) || reading("options", () => isPacked(options))) throw mustBe("options", said`an object`);
  const given = options as Partial<Record<string, unknown>>;
  const unknown = reading("options", () => Object.keys(given)).find((key) => !(known as readonly string[]).includes(key));
  if (unknown !== undefined) {
    const expected = known.map((name) => `\`${name}\``).join(", ");
    throw invalid(unknown, said`unknown option \`${unknown}\`, expected one of ${expected}`);
  }
  const read: Partial<Record<Name, unknown>> = {};
  for (const name of known) read[name] = reading(name, () => own(given, name));
  return read;
}

/** The range of `timeoutMs` is the core's to judge; here only what would be converted on the way to it. */
export function readCall<More extends string = never>(options: unknown, ...more: More[]): CallOptions & Record<More, unknown> {
  const read = readOptions(options, [...more, "signal", "timeoutMs"]);
  const { signal, timeoutMs } = read as Record<keyof CallOptions, unknown>;
  if (timeoutMs !== undefined && typeof timeoutMs !== "number") throw mustBe("timeoutMs", said`a number`);
  if (signal !== undefined && !isSignal(signal)) throw mustBe("signal", said`an \`AbortSignal\``);
  return read as CallOptions & Record<More, unknown>;
}

/** By shape, since polyfills and other realms have classes of their own. */
function isSignal(signal: unknown): boolean {
  return isObject(signal) && reading("signal", () => "aborted" in signal && "addEventListener" in signal);
}

/** The same of an object that has more fields than these, read of its class as well. */
export function readFields<Name extends string>(path: string, input: unknown, names: readonly Name[]): Partial<Record<Name, unknown>> {
  if (!isObject(input)) throw mustBe(path, said`an object`);
  const read: Partial<Record<Name, unknown>> = {};
  for (const name of names) read[name] = reading(`${path}.${name}`, () => ofClass(input, name));
  return read;
}

/** What a text that is no document, key or ciphertext has at the most: an action, a format. */
const LONGEST_TEXT = 4096;

/** A text of the length that is given. */
export function textOf(path: string, input: unknown, longest = LONGEST_TEXT): string {
  if (typeof input !== "string") throw mustBe(path, said`a string`);
  if (input.length > longest) throw invalid(path, said`\`${path}\` must have at most ${longest.toString()} characters`);
  return input;
}

/** The length of an array; of a proxy that gives none `NaN`. */
export function lengthOf(array: readonly unknown[]): number {
  const length: unknown = array.length;
  return typeof length === "number" ? length : Number.NaN;
}

/** What an array of at most so many holds; read by its indices alone. */
export function itemsOf(path: string, input: unknown, most: number): unknown[] {
  if (!reading(path, () => Array.isArray(input))) throw mustBe(path, said`an array of strings`);
  const array = input as unknown[];
  const length = reading(path, () => lengthOf(array));
  if (!(length <= most)) throw tooMany(path, most);
  const items: unknown[] = [];
  try {
    for (let index = 0; index < length; index += 1) items.push(array[index]);
  } catch (cause) {
    throw unreadable(path, cause);
  }
  return items;
}

const views = Object.getPrototypeOf(Uint8Array.prototype) as object;

/** Whether it is a `Uint8Array`, of any realm. The getter is asked itself: an object may have a property of the same name. */
export function isBytes(input: unknown): input is Uint8Array {
  return Reflect.get(views, Symbol.toStringTag, input) === "Uint8Array";
}

/** A copy of the bytes of a `Uint8Array` or an `ArrayBuffer`; `undefined` where it is neither. */
export function bytesOf(path: string, input: unknown, most: number): Uint8Array | undefined {
  const size = sizeOf(input);
  if (size === undefined) return undefined;
  if (size > most) throw tooLarge(path, most);
  return reading(path, () => (isBytes(input) ? new Uint8Array(input) : new Uint8Array(input as ArrayBuffer).slice()));
}

/** A text in UTF-8; `undefined` where it is none. */
export function encoded(path: string, input: unknown, most: number): Uint8Array | undefined {
  if (typeof input !== "string") return undefined;
  const bytes = input.length > most ? undefined : new TextEncoder().encode(input);
  if (!bytes || bytes.length > most) throw tooLarge(path, most);
  return bytes;
}

/** Gives `use` a copy of the bytes of `input`, a text in UTF-8, and wipes it afterwards. */
export function withBytes<T>(path: string, input: unknown, most: number, use: (bytes: Uint8Array) => T): T {
  const copy = encoded(path, input, most) ?? bytesOf(path, input, most);
  if (!copy) throw mustBe(path, said`a string or bytes`);
  try {
    return use(copy);
  } finally {
    copy.fill(0);
  }
}

/** How many bytes a `Uint8Array` or an `ArrayBuffer` has; `undefined` where it is neither. */
export function sizeOf(input: unknown): number | undefined {
  const [owner, name] = isBytes(input) ? [views, "length"] : [ArrayBuffer.prototype, "byteLength"];
  try {
    const size: unknown = Reflect.get(owner, name, input);
    return size as number;
  } catch {
    return undefined;
  }
}

export function tooMany(path: string, most: number): EcsPasswordError {
  return invalid(path, said`\`${path}\` must have at most ${most.toString()} entries`);
}

export function tooLarge(path: string, most: number): EcsPasswordError {
  return invalid(path, said`\`${path}\` must have at most ${(most / 1024 / 1024).toString()} MiB`);
}
