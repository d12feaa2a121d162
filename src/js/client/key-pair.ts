import { readFields, textOf } from "../internal/read.js";
import type { Fingerprints, KeyPair } from "../types.js";

/** In characters: no public key or certificate is nearly as long. */
const LONGEST_PUBLIC_KEY = 1024 * 1024;

/**
 * The algorithm of a key pair, such as `ssh-rsa`, as its public key begins with it; of a pair of another type than SSH, that type, such as
 * `x509`. Windows can encrypt its password for {@link passwordKeyAlgorithm} alone.
 *
 * @returns `undefined` where the cloud gives no public key.
 * @throws {@link EcsPasswordError} `invalidInput` where `pair` is none.
 */
export function keyPairAlgorithm(pair: Pick<KeyPair, "publicKey" | "type">): string | undefined {
  const { publicKey, type } = readFields("pair", pair, ["publicKey", "type"]);
  const kind = type === undefined ? "ssh" : textOf("pair.type", type);
  if (kind !== "ssh") return kind;
  return publicKey === undefined ? undefined : textOf("pair.publicKey", publicKey, LONGEST_PUBLIC_KEY).split(" ")[0];
}

/**
 * Whether the fingerprint of a key pair is that of a private key: a hint, never a proof, as key pairs of one name differ from user to user.
 *
 * @param pair - Its `fingerprint`, and its `algorithm` where that is known, see {@link keyPairAlgorithm}.
 * @param fingerprints - Those of the private key.
 * @throws {@link EcsPasswordError} `invalidInput` where one of them is none.
 * @returns `unknown` where the two cannot be compared: the fingerprint is of a certificate, or not in a form that {@link Fingerprints} has.
 */
export function compareFingerprint(
  pair: { fingerprint: string; algorithm?: string | undefined },
  fingerprints: Pick<Fingerprints, "md5">,
): "same" | "different" | "unknown" {
  const { fingerprint, algorithm } = readFields("pair", pair, ["fingerprint", "algorithm"]);
  const { md5 } = readFields("fingerprints", fingerprints, ["md5"]);
  const [theirs, ours] = [textOf("pair.fingerprint", fingerprint).toLowerCase(), textOf("fingerprints.md5", md5).toLowerCase()];
  if (algorithm === "x509" || formOf(theirs) !== formOf(ours)) return "unknown";
  return theirs === ours ? "same" : "different";
}

const formOf = (fingerprint: string): string => fingerprint.replace(/[0-9a-f]/g, "0");
