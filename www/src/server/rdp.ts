// A file that opens the remote desktop on a server: address and user, never the password.
import { isIpAddress } from "../shared/ip-address.ts";

/** Names that Windows keeps for devices. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;

/** Nothing for what is no IP address: every line of the file is an order to the program that opens it. */
export function rdpFile(serverName: string, address: string): { name: string; text: string } | undefined {
  if (!isIpAddress(address)) return undefined;
  const host = address.includes(":") ? `[${address}]` : address;
  const lines = [`full address:s:${host}`, "username:s:Administrator", "prompt for credentials:i:1"];
  return { name: `${fileName(serverName) || fileName(address)}.rdp`, text: lines.map((line) => `${line}\r\n`).join("") };
}

/** A name that every system takes for a file, and none for a path. */
function fileName(text: string): string {
  const plain = text
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}._-]+/gu, "-")
    .replace(/^[.-]+|[.-]+$/g, "")
    .slice(0, 60);
  return DEVICE.test(plain) ? `server-${plain}` : plain;
}
