import { createHash } from "node:crypto";
import net from "node:net";

/** What a value looks like: what stands in its place in a replay looks the same to whoever parses it. */
export type Form = "uuid" | "hex32" | "ipv4" | "ipv6" | "mac" | "fingerprint" | "host" | "spaced" | "text" | `ssh:${string}` | `base64:${number}`;

const KEY_ALGORITHMS = new Set(["ssh-rsa", "ssh-ed25519", "ssh-dss", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"]);

/** The form of a value; that of a host is known by where it stands. */
export function formOf(value: string, kind: string): Form {
  if (kind === "host") return "host";
  if (kind === "ciphertext") return `base64:${String(Buffer.from(value, "base64").length) as `${number}`}`;
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)) return "uuid";
  if (/^[0-9a-f]{32}$/.test(value)) return "hex32";
  if (/^(?:[0-9a-f]{2}:){15}[0-9a-f]{2}$/i.test(value)) return "fingerprint";
  if (/^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(value)) return "mac";
  if (net.isIPv4(value)) return "ipv4";
  if (net.isIPv6(value)) return "ipv6";
  const [algorithm = ""] = value.split(" ");
  if (KEY_ALGORITHMS.has(algorithm) && value.includes(" ")) return `ssh:${algorithm}`;
  return /\s/.test(value) ? "spaced" : "text";
}

/** A made-up value for a placeholder, another one for each: `<server-2>` of the form `uuid` is a UUID again. */
export function madeUp(placeholder: string, form: Form, place: number): string {
  const name = placeholder.slice(1, -1);
  const hex = (digits: number) => (place + 1).toString(16).padStart(digits, "0");
  const bytes = () => createHash("md5").update(name).digest("hex").match(/../g) ?? [];
  if (form.startsWith("ssh:")) return `${form.slice("ssh:".length)} ${Buffer.from(`made up ${name}`).toString("base64")}`;
  if (form.startsWith("base64:")) return Buffer.alloc(Number(form.slice("base64:".length)), place % 255).toString("base64");
  switch (form) {
    case "uuid": return `00000000-0000-4000-8000-${hex(12)}`;
    case "hex32": return hex(32);
    case "ipv4": return `198.18.${String((place >> 8) & 255)}.${String(place & 255)}`;
    case "ipv6": return `2001:db8::${(place + 1).toString(16)}`;
    case "mac": return `02:00:00:00:${hex(4).replace(/../, "$&:")}`;
    case "fingerprint": return bytes().join(":");
    case "host": return `${name}.example`;
    case "spaced": return name.replaceAll("-", " ");
    default: return name;
  }
}
