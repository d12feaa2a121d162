import { invalid, mustBe, type EcsPasswordError } from "../errors.js";
import { lengthOf } from "./read.js";
import { said } from "./said.js";

/** Deeper than any input of the package, and far from the end of the stack. */
const MAX_DEPTH = 32;
/** More than any input has; a sparse array of a few bytes can have a length of thousands of millions. */
const MAX_VALUES = 1_000_000;
/** In UTF-16 code units, keys included: more than the largest answer that is read. */
const MAX_TEXT = 16 * 1024 * 1024;

/**
 * The JSON text of an input, which the core reads: only what JSON can say, `undefined` being null.
 *
 * @param root - Where the input stands, for the paths of errors.
 */
export function plain(input: unknown, root?: string): string {
  return new Writer(root).value(input);
}

class Writer {
  readonly #path: string[];
  readonly #ancestors: object[] = [];
  #values = 0;
  #text = 0;

  constructor(root: string | undefined) {
    this.#path = root === undefined ? [] : [root];
  }

  value(value: unknown): string {
    this.#values += 1;
    if (this.#values > MAX_VALUES) throw this.#tooLarge();
    switch (typeof value) {
      case "undefined":
        return "null";
      case "boolean":
        return value ? "true" : "false";
      case "number":
        if (!Number.isFinite(value)) throw this.#notPlain();
        return value.toString();
      case "string":
        return this.#string(value);
      case "object":
        return value === null ? "null" : this.#container(value);
      default:
        throw this.#notPlain();
    }
  }

  /** JSON has no lone surrogates: each becomes U+FFFD, as in every text that crosses to the core. */
  #string(text: string): string {
    this.#text += text.length;
    if (this.#text > MAX_TEXT) throw this.#tooLarge();
    return JSON.stringify(/[\ud800-\udfff]/.test(text) ? text.replace(/\p{Surrogate}/gu, "\ufffd") : text);
  }

  #container(value: object): string {
    if (this.#ancestors.length >= MAX_DEPTH || this.#ancestors.includes(value)) {
      throw invalid("input", said`the input refers to itself or is nested too deeply`);
    }
    this.#ancestors.push(value);
    const text = this.#read(() => Array.isArray(value))
      ? `[${this.#items(value as unknown[])}]`
      : `{${this.#members(value as Record<string, unknown>)}}`;
    this.#ancestors.pop();
    return text;
  }

  #items(array: unknown[]): string {
    const length = this.#read(() => lengthOf(array));
    if (!(length <= MAX_VALUES - this.#values)) throw this.#tooLarge();
    let text = "";
    for (let index = 0; index < length; index += 1) {
      const item = this.#read(() => array[index]);
      text += `${index === 0 ? "" : ","}${this.#member(index.toString(), item)}`;
    }
    return text;
  }

  #members(object: Record<string, unknown>): string {
    if (!this.#read(() => isPlainObject(object))) throw this.#notPlain();
    let text = "";
    for (const key of this.#read(() => Reflect.ownKeys(object))) {
      if (typeof key !== "string") throw this.#notPlain();
      const value = this.#read(() => object[key]);
      text += `${text === "" ? "" : ","}${this.#string(key)}:${this.#member(key, value)}`;
    }
    return text;
  }

  #member(name: string, value: unknown): string {
    this.#path.push(name);
    const text = this.value(value);
    this.#path.pop();
    return text;
  }

  /** Every touch of the caller's objects, which may run the caller's code. */
  #read<T>(touch: () => T): T {
    try {
      return touch();
    } catch (cause) {
      throw this.#notPlain(cause);
    }
  }

  #notPlain(cause?: unknown): EcsPasswordError {
    return mustBe(this.#here(), said`plain JSON data`, cause);
  }

  #tooLarge(): EcsPasswordError {
    const path = this.#here();
    return invalid(path, said`\`${path}\` is too large: an input has at most ${MAX_VALUES.toString()} values and ${MAX_TEXT.toString()} characters`);
  }

  #here(): string {
    return this.#path.length === 0 ? "input" : this.#path.join(".");
  }
}

/** Objects written as literals, of any realm; a class instance, a `Map` or a `Date` is none, nor bytes without their class. */
function isPlainObject(value: object): boolean {
  if (ArrayBuffer.isView(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
