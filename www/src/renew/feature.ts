// Renewing the password of a server, from stopping it to getting the new one, wherever in the page the visitor is meanwhile.
import { digits, msg, str } from "../locales/words.ts";
import type { ServersUses } from "../servers/actions.ts";
import { feature } from "../shared/feature.ts";
import { createRenewActions } from "./actions.ts";
import type { RenewActions } from "./actions.ts";
import { isFinished, NO_RENEW, on } from "./state.ts";
import type { Renew, RenewEvent, RenewState } from "./state.ts";

export const renew = feature<"renew", Renew, RenewEvent, RenewState, ServersUses, RenewActions>({
  name: "renew",
  initial: NO_RENEW,
  reduce: (_slice, { step }) => step,
  on,
  actions: (context) => createRenewActions(context, async () => (await import("./parts.ts")).createParts),
  follow: (actions, _before, after) => { actions.follow(after); },
  losses: (state) => [{ kind: "renewals", ids: state.renew.renewals.filter((each) => !isFinished(each)).map(({ serverId }) => serverId), rank: 4, text: lossText }],
  strip: (state, actions) => actions.renew.parts()?.strips(state),
});

function lossText(number: number): string {
  const count = digits(number);
  return msg(str`Unfinished renewals of passwords: ${count}. Servers may stay stopped.`);
}
