// Bytes as every runtime has them.

/** @param {readonly Uint8Array[]} chunks */
export function joined(chunks) {
  const bytes = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** @param {Uint8Array} one @param {Uint8Array} other */
export const areSame = (one, other) => one.length === other.length && one.every((byte, index) => byte === other[index]);

/** The SHA-256 as Base64 for URLs, without padding. @param {Uint8Array<ArrayBuffer>} bytes */
export async function digestOf(bytes) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return btoa(String.fromCharCode(...digest)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}
