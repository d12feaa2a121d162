/// <reference lib="esnext.disposable" preserve="true" />
import { mustBe } from "../errors.js";
import type { AccountHandle } from "../glue/account.js";
import { core } from "../internal/account-core.js";
import { Held } from "../internal/core.js";
import { plain } from "../internal/plain.js";
import { bytesOf, encoded, isBytes, isObject } from "../internal/read.js";
import { said } from "../internal/said.js";
import type {
  AccountDifference,
  AccountPrincipal,
  AccountPrincipalInput,
  AccountQuestion,
  AccountSnapshot,
  MatrixHead,
  MatrixQuestion,
  PolicyEntry,
  PrincipalCan,
  WhoCanAnswer,
  WhoCanQuestion,
} from "../glue/types.js";

/** The largest snapshot as text, in bytes. */
const LARGEST_SNAPSHOT = 32 * 1024 * 1024;

/** How many bytes of a matrix say how long its head is. */
const LENGTH = 4;

/** The decisions for every principal, operation and project. */
export interface AccountMatrix extends MatrixHead {
  /**
   * The decisions as numbers (0 allow, 1 explicitDeny, 2 implicitDeny, 3 conditional): of the first principal for the first operation in each project,
   * for the second operation and so on, then of the second principal.
   */
  decisions: Uint8Array;
}

/** @internal */
let accountHandle: (path: string, account: Account) => AccountHandle;

/**
 * An account, ready to be asked who may do what: made of a snapshot of it, which says who is there, what they were granted, and where.
 * What the snapshot does not have was not read, and leaves answers open.
 *
 * Every decision is that of `PolicySet.check` for the policies of the principal, see {@link Account.policySet}. Whether a user can sign in, whether an
 * agency has ended, and who of a trusted account may take an agency on has no say in it: an answer names what is known of that.
 */
export class Account {
  readonly #held: Held<AccountHandle>;

  /**
   * @param snapshot - The snapshot, or its JSON as text or bytes, at most 32 MiB; `ecs-password/account.schema.json` describes it.
   * @throws {@link EcsPasswordError} `invalidInput` with the path of the field, also for an unknown one.
   */
  constructor(snapshot: AccountSnapshot | string | Uint8Array) {
    const bytes = snapshotBytes(snapshot);
    this.#held = new Held(core, core.call((glue) => new glue.AccountHandle(bytes)));
  }

  static {
    accountHandle = (path, account: unknown) => {
      if (!isObject(account) || !(#held in account)) throw mustBe(path, said`an \`Account\``);
      return account.#held.get();
    };
  }

  /** Everybody whom an answer can be for, but who may change permissions ({@link Account.whoCan} tells them). */
  principals(): AccountPrincipal[] {
    const handle = this.#held.get();
    return JSON.parse(core.call(() => handle.principals())) as AccountPrincipal[];
  }

  /**
   * Who can: users, agencies, federated users, the account root and the group `admin`; and those who cannot, but may change permissions in IAM.
   *
   * @param question - As for `PolicySet.check`; the cloud is that of the snapshot.
   * @returns A row for each, with the ways there; those who certainly cannot only with `all`. Also what of the account was not read.
   * @throws {@link EcsPasswordError} `invalidInput` with the path of the field; `unsupportedOperation` where the cloud has no such operation, and
   *   for a snapshot of `openstack`.
   */
  whoCan(question: WhoCanQuestion): WhoCanAnswer {
    const text = plain(question);
    const handle = this.#held.get();
    return JSON.parse(core.call(() => handle.whoCan(text))) as WhoCanAnswer;
  }

  /**
   * What somebody can: an answer for each operation, by default all that have to do with passwords.
   *
   * @param principal - As an answer names it; its kind, ID and rule count.
   * @throws {@link EcsPasswordError} As {@link Account.whoCan}; also where the account has no such principal.
   */
  principalCan(principal: AccountPrincipal | AccountPrincipalInput, question: AccountQuestion = {}): PrincipalCan[] {
    const [who, text] = [plain(principal, "principal"), plain(question)];
    const handle = this.#held.get();
    return JSON.parse(core.call(() => handle.principalCan(who, text))) as PrincipalCan[];
  }

  /**
   * The policies of somebody, as entries for a `PolicySet`. For the account root, questions to it say `principal: { root: true }`.
   *
   * @param principal - As an answer names it; its kind, ID and rule count.
   * @throws {@link EcsPasswordError} `invalidInput` where the account has no such principal.
   */
  policySet(principal: AccountPrincipal | AccountPrincipalInput): PolicyEntry[] {
    const text = plain(principal, "principal");
    const handle = this.#held.get();
    return JSON.parse(core.call(() => handle.policySet(text))) as PolicyEntry[];
  }

  /**
   * The decisions for everybody, as numbers: for each operation in each project.
   *
   * @throws {@link EcsPasswordError} As {@link Account.whoCan}; at `projects` where the snapshot has none and none are given, or where there would be more
   *   than 64 million decisions.
   */
  matrix(question: MatrixQuestion = {}): AccountMatrix {
    const text = plain(question);
    const handle = this.#held.get();
    const bytes = core.call(() => handle.matrix(text));
    const end = LENGTH + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
    const head = JSON.parse(new TextDecoder().decode(bytes.subarray(LENGTH, end))) as MatrixHead;
    return { ...head, decisions: bytes.slice(end) };
  }

  /**
   * Who gained what, and who lost it, where `after` takes the place of this account.
   *
   * @throws {@link EcsPasswordError} As {@link Account.whoCan}; also where `after` is none, or of another cloud.
   */
  diff(after: Account, question: AccountQuestion = {}): AccountDifference {
    const text = plain(question);
    const before = this.#held.get();
    const then = accountHandle("after", after);
    return JSON.parse(core.call(() => before.diff(then, text))) as AccountDifference;
  }

  /** Gives its memory back; a second call does nothing. */
  free(): void {
    this.#held.free();
  }

  /** {@link Account.free}, for `using`. */
  [Symbol.dispose](): void {
    this.free();
  }
}

function snapshotBytes(snapshot: unknown): Uint8Array {
  const path = "snapshot";
  const written = isObject(snapshot) && !isBytes(snapshot) ? plain(snapshot) : snapshot;
  const text = isBytes(written) ? bytesOf(path, written, LARGEST_SNAPSHOT) : encoded(path, written, LARGEST_SNAPSHOT);
  if (!text) throw mustBe(path, said`an object, a string or bytes`);
  return text;
}
