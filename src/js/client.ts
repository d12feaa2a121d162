/// <reference lib="esnext.disposable" preserve="true" />
import type { ClientHandle } from "./ecs_password.js";
import { call, callAsync, freed, Held } from "./internal/core.js";
import { checkOptions, invalid } from "./internal/options.js";
import { PrivateKey } from "./private-key.js";
import type { ListedPolicies } from "./policy-types.js";
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

/** Lets a call choose the API version. */
export interface VersionInput {
  /** The version of the compute API; by default `v2.1`, which every cloud knows. */
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
    if (!isObject(input)) throw invalid("input", "`input` must be an object");
    const { fetchImpl, ...options } = input;
    if (fetchImpl !== undefined && typeof fetchImpl !== "function") {
      throw invalid("fetchImpl", "`fetchImpl` must be a function");
    }
    this.#held = call((core) => new Held(new core.ClientHandle(options, fetchImpl)));
  }

  /** Signs in now instead of with the first call, and says what the token is for. */
  async signIn(options: CallOptions = {}): Promise<Session> {
    checkCall(options);
    return this.#call((handle) => handle.signIn(options.signal, options.timeoutMs));
  }

  /** Reads the password of a server, and decrypts it where `options.privateKey` is given. */
  async getServerPassword(
    input: ServerInput & VersionInput,
    options: GetServerPasswordOptions = {},
  ): Promise<RetrievedServerPassword | NoServerPassword> {
    checkCall(options, "privateKey");
    const { privateKey } = options;
    checkKey(privateKey);
    const answer = await this.#call<ServerPassword>((handle) =>
      handle.getServerPassword(input, options.signal, options.timeoutMs),
    );
    return answer.stored && privateKey ? { ...answer, password: privateKey.decrypt(answer.ciphertext) } : answer;
  }

  /**
   * Deletes the stored ciphertext of a server. This cannot be undone, and does not change the password in the guest.
   *
   * An error whose `mayHaveHappened` is true leaves open whether it was carried out. Any answer that does not confirm it, such as
   * a success status with a page or a message, is such an error (`unexpectedResponse`).
   */
  async deleteServerPassword(input: ServerInput & VersionInput, options: CallOptions = {}): Promise<DeletedServerPassword> {
    checkCall(options);
    return this.#call((handle) => handle.deleteServerPassword(input, options.signal, options.timeoutMs));
  }

  /** Lists one page of the servers of the project. */
  async listServers(input: ListServersInput & VersionInput = {}, options: CallOptions = {}): Promise<ServerList> {
    checkCall(options);
    return this.#call((handle) => handle.listServers(input, options.signal, options.timeoutMs));
  }

  /** Reads one key pair of the user; key pairs of colleagues are not found. */
  async getKeyPair(input: KeyPairInput & VersionInput, options: CallOptions = {}): Promise<KeyPair> {
    checkCall(options);
    return this.#call((handle) => handle.getKeyPair(input, options.signal, options.timeoutMs));
  }

  /**
   * Reads the policies of the signed-in user from IAM (public clouds only): what the groups of the user are granted, for
   * `new PolicySet(entries)`. It takes the role Security Administrator, or the three actions `iam:permissions:listRolesForGroup…`;
   * without any of them it rejects with `forbidden`.
   */
  async listPolicies(options: CallOptions = {}): Promise<ListedPolicies> {
    checkCall(options);
    return this.#call((handle) => handle.listPolicies(options.signal, options.timeoutMs));
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

/** The range of `timeoutMs` is the core's to judge; here only what would be converted on the way to it. */
function checkCall(options: unknown, ...more: string[]): void {
  checkOptions(options, [...more, "signal", "timeoutMs"]);
  const { signal, timeoutMs } = options as Record<keyof CallOptions, unknown>;
  if (timeoutMs !== undefined && typeof timeoutMs !== "number") throw invalid("timeoutMs", "`timeoutMs` must be a number");
  if (signal !== undefined && !isSignal(signal)) throw invalid("signal", "`signal` must be an `AbortSignal`");
}

function isObject(input: unknown): input is object {
  return typeof input === "object" && input !== null;
}

/** By shape, since polyfills and other realms have classes of their own. */
function isSignal(signal: unknown): boolean {
  return isObject(signal) && "aborted" in signal && "addEventListener" in signal;
}

function checkKey(privateKey: unknown): void {
  if (privateKey === undefined) return;
  if (!(privateKey instanceof PrivateKey)) throw invalid("privateKey", "`privateKey` must be a `PrivateKey`");
  if (!privateKey.alive) throw freed();
}
