import type { Context } from "../actions.ts";

export function createManyActions({ dispatch }: Context) {
  return {
    clear(): void {
      dispatch({ type: "many/left" });
    },
  };
}
