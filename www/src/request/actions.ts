import type { Context, Dispatch, PageActions } from "../shared/context.ts";
import type { RequestEvent, RequestState } from "./state.ts";

export type RequestActions = ReturnType<typeof createRequestActions>;
/** What a view is given that shows requests. */
export type RequestUses = PageActions & Dispatch<RequestEvent> & { readonly request: RequestActions };

export function createRequestActions({ dispatch }: Context<RequestState, RequestEvent>) {
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
