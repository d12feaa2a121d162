/// <reference lib="esnext.disposable" preserve="true" />
import type { ClientHandle } from "./ecs_password.js";
import { call, callAsync, freed, Held } from "./internal/core.js";
import { checkOptions, invalid } from "./internal/options.js";
import { PrivateKey } from "./private-key.js";
import type { Secret } from "./secret.js";
import type {
  ApiVersion,
  CallOptions,
  ClientInput,
  DeletedServerPassword,
  KeyPair,
  KeyPairInput,
  ListServersInput,
  NoServerPassword,
  ServerInput,
  ServerList,
  ServerPassword,
  Session,
  StoredServerPassword,
} from "./types.js";

/** The input of {@link Client.getServerPassword} and {@link Client.deleteServerPassword}. */
export interface ServerPasswordInput extends ServerInput {
  /** The version of the compute API; by default the one that suits the cloud. */
  apiVersion?: ApiVersion | undefined;
}

/** Options of {@link Client.getServerPassword}. */
export interface GetServerPasswordOptions extends CallOptions {
  /** Decrypts the password here. */
  privateKey?: PrivateKey | undefined;
}

/** The stored password, decrypted where a private key was given. */
export interface RetrievedServerPassword extends StoredServerPassword {
  /** The password, where `privateKey` was given; to be freed by the caller. */
  password?: Secret;
}

const CALL_OPTIONS = ["signal", "timeoutMs"];

/**
 * Sends the requests to one cloud: signs in, retries what may be retried, and never sends anything elsewhere.
 *
 * Every method rejects with an {@link EcsPasswordError}.
 */
export class Client {
  readonly #held: Held<ClientHandle>;

  /**
   * @param input - The cloud, its endpoints and how to authenticate. Nothing is sent yet.
   * @throws {@link EcsPasswordError} `invalidInput` with the `path` of the field.
   */
  constructor(input: ClientInput) {
    const { fetchImpl, ...options } = input;
    if (fetchImpl !== undefined && typeof fetchImpl !== "function") {
      throw invalid("fetchImpl", "`fetchImpl` must be a function");
    }
    this.#held = call((core) => new Held(new core.ClientHandle(options, fetchImpl)));
  }

  /** Signs in now instead of with the first call, and says what the token is for. */
  async signIn(input: Record<string, never> = {}, options: CallOptions = {}): Promise<Session> {
    checkOptions(options, CALL_OPTIONS);
    return this.#call((handle) => handle.signIn(input, options.signal, timeout(options)));
  }

  /** Reads the password of a server, and decrypts it where `options.privateKey` is given. */
  async getServerPassword(
    input: ServerPasswordInput,
    options: GetServerPasswordOptions = {},
  ): Promise<RetrievedServerPassword | NoServerPassword> {
    checkOptions(options, ["privateKey", ...CALL_OPTIONS]);
    const { privateKey } = options;
    checkKey(privateKey);
    const answer = await this.#call<ServerPassword>((handle) =>
      handle.getServerPassword(input, options.signal, timeout(options)),
    );
    return answer.stored && privateKey ? { ...answer, password: privateKey.decrypt(answer.ciphertext) } : answer;
  }

  /**
   * Deletes the stored ciphertext of a server. This cannot be undone, and does not change the password in the guest.
   *
   * An error whose `mayHaveHappened` is true leaves open whether it was carried out.
   */
  async deleteServerPassword(input: ServerPasswordInput, options: CallOptions = {}): Promise<DeletedServerPassword> {
    checkOptions(options, CALL_OPTIONS);
    return this.#call((handle) => handle.deleteServerPassword(input, options.signal, timeout(options)));
  }

  /** Lists one page of the servers of the project. */
  async listServers(input: ListServersInput = {}, options: CallOptions = {}): Promise<ServerList> {
    checkOptions(options, CALL_OPTIONS);
    return this.#call((handle) => handle.listServers(input, options.signal, timeout(options)));
  }

  /** Reads one key pair of the user; key pairs of colleagues are not found. */
  async getKeyPair(input: KeyPairInput, options: CallOptions = {}): Promise<KeyPair> {
    checkOptions(options, CALL_OPTIONS);
    return this.#call((handle) => handle.getKeyPair(input, options.signal, timeout(options)));
  }

  /** Forgets token and credentials and wipes them, once calls under way have ended; a second call does nothing. */
  free(): void {
    this.#held.free();
  }

  /** {@link Client.free}, for `using`. */
  [Symbol.dispose](): void {
    this.free();
  }

  #call<T>(use: (handle: ClientHandle) => Promise<unknown>): Promise<T> {
    return callAsync(() => use(this.#held.get()) as Promise<T>);
  }
}

function timeout({ timeoutMs }: CallOptions): number | undefined {
  if (timeoutMs !== undefined && !(typeof timeoutMs === "number" && timeoutMs > 0 && timeoutMs < Infinity)) {
    throw invalid("options.timeoutMs", "`timeoutMs` must be a positive number of milliseconds");
  }
  return timeoutMs;
}

function checkKey(privateKey: unknown): void {
  if (privateKey === undefined) return;
  if (!(privateKey instanceof PrivateKey)) throw invalid("options.privateKey", "`privateKey` must be a `PrivateKey`");
  if (!privateKey.alive) throw freed();
}
