// What the page and its workers say to each other. Bytes are handed over, never copied; what is secret is wiped by its last holder.
import type { KeyFormat, KeyRepair, PasswordEncoding, TrimmedEnd } from "ecs-password/slim";
import type { Problem } from "../shared/problem.ts";

export interface WorkerKey {
  id: number;
  bytes: Uint8Array<ArrayBuffer>;
  passphrase: Uint8Array<ArrayBuffer> | undefined;
  /** Whether the visitor waits for a passphrase that takes long. */
  allowSlow: boolean;
}

export type ToWorker =
  /** With keys that were opened before. */
  | { type: "start"; keys: WorkerKey[] }
  /** Compiled, or where it is: the worker itself then says why it could not be. */
  | { type: "module"; wasm: WebAssembly.Module | string }
  | { type: "open"; job: number; key: WorkerKey }
  | { type: "forget"; id: number }
  /** With the keys that may be tried, the likeliest first. */
  | { type: "decrypt"; job: number; ciphertext: string; keys: number[] }
  | { type: "end" };

export type Opened = { phase: "open"; format: KeyFormat; repairs: readonly KeyRepair[]; bits: number; md5: string; sha256: string } | { phase: "refused"; problem: Problem };

export type Decrypted =
  /** `tried` counts the key that opened it as well; `trimmed` is what stood behind the text, and is not among the bytes; `encoding` is told where it is not UTF-8. */
  | { phase: "decrypted"; keyId: number; tried: number; bytes: Uint8Array<ArrayBuffer>; text: boolean; trimmed: TrimmedEnd | undefined; encoding: PasswordEncoding | undefined }
  /** With how many bytes the ciphertext has, where it is one, and the keys that were tried: those of its length. */
  | { phase: "notOpened"; problem: Problem; bytes: number | undefined; tried: number[] };

export type FromWorker =
  | { type: "started" }
  | { type: "answer"; job: number; answer: Opened | Decrypted }
  | { type: "failed"; problem: Problem };
