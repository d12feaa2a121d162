// All that renews passwords, loaded with the first view of a server.
import { causesView } from "../password/causes.ts";
import type { RenewContext, RenewParts } from "./actions.ts";
import { cardView } from "./card-view.ts";
import { createRuns } from "./runs.ts";
import { stripsView } from "./strip-view.ts";

export function createParts(context: RenewContext): RenewParts {
  const runs = createRuns(context);
  return {
    runs,
    causes: causesView,
    card: (state, serverId, server, actions) => cardView(state, serverId, server, actions, runs),
    strips: (state) => stripsView(state, runs),
  };
}
