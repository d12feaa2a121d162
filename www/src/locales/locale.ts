// The language of the page: English as it is written, the others in chunks of their own, loaded when they are chosen.
// How the translations are made: `src/xtask/languages.mjs`.
import { configureLocalization } from "@lit/localize";

/** As the translations are named, each with its own name and its tag for `<html lang>`. */
export const LANGUAGES = {
  en: { name: "English", tag: "en" },
  de: { name: "Deutsch", tag: "de" },
  // Web Awesome's own words are under the tag with the region.
  "zh-Hans": { name: "中文", tag: "zh-CN" },
} as const;

export type Language = keyof typeof LANGUAGES;

const KEY = "language";

const isLanguage = (text: string): text is Language => Object.hasOwn(LANGUAGES, text);

export const { getLocale, setLocale } = configureLocalization({
  sourceLocale: "en",
  targetLocales: ["de", "zh-Hans"],
  loadLocale: async (locale) => {
    // The components bring the few words that are theirs.
    if (locale === "de") {
      const [texts] = await Promise.all([import("./de.ts"), import("@awesome.me/webawesome/dist/translations/de.js")]);
      return texts;
    }
    const [texts] = await Promise.all([import("./zh-Hans.ts"), import("@awesome.me/webawesome/dist/translations/zh-cn.js")]);
    return texts;
  },
});

/** The first of the browser's languages that there is; who reads traditional Chinese only is not given the simplified one. */
export function browserLanguage(wanted: readonly string[] = navigator.languages): Language {
  for (const tag of wanted) {
    const [language, ...rest] = tag.toLowerCase().split("-");
    if (language === "en" || language === "de") return language;
    if (language === "zh" && (rest.includes("hans") || !rest.some((part) => ["hant", "tw", "hk", "mo"].includes(part)))) return "zh-Hans";
  }
  return "en";
}

export function rememberedLanguage(): Language | undefined {
  try {
    const language = localStorage.getItem(KEY) ?? "";
    return isLanguage(language) ? language : undefined;
  } catch {
    return undefined;
  }
}

export function rememberLanguage(language: Language): void {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // A browser without storage: the choice holds until the page is closed.
  }
}

export function showLanguage(language: Language): void {
  document.documentElement.lang = LANGUAGES[language].tag;
}

/** How numbers and dates are written: as the browser's user is used to in the language of the page. */
export function formats(wanted: readonly string[] = navigator.languages): string {
  const language = getLocale() as Language;
  const own = (tag: string): boolean => browserLanguage([tag]) === language && (language !== "en" || /^en\b/i.test(tag));
  return wanted.find(own) ?? LANGUAGES[language].tag;
}
