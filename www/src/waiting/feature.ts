// Waiting for passwords that are not stored yet, wherever in the page the visitor is meanwhile.
import type { GrantUses } from "../grant/actions.ts";
import { feature } from "../shared/feature.ts";
import { createWaitingActions } from "./actions.ts";
import type { WaitingActions } from "./actions.ts";
import { waitsLoss } from "./losses.ts";
import { isWaiting, NO_WAITS, on, reduce } from "./state.ts";
import type { Wait, WaitingEvent, WaitingState } from "./state.ts";
import { waitStrips } from "./view.ts";

export const waiting = feature<"waiting", readonly Wait[], WaitingEvent, WaitingState, GrantUses, WaitingActions>({
  name: "waiting",
  initial: NO_WAITS,
  reduce,
  on,
  actions: createWaitingActions,
  follow: (actions, _before, after) => { actions.follow(after); },
  losses: (state) => [waitsLoss(state.waiting.filter(isWaiting).map(({ serverId }) => serverId))],
  strip: waitStrips,
});
