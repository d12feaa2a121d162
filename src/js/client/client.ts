/// <reference lib="esnext.disposable" preserve="true" />
import { isEcsPasswordError, mustBe } from "../errors.js";
import type { CallHandle, ClientHandle } from "../glue/client.js";
import type { ListedPolicies, ProjectClientInput, ProjectList, RegionList, VersionInput } from "../glue/types.js";
import { withPassword } from "./passwords.js";
import { privateKeyBrand } from "../internal/brands.js";
import { core } from "../internal/client-core.js";
import { freed, Held } from "../internal/core.js";
import { drive, type Driving } from "../internal/drive.js";
import { copied } from "../internal/own.js";
import { plain } from "../internal/plain.js";
import { isObject, readCall, reading, textOf } from "../internal/read.js";
import { said } from "../internal/said.js";
import type { PrivateKey } from "../keys/private-key.js";
import type { Secret } from "../secret.js";
import type {
  CallOptions,
  ChangedServerPassword,
  ChangeServerPasswordInput,
  ClientInput,
  DeletedServerPassword,
  FetchImpl,
  GetServerInput,
  KeyPair,
  KeyPairInput,
  ListServersInput,
  NoServerPassword,
  OperationName,
  OperationResult,
  OrderedPasswordReset,
  ResetPasswordFlag,
  ResetServerPasswordInput,
  ResetServerPasswordsInput,
  ServerDetails,
  ServerInput,
  ServerList,
  ServerPasswordResets,
  Session,
  SignedOut,
  StoredServerPassword,
  SwitchedServer,
} from "../types.js";

export type { VersionInput };

/** Options of {@link Client.signIn}. */
export interface SignInOptions extends CallOptions {
  /** The one-time code that the user's authenticator shows: six digits. */
  passcode?: string | undefined;
}

/** An input whose new password may be a {@link Secret}, as {@link generatePassword} gives it. */
export type WithNewPassword<Input extends { newPassword?: string | undefined }> = Omit<Input, "newPassword"> & {
  [Name in keyof Pick<Input, "newPassword">]: Input[Name] | Secret;
};

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

/** The stored password, decrypted with the private key that was given. */
export interface DecryptedServerPassword extends StoredServerPassword {
  /** The password; to be freed by the caller. */
  password: Secret;
}

/** A client that another one made: it goes into the constructor, which is no caller's way to it. */
class Made {
  readonly #held: Held<ClientHandle>;
  readonly #fetchImpl: FetchImpl | undefined;

  constructor(held: Held<ClientHandle>, fetchImpl: FetchImpl | undefined) {
    this.#held = held;
    this.#fetchImpl = fetchImpl;
  }

  /** By its private fields: to ask a caller's object for its class runs code of the caller. */
  static read(input: object): { held: Held<ClientHandle>; fetchImpl: FetchImpl | undefined } | undefined {
    return #held in input ? { held: input.#held, fetchImpl: input.#fetchImpl } : undefined;
  }
}

/**
 * Sends the requests to one cloud: signs in, retries what may be retried, and never sends anything elsewhere.
 *
 * Every method rejects with an {@link EcsPasswordError}.
 */
export class Client {
  readonly #held: Held<ClientHandle>;
  readonly #fetchImpl: FetchImpl | undefined;

  /**
   * @param input - The cloud, its endpoints and how to authenticate. Nothing is sent yet.
   * @throws {@link EcsPasswordError} `invalidInput` with the `path` of the field.
   */
  constructor(input: ClientInput) {
    if (!isObject(input)) throw mustBe("input", said`an object`);
    const made = Made.read(input);
    if (made) {
      this.#held = made.held;
      this.#fetchImpl = made.fetchImpl;
      return;
    }
    const { fetchImpl, options } = reading("input", () => {
      const { fetchImpl, ...options } = copied(input);
      return { fetchImpl, options };
    });
    if (fetchImpl !== undefined && typeof fetchImpl !== "function") {
      throw mustBe("fetchImpl", said`a function`);
    }
    const text = plain(options);
    this.#held = new Held(core, core.call((glue) => new glue.ClientHandle(text)));
    this.#fetchImpl = fetchImpl;
  }

  /**
   * Signs in now instead of with the first call, and says what the token is for.
   *
   * With `options.passcode`, the one-time code of a user with a second factor goes with it: together with the password, or alone where Keystone
   * has given a receipt for the password before. It is good for this sign-in; where there is a token that can be used, it is not sent. A client that
   * signed in so does not sign in anew by itself: its calls reject with `unauthenticated` once the token has ended.
   *
   * @throws {@link EcsPasswordError} `unauthenticated`, with `takesPasscode` where the cloud says that it takes a one-time code; `invalidInput` for
   *   a `passcode` that is not six digits, with `auth` of another type than `password`, and on the public clouds where `auth.user` is no ID.
   */
  async signIn(options: SignInOptions = {}): Promise<Session> {
    const { signal, timeoutMs, passcode } = readCall(options, "passcode");
    const code = passcode === undefined ? undefined : textOf("passcode", passcode);
    return this.#call(signal, (handle) => handle.signIn(false, timeoutMs, code));
  }

  /**
   * Ends the session: the cloud revokes the token that the client signed in for, and the client forgets it, whatever comes of that. A later call
   * signs in anew, where it can. A token that was given is its owner's: it is not revoked.
   *
   * @throws {@link EcsPasswordError} Where the cloud did not confirm it; the token may be good until it ends, as `signIn` told.
   */
  async signOut(options: CallOptions = {}): Promise<SignedOut> {
    const { signal, timeoutMs } = readCall(options);
    return this.#call(signal, (handle) => handle.signOut(timeoutMs));
  }

  /**
   * Asks the cloud what a token that was given (`auth` of type `token`) is for: "Verifying a Token" of IAM, "Validate and show information for
   * token" of Keystone; it takes `identityEndpoint`. Of a token that the client signed in for, it says what the sign-in told. A refusal changes
   * nothing: the client goes on using the token.
   *
   * @throws {@link EcsPasswordError} `unauthenticated` where the cloud does not accept the token.
   */
  async verifyToken(options: CallOptions = {}): Promise<Session> {
    const { signal, timeoutMs } = readCall(options);
    return this.#call(signal, (handle) => handle.signIn(true, timeoutMs, undefined));
  }

  /**
   * Lists the projects that the user may sign in to: "Get available project scopes" of Keystone, "Listing Projects Accessible to an IAM User" of IAM.
   * It takes `identityEndpoint`, and no further right.
   *
   * With `auth` of type `accessKey` it asks for the projects of the account, as the clouds' own SDKs do with an access key: "Querying Project Information
   * Based on the Specified Criteria" of IAM, for which it has the action `iam:projects:listProjects`.
   */
  async listProjects(options: CallOptions = {}): Promise<ProjectList> {
    const { signal, timeoutMs } = readCall(options);
    return this.#call(signal, (handle) => handle.listProjects(false, timeoutMs));
  }

  /**
   * Lists the regions in which the token has a compute service, by its catalogue: "Get service catalog" of Keystone, "Querying a Service Catalog" of IAM. It
   * takes `identityEndpoint`, and no further right. The addresses in the catalogue are not given: whose they are, nobody has said here.
   *
   * @throws {@link EcsPasswordError} `invalidInput` for `auth` of type `accessKey`, which has no token.
   */
  async listRegions(options: CallOptions = {}): Promise<RegionList> {
    const { signal, timeoutMs } = readCall(options);
    return this.#call(signal, (handle) => handle.listProjects(true, timeoutMs));
  }

  /**
   * A client of the same user in another project, and with `endpoint` at another compute service, such as that of another region; to be freed as this
   * one is. Nothing is sent yet, and this one goes on as before. Its sign-in takes the password once more, or exchanges the token: one that was given, and
   * one that took a one-time code. What was exchanged ends with what it was exchanged for. An access key signs for the other project. An application credential
   * is for one project: of that, once `signIn` told which it is, there can be a client at another `endpoint`.
   *
   * @throws {@link EcsPasswordError} `invalidInput` for `auth` of type `applicationCredential` and another project than its own.
   */
  forProject(input: ProjectClientInput): Client {
    const text = plain(input);
    const handle = this.#held.use((own) => own.forProject(text));
    const made: object = new Made(new Held(core, handle), this.#fetchImpl);
    return new Client(made as ClientInput);
  }

  /** Reads the password of a server, and decrypts it with `options.privateKey`. */
  getServerPassword(
    input: ServerInput & VersionInput,
    options: GetServerPasswordOptions & { privateKey: PrivateKey },
  ): Promise<DecryptedServerPassword | NoServerPassword>;
  /** Reads the password of a server, and decrypts it where `options.privateKey` is given. */
  getServerPassword(
    input: ServerInput & VersionInput,
    options?: GetServerPasswordOptions,
  ): Promise<RetrievedServerPassword | NoServerPassword>;
  async getServerPassword(
    input: ServerInput & VersionInput,
    options: GetServerPasswordOptions = {},
  ): Promise<RetrievedServerPassword | NoServerPassword> {
    const { signal, timeoutMs, privateKey } = readCall(options, "privateKey");
    checkKey(privateKey);
    const text = plain(input);
    const answer = await this.#send("getServerPassword", text, { signal, timeoutMs });
    return answer.stored && privateKey ? { ...answer, password: decrypted(privateKey, answer.ciphertext) } : answer;
  }

  /**
   * Deletes the stored ciphertext of a server. This cannot be undone, and does not change the password in the guest.
   *
   * An error whose `mayHaveHappened` is true leaves open whether it was carried out. Any answer that does not confirm it, such as
   * a success status with a page or a message, is such an error (`unexpectedResponse`).
   */
  async deleteServerPassword(input: ServerInput & VersionInput, options: CallOptions = {}): Promise<DeletedServerPassword> {
    return this.#sendInput("deleteServerPassword", input, options);
  }

  /**
   * Orders another password for the administrator of a server (Huawei Cloud, v1). The reset plug-in in the guest sets it, and it is in force once the
   * server was started or restarted; whether the guest does it, the cloud does not tell. The cloud checks its rules for passwords only with
   * `checkComplexity`; see {@link checkPassword}. It is sent once: an error whose `mayHaveHappened` is true leaves open whether it was carried out.
   */
  async resetServerPassword(
    input: WithNewPassword<ResetServerPasswordInput> & VersionInput,
    options: CallOptions = {},
  ): Promise<OrderedPasswordReset> {
    return this.#sendPassword("resetServerPassword", input, options);
  }

  /**
   * The same for several servers, with one password (Huawei Cloud, v1). The result has an outcome for every server of `serverIds`, also where some failed: of
   * those that the answer does not name it is `unknown`. Only where the answer tells of no server at all, it rejects.
   */
  async resetServerPasswords(
    input: WithNewPassword<ResetServerPasswordsInput> & VersionInput,
    options: CallOptions = {},
  ): Promise<ServerPasswordResets> {
    return this.#sendPassword("resetServerPasswords", input, options);
  }

  /** Asks whether the password of a server can be reset (Huawei Cloud, v1). */
  async getResetPasswordFlag(input: ServerInput & VersionInput, options: CallOptions = {}): Promise<ResetPasswordFlag> {
    return this.#sendInput("getResetPasswordFlag", input, options);
  }

  /**
   * Sets the administrator's password in the guest, by its guest agent (plain OpenStack: Nova's `changePassword`). It is sent once: an error whose
   * `mayHaveHappened` is true leaves open whether it was carried out.
   */
  async changeServerPassword(
    input: WithNewPassword<ChangeServerPasswordInput> & VersionInput,
    options: CallOptions = {},
  ): Promise<ChangedServerPassword> {
    return this.#sendPassword("changeServerPassword", input, options);
  }

  /** Lists one page of the servers of the project. */
  async listServers(input: ListServersInput & VersionInput = {}, options: CallOptions = {}): Promise<ServerList> {
    return this.#sendInput("listServers", input, options);
  }

  /** Reads one server, such as its status. */
  async getServer(input: GetServerInput & VersionInput, options: CallOptions = {}): Promise<ServerDetails> {
    return this.#sendInput("getServer", input, options);
  }

  /** Starts a server that is stopped. The order is sent once: an error whose `mayHaveHappened` is true leaves open whether it was carried out. */
  async startServer(input: ServerInput & VersionInput, options: CallOptions = {}): Promise<SwitchedServer> {
    return this.#sendInput("startServer", input, options);
  }

  /** Stops a server that runs. The order is sent once: an error whose `mayHaveHappened` is true leaves open whether it was carried out. */
  async stopServer(input: ServerInput & VersionInput, options: CallOptions = {}): Promise<SwitchedServer> {
    return this.#sendInput("stopServer", input, options);
  }

  /** Reads one key pair of the user; key pairs of colleagues are not found. */
  async getKeyPair(input: KeyPairInput & VersionInput, options: CallOptions = {}): Promise<KeyPair> {
    return this.#sendInput("getKeyPair", input, options);
  }

  /**
   * Reads the policies of the signed-in user from IAM (public clouds only): what the groups of the user are granted, on Huawei Cloud the
   * identity policies of user and groups, and behind that what was not read, for `new PolicySet(entries)`. It takes the role Security
   * Administrator, or the three actions `iam:permissions:listRolesForGroup…`; for identity policies `iam:users:listAttachedPoliciesV5`,
   * `iam:groups:listAttachedPoliciesV5`, `iam:policies:getV5` and `iam:policies:getVersionV5`. Without any of them it rejects with `forbidden`.
   */
  async listPolicies(options: CallOptions = {}): Promise<ListedPolicies> {
    const { signal, timeoutMs } = readCall(options);
    return this.#call(signal, (handle) => handle.listPolicies(timeoutMs));
  }

  /** Forgets token and credentials and wipes them, once calls under way have ended; a second call does nothing. */
  free(): void {
    this.#held.free();
  }

  /** {@link Client.free}, for `using`. */
  [Symbol.dispose](): void {
    this.free();
  }

  #send<Name extends OperationName>(operation: Name, text: string, { signal, timeoutMs }: CallOptions): Promise<OperationResult<Name>> {
    return this.#call(signal, (handle) => handle.call(operation, text, timeoutMs));
  }

  async #sendInput<Name extends OperationName>(operation: Name, input: unknown, options: CallOptions): Promise<OperationResult<Name>> {
    const { signal, timeoutMs } = readCall(options);
    const text = plain(input);
    return this.#send(operation, text, { signal, timeoutMs });
  }

  async #sendPassword<Name extends OperationName>(operation: Name, input: unknown, options: CallOptions): Promise<OperationResult<Name>> {
    const { signal, timeoutMs } = readCall(options);
    const text = plain(withPassword(input));
    return this.#send(operation, text, { signal, timeoutMs });
  }

  async #call<T>(signal: Driving["signal"], begin: (handle: ClientHandle) => CallHandle): Promise<T> {
    return (await drive(this.#held, begin, { fetchImpl: this.#fetchImpl, signal })) as T;
  }
}

/** A key is known by its brand, also one of another copy of the package: its class stays out of what a client's importer downloads. */
function checkKey(privateKey: unknown): asserts privateKey is PrivateKey | undefined {
  if (privateKey === undefined) return;
  const alive = isObject(privateKey) ? reading("privateKey", () => Reflect.get(privateKey, privateKeyBrand) as unknown) : undefined;
  if (typeof alive !== "boolean") throw notKey();
  if (!alive) throw freed();
}

/** What the key makes of it; where it only had the brand of one, whatever it throws. */
function decrypted(privateKey: PrivateKey, ciphertext: string): Secret {
  try {
    return privateKey.decrypt(ciphertext);
  } catch (thrown) {
    throw reading("privateKey", () => isEcsPasswordError(thrown)) ? thrown : notKey(thrown);
  }
}

function notKey(cause?: unknown): Error {
  return mustBe("privateKey", said`a \`PrivateKey\``, cause);
}
