// The clouds, signing in and out, the connection, and what the session may do.
import type { RequestUses } from "../request/actions.ts";
import { feature } from "../shared/feature.ts";
import { createSessionActions } from "./actions.ts";
import type { SessionActions } from "./actions.ts";
import { connectionView, sessionStrip } from "./connection-view.ts";
import { signInView } from "./sign-in-view.ts";
import { kept, NO_SESSION, on, reduce } from "./state.ts";
import type { SessionEvent, SessionSlice, SessionState } from "./state.ts";

export const session = feature<"session", SessionSlice, SessionEvent, SessionState, RequestUses, SessionActions>({
  name: "session",
  initial: NO_SESSION,
  kept,
  reduce,
  on,
  actions: (context) => createSessionActions(context, () => import("./access-keys.ts")),
  follow: (actions, before, after) => { actions.follow(before, after); },
  heard: (actions, news) => { actions.heard(news); },
  holdsSecret: ({ session: { current } }) => current !== undefined,
  views: [
    { name: "signIn", parse: (hash) => (hash === "#/" ? { view: "signIn" } : undefined), address: () => "#/", render: signInView },
    { name: "connection", needsSession: true, parse: (hash) => (hash === "#/connection" ? { view: "connection" } : undefined), address: () => "#/connection", render: connectionView },
  ],
  strip: sessionStrip,
});
