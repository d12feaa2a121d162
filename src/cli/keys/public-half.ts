// The public half of a key file that has a passphrase, without asking for it: the forms of OpenSSH and PuTTY have it in clear, others a file beside them.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** The MD5 fingerprint, as the clouds show it; undefined where the file does not tell. */
export function publicFingerprint(file: string, bytes: Buffer): string | undefined {
  const text = bytes.toString("latin1");
  const blob = ofOpenssh(text) ?? ofPutty(text) ?? ofFileBeside(file);
  return blob && createHash("md5").update(blob).digest("hex").replaceAll(/(..)(?=.)/g, "$1:");
}

const MAGIC = "openssh-key-v1\0";

/** PROTOCOL.key of OpenSSH: the magic, three strings, the number of keys, and the public key as a string. */
function ofOpenssh(text: string): Buffer | undefined {
  const [, body] = /-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END/.exec(text) ?? [];
  if (body === undefined) return undefined;
  const bytes = Buffer.from(body, "base64");
  if (bytes.subarray(0, MAGIC.length).toString("latin1") !== MAGIC) return undefined;
  let at = MAGIC.length;
  const string = (): Buffer | undefined => {
    if (at + 4 > bytes.length) return undefined;
    const start = at + 4;
    at = start + bytes.readUInt32BE(at);
    return at > bytes.length ? undefined : bytes.subarray(start, at);
  };
  for (let index = 0; index < 3; index += 1) if (string() === undefined) return undefined;
  at += 4;
  return string();
}

function ofPutty(text: string): Buffer | undefined {
  const [, count] = /^Public-Lines: (\d{1,4})\r?$/m.exec(text) ?? [];
  if (!text.startsWith("PuTTY-User-Key-File-") || count === undefined) return undefined;
  const lines = text.split(/\r?\n/);
  const first = lines.findIndex((line) => line.startsWith("Public-Lines: ")) + 1;
  return Buffer.from(lines.slice(first, first + Number(count)).join(""), "base64");
}

function ofFileBeside(file: string): Buffer | undefined {
  try {
    const [type, blob] = readFileSync(`${file}.pub`, "utf8").split(" ");
    return type === "ssh-rsa" && blob !== undefined ? Buffer.from(blob, "base64") : undefined;
  } catch {
    return undefined;
  }
}
