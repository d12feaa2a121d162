// The keys as bytes, to be wiped. Only workers read them; nothing here is ever rendered, logged or stored.
import type { WorkerKey } from "./messages.ts";

/** A key that is not open yet; with its passphrase where only the visitor's word is missing. */
export interface PendingKey {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
  passphrase: Uint8Array<ArrayBuffer> | undefined;
}

export class KeyVault {
  readonly #keys = new Map<number, WorkerKey>();
  #pending: PendingKey | undefined;
  #lastId = 0;

  /** For a key that is being opened. */
  nextKeyId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  /** Once it is open. */
  addKey(key: WorkerKey): void {
    this.#keys.set(key.id, key);
  }

  /** Copies to be handed over, and wiped by whoever gets them. */
  keyCopies(): WorkerKey[] {
    return [...this.#keys.values()].map(copyOf);
  }

  /** Wipes every key but these, and says which. */
  keepKeys(ids: number[]): number[] {
    const gone = [...this.#keys.keys()].filter((id) => !ids.includes(id));
    for (const id of gone) {
      const key = this.#keys.get(id);
      if (key) wipe(key);
      this.#keys.delete(id);
    }
    return gone;
  }

  get pending(): PendingKey | undefined {
    return this.#pending;
  }

  holdPending(name: string, bytes: Uint8Array<ArrayBuffer>, passphrase?: Uint8Array<ArrayBuffer>): void {
    this.dropPending(bytes, passphrase);
    this.#pending = { name, bytes, passphrase };
  }

  /** What is used is wiped with the key that it became. */
  dropPending(usedBytes?: Uint8Array, usedPassphrase?: Uint8Array): void {
    if (this.#pending && this.#pending.bytes !== usedBytes) this.#pending.bytes.fill(0);
    if (this.#pending?.passphrase !== usedPassphrase) this.#pending?.passphrase?.fill(0);
    this.#pending = undefined;
  }

  clear(): void {
    this.keepKeys([]);
    this.dropPending();
  }
}

export const copyOf = ({ id, bytes, passphrase, allowSlow }: WorkerKey): WorkerKey => ({ id, bytes: bytes.slice(), passphrase: passphrase?.slice(), allowSlow });

export function wipe({ bytes, passphrase }: WorkerKey): void {
  bytes.fill(0);
  passphrase?.fill(0);
}
