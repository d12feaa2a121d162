import { errorCodes } from "./glue/codes.js";
import type { ErrorCode } from "./glue/codes.js";
import type { ErrorFields, RefusedAction } from "./glue/types.js";
import { copied } from "./internal/own.js";
import { english, said, type Sentence } from "./internal/said.js";
import type { Secret } from "./secret.js";

export { errorCodes };
export type { ErrorCode, RefusedAction };

/** What an {@link EcsPasswordError} carries besides its message. */
export interface ErrorDetails extends Omit<ErrorFields, "message" | "retryable"> {
  /** Whether the same request may succeed later without any change. */
  retryable?: boolean;
  /** The decrypted bytes that are no text (`passwordNotText` only). */
  secret?: Secret;
  /** The error below, where there is one. */
  cause?: unknown;
}

// What the core says of an error is there by itself, with its documentation.
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging -- the constructor sets what is not optional
export interface EcsPasswordError extends Readonly<Omit<ErrorFields, "message" | "said">> {
  /** The decrypted bytes that are no text (`passwordNotText` only); not enumerable, so that no log shows it. */
  readonly secret?: Secret;
  /** Message and hint by their parts, where they have some, for another language; not enumerable, as a log has them already. */
  readonly said?: NonNullable<ErrorFields["said"]>;
}

/** The one error of the package: every function throws it and every promise rejects with it. */
// eslint-disable-next-line @typescript-eslint/no-unsafe-declaration-merging -- as above
export class EcsPasswordError extends Error {
  /** Made by this package; callers need it in tests of their own at most. */
  constructor(message: string, details: ErrorDetails) {
    if (typeof message !== "string") throw mustBe("message", said`a string`);
    const { cause, secret, said: parts, ...fields } = readDetails(details);
    super(message, cause === undefined ? undefined : { cause });
    Object.assign(this, { retryable: false, ...fields });
    if (secret) Object.defineProperty(this, "secret", { value: secret, enumerable: false });
    if (parts) Object.defineProperty(this, "said", { value: parts, enumerable: false });
  }

  /** The plain fields; never the parts, the secret, the cause or the stack. */
  toJSON(): Omit<ErrorDetails, "secret" | "said" | "cause"> & { name: string; message: string } {
    return Object.assign({ name: this.name, message: this.message }, this);
  }
}

function readDetails(details: ErrorDetails): ErrorDetails {
  const path = "details";
  if (typeof details !== "object") throw mustBe(path, said`an object`);
  try {
    return copied(details);
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/** @internal An error of this package's own JavaScript: what it says is there for translation. */
export function failure(code: ErrorCode, message: Sentence, hint?: Sentence, details?: Pick<ErrorDetails, "path" | "retryable" | "cause">): EcsPasswordError {
  return new EcsPasswordError(english(message), {
    ...details,
    code,
    ...(hint && { hint: english(hint) }),
    said: { message, ...(hint && { hint }) },
  });
}

/** @internal The same error, with fields that another place knows. */
export function again(error: EcsPasswordError, fields: Partial<ErrorDetails>): EcsPasswordError {
  const { message, said: parts } = error;
  return new EcsPasswordError(message, { code: error.code, ...copied<object>(error), ...(parts && { said: parts }), ...fields });
}

/** @internal An `invalidInput` that names the place. */
export const invalid = (path: string, message: Sentence, cause?: unknown): EcsPasswordError => failure("invalidInput", message, undefined, { path, cause });

/** @internal The usual one: what the place wants. */
export const mustBe = (path: string, what: Sentence, cause?: unknown): EcsPasswordError => invalid(path, said`\`${path}\` must be ${what}`, cause);

/** @internal Where the caller's own code threw. */
export const unreadable = (path: string, cause: unknown): EcsPasswordError => invalid(path, said`\`${path}\` could not be read`, cause);

Object.defineProperty(EcsPasswordError.prototype, "name", { value: "EcsPasswordError", configurable: true, writable: true });

/** Whether `error` is an {@link EcsPasswordError}, also of another realm or of a second copy of this package. */
export function isEcsPasswordError(error: unknown): error is EcsPasswordError {
  if (typeof error !== "object" || error === null) return false;
  try {
    return "name" in error && error.name === "EcsPasswordError" && "code" in error && typeof error.code === "string";
  } catch {
    // What cannot be looked at is none of ours.
    return false;
  }
}
