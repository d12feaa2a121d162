import type { SentRequest, SessionInput } from "./glue/types.js";

// Made of the registry and of the types of the core, so that nobody writes them again.
export type * from "./glue/operation-types.js";
export type { Action, OperationFacts, OperationMethod, OperationName, OperationPlace } from "./glue/operations.js";
export type {
  AccessKeyAuth,
  ApiVersion,
  ApplicationCredentialAuth,
  Auth,
  BuiltRequest,
  Cloud,
  CloudInput,
  Fingerprints,
  IamInput,
  KeyFormat,
  KeyRepair,
  Named,
  OperationResult,
  OperationResults,
  PasswordAuth,
  ProjectInput,
  RequestInput,
  RequestInputs,
  ResponseInput,
  Said,
  Session,
  SignedOut,
  TokenAuth,
} from "./glue/types.js";

/** What {@link FetchImpl} is called with: a subset of the platform's `RequestInit`. */
export interface FetchInit {
  /** The HTTP method. */
  method: string;
  /** The headers, with the token. */
  headers: Record<string, string>;
  /** The body, where there is one. */
  body?: string;
  /** Redirects are never followed: they would carry the token elsewhere. */
  redirect: "error";
  /** No cookies. */
  credentials: "omit";
  /** Nothing is kept. */
  cache: "no-store";
  /** Nobody is told where the request came from. */
  referrerPolicy: "no-referrer";
  /** Ends the request. */
  signal: AbortSignal;
}

/** What {@link FetchImpl} answers with: the part of the platform's `Response` that is read. */
export interface FetchAnswer {
  /** The HTTP status. */
  readonly status: number;
  /** The headers. */
  readonly headers: Iterable<[string, string]>;
  /** The body as a stream, of which no more is read than an answer may have; where it is missing, `arrayBuffer` is called. */
  readonly body?: FetchBody | null | undefined;
  /** The whole body. */
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** The part of the platform's `ReadableStream` that is used. */
export interface FetchBody {
  /** Locks the stream, and reads it chunk by chunk. */
  getReader(): {
    /** The next chunk, a `Uint8Array`; none where `done` is true. */
    read(): Promise<{ done: boolean; value?: unknown }>;
    /** Ends the stream before its end. */
    cancel(): Promise<unknown>;
  };
}

/** The `fetch` of the platform, or something that behaves like it. */
export type FetchImpl = (url: string, init: FetchInit) => Promise<FetchAnswer>;

/** The input of `new Client(…)`. */
export interface ClientInput extends SessionInput {
  /** What sends the requests; by default `globalThis.fetch`. */
  fetchImpl?: FetchImpl | undefined;
}

/** The input of `buildSignInRequest`: that of a client, and a one-time code. */
export type SignInRequestInput = Omit<ClientInput, "fetchImpl" | "identityEndpoint"> &
  Required<Pick<ClientInput, "identityEndpoint">> & {
    /** The one-time code that the user's authenticator shows: six digits. It goes together with the password. */
    passcode?: string | undefined;
  };

/** The request of a sign-in, ready to be sent. It holds the secrets of `auth`. */
export interface SignInRequest extends SentRequest {
  /** `GET` for a token that is there already: it asks what the token is for. */
  method: "GET" | "POST";
}

/** Options of every call of a client. */
export interface CallOptions {
  /** Ends the call: it rejects with `aborted`. */
  signal?: AbortSignal | undefined;
  /** How long the call may take with all its retries, in milliseconds (default 60000): it then rejects with `timeout`. */
  timeoutMs?: number | undefined;
}

