// What surrounds every view: the language, and the failures that concern the whole page.
import type { PermissionsUses } from "../../permissions/actions.ts";
import type { ServerUses } from "../../server/actions.ts";
import { feature } from "../../shared/feature.ts";
import { createFrameActions } from "./actions.ts";
import type { FrameActions } from "./actions.ts";
import { NEW_FRAME, reduce } from "./state.ts";
import type { Frame, FrameEvent, FrameState } from "./state.ts";

export const frame = feature<"frame", Frame, FrameEvent, FrameState, ServerUses & PermissionsUses, FrameActions>({
  name: "frame",
  initial: NEW_FRAME,
  // None of it belongs to a session.
  kept: (slice) => slice,
  reduce,
  actions: createFrameActions,
  follow: (actions, before, after) => { actions.follow(before, after); },
  heard: (actions, news) => { actions.heard(news); },
});
