export { Client } from "./client.js";
export type { GetServerPasswordOptions, RetrievedServerPassword, VersionInput } from "./client.js";
export { EcsPasswordError, errorCodes, isEcsPasswordError } from "./errors.js";
export type { ErrorCode, ErrorDetails } from "./errors.js";
export { PrivateKey } from "./private-key.js";
export type { PrivateKeyOptions } from "./private-key.js";
export { buildRequest, parseResponse } from "./requests.js";
export { Secret } from "./secret.js";
export type * from "./types.js";
