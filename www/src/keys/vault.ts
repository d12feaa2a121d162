// The keys as bytes, to be wiped. Only workers read them; nothing here is ever rendered, logged or stored.
import type { WorkerKey } from "./messages.ts";

export class KeyVault {
  readonly #keys = new Map<number, WorkerKey>();
  #pending: { name: string; bytes: Uint8Array<ArrayBuffer> } | undefined;
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

  get pending(): { name: string; bytes: Uint8Array<ArrayBuffer> } | undefined {
    return this.#pending;
  }

  holdPending(name: string, bytes: Uint8Array<ArrayBuffer>): void {
    if (this.#pending && this.#pending.bytes !== bytes) this.#pending.bytes.fill(0);
    this.#pending = { name, bytes };
  }

  /** `used` is wiped with the key that it became. */
  dropPending(used?: Uint8Array): void {
    if (this.#pending && this.#pending.bytes !== used) this.#pending.bytes.fill(0);
    this.#pending = undefined;
  }

  clear(): void {
    this.keepKeys([]);
    this.dropPending();
  }
}

export const copyOf = ({ id, bytes, passphrase }: WorkerKey): WorkerKey => ({ id, bytes: bytes.slice(), passphrase: passphrase?.slice() });

export function wipe({ bytes, passphrase }: WorkerKey): void {
  bytes.fill(0);
  passphrase?.fill(0);
}
