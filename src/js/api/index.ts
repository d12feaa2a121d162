/**
 * `ecs-password`: all entries together.
 *
 * @packageDocumentation
 */
export * from "./account.js";
export * from "./client.js";
export * from "./keys.js";
export * from "./policy.js";
export * from "./read.js";
// Of these the client has the types alone.
export { PrivateKey, Secret } from "./keys.js";
