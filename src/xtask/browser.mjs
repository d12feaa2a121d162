// Finds the Chromium for the tests: CHROME_PATH, then PATH, then what playwright-core installed.
import { createRequire } from "node:module";
import { existsSync } from "node:fs";
import { which } from "./steps.mjs";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge"];

/** The path of a Chromium, or undefined. */
export function findBrowser() {
  const named = process.env.CHROME_PATH;
  if (named) return existsSync(named) ? named : undefined;
  return which(...NAMES) ?? playwrightBrowser();
}

function playwrightBrowser() {
  try {
    const { chromium } = createRequire(import.meta.url)("playwright-core");
    const installed = chromium.executablePath();
    return existsSync(installed) ? installed : undefined;
  } catch {
    return undefined;
  }
}

/** Without sandbox (containers run as root) and without anything that calls home. */
export const BROWSER_ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts it. */
export async function launchBrowser(...more) {
  const { chromium } = await import("playwright-core");
  const executablePath = findBrowser();
  if (!executablePath) throw new Error("no Chromium found: run `npm run setup browser`, or set CHROME_PATH");
  return chromium.launch({ executablePath, args: [...BROWSER_ARGS, ...more] });
}
