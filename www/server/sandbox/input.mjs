// Reading JSON that somebody sent: nothing in it has a type yet.

/** @param {unknown} value @param {string[]} path @returns {unknown} */
export function at(value, ...path) {
  return path.reduce(
    (each, name) =>
      typeof each === "object" && each !== null && Object.hasOwn(each, name)
        ? /** @type {Record<string, unknown>} */ (each)[name]
        : undefined,
    value,
  );
}

/** @param {unknown} value @param {string[]} path */
export function textAt(value, ...path) {
  const found = at(value, ...path);
  return typeof found === "string" ? found : undefined;
}

/** @param {string} text @returns {unknown} */
export function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a request says, as JSON; nothing where it is none. @param {{ body: Uint8Array | undefined }} request */
export const sentJson = ({ body }) => parseJson(new TextDecoder("utf-8", { ignoreBOM: true }).decode(body));
