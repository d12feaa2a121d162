// What is lost with the session, and what with the whole page.
import { isDecrypted } from "../../many/state.ts";
import type { State } from "../state.ts";
import { isWaiting } from "../../waiting/state.ts";

/** What signing out would lose. Keys are none of it: their owner has them as files. */
export type Loss = { kind: "passwords" | "waits"; count: number } | { kind: "policies" | "getting" | "deleting" };

export function losses({ panel, decrypt, many, permissions, waits }: State): Loss[] {
  const found: Loss[] = [];
  const shown = new Set(many.rows.filter((row) => isDecrypted(row) && row.deletion?.phase !== "deleted").map(({ id }) => id));
  if (panel?.password.phase === "decrypted" && panel.deletion.phase !== "done") shown.add(panel.id);
  const passwords = shown.size + (decrypt.phase === "decrypted" ? 1 : 0);
  if (passwords > 0) found.push({ kind: "passwords", count: passwords });
  if (permissions.edited) found.push({ kind: "policies" });
  if (many.run?.kind === "get") found.push({ kind: "getting" });
  if (many.run?.kind === "delete" || panel?.deletion.phase === "working") found.push({ kind: "deleting" });
  const waiting = waits.filter(isWaiting).length;
  if (waiting > 0) found.push({ kind: "waits", count: waiting });
  return found;
}

/** Whether closing the page would lose something, or forget a secret. */
export function wouldLose(state: State): boolean {
  const { session, keys, panel, many } = state;
  const key = keys.loaded.length > 0 || keys.pending !== undefined || keys.reading;
  const password = panel?.password.phase === "decrypted" || many.rows.some(isDecrypted);
  return session !== undefined || key || password || losses(state).length > 0;
}

/** What is typed or pasted, and not sent yet, is in the fields alone. */
export function isSecretTyped(page: ParentNode): boolean {
  const fields = page.querySelectorAll<HTMLElement & { value: string | null }>('wa-input[type="password"], wa-textarea[name="key"]');
  return [...fields].some(({ value }) => value !== null && value !== "");
}
