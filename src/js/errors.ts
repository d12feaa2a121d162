import type { Secret } from "./secret.js";
import type { Said } from "./types.js";

/**
 * Every code an {@link EcsPasswordError} can have. The codes are a semver contract, the messages are not.
 */
export const errorCodes = [
  /** An input has the wrong form: an unknown or missing field, a wrong type, an id that is none. `path` names it. */
  "invalidInput",
  /** This operation does not exist on that cloud or in that API version. */
  "unsupportedOperation",
  /** No answer arrived: name resolution, connection, TLS, CORS, a refused redirect. */
  "network",
  /** The time given to the call ran out. */
  "timeout",
  /** The caller's `AbortSignal` ended the call. */
  "aborted",
  /** 401: the token is missing, wrong, expired or revoked, or the sign-in was refused. */
  "unauthenticated",
  /** 403: refused; the hint says why, as far as the answer does. */
  "forbidden",
  /** 404: no such server, key pair or path in this project. */
  "notFound",
  /** 400: the project in the URL is not the project of the token. */
  "projectMismatch",
  /** The cloud refused the request as malformed (400 and other 4xx without a code of their own). */
  "badRequest",
  /** 409: the server is in a state that does not allow this. */
  "conflict",
  /** 429, or one of the clouds' flow control codes under another status. */
  "rateLimited",
  /** 502, 503, 504: the service or what is behind it cannot be reached now. */
  "unavailable",
  /** 500 and other 5xx. */
  "serverError",
  /** An answer that is not what the documentation of the call says. */
  "unexpectedResponse",
  /** The text holds no private key. */
  "noKey",
  /** The text is a public key or a certificate. */
  "publicKey",
  /** A private key that is not RSA (ed25519, ECDSA, DSA): only RSA can decrypt a Windows password. */
  "notRsa",
  /** The key is protected by a passphrase and none was given. */
  "passphraseMissing",
  /** The passphrase does not open the key, or the key is damaged: the two look the same. */
  "passphraseWrong",
  /** The key is there, and cannot be read: damaged, cut off, without its line breaks, or of a type that is not known. */
  "keyDamaged",
  /** A key in a form that is not read here; the hint gives the command that converts it. */
  "keyUnsupported",
  /** An RSA key shorter than 1024 bits, or longer than Nova can store a ciphertext of. */
  "keySize",
  /** The ciphertext is empty: there is nothing to decrypt. */
  "ciphertextEmpty",
  /** The ciphertext is not Base64. */
  "ciphertextNotBase64",
  /** The ciphertext has another length than those for this key. */
  "ciphertextLength",
  /** Another key than the one the password was encrypted for, or a damaged ciphertext: the two cannot be told apart. */
  "wrongKey",
  /** The decryption gave bytes that are no printable text in UTF-8; the error carries all of them as `secret`. */
  "passwordNotText",
  /** A key, secret or client was used after `free()`, or after an `internal` error. */
  "handleFreed",
  /** `ecs-password/slim` was used before `init` or `initSync`. */
  "notInitialized",
  /** The page or runtime forbids WebAssembly: a Content-Security-Policy without `'wasm-unsafe-eval'`. */
  "wasmBlocked",
  /** A bug of this package. */
  "internal",
] as const;

/** What went wrong, as a stable string; {@link errorCodes} says what each means. */
export type ErrorCode = (typeof errorCodes)[number];

/** What a refused call needs. */
export interface RefusedAction {
  /** The action that the cloud names, or else the one that the call needs; missing where neither is known. */
  name?: string;
  /** Whether the answer says that an action is missing. If not, the refusal may have another cause. */
  missing: boolean;
  /** Whether a document, or the cloud itself, names the action for this call, or it is inferred from its neighbour. */
  basis?: "documented" | "inferred";
}

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
    const { cause, secret, said, ...fields } = details;
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
  return "name" in error && error.name === "EcsPasswordError" && "code" in error && typeof error.code === "string";
}
