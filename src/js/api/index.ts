/**
 * `ecs-password`: all entries together.
 *
 * @packageDocumentation
 */
export * from "./client.js";
export * from "./keys.js";
export * from "./policy.js";
