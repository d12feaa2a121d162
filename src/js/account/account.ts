/// <reference lib="esnext.disposable" preserve="true" />
import { mustBe } from "../errors.js";
import type { AccountHandle } from "../glue/account.js";
import { core } from "../internal/account-core.js";
import { Held } from "../internal/core.js";
import { plain } from "../internal/plain.js";
import { bytesOf, encoded, isBytes, isObject } from "../internal/read.js";
import { said } from "../internal/said.js";
import type { AccountSnapshot, OpenstackWhoCan, WhoCanQuestionOfOpenstack } from "../glue/types.js";

/** The largest snapshot as text, in bytes. */
const LARGEST_SNAPSHOT = 32 * 1024 * 1024;

/**
 * An account, ready to be asked who may do what: made of a snapshot of it, which says who is there, what they were granted, and where.
 * What the snapshot does not have was not read, and leaves answers open.
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

  /**
   * Who of an account of OpenStack can do something to what is in a project: every user and application credential is asked for, with the tokens that Keystone
   * would give.
   *
   * @throws {@link EcsPasswordError} `invalidInput` with the path of the field, also where Nova has no such rule or the snapshot names a release whose
   *   rules are not known; `unsupportedOperation` where plain OpenStack does not have the operation.
   */
  whoCan(input: WhoCanQuestionOfOpenstack): OpenstackWhoCan {
    const text = plain(input);
    const handle = this.#held.get();
    return JSON.parse(core.call(() => handle.whoCan(text))) as OpenstackWhoCan;
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
  if (isBytes(snapshot)) return bytesOf(path, snapshot, LARGEST_SNAPSHOT) as Uint8Array;
  const text = encoded(path, isObject(snapshot) ? plain(snapshot) : snapshot, LARGEST_SNAPSHOT);
  if (!text) throw mustBe(path, said`an object, a string or bytes`);
  return text;
}
