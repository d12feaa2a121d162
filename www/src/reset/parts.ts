// All that sets passwords, loaded with the first view that may want it.
import type { ResetContext, ResetParts } from "./actions.ts";
import { cardView, outdatedView } from "./card-view.ts";
import { manyView } from "./many-view.ts";
import { createOrders } from "./orders.ts";

export function createParts(context: ResetContext): ResetParts {
  const orders = createOrders(context);
  return {
    orders,
    card: (state, server, actions) => cardView(state, server, actions, orders),
    outdated: outdatedView,
    many: (state, actions) => manyView(state, actions, orders),
  };
}
