// Being asked whether to sign out.
import type { Step } from "../../shared/feature.ts";
import type { Signal } from "../../shared/signals.ts";

export interface Leaving {
  readonly asking: boolean;
}

export const NOT_LEAVING: Leaving = { asking: false };

export type LeavingEvent = { type: "leaving/asked" } | { type: "leaving/dismissed" };

export const reduce = (_leaving: Leaving, event: LeavingEvent): Step<Leaving> => ({ slice: { asking: event.type === "leaving/asked" } });

export const on = (leaving: Leaving, { type }: Signal): Step<Leaving> => ({ slice: type === "signedIn" && leaving.asking ? NOT_LEAVING : leaving });

/** What is typed or pasted, and not sent yet, is in the fields alone. */
export function isSecretTyped(page: ParentNode): boolean {
  const fields = page.querySelectorAll<HTMLElement & { value: string | null }>('wa-input[type="password"], wa-textarea[name="key"]');
  return [...fields].some(({ value }) => value !== null && value !== "");
}
