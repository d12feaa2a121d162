import { core } from "../internal/client-core.js";
import { plain } from "../internal/plain.js";
import type { BuiltRequest, OperationName, OperationResult, RequestInput, ResponseInput } from "../types.js";

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
