// JSON that somebody wrote by hand: what is wrong with it is told by line and column, and without a word of it, as `JSON.parse` would not. A name
// that stands twice in an object is wrong too.

const BLANK = /[ \t\r\n]*/y;
const SIGN = /[{}[\],:]/y;
// eslint-disable-next-line no-control-regex -- a string may not have them as they are
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"/y;
const OTHER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[Ee][+-]?\d+)?(?![\w.+-])|(?:true|false|null)(?!\w)/y;

/** Deeper is nothing that anybody writes by hand. */
const DEEPEST = 50;

export class NotJson extends Error {
  /** @param {string} expected @param {string} text @param {number} at */
  constructor(expected, text, at) {
    const lines = text.slice(0, at).split("\n");
    super(`${expected} at line ${String(lines.length)}, column ${String((lines.at(-1) ?? "").length + 1)}`);
  }
}

/**
 * @param {string} text
 * @returns {unknown}
 */
export function readJson(text) {
  const reader = new Reader(text);
  const value = reader.value(0);
  if (reader.skipBlanks() < text.length) throw reader.wrong("expected nothing more");
  return value;
}

class Reader {
  #at = 0;

  /** @param {string} text */
  constructor(text) {
    this.text = text;
  }

  /** @param {string} expected */
  wrong(expected, at = this.#at) {
    return new NotJson(expected, this.text, at);
  }

  skipBlanks() {
    this.#take(BLANK);
    return this.#at;
  }

  /** What is next, if it is of that form. @param {RegExp} form */
  #take(form) {
    form.lastIndex = this.#at;
    const [found] = form.exec(this.text) ?? [];
    this.#at += found?.length ?? 0;
    return found;
  }

  /** The next sign, which must be one of these. @param {string[]} signs */
  #sign(...signs) {
    const at = this.skipBlanks();
    const found = this.#take(SIGN) ?? "";
    if (!signs.includes(found)) throw this.wrong(`expected ${signs.map((sign) => `\`${sign}\``).join(" or ")}`, at);
    return found;
  }

  /** @param {number} depth @returns {unknown} */
  value(depth) {
    const at = this.skipBlanks();
    if (depth > DEEPEST) throw this.wrong(`expected at most ${String(DEEPEST)} levels`);
    const scalar = this.#take(STRING) ?? this.#take(OTHER);
    if (scalar !== undefined) return JSON.parse(scalar);
    const sign = this.#take(SIGN);
    if (sign === "{") return this.#object(depth);
    if (sign === "[") return this.#array(depth);
    throw this.wrong("expected a value", at);
  }

  /** @param {number} depth */
  #array(depth) {
    /** @type {unknown[]} */
    const items = [];
    if (this.#isNext("]")) return items;
    do items.push(this.value(depth + 1));
    while (this.#sign(",", "]") === ",");
    return items;
  }

  /** @param {number} depth */
  #object(depth) {
    /** @type {Map<string, unknown>} */
    const members = new Map();
    if (this.#isNext("}")) return Object.fromEntries(members);
    do {
      const at = this.skipBlanks();
      const name = this.#take(STRING);
      if (name === undefined) throw this.wrong("expected a name in `\"`");
      const key = String(JSON.parse(name));
      if (members.has(key)) throw this.wrong("expected a name that the object does not have yet", at);
      this.#sign(":");
      members.set(key, this.value(depth + 1));
    } while (this.#sign(",", "}") === ",");
    return Object.fromEntries(members);
  }

  /** Whether a list is empty. @param {string} end */
  #isNext(end) {
    this.skipBlanks();
    if (this.text[this.#at] !== end) return false;
    this.#at += 1;
    return true;
  }
}
