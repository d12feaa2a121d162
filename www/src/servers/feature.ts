// The servers of the project: the list, and choosing some of them.
import { msg } from "../locales/words.ts";
import type { ResetUses } from "../reset/actions.ts";
import { feature } from "../shared/feature.ts";
import { createServersActions } from "./actions.ts";
import type { ServersActions } from "./actions.ts";
import { NO_SERVERS, on, reduce } from "./state.ts";
import type { Servers, ServersEvent, ServersState } from "./state.ts";
import { serversView } from "./view.ts";

export const servers = feature<"servers", Servers, ServersEvent, ServersState, ResetUses, ServersActions>({
  name: "servers",
  initial: NO_SERVERS,
  reduce,
  on,
  actions: createServersActions,
  follow: (actions, before, after) => { actions.follow(before, after); },
  views: [
    {
      name: "servers",
      needsSession: true,
      link: { text: () => msg("Servers"), rank: 1 },
      parse: (hash) => (hash === "#/servers" ? { view: "servers" } : undefined),
      address: () => "#/servers",
      render: serversView,
    },
  ],
});
