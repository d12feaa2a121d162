// A policy in another version, with as much of what is not the same as anybody looks through.
import { translatePolicy } from "ecs-password/read/slim";
import type { PolicyTranslation, TranslateOptions } from "ecs-password/read/slim";

const MOST = 200;

/** `more`: how much else is not the same, or to be known. */
export type TranslationPart = PolicyTranslation & { more: number };

/** The module is to be started. */
export function translatedPart(text: string, options: TranslateOptions): TranslationPart {
  const { document, notTranslated, notes } = translatePolicy(text, options);
  const more = Math.max(0, notTranslated.length - MOST) + Math.max(0, notes.length - MOST);
  return { ...(document !== undefined && { document }), notTranslated: notTranslated.slice(0, MOST), notes: notes.slice(0, MOST), more };
}
