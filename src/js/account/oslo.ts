/// <reference lib="esnext.disposable" preserve="true" />
import { core } from "../internal/account-core.js";
import type { OsloPolicyHandle } from "../glue/account.js";
import { Held } from "../internal/core.js";
import { plain } from "../internal/plain.js";
import { bytesOf, encoded, isBytes } from "../internal/read.js";
import { mustBe } from "../errors.js";
import { said } from "../internal/said.js";
import type { OsloCheck, OsloDecision, OsloOptions } from "../glue/types.js";

/** The text of a policy file, in bytes. */
const LARGEST_FILE = 1024 * 1024;

/**
 * What plain OpenStack lets a token do: an operator's `policy.yaml` (or `policy.json`) over the rules that Nova comes with, evaluated as oslo.policy
 * does. It is read once, however many questions follow.
 */
export class OsloPolicy {
  readonly #held: Held<OsloPolicyHandle>;

  /**
   * @param file - The text of the operator's file, at most 1 MiB. Left out: answers go by the rules that Nova comes with, and say so (`basis`). A file
   *   that cannot be read throws nothing: it leaves answers open.
   * @param options - The release of Nova; without it, an answer must hold for all whose rules are known.
   * @throws {@link EcsPasswordError} `invalidInput` with the path of the field.
   */
  constructor(file?: string | Uint8Array, options: OsloOptions = {}) {
    const bytes = file === undefined ? undefined : fileBytes(file);
    const given = plain(options);
    this.#held = new Held(core, core.call((glue) => new glue.OsloPolicyHandle(bytes, given)));
  }

  /**
   * Answers one question.
   *
   * @returns `allow`, `deny` or `conditional`, what keeps it open, and the checks that made it so, with their places.
   * @throws {@link EcsPasswordError} `invalidInput` with the path of the field, also where Nova has no such rule; `unsupportedOperation` where plain OpenStack
   *   does not have the operation.
   */
  check(input: OsloCheck): OsloDecision {
    const text = plain(input);
    const handle = this.#held.get();
    return core.call(() => handle.check(text) as OsloDecision);
  }

  /** Gives its memory back; a second call does nothing. */
  free(): void {
    this.#held.free();
  }

  /** {@link OsloPolicy.free}, for `using`. */
  [Symbol.dispose](): void {
    this.free();
  }
}

function fileBytes(file: unknown): Uint8Array {
  const path = "file";
  const bytes = isBytes(file) ? bytesOf(path, file, LARGEST_FILE) : encoded(path, file, LARGEST_FILE);
  if (!bytes) throw mustBe(path, said`a string or bytes`);
  return bytes;
}
