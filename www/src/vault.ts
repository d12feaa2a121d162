// Everything that must be wiped: handles of the package, and the bytes of a key that waits for its passphrase.
// Nothing here is ever rendered, logged or stored.
import type { Client, PrivateKey, Secret } from "ecs-password/slim";
import type { WorkerKey } from "./many/messages.ts";

export class Vault {
  client: Client | undefined;
  readonly #keys = new Map<number, PrivateKey>();
  /** What workers read the keys from: a handle cannot be sent. */
  readonly #keyBytes = new Map<number, Omit<WorkerKey, "id">>();
  readonly #passwords = new Map<string, Secret>();
  #pending: { name: string; bytes: Uint8Array } | undefined;
  #lastId = 0;

  useClient(client: Client): void {
    this.client?.free();
    this.client = client;
  }

  addKey(key: PrivateKey, bytes: Uint8Array, passphrase: string | undefined): number {
    this.#lastId += 1;
    this.#keys.set(this.#lastId, key);
    const secret = passphrase === undefined ? undefined : new TextEncoder().encode(passphrase);
    this.#keyBytes.set(this.#lastId, { bytes: new Uint8Array(bytes), passphrase: secret });
    return this.#lastId;
  }

  key(id: number | undefined): PrivateKey | undefined {
    return id === undefined ? undefined : this.#keys.get(id);
  }

  /** Copies to be handed over, and wiped by whoever gets them. */
  keyCopies(): WorkerKey[] {
    return [...this.#keyBytes].map(([id, { bytes, passphrase }]) => ({ id, bytes: bytes.slice(), passphrase: passphrase?.slice() }));
  }

  /** Frees every key but these. */
  keepKeys(ids: number[]): void {
    for (const [id, key] of this.#keys) {
      if (ids.includes(id)) continue;
      key.free();
      this.#keys.delete(id);
      const copy = this.#keyBytes.get(id);
      copy?.bytes.fill(0);
      copy?.passphrase?.fill(0);
      this.#keyBytes.delete(id);
    }
  }

  putPassword(of: string, secret: Secret): void {
    this.#passwords.get(of)?.free();
    this.#passwords.set(of, secret);
  }

  password(of: string): Secret | undefined {
    return this.#passwords.get(of);
  }

  /** Frees every password but these. */
  keepPasswords(kept: string[]): void {
    for (const [of, secret] of this.#passwords) {
      if (kept.includes(of)) continue;
      secret.free();
      this.#passwords.delete(of);
    }
  }

  get pending(): { name: string; bytes: Uint8Array } | undefined {
    return this.#pending;
  }

  holdPending(name: string, bytes: Uint8Array): void {
    if (this.#pending && this.#pending.bytes !== bytes) this.#pending.bytes.fill(0);
    this.#pending = { name, bytes };
  }

  dropPending(): void {
    this.#pending?.bytes.fill(0);
    this.#pending = undefined;
  }

  clear(): void {
    this.client?.free();
    this.client = undefined;
    this.keepKeys([]);
    this.keepPasswords([]);
    this.dropPending();
  }
}
