/**
 * `ecs-password/read`: policies out of whatever was pasted or opened, and in another version.
 *
 * @packageDocumentation
 */
export { locate, readPolicies, translatePolicy } from "../read/read.js";
export type {
  NotTranslated,
  NotTranslatedCode,
  PolicyOrigin,
  PolicyReading,
  PolicyScope,
  PolicyTranslation,
  ReadDocument,
  ReadPolicy,
  ReadingNote,
  ReadingNoteCode,
  Said,
  TextSpan,
  TranslationNote,
  TranslationNoteCode,
  UnreadPolicy,
} from "../glue/types.js";
export type { TranslateOptions } from "../read/read.js";
export * from "./errors.js";
