// The language of the page: English as it is written, the others loaded when they are chosen.
import { configureLocalization } from "@lit/localize";

export const { getLocale, setLocale } = configureLocalization({
  sourceLocale: "en",
  targetLocales: [],
  loadLocale: () => Promise.reject(new Error("there is no other language yet")),
});
