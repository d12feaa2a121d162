// Before signing out forgets it: what would be lost.
import type { PageActions } from "../../shared/context.ts";
import { feature } from "../../shared/feature.ts";
import type { PageState } from "../../shared/page-state.ts";
import { NOT_LEAVING, on, reduce } from "./state.ts";
import type { Leaving, LeavingEvent } from "./state.ts";

export const leaving = feature<"leaving", Leaving, LeavingEvent, PageState, PageActions, unknown>({
  name: "leaving",
  initial: NOT_LEAVING,
  reduce,
  on,
  actions: () => undefined,
});
