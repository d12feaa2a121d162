// Answers in the form in which Keystone and Nova write them, down to the blanks.
/** @import { CloudAnswer, CloudRequest } from "../types.ts" */
import { randomUUID } from "node:crypto";

// Where the sandbox says it is: as with a real cloud, not where the proxy is.
export const IDENTITY_URL = "https://identity.sandbox.example";
export const COMPUTE_URL = "https://compute.sandbox.example";
/** In the catalogue alone: no server leads there. */
export const OTHER_COMPUTE_URL = "https://compute.other.sandbox.example";

/** Where a service is for whoever asked it itself: its own versions it tells by that. @param {CloudRequest} request @param {string} otherwise */
export const ownUrl = ({ headers: { host } }, otherwise) => (host === undefined ? otherwise : `http://${host}`);

/** As Python's `json.dumps` does it. @param {unknown} value @returns {string} */
export function pythonJson(value) {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([, each]) => each !== undefined);
    return `{${entries.map(([name, each]) => `${pythonJson(name)}: ${pythonJson(each)}`).join(", ")}}`;
  }
  const escape = (/** @type {string} */ unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value).replace(/[\u007f-\uffff]/g, escape);
}

/** As Python shows a value that came as JSON. @param {unknown} value @returns {string} */
export function pythonValue(value) {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value)) return `[${value.map(pythonValue).join(", ")}]`;
  if (typeof value === "object") return `{${Object.entries(value).map((entry) => entry.map(pythonValue).join(": ")).join(", ")}}`;
  if (typeof value !== "string") return JSON.stringify(value);
  const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
  const escape = (/** @type {string} */ sign) => ({ "\n": "\\n", "\r": "\\r", "\t": "\\t" })[sign] ?? `\\${sign}`;
  return `${quote}${value.replace(quote === "'" ? /[\\'\n\r\t]/g : /[\\\n\r\t]/g, escape)}${quote}`;
}

/**
 * @param {number} status
 * @param {string} body
 * @param {Record<string, string>} headers
 * @returns {CloudAnswer}
 */
export function answer(status, body, headers) {
  return { status, headers, body: body ? [Buffer.from(body)] : [] };
}

export const requestId = () => `req-${randomUUID()}`;
