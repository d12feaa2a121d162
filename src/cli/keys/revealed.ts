import type { Secret } from "ecs-password/keys";
import { note, visible } from "../output.ts";

/** A password as it is written: on a terminal control characters would not be seen as such, elsewhere it is as it is. */
export function textOf(secret: string | Secret, isTerminal: boolean): { text: string; isExact: boolean } {
  const text = typeof secret === "string" ? secret : secret.reveal();
  if (typeof secret !== "string") {
    if (secret.encoding === "windows-1252") note("note: the password is not in UTF-8 but most likely in Windows-1252: a letter beyond ASCII may have been another one");
    secret.free();
  }
  const shown = isTerminal ? visible(text) : text;
  if (shown !== text) note("note: the password has characters that a terminal does not show; they are written as escapes (\\u…), `-o` writes them as they are");
  return { text: shown, isExact: shown === text };
}
