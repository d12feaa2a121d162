// A key pair of this run, and what a cloud would store for it.
import { constants, generateKeyPairSync, publicEncrypt } from "node:crypto";

export const PASSPHRASE = "correct horse battery staple";
export const PASSWORD = "Tr0ub4dor&3-and-some-more";

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

export const numbers = privateKey.export({ format: "jwk" });
export const plainPem = privateKey.export({ type: "pkcs8", format: "pem" });
export const encryptedPem = privateKey.export({
  type: "pkcs8",
  format: "pem",
  cipher: "aes-256-cbc",
  passphrase: PASSPHRASE,
});

/** RSA, PKCS#1 v1.5, Base64: what the agent in a Windows server stores. */
export function encrypt(bytes) {
  return publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(bytes)).toString("base64");
}
