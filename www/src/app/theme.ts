// Light or dark: stored by this page, as the language (`locale.ts`) and whether single keys are off (`shortcuts.ts`), and nothing else.
import type { Theme } from "../shared/page-state.ts";

const KEY = "theme";

export function systemTheme(): Theme {
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export function rememberedTheme(): Theme | undefined {
  try {
    const theme = localStorage.getItem(KEY);
    return theme === "light" || theme === "dark" ? theme : undefined;
  } catch {
    return undefined;
  }
}

export function rememberTheme(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // A browser without storage: the choice holds until the page is closed.
  }
}

export function showTheme(theme: Theme): void {
  document.documentElement.classList.toggle("wa-dark", theme === "dark");
  document.documentElement.classList.toggle("wa-light", theme === "light");
}
