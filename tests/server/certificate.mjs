// A self-signed certificate for a TLS server in a test, made here: no key is in the repository, and openssl is not needed.
import { generateKeyPairSync, sign } from "node:crypto";

function der(tag, ...parts) {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part)));
  // As short as it can be: browsers take no other.
  const size = content.length < 128 ? [content.length] : content.length < 256 ? [0x81, content.length] : [0x82, content.length >> 8, content.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts) => der(0x30, ...parts);
const ECDSA_SHA256 = sequence(der(0x06, [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]));
const COMMON_NAME = [0x55, 0x04, 0x03];
const ALTERNATIVE_NAME = [0x55, 0x1d, 0x11];

function time(date) {
  return der(0x17, date.toISOString().slice(2).replace(/[-:T]|\.\d+/g, ""));
}

/** `{ key, cert }` in PEM for the host name; it is its own authority. */
export function certificateFor(host) {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const day = 24 * 60 * 60 * 1000;
  const name = sequence(der(0x31, sequence(der(0x06, COMMON_NAME), der(0x0c, host))));
  const alternative = sequence(der(0x06, ALTERNATIVE_NAME), der(0x04, sequence(der(0x82, host))));
  const content = sequence(
    der(0xa0, der(0x02, [2])),
    der(0x02, [1]),
    ECDSA_SHA256,
    name,
    sequence(time(new Date(Date.now() - day)), time(new Date(Date.now() + day))),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, sequence(alternative)),
  );
  const signature = der(0x03, [0], sign("sha256", content, privateKey));
  // A line that is full is not followed by an empty one, which OpenSSL does not read.
  const base64 = sequence(content, ECDSA_SHA256, signature).toString("base64");
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }),
    cert: `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}(?=.)/g, "$&\n")}\n-----END CERTIFICATE-----\n`,
  };
}
