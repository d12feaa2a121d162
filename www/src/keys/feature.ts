// The private keys of this session: choosing, unlocking, forgetting, and the worker that alone reads them.
import type { GrantUses } from "../grant/actions.ts";
import { feature } from "../shared/feature.ts";
import { createKeysActions } from "./actions.ts";
import type { KeysActions } from "./actions.ts";
import { holdsKey, NO_KEYS, on, reduce } from "./state.ts";
import type { Keys, KeysEvent, KeysState } from "./state.ts";

export const keys = feature<"keys", Keys, KeysEvent, KeysState, GrantUses, KeysActions>({
  name: "keys",
  initial: NO_KEYS,
  reduce,
  on,
  actions: createKeysActions,
  follow: (actions, before, after) => { actions.follow(before, after); },
  // Their owner has them as files: signing out loses none.
  holdsSecret: (state) => holdsKey(state.keys),
});
