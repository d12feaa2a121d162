// "Show request": what a call of the page looks like on the way, wherever one is made.
import { feature } from "../shared/feature.ts";
import type { PageActions } from "../shared/context.ts";
import { createRequestActions } from "./actions.ts";
import type { RequestActions } from "./actions.ts";
import { on, reduce } from "./state.ts";
import type { RequestEvent, RequestPanel, RequestState } from "./state.ts";

export const request = feature<"request", RequestPanel | undefined, RequestEvent, RequestState, PageActions, RequestActions>({
  name: "request",
  initial: undefined,
  reduce,
  on,
  actions: createRequestActions,
});
