// What the page and its workers say to each other. Bytes are handed over, never copied; what is secret is wiped by its last holder.
import type { Problem } from "../state.ts";

export interface WorkerKey {
  id: number;
  bytes: Uint8Array<ArrayBuffer>;
  passphrase: Uint8Array<ArrayBuffer> | undefined;
}

export type ToWorker =
  | { type: "start"; wasm: string; keys: WorkerKey[] }
  /** `first` is the key that opened the last password of the same key pair. */
  | { type: "decrypt"; job: number; ciphertext: string; first: number | undefined }
  | { type: "end" };

export type Decrypted =
  | { phase: "decrypted"; keyId: number; bytes: Uint8Array<ArrayBuffer>; text: boolean }
  | { phase: "noKey"; tried: number }
  | { phase: "failed"; problem: Problem };

export type FromWorker = { type: "answer"; job: number; answer: Decrypted } | { type: "failed"; problem: Problem };
