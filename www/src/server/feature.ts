// One server: its password, the key that opens it, the remote desktop, and deleting the stored copy.
import { idPatterns } from "ecs-password/slim";
import { deletingLoss, passwordLoss } from "../password/losses.ts";
import type { RenewUses } from "../renew/actions.ts";
import { feature } from "../shared/feature.ts";
import type { Loss } from "../shared/feature.ts";
import { createServerActions } from "./actions.ts";
import type { ServerActions } from "./actions.ts";
import { NO_SERVER, on, reduce } from "./state.ts";
import type { ServerEvent, ServerSlice, ServerState } from "./state.ts";
import { serverView } from "./view.ts";

const ADDRESS = new RegExp(`^#/servers/(${idPatterns.serverId})$`);

export const server = feature<"server", ServerSlice, ServerEvent, ServerState, RenewUses, ServerActions>({
  name: "server",
  initial: NO_SERVER,
  reduce,
  on,
  actions: createServerActions,
  follow: (actions, _before, after) => { actions.follow(after); },
  losses,
  views: [
    {
      name: "server",
      needsSession: true,
      under: "servers",
      parse: (hash) => {
        const serverId = ADDRESS.exec(hash)?.[1];
        return serverId === undefined ? undefined : { view: "server", serverId };
      },
      address: (route) => (route.view === "server" ? `#/servers/${route.serverId}` : "#/servers"),
      render: serverView,
    },
  ],
});

/** A password whose stored copy is deleted here was taken down by its owner. */
function losses({ server: { open }, password: { server: password } }: ServerState): Loss[] {
  const shown = open && password?.view.phase === "decrypted" && open.deletion.phase !== "done" ? [open.id] : [];
  return [passwordLoss(shown), deletingLoss(open?.deletion.phase === "working" ? [open.id] : [])];
}
