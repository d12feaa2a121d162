import type { Context } from "../actions.ts";

export function createPermissionsActions({ dispatch }: Context) {
  return {
    clear(): void {
      dispatch({ type: "permissions/cleared" });
    },
  };
}
