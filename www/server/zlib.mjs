// Compressing and decompressing, as Node does it.
/** @import { Decoders, Encoders } from "./types.ts" */
import { promisify } from "node:util";
import { brotliCompress, brotliDecompress, constants, gunzip, gzip, inflate } from "node:zlib";
import { TooMuch } from "./answer.mjs";

/** @param {(bytes: Uint8Array, options: { maxOutputLength: number }) => Promise<Buffer>} decompress */
const upTo = (decompress) => async (/** @type {Uint8Array} */ bytes, /** @type {number} */ limit) => {
  try {
    return new Uint8Array(await decompress(bytes, { maxOutputLength: limit }));
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    throw code === "ERR_BUFFER_TOO_LARGE" ? new TooMuch() : error;
  }
};

/** @type {Decoders} */
export const DECODERS = {
  byName: new Map([
    ["br", upTo(promisify(brotliDecompress))],
    ["deflate", upTo(promisify(inflate))],
    ["gzip", upTo(promisify(gunzip))],
    ["x-gzip", upTo(promisify(gunzip))],
  ]),
  read: "gzip, deflate, br",
};

/** Each once, by their digests. @param {(bytes: Uint8Array) => Promise<Buffer>} compress @returns {Encoders[string]} */
function once(compress) {
  /** @type {Map<string, Promise<Uint8Array<ArrayBuffer>>>} */
  const compressed = new Map();
  return (bytes, digest) => {
    const made = compressed.get(digest) ?? compress(bytes).then((smaller) => new Uint8Array(smaller));
    compressed.set(digest, made);
    return made;
  };
}

/** @returns {Encoders} */
export const encoders = () => ({
  br: once((bytes) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })),
  gzip: once((bytes) => promisify(gzip)(bytes)),
});
