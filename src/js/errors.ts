import { errorCodes } from "./glue/codes.js";
import type { ErrorCode } from "./glue/codes.js";
import type { ErrorFields, RefusedAction } from "./glue/types.js";
import { copied } from "./internal/own.js";
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
    if (typeof message !== "string") throw new EcsPasswordError("`message` must be a string", { code: "invalidInput", path: "message" });
    const { cause, secret, said, ...fields } = readDetails(details);
    super(message, cause === undefined ? undefined : { cause });
    Object.assign(this, { retryable: false, ...fields });
    if (secret) Object.defineProperty(this, "secret", { value: secret, enumerable: false });
    if (said) Object.defineProperty(this, "said", { value: said, enumerable: false });
  }

  /** The plain fields; never the parts, the secret, the cause or the stack. */
  toJSON(): Omit<ErrorDetails, "secret" | "said" | "cause"> & { name: string; message: string } {
    return Object.assign({ name: this.name, message: this.message }, this);
  }
}

function readDetails(details: ErrorDetails): ErrorDetails {
  const path = "details";
  if (typeof details !== "object") throw new EcsPasswordError("`details` must be an object", { code: "invalidInput", path });
  try {
    return copied(details);
  } catch (cause) {
    throw new EcsPasswordError("`details` could not be read", { code: "invalidInput", path, cause });
  }
}

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
