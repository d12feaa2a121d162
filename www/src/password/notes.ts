// What is to be known of a decrypted password beside its text, in words.
import type { PasswordEncoding, TrimmedEnd } from "ecs-password/slim";
import { msg } from "../locales/words.ts";

/** What stood behind it and is left out, and the encoding that it is read in. */
export function passwordNotes({ trimmed, encoding }: { trimmed?: TrimmedEnd | undefined; encoding?: PasswordEncoding | undefined }): string[] {
  return [...(trimmed === undefined ? [] : [trimmedNote(trimmed)]), ...(encoding === undefined ? [] : [encodingNote(encoding)])];
}

function trimmedNote(trimmed: TrimmedEnd): string {
  return trimmed === "nul"
    ? msg("A zero byte at its end is left out: it cannot be typed when signing in.")
    : msg("A line break at its end is left out: it cannot be typed when signing in.");
}

function encodingNote(encoding: PasswordEncoding): string {
  return encoding === "windows-1252"
    ? msg("Its bytes are not UTF-8 and are read as Windows-1252 (Latin-1). If it is refused when signing in, a letter beyond ASCII may have been another one.")
    : msg("It was stored as UTF-16.");
}
