// What the reader, or the checker, says is wrong: with its place, and what it advises.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { Said } from "ecs-password/slim";
import { english } from "../../../../src/expectations/said.ts";
import { inWords } from "../../locales/said.ts";
import { msg, str } from "../../locales/words.ts";
import { prose } from "../../ui/problem.ts";
import type { Refused } from "./state.ts";

export function faultView({ at, text, hint }: Refused["faults"][number]): TemplateResult {
  const place = at && msg(str`line ${at.line.toString()}, column ${at.column.toString()}`);
  return html`${place === undefined ? nothing : html`<strong>${place}:</strong> `}${prose(spoken(text))}${hint ? html` ${prose(spoken(hint))}` : nothing}`;
}

/** The sentence in the language of the page, else in English. */
const spoken = (text: Said): string => inWords(english(text), text);
