// All that the page says, in the language that is chosen. A text stands once, in English, in `msg("…")` or msg(str`…`), inside a
// function: what is said at the start of a module would stay as it is.
import { formats, getLocale } from "./locale.ts";

export { msg, str } from "@lit/localize";

/** Texts that several functions of a module use, made anew only in another language. */
export function words<T>(make: () => T): () => T {
  let made: { locale: string; texts: T } | undefined;
  return () => {
    const locale = getLocale();
    made = made?.locale === locale ? made : { locale, texts: make() };
    return made.texts;
  };
}

/** A count, as the language of the page writes it. */
export const digits = (count: number): string => count.toLocaleString(formats());
