// What a refusal is told as: who may not do what, what denies it where that is known, and of which call its explanation is.
import { msg, str } from "../locales/words.ts";
import { versionOf } from "../shared/api-versions.ts";
import type { ServerOperation } from "../shared/api-versions.ts";
import { callName } from "../shared/route.ts";
import type { Problem } from "../shared/problem.ts";
import type { GrantUses } from "./actions.ts";
import type { Session } from "../session/state.ts";
import type { GrantState } from "./state.ts";

/** Which call of an operation the page makes, for a link to its explanation. */
export const callOf = (session: Session, operation: ServerOperation): string => callName(operation, versionOf(session, operation));

/** The calls whose refusal the page shows by itself. */
export type Refusable = "getServer" | "getServerPassword" | "deleteServerPassword" | "listServers" | "stopServer" | "startServer";

/** For `problemView`; only the cloud itself says that it is about what the user may do. */
export function refusedAs(state: GrantState, operation: Refusable, { action }: Problem, { grant }: GrantUses): { title?: string; next?: unknown; call?: string } {
  const { current } = state.session;
  if (!current || !action) return {};
  const call = callOf(current, operation);
  if (!action.missing) return { call };
  const title = titleOf(current.user ?? msg("This user"), operation);
  // Where a Deny decides, another policy does not help: what denies it stands in the place of that advice.
  const next = grant.parts()?.denied(state, operation);
  return next === undefined ? { call, title } : { call, title, next };
}

function titleOf(user: string, operation: Refusable): string {
  switch (operation) {
    case "getServerPassword":
      return msg(str`${user} may not get passwords here`);
    case "deleteServerPassword":
      return msg(str`${user} may not delete stored passwords here`);
    case "listServers":
      return msg(str`${user} may not list servers here`);
    case "getServer":
      return msg(str`${user} may not see servers here`);
    case "stopServer":
      return msg(str`${user} may not stop servers here`);
    case "startServer":
      return msg(str`${user} may not start servers here`);
  }
}
