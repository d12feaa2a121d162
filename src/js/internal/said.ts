import type { Said } from "../glue/types.js";

declare const literal: unique symbol;

/** A sentence of this package, by its parts. {@link said} alone makes one. */
export type Sentence = Said & { readonly [literal]: true };

/**
 * Tags a literal: no other text is a sentence, so that each can be taken out of the source for translation (src/xtask/core-texts.mjs).
 * Its values are texts that are the same in every language, or sentences themselves.
 */
export function said(pieces: TemplateStringsArray, ...values: (string | Sentence)[]): Sentence {
  return { template: pieces.join("{}"), values } as unknown as Sentence;
}

/** The sentence in English. */
export function english({ template, values }: Said): string {
  let index = 0;
  return template.replace(/\{\}/g, () => {
    const value = values[index++] ?? "";
    return typeof value === "string" ? value : english(value);
  });
}
