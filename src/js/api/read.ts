/**
 * `ecs-password/read`: policies out of whatever was pasted or opened.
 *
 * @packageDocumentation
 */
export { locate, readPolicies } from "../read/read.js";
export type { PolicyScope, PolicyOrigin, PolicyReading, ReadDocument, ReadingNote, ReadingNoteCode, ReadPolicy, Said, TextSpan, UnreadPolicy } from "../glue/types.js";
export * from "./errors.js";
