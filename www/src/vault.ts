// Everything that must be wiped: handles of the package, and the bytes of a key that waits for its passphrase.
// Nothing here is ever rendered, logged or stored.
import type { Client, PrivateKey, Secret } from "ecs-password/slim";

export class Vault {
  client: Client | undefined;
  readonly #keys = new Map<number, PrivateKey>();
  readonly #passwords = new Map<string, Secret>();
  #pending: { name: string; bytes: Uint8Array } | undefined;
  #lastId = 0;

  useClient(client: Client): void {
    this.client?.free();
    this.client = client;
  }

  addKey(key: PrivateKey): number {
    this.#lastId += 1;
    this.#keys.set(this.#lastId, key);
    return this.#lastId;
  }

  key(id: number | undefined): PrivateKey | undefined {
    return id === undefined ? undefined : this.#keys.get(id);
  }

  /** Frees every key but these. */
  keepKeys(ids: number[]): void {
    for (const [id, key] of this.#keys) {
      if (ids.includes(id)) continue;
      key.free();
      this.#keys.delete(id);
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
