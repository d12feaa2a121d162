import { errorCodes } from "./glue/codes.js";
import { copied } from "./internal/own.js";
import type { RefusedAction } from "./glue/types.js";
import type { Secret } from "./secret.js";
import type { Said } from "./types.js";

export { errorCodes };
export type { RefusedAction };

/** What went wrong, as a stable string; {@link errorCodes} says what each means. */
export type ErrorCode = (typeof errorCodes)[number];

/** What an {@link EcsPasswordError} carries besides its message. */
export interface ErrorDetails {
  /** The stable code. */
  code: ErrorCode;
  /** What to do next. */
  hint?: string;
  /** Message and hint by their parts, where they have some, for another language. */
  said?: { message?: Said; hint?: Said };
  /** The input field that is wrong, such as `serverId` or `auth.user`. */
  path?: string;
  /** The HTTP status, where there was an answer. */
  status?: number;
  /** The cloud's own error code, such as `Ecs.0114` or Nova's fault name `itemNotFound`. */
  providerCode?: string;
  /** The id under which the cloud logged the request. */
  requestId?: string;
  /** `forbidden`: which action the refusal is about, where nothing else is named as its cause. */
  action?: RefusedAction;
  /** Whether the same request may succeed later without any change. */
  retryable?: boolean;
  /** For a request that changes something: whether it may have been carried out despite the error. */
  mayHaveHappened?: boolean;
  /** The decrypted bytes that are no text (`passwordNotText` only). */
  secret?: Secret;
  /** The error below, where there is one. */
  cause?: unknown;
}

/** The one error of the package: every function throws it and every promise rejects with it. */
export class EcsPasswordError extends Error {
  /** The stable code, a semver contract. */
  declare readonly code: ErrorCode;
  /** Whether the same request may succeed later without any change. */
  declare readonly retryable: boolean;
  /** What to do next. */
  declare readonly hint?: string;
  /** The input field that is wrong, such as `serverId` or `auth.user`. */
  declare readonly path?: string;
  /** The HTTP status, where there was an answer. */
  declare readonly status?: number;
  /** The cloud's own error code, such as `Ecs.0114` or Nova's fault name `itemNotFound`. */
  declare readonly providerCode?: string;
  /** The id under which the cloud logged the request. */
  declare readonly requestId?: string;
  /** `forbidden`: which action the refusal is about, where nothing else is named as its cause. */
  declare readonly action?: RefusedAction;
  /** For a request that changes something: whether it may have been carried out despite the error. */
  declare readonly mayHaveHappened?: boolean;
  /** The decrypted bytes that are no text (`passwordNotText` only); not enumerable, so that no log shows it. */
  declare readonly secret?: Secret;

  /** Message and hint by their parts, where they have some, for another language; not enumerable, as a log has them already. */
  declare readonly said?: { message?: Said; hint?: Said };

  /** Made by this package; callers need it in tests of their own at most. */
  constructor(message: string, details: ErrorDetails) {
    const { cause, secret, said, ...fields } = copied(details);
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
