import type { Context } from "../app/actions.ts";

export function createRequestActions({ dispatch }: Context) {
  return {
    /** A request holds nothing secret, so the clipboard may keep it. */
    async copy(text: string): Promise<void> {
      try {
        await navigator.clipboard.writeText(text);
        dispatch({ type: "request/copied", result: "copied" });
      } catch {
        dispatch({ type: "request/copied", result: "failed" });
      }
    },
  };
}
