/**
 * `ecs-password/keys`: private keys in every usual form, and what they decrypt.
 *
 * @packageDocumentation
 */
export { PrivateKey } from "../keys/private-key.js";
export type { PrivateKeyOptions } from "../keys/private-key.js";
export { Secret } from "../secret.js";
export type { PasswordEncoding, TrimmedEnd } from "../secret.js";
export type { Fingerprints, KeyFormat, KeyRepair, Said } from "../types.js";
export * from "./errors.js";
