// The passwords of many servers at once, as plain data.
import type { State } from "../state.ts";

export interface Many {
  phase: "choosing";
}

export const NO_MANY: Many = { phase: "choosing" };

export type ManyEvent = { type: "many/left" };

export function reduceMany(state: State, event: ManyEvent): State {
  switch (event.type) {
    case "many/left":
      return { ...state, many: NO_MANY };
  }
}
