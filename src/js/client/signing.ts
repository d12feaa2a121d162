/// <reference lib="esnext.disposable" preserve="true" />
import { invalid, mustBe } from "../errors.js";
import type { AccessKeyHandle } from "../glue/client.js";
import type { SigningAlgorithm, SigningInput } from "../glue/types.js";
import { core } from "../internal/client-core.js";
import { Held } from "../internal/core.js";
import { copied } from "../internal/own.js";
import { plain } from "../internal/plain.js";
import { isObject, reading, readOptions, textOf, withBytes } from "../internal/read.js";
import { said } from "../internal/said.js";

export type { SigningAlgorithm, SigningInput };

/** In bytes: no secret or security token is nearly as long. */
const LONGEST_SECRET = 1024 * 1024;

/** In bytes: more than API Gateway takes of a signed request, which is 12 MB. */
const LARGEST_BODY = 16 * 1024 * 1024;

const REDACTED = "[redacted]";

/** The input of `new AccessKey(…)`. */
export interface AccessKeyInput {
  /** The access key ID (AK). */
  access: string;
  /** The secret access key (SK), as text or its bytes. */
  secret: string | Uint8Array | ArrayBuffer;
  /** Of a temporary access key its security token. */
  securityToken?: string | Uint8Array | ArrayBuffer | undefined;
}

/** What {@link signRequest} takes of a request: a {@link BuiltRequest} is one. */
export interface SignableRequest {
  /** The HTTP method, in capitals. */
  method: string;
  /** The whole URL, as it is sent. */
  url: string;
  /** The headers; all of them are signed, and must arrive as they are. `Host` is signed only where it is given. */
  headers?: Readonly<Record<string, string>> | undefined;
  /** The body as it is sent, text as UTF-8. */
  body?: string | Uint8Array | ArrayBuffer | undefined;
}

/** A request with the headers to send. */
export type SignedRequest<Request extends SignableRequest = SignableRequest> = Omit<Request, "headers"> & {
  /** Those of the request, `X-Sdk-Date`, `X-Security-Token` where the access key has one, and `Authorization`. */
  headers: Record<string, string>;
};

/** Options of {@link signRequest}. */
export interface SignOptions extends SigningInput {
  /** The time of the signature, in milliseconds since 1970; by default that of this computer. An `X-Sdk-Date` of the request is kept instead. */
  time?: number | undefined;
}

let sign: (key: AccessKey, request: string, body: Uint8Array, options: string, time: number) => Record<string, string>;

/**
 * An access key (AK/SK), permanent or temporary. Its secret and its security token stay in WebAssembly memory and are wiped by
 * {@link AccessKey.free}; JSON and `console.log` show `[redacted]` for them.
 */
export class AccessKey {
  /** The access key ID (AK). */
  readonly access: string;
  readonly #held: Held<AccessKeyHandle>;
  readonly #temporary: boolean;

  /**
   * @param input - The access key ID and its secret. Our own copies are wiped; the caller's bytes are left alone.
   * @throws {@link EcsPasswordError} `invalidInput` with the `path` of the field.
   */
  constructor(input: AccessKeyInput) {
    if (!isObject(input)) throw mustBe("input", said`an object`);
    const given = reading("input", () => copied(input));
    const known = ["access", "secret", "securityToken"];
    const unknown = Object.keys(given).find((name) => !known.includes(name));
    if (unknown !== undefined) throw invalid(unknown, said`unknown field \`${unknown}\`, expected one of \`access\`, \`secret\`, \`securityToken\``);
    const access = textOf("access", given.access);
    const token: unknown = given.securityToken;
    this.#held = withBytes("secret", given.secret, LONGEST_SECRET, (secret) =>
      token === undefined || token === null
        ? AccessKey.#hold(access, secret)
        : withBytes("securityToken", token, LONGEST_SECRET, (bytes) => AccessKey.#hold(access, secret, bytes)),
    );
    this.access = access;
    this.#temporary = token !== undefined && token !== null;
  }

  static #hold(access: string, secret: Uint8Array, token?: Uint8Array): Held<AccessKeyHandle> {
    return new Held(core, core.call((glue) => new glue.AccessKeyHandle(access, secret, token)));
  }

  static {
    sign = (key, request, body, options, time) => {
      if (!isObject(key) || !(#held in key)) throw mustBe("accessKey", said`an \`AccessKey\``);
      return key.#held.use((handle) => handle.sign(request, body, options, time) as Record<string, string>);
    };
  }

  /** Wipes the secret and the security token; a second call does nothing. */
  free(): void {
    this.#held.free();
  }

  /** {@link AccessKey.free}, for `using`. */
  [Symbol.dispose](): void {
    this.free();
  }

  /** The access key ID, and `[redacted]` for what is secret. */
  toJSON(): AccessKeyInput {
    return { access: this.access, secret: REDACTED, ...(this.#temporary && { securityToken: REDACTED }) };
  }

  /** @internal */
  [Symbol.for("nodejs.util.inspect.custom")](): AccessKeyInput {
    return this.toJSON();
  }
}

/**
 * Signs a request with an access key, by `SDK-HMAC-SHA256` or `V11-HMAC-SHA256`, without sending it. The request must be sent as it was signed: the
 * same method, path, query and body, and all headers of the result. The cloud takes it for 15 minutes.
 *
 * What is signed is the path of `request.url`. Where that is the URL of a proxy, give both `options.endpoint`, the base URL that the request was built
 * with, and `options.signedEndpoint`, the base URL behind the proxy.
 *
 * @returns The same request with the headers to send.
 * @throws {@link EcsPasswordError} `invalidInput` with the `path` of the field; for a path with `%xx` too, which the clouds' own SDKs sign in two ways.
 *   `handleFreed` after {@link AccessKey.free}.
 */
export function signRequest<Request extends SignableRequest>(
  request: Request,
  accessKey: AccessKey,
  options: SignOptions = {},
): SignedRequest<Request> {
  if (!isObject(request)) throw mustBe("request", said`an object`);
  const given = reading("request", () => copied(request));
  const headers = headersOf(given.headers);
  const { time, ...how } = readOptions(options, ["algorithm", "region", "service", "endpoint", "signedEndpoint", "time"]);
  if (time !== undefined && typeof time !== "number") throw mustBe("time", said`a number`);
  const text = plain({ method: given.method, url: given.url, headers }, "request");
  const body: unknown = given.body ?? "";
  const added = withBytes("request.body", body, LARGEST_BODY, (bytes) => sign(accessKey, text, bytes, plain(how), time ?? Date.now()));
  return { ...given, headers: { ...headers, ...added } };
}

function headersOf(headers: unknown): Record<string, string> {
  if (headers === undefined || headers === null) return {};
  if (!isObject(headers)) throw mustBe("request.headers", said`an object`);
  return reading("request.headers", () => copied(headers)) as Record<string, string>;
}
