// One-time codes (RFC 6238) as Keystone has them: HMAC-SHA-1, 30 seconds, six digits.
import { createHmac } from "node:crypto";

const PERIOD_MS = 30_000;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The code of a secret (Base32) at a time, in milliseconds since 1970. @param {string} secret @param {number} now */
export function passcodeOf(secret, now) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / PERIOD_MS)));
  const digest = createHmac("sha1", fromBase32(secret)).update(counter).digest();
  const number = digest.readUInt32BE((digest.at(-1) ?? 0) & 0xf) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

/** Whether it is the code of now or, as Keystone takes it by default, of the period before. @param {string} secret @param {string | undefined} passcode @param {number} now */
export function isPasscode(secret, passcode, now) {
  return [0, PERIOD_MS].some((ago) => passcodeOf(secret, now - ago) === passcode);
}

/** @param {string} text */
function fromBase32(text) {
  const bits = Array.from(text, (sign) => ALPHABET.indexOf(sign).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
