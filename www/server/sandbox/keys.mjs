// The key pairs of the sandbox, made anew in every process: no private key is ever in the repository.
/** @import { KeyObject } from "node:crypto" */
/** @import { KeyPair } from "./world.mjs" */
import { constants, createHash, generateKeyPair, publicEncrypt } from "node:crypto";
import { promisify } from "node:util";
import { KEY_PAIRS, PROTECTED_KEY } from "./world.mjs";

const generate = promisify(generateKeyPair);

export class Keys {
  /** @type {Map<string, Promise<{ publicKey: KeyObject, privateKey: KeyObject }>>} */
  #made = new Map();

  /** Makes all of them, one after the other: the long ones take seconds. */
  async warmUp() {
    for (const { name } of KEY_PAIRS) await this.#pair(name);
  }

  /** @param {string} name */
  #pair(name) {
    const made = this.#made.get(name) ?? makePair(keyPairOf(name));
    this.#made.set(name, made);
    return made;
  }

  /** The file that a user of the sandbox downloads. @param {string} name */
  async file(name) {
    if (name === PROTECTED_KEY.name) {
      const { privateKey } = await this.#pair(PROTECTED_KEY.keyPair);
      return privateKey.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: PROTECTED_KEY.passphrase });
    }
    const { privateKey } = await this.#pair(name);
    return privateKey.export({ type: keyPairOf(name).format, format: "pem" });
  }

  /** What the guest does: PKCS#1 v1.5, Base64. @param {string} name @param {string} password */
  async encrypt(name, password) {
    const { publicKey } = await this.#pair(name);
    return publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(password)).toString("base64");
  }

  /** @param {string} name */
  isRsa(name) {
    return keyPairOf(name).type === "rsa";
  }

  /** The public key and its fingerprint, as Nova shows them. @param {string} name */
  async shown(name) {
    const { type } = keyPairOf(name);
    const { publicKey } = await this.#pair(name);
    const blob = publicBlob(publicKey);
    const digest = createHash("md5").update(blob).digest("hex");
    return {
      publicKey: `ssh-${type} ${blob.toString("base64")} ${name}`,
      fingerprint: (digest.match(/../g) ?? []).join(":"),
    };
  }
}

/** @param {KeyPair} keyPair */
function makePair({ type, bits = 2048 }) {
  return type === "ed25519" ? promisify(generateKeyPair)("ed25519") : generate("rsa", { modulusLength: bits });
}

/** @param {string} name */
function keyPairOf(name) {
  const found = KEY_PAIRS.find((each) => each.name === name);
  if (!found) throw new Error(`the sandbox has no key pair \`${name}\``);
  return found;
}

/** The OpenSSH form of a public key (RFC 4253). @param {KeyObject} publicKey */
function publicBlob(publicKey) {
  const jwk = publicKey.export({ format: "jwk" });
  const parts = jwk.kty === "OKP" ? ["ssh-ed25519", bytes(jwk.x)] : ["ssh-rsa", integer(bytes(jwk.e)), integer(bytes(jwk.n))];
  return Buffer.concat(
    parts.flatMap((part) => {
      const content = Buffer.from(part);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(content.length);
      return [length, content];
    }),
  );
}

/** @param {string | undefined} text */
const bytes = (text = "") => Buffer.from(text, "base64url");

/** A positive number: never with the highest bit set. @param {Buffer} value */
const integer = (value) => ((value[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.alloc(1), value]) : value);
