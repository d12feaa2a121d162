// What the core, its catalogue and the sandbox say, in the language of the page: their texts are looked up by their English,
// under which `npm run languages` has them translated.
import { msg } from "@lit/localize";
import { generateMsgId } from "@lit/localize/internal/id-generation.js";
import type { Said } from "ecs-password/slim";
import { getLocale } from "./locale.ts";

interface Template {
  strTag: true;
  strings: TemplateStringsArray;
  values: string[];
}

// Under its own name the tool that takes the texts out of the source would want a literal here.
const lookUp = msg as unknown as (text: string | Template, options?: { id: string }) => string;

function spoken({ template, values }: Said): string {
  if (values.length === 0) return lookUp(template);
  // A text that came from elsewhere, such as the cause why an entry was not read: one of ours, or nobody's.
  if (template === "{}" && typeof values[0] === "string") return lookUp(values[0]);
  const strings = template.split("{}") as unknown as TemplateStringsArray;
  // Without its ID the library would keep every array that it is given.
  return lookUp({ strTag: true, strings, values: values.map((value) => (typeof value === "string" ? value : spoken(value))) }, { id: generateMsgId(strings, false) });
}

/** The core's sentences and the names of documents have the former name of this cloud alone; people are told both. */
const named = (text: string): string => text.replace(/(?<![(（])Open Telekom Cloud/g, "T Cloud Public ($&)");

/** A text in the language of the page; `said` are its parts where it has some. Nothing where it has no translation. */
export function translation(text: string, said?: Said): string | undefined {
  if (getLocale() === "en") return named(text);
  const found = said === undefined ? lookUp(text) : spoken(said);
  return found === text ? undefined : named(found);
}

/** The same, or else in English. */
export const inWords = (text: string, said?: Said): string => translation(text, said) ?? named(text);
