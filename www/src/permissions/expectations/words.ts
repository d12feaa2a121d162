// How many expectations hold, in words: for the heading, and for who uses a screen reader.
import { digits, msg, str } from "../../locales/words.ts";
import { countsOf } from "./state.ts";
import type { Pins } from "./state.ts";

/** What does not hold first; nothing where nothing is expected, or not known yet. */
export function countsText(pins: Pins): string {
  const counts = countsOf(pins);
  if (!counts || counts.all === 0) return "";
  const [fails, wrong, open, holds] = [counts.fails, counts.wrong, counts.open, counts.holds].map(digits);
  const parts = [
    counts.fails > 0 && msg(str`✗ ${fails} failing`),
    counts.wrong > 0 && msg(str`${wrong} wrong`),
    counts.open > 0 && msg(str`${open} not decided`),
    counts.holds > 0 && msg(str`✓ ${holds} holding`),
  ];
  return parts.filter(Boolean).join(" · ");
}

export function expectationsText(pins: Pins | undefined): string {
  const text = pins ? countsText(pins).replaceAll(/[✗✓] /g, "").replaceAll(" · ", ", ") : "";
  return text === "" ? "" : msg(str`Expectations: ${text}`);
}
