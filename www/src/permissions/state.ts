// Policies and what they allow, as plain data.
import type { State } from "../state.ts";

export interface Permissions {
  entries: never[];
}

export const NO_PERMISSIONS: Permissions = { entries: [] };

export type PermissionsEvent = { type: "permissions/cleared" };

export function reducePermissions(state: State, event: PermissionsEvent): State {
  switch (event.type) {
    case "permissions/cleared":
      return { ...state, permissions: NO_PERMISSIONS };
  }
}
