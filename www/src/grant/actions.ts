// What loads what a call needs. The module for policies comes with it, so that it is not there before somebody wants to know.
import type { SessionUses } from "../session/actions.ts";
import type { ServerOperation } from "../shared/api-versions.ts";
import { copyText } from "../shared/clipboard.ts";
import type { Context, Dispatch } from "../shared/context.ts";
import { toProblem } from "../shared/problem.ts";
import type { Problem } from "../shared/problem.ts";
import type { GrantEvent, GrantState } from "./state.ts";

/** What is loaded for it. */
export interface GrantParts {
  /** What would allow a call that was refused. */
  readonly allowing: (state: GrantState, operation: ServerOperation, refusal: Problem, actions: GrantUses) => unknown;
  /** Why a call will be refused. */
  readonly warning: (state: GrantState, operation: ServerOperation) => unknown;
  /** Which loaded policies deny a call; nothing where none is known to. */
  readonly denied: (state: GrantState, operation: ServerOperation) => unknown;
  /** What a call depends on. */
  readonly condition: (state: GrantState, operation: ServerOperation) => unknown;
}

export interface GrantActions {
  readonly parts: () => GrantParts | undefined;
  readonly load: () => void;
  readonly copy: (text: string) => void;
  /** The button of a call explains why it will be refused; or it is left. */
  readonly warn: (operation: ServerOperation | undefined) => void;
  readonly follow: (state: GrantState) => void;
}

/** What a view is given that says what a call needs. */
export type GrantUses = SessionUses & Dispatch<GrantEvent> & { readonly grant: GrantActions };

export function createGrantActions({ dispatch, say }: Context<GrantState, GrantEvent, SessionUses>, loadParts: () => Promise<GrantParts>): GrantActions {
  let parts: GrantParts | undefined;
  let loading = false;

  async function load(): Promise<void> {
    if (parts || loading) return;
    loading = true;
    dispatch({ type: "grant/wanted" });
    try {
      parts = await loadParts();
      dispatch({ type: "grant/loaded", parts: "ready" });
    } catch (error) {
      dispatch({ type: "grant/loaded", parts: toProblem(error) });
    }
    loading = false;
  }

  function warn(operation: ServerOperation | undefined): void {
    if (operation) void load();
    dispatch({ type: "grant/warned", operation });
  }

  /** Where policies were answered from, their module is there already: what a button hangs on is said beside it. */
  function follow({ grant, session: { policies, current } }: GrantState): void {
    if (grant.parts === "none" && policies && policies.cloud === current?.cloud.kind) void load();
  }

  return { parts: () => parts, load: () => void load(), copy: (text) => void copyText(text, say), warn, follow };
}
