// What stood behind a decrypted password and is left out, in words.
import type { TrimmedEnd } from "ecs-password/slim";
import { msg } from "../locales/words.ts";

export function trimmedNote(trimmed: TrimmedEnd): string {
  return trimmed === "nul"
    ? msg("A zero byte at its end is left out: it cannot be typed when signing in.")
    : msg("A line break at its end is left out: it cannot be typed when signing in.");
}
