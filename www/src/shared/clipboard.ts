// The clipboard, and forgetting what was put there.
import { msg } from "../locales/words.ts";

const KEPT_MS = 60_000;

/** What became of what was copied. */
export type CopyEnd = "copied" | "failed" | "cleared" | "kept";

/** Copies what is no secret, and says what became of that. */
export async function copyText(text: string, say: (text: string) => void): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    say(msg("Copied"));
    return true;
  } catch {
    say(msg("The browser did not allow to copy"));
    return false;
  }
}

/** Copies a password, and tells what became of that, then and after a minute. */
export async function copySecret(text: string, ended: (end: CopyEnd) => void): Promise<void> {
  let digest: string;
  try {
    await navigator.clipboard.writeText(text);
    digest = await digestOf(text);
  } catch {
    ended("failed");
    return;
  }
  ended("copied");
  forgetSoon(digest, (cleared) => { ended(cleared ? "cleared" : "kept"); });
}

/**
 * Clears the clipboard after a minute if it still holds what was copied. Only a page that may read the clipboard can
 * know that, and asking for the permission would be a surprise: without it the clipboard is left as it is.
 */
function forgetSoon(digest: string, then: (cleared: boolean) => void): void {
  setTimeout(() => {
    void focused()
      .then(() => clear(digest))
      .catch(() => false)
      .then(then);
  }, KEPT_MS);
}

/** On request, whatever it holds: overwriting takes no permission where somebody has just clicked. */
export async function clearClipboard(): Promise<void> {
  await navigator.clipboard.writeText("");
}

async function clear(digest: string): Promise<boolean> {
  const { state } = await navigator.permissions.query({ name: "clipboard-read" as PermissionName });
  if (state !== "granted") return false;
  if ((await digestOf(await navigator.clipboard.readText())) !== digest) return false;
  await clearClipboard();
  return true;
}

/** Browsers refuse the clipboard to a page without focus. */
function focused(): Promise<void> {
  if (document.hasFocus()) return Promise.resolve();
  return new Promise((resolve) => {
    addEventListener("focus", () => { resolve(); }, { once: true });
  });
}

async function digestOf(text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  bytes.fill(0);
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
