// Servers by the thousand, for whoever wants to see the console with many: made up by their number, the same at each start.
/** @import { Server } from "./world.mjs" */
import { createHash } from "node:crypto";
import { SERVERS } from "./world.mjs";

export const MOST_SERVERS = 20_000;

const PROJECT = "demo";
const NEWEST = Date.UTC(2026, 6, 31, 18);
const MINUTES_APART = 17 * 60_000;
const NAMES = ["sql", "iis", "rds", "app", "file", "build"];

/** As many as the project lacks to have `count`; they are older than those of the world. @param {number} count @returns {Server[]} */
export function crowd(count) {
  const there = SERVERS.filter(({ project }) => project === PROJECT).length;
  return Array.from({ length: Math.max(0, Math.min(count, MOST_SERVERS) - there) }, (_, index) => member(index));
}

/** Of ten servers one is Linux, one has no password, and one needs the key of a colleague. @param {number} index @returns {Server} */
function member(index) {
  const digest = createHash("sha256").update(`server ${String(index)}`).digest();
  const kind = index % 10;
  const isLinux = kind === 3;
  const hasPassword = !isLinux && kind !== 6;
  const isBobs = kind === 8;
  const number = String(index + 1).padStart(5, "0");
  return {
    id: uuid(digest.toString("hex")),
    name: `${isLinux ? "web" : `win-${NAMES[(digest[0] ?? 0) % NAMES.length] ?? ""}`}-${number}`,
    project: PROJECT,
    user: isBobs ? "bob" : "alice",
    keyPair: isBobs ? "bob-rsa2048" : "alice-rsa2048",
    imageOs: isLinux ? "linux" : "windows",
    ...(hasPassword ? { password: `${digest.toString("base64url", 16, 28)}!7` } : {}),
    status: kind === 5 ? "SHUTOFF" : "ACTIVE",
    // Above those of the world, and below 65536.
    address: 256 + index,
    created: new Date(NEWEST - index * MINUTES_APART).toISOString().replace(/\.\d+Z$/, "Z"),
    note: "",
  };
}

/** @param {string} hex */
const uuid = (hex) => `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
