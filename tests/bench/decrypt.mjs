// One decryption (RSA of 2048 bits, PKCS#1 v1.5) with a key that is read already.
import { constants, createPrivateKey, generateKeyPairSync, privateDecrypt, publicEncrypt } from "node:crypto";
import { createRequire } from "node:module";
import { Stop } from "../../src/xtask/steps.mjs";
import { median } from "./measure.mjs";

export const PASSWORD = "Tr0ub4dor&3-Passw0rd";
const SAMPLE_MS = 20;

/** A key pair of this run, and a password that is encrypted for it. */
export function makeKey() {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const ciphertext = publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(PASSWORD)).toString("base64");
  return { pkcs1: privateKey.export({ type: "pkcs1", format: "pem" }), jwk: privateKey.export({ format: "jwk" }), ciphertext };
}

/** Each gives a function that decrypts the Base64 text of a ciphertext. */
const PEERS = {
  "ecs-password": async ({ pkcs1 }) => {
    const { PrivateKey } = await import("../../dist/keys.js");
    const key = PrivateKey.parse(pkcs1);
    return (ciphertext) => {
      const secret = key.decrypt(ciphertext);
      const text = secret.reveal();
      secret.free();
      return text;
    };
  },
  jsencrypt: async ({ pkcs1 }) => {
    const JSEncrypt = createRequire(import.meta.url)("jsencrypt");
    const reader = new JSEncrypt();
    reader.setPrivateKey(pkcs1);
    return (ciphertext) => reader.decrypt(ciphertext);
  },
  "node-forge": async ({ pkcs1 }) => {
    const { default: forge } = await import("node-forge");
    const key = forge.pki.privateKeyFromPem(pkcs1);
    return (ciphertext) => key.decrypt(forge.util.decode64(ciphertext), "RSAES-PKCS1-V1_5");
  },
  jsrsasign: async ({ pkcs1 }) => {
    const { default: jsrsasign } = await import("jsrsasign");
    const key = jsrsasign.KEYUTIL.getKey(pkcs1);
    // It decrypts no more by itself since version 11; its arithmetic is still there.
    return (ciphertext) => {
      const number = new jsrsasign.BigInteger(jsrsasign.b64tohex(ciphertext), 16);
      return unpadded(Buffer.from(key.doPrivate(number).toString(16).padStart(512, "0"), "hex"));
    };
  },
  "BigInt (CRT)": async ({ jwk }) => {
    const [p, q, dp, dq, qi] = ["p", "q", "dp", "dq", "qi"].map((name) => numberOf(Buffer.from(jwk[name], "base64url")));
    return (ciphertext) => {
      const number = numberOf(Buffer.from(ciphertext, "base64"));
      const [ofP, ofQ] = [power(number % p, dp, p), power(number % q, dq, q)];
      const h = (qi * (((ofP - ofQ) % p) + p)) % p;
      return unpadded(Buffer.from((ofQ + h * q).toString(16).padStart(512, "0"), "hex"));
    };
  },
  "Node's OpenSSL": async ({ pkcs1 }) => {
    const key = createPrivateKey(pkcs1);
    // Without its own unpadding, which Node switches off where OpenSSL tells wrong padding apart.
    return (ciphertext) => unpadded(privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, Buffer.from(ciphertext, "base64")));
  },
};

/** The median of each peer in milliseconds, in the same order each time. */
export async function timeDecryption(rounds) {
  const given = makeKey();
  const tasks = [];
  for (const [name, make] of Object.entries(PEERS)) {
    const decrypt = await make(given);
    const run = () => {
      if (decrypt(given.ciphertext) !== PASSWORD) throw new Stop(`${name} decrypts to something else`);
    };
    tasks.push({ name, run, repeats: calibrate(run), samples: [] });
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const { run, repeats, samples } of tasks) samples.push(timed(run, repeats));
  }
  return tasks.map(({ name, samples }) => ({ name, ms: median(samples) }));
}

function calibrate(run) {
  let repeats = 1;
  // Also the warm-up.
  while (timed(run, repeats) * repeats < SAMPLE_MS) repeats *= 2;
  return repeats;
}

function timed(run, repeats) {
  const start = performance.now();
  for (let turn = 0; turn < repeats; turn += 1) run();
  return (performance.now() - start) / repeats;
}

function numberOf(bytes) {
  return BigInt(`0x${bytes.toString("hex")}`);
}

/** Square and multiply, four bits of the exponent at a time. */
function power(base, exponent, modulus) {
  const powers = [1n];
  for (let index = 1; index < 16; index += 1) powers.push((powers[index - 1] * base) % modulus);
  let result = 1n;
  for (const digit of exponent.toString(16)) {
    for (let times = 0; times < 4; times += 1) result = (result * result) % modulus;
    const factor = powers[Number.parseInt(digit, 16)];
    if (factor !== 1n) result = (result * factor) % modulus;
  }
  return result;
}

function unpadded(bytes) {
  return bytes.subarray(bytes.indexOf(0, 2) + 1).toString();
}
