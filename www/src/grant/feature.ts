// What a call needs that was refused, or that will be: the least grant, with what it adds.
import type { SessionUses } from "../session/actions.ts";
import { feature } from "../shared/feature.ts";
import { createGrantActions } from "./actions.ts";
import type { GrantActions } from "./actions.ts";
import { NO_GRANT, on, reduce } from "./state.ts";
import type { Grant, GrantEvent, GrantState } from "./state.ts";

export const grant = feature<"grant", Grant, GrantEvent, GrantState, SessionUses, GrantActions>({
  name: "grant",
  initial: NO_GRANT,
  // What is loaded stays loaded.
  kept: (slice) => ({ ...slice, warned: undefined }),
  reduce,
  on,
  actions: (context) => createGrantActions(context, async () => (await import("./parts.ts")).loadParts()),
  follow: (actions, _before, after) => { actions.follow(after); },
});
