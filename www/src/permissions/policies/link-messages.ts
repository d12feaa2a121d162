// What the page and the worker that reads a link say to each other.
import type { LinkFault, Shared } from "../state.ts";

/** What takes longer than this at a stretch is not begun unasked. */
export const LONGEST_MS = 500;

export type ToLinkWorker =
  | { type: "read"; query: string }
  /** Compiled, or where it is. */
  | { type: "module"; wasm: WebAssembly.Module | string };

export type FromLinkWorker =
  | { type: "broken"; fault: LinkFault }
  | { type: "read"; shared: Shared }
  /** How long the page would be busy with it at a stretch. */
  | { type: "answered"; ms: number };
