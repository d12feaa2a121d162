import { mustBe } from "../errors.js";
import { core } from "../internal/client-core.js";
import { copied } from "../internal/own.js";
import { plain } from "../internal/plain.js";
import { isObject, reading, textOf } from "../internal/read.js";
import { said } from "../internal/said.js";
import type { BuiltRequest, OperationName, OperationResult, RequestInput, ResponseInput, SignInRequest, SignInRequestInput } from "../types.js";

/**
 * Builds the request of one operation, without sending it. Authentication is left to the caller
 * (`X-Auth-Token`, or a signature over exactly this request).
 *
 * @throws {@link EcsPasswordError} `invalidInput` with the `path` of the field, `unsupportedOperation`.
 */
export function buildRequest(input: RequestInput): BuiltRequest {
  const text = plain(input);
  return core.call((glue) => glue.buildRequest(text) as BuiltRequest);
}

/**
 * Reads the answer to a request of {@link buildRequest}.
 *
 * @returns The result of the operation.
 * @throws {@link EcsPasswordError} The code says what the answer means: `unauthenticated`, `forbidden`, `notFound`,
 *   `projectMismatch`, `conflict`, `rateLimited`, `unavailable`, `serverError`, `badRequest`, `unexpectedResponse`,
 *   with `status`, `providerCode` and `requestId` where the cloud gave them.
 */
export function parseResponse<Name extends OperationName>(input: ResponseInput<Name>): OperationResult<Name> {
  const text = plain(input);
  return core.call((glue) => glue.parseResponse(text) as OperationResult<Name>);
}

/**
 * Builds the request by which a {@link Client} with this input signs in, without sending it: "Obtaining a User Token" of IAM, "Password
 * authentication" and "Authenticating with an Application Credential" of Keystone. For a token that is there already it is the one of
 * `Client.verifyToken`, which asks what the token is for.
 *
 * @returns The request, which holds the secrets of `auth`.
 * @throws {@link EcsPasswordError} `invalidInput` with the `path` of the field.
 */
export function buildSignInRequest(input: SignInRequestInput): SignInRequest {
  if (!isObject(input)) throw mustBe("input", said`an object`);
  const { passcode, ...options } = reading("input", () => copied(input));
  const code = passcode === undefined ? undefined : textOf("passcode", passcode);
  const text = plain(options);
  return core.call((glue) => {
    const client = new glue.ClientHandle(text);
    try {
      // The first step of a client that has no token yet.
      const call = client.signIn(true, undefined, code);
      const { send } = call.next("start", undefined, 0, 0, 0) as { send: SignInRequest };
      call.free();
      return send;
    } finally {
      client.free();
    }
  });
}

/**
 * How long a `Retry-After` header asks to wait (RFC 9110, 10.2.3): it has seconds, or a date. A {@link Client} heeds it by itself.
 *
 * @param value - The value of the header.
 * @param now - The time by which a date is read, in milliseconds since 1970; by default that of this computer.
 * @returns Milliseconds, 0 for a date that has passed; `undefined` where it is neither seconds nor a date.
 * @throws {@link EcsPasswordError} `invalidInput` where `value` is no string, or `now` no number.
 */
export function retryAfterMs(value: string, now: number = Date.now()): number | undefined {
  const text = textOf("value", value);
  if (typeof now !== "number") throw mustBe("now", said`a number`);
  return core.call((glue) => glue.retryAfterMs(text, now));
}
