import type { Context, Dispatch, PageActions } from "../shared/context.ts";
import { toProblem } from "../shared/problem.ts";
import type { RequestEvent, RequestOf, RequestState } from "./state.ts";

export type RequestActions = ReturnType<typeof createRequestActions>;
/** What a view is given that shows requests. */
export type RequestUses = PageActions & Dispatch<RequestEvent> & { readonly request: RequestActions };

export function createRequestActions({ dispatch }: Context<RequestState, RequestEvent>) {
  let forms: typeof import("./describe.ts") | undefined;

  return {
    /** What `show` has loaded. */
    forms: () => forms,
    async show(of: RequestOf): Promise<void> {
      dispatch({ type: "request/shown", of });
      try {
        forms ??= await import("./describe.ts");
        dispatch({ type: "request/formsLoaded" });
      } catch (error) {
        dispatch({ type: "request/formsFailed", problem: toProblem(error) });
      }
    },
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
