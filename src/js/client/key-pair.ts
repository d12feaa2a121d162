import type { Fingerprints, KeyPair } from "../types.js";

/**
 * The algorithm of a key pair, such as `ssh-rsa`, as its public key begins with it; of a pair of another type than SSH, that type, such as
 * `x509`. Windows can encrypt its password for {@link passwordKeyAlgorithm} alone.
 *
 * @returns `undefined` where the cloud gives no public key.
 */
export function keyPairAlgorithm({ publicKey, type }: Pick<KeyPair, "publicKey" | "type">): string | undefined {
  return type !== undefined && type !== "ssh" ? type : publicKey?.split(" ")[0];
}

/**
 * Whether the fingerprint of a key pair is that of a private key: a hint, never a proof, as key pairs of one name differ from user to user.
 *
 * @param pair - Its `fingerprint`, and its `algorithm` where that is known, see {@link keyPairAlgorithm}.
 * @param fingerprints - Those of the private key.
 * @returns `unknown` where the two cannot be compared: the fingerprint is of a certificate, or not in a form that {@link Fingerprints} has.
 */
export function compareFingerprint(
  pair: { fingerprint: string; algorithm?: string | undefined },
  fingerprints: Pick<Fingerprints, "md5">,
): "same" | "different" | "unknown" {
  const [theirs, ours] = [pair.fingerprint.toLowerCase(), fingerprints.md5.toLowerCase()];
  if (pair.algorithm === "x509" || formOf(theirs) !== formOf(ours)) return "unknown";
  return theirs === ours ? "same" : "different";
}

const formOf = (fingerprint: string): string => fingerprint.replace(/[0-9a-f]/g, "0");
