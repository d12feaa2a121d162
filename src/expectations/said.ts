import type { Said } from "ecs-password/policy";

/**
 * Tags a literal: a sentence by its parts, so that the console can say it in its languages (src/xtask/core-texts.mjs takes these literals out).
 * Its values are the same in every language.
 */
export const said = (pieces: TemplateStringsArray, ...values: (string | Said)[]): Said => ({ template: pieces.join("{}"), values });

/** The sentence in English. */
export function english({ template, values }: Said): string {
  let index = 0;
  return template.replace(/\{\}/g, () => {
    const value = values[index++] ?? "";
    return typeof value === "string" ? value : english(value);
  });
}
