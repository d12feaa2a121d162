// `npm run languages`: takes the texts of the page out of its source, and those of the core, into www/xliff, and makes the templates of www/src/locales of
// them; says what has no translation yet. `npm run languages -- de texts.json` first fills in translations from a file of
// `{ "English text": "Übersetzung" }`, where `{0}`, `{1}` … stand for the expressions of a text.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readConfigFileAndWriteSchema } from "@lit/localize-tools/lib/config.js";
import { sortProgramMessages } from "@lit/localize-tools/lib/messages.js";
import { RuntimeLitLocalizer } from "@lit/localize-tools/lib/modes/runtime.js";
import { coreTextsModule } from "./core-texts.mjs";
import { main, root, say, Stop } from "./steps.mjs";

const LOCALES = ["de", "zh-Hans"];

function localizer() {
  const config = readConfigFileAndWriteSchema(path.join(root, "www/lit-localize.json"));
  return new RuntimeLitLocalizer(config);
}

/** What the source says, as `{ id, text }`, and what each language makes of it, as a map from id to text. */
export function readTexts() {
  const tool = localizer();
  const { messages, errors } = tool.extractSourceMessages();
  if (errors.length > 0) throw new Stop(errors.map(({ messageText, file }) => `${file?.fileName ?? ""}: ${String(messageText)}`).join("\n"));
  const { translations } = tool.readTranslationsSync();
  const texts = messages.map(({ name, contents }) => ({ id: name, text: shown(contents) }));
  const languages = LOCALES.map((locale) => [locale, new Map((translations.get(locale) ?? []).map(({ name, contents }) => [name, shown(contents)]))]);
  return { texts, languages: Object.fromEntries(languages), wrong: tool.validateTranslations().errors };
}

/** `Hello {0}` of the parts of a text. */
function shown(contents) {
  let count = 0;
  return contents.map((part) => (typeof part === "string" ? part : `{${String(count++)}}`)).join("");
}

/** What has no translation, by language. */
export function missing({ texts, languages }) {
  return Object.fromEntries(
    Object.entries(languages).map(([locale, known]) => [locale, texts.filter(({ id }) => !known.get(id)?.trim()).map(({ text }) => text)]),
  );
}

/** Extracts and builds; gives what the files were made of. */
export async function makeLanguages() {
  writeFileSync(path.join(root, "www/src/locales/core-texts.ts"), coreTextsModule());
  const tool = localizer();
  const { messages, errors } = tool.extractSourceMessages();
  if (errors.length > 0) throw new Stop(errors.map(({ messageText, file }) => `${file?.fileName ?? ""}: ${String(messageText)}`).join("\n"));
  const { translations } = tool.readTranslationsSync();
  // What the source no longer says is dropped.
  const said = new Set(messages.map(({ name }) => name));
  const kept = new Map([...translations].map(([locale, list]) => [locale, list.filter(({ name }) => said.has(name))]));
  await tool.formatter.writeOutput(sortProgramMessages([...messages]), kept);
  const next = localizer();
  const { errors: wrong } = next.validateTranslations();
  if (wrong.length > 0) throw new Stop(wrong.join("\n"));
  await quietly(() => next.build());
}

/** It names each missing text by its id alone; `missing` says which texts they are. */
async function quietly(act) {
  const { warn } = console;
  console.warn = () => undefined;
  try {
    await act();
  } finally {
    console.warn = warn;
  }
}

/** Writes the translations of a file into the XLIFF file of a language. */
function fill(locale, file) {
  const given = JSON.parse(readFileSync(file, "utf8"));
  const name = path.join(root, `www/xliff/${locale}.xlf`);
  let count = 0;
  const filled = readFileSync(name, "utf8").replace(
    /(<trans-unit id="[^"]+">\s*<source>)([^]*?)(<\/source>)(?:\s*<target>[^]*?<\/target>)?/g,
    (whole, start, source, end) => {
      const marks = [...source.matchAll(/<x [^>]*\/>/g)].map(([mark]) => mark);
      let index = 0;
      const english = plain(source.replace(/<x [^>]*\/>/g, () => `{${String(index++)}}`));
      if (given[english] === undefined) return whole;
      count += 1;
      const target = escaped(given[english]).replace(/\{(\d+)\}/g, (hole, at) => marks[Number(at)] ?? hole);
      return `${start}${source}${end}\n  <target>${target}</target>`;
    },
  );
  writeFileSync(name, filled);
  say(`${locale}: ${String(count)} translations filled in`);
}

const plain = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;/g, '"').replace(/&amp;/g, "&");
const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

await main(import.meta.url, async () => {
  const [locale, file] = process.argv.slice(2);
  if (locale !== undefined && (!LOCALES.includes(locale) || file === undefined)) throw new Stop(`expected one of ${LOCALES.join(", ")} and a file`);
  await makeLanguages();
  if (locale !== undefined) {
    fill(locale, file);
    await makeLanguages();
  }
  for (const [language, texts] of Object.entries(missing(readTexts()))) {
    say(`${language}: ${texts.length === 0 ? "every text is translated" : `${String(texts.length)} texts have no translation:`}`);
    for (const text of texts) console.log(JSON.stringify(text));
  }
});
