// What a refusal is told as: who may not do what, and of which call its explanation is.
import { msg, str } from "../locales/words.ts";
import type { SessionState } from "../session/state.ts";
import { versionOf } from "../shared/api-versions.ts";
import type { ServerOperation } from "../shared/api-versions.ts";
import { callName } from "../shared/route.ts";
import type { Problem } from "../shared/problem.ts";

/** For `problemView`; only the cloud itself says that it is about what the user may do. */
export function refusedAs({ session: { current } }: Pick<SessionState, "session">, operation: ServerOperation, { action }: Problem): { title?: string; call?: string } {
  if (!current || !action) return {};
  const call = callName(operation, versionOf(current, operation));
  return action.missing ? { title: titleOf(current.user ?? msg("This user"), operation), call } : { call };
}

function titleOf(user: string, operation: ServerOperation): string {
  switch (operation) {
    case "getServerPassword":
      return msg(str`${user} may not get passwords here`);
    case "deleteServerPassword":
      return msg(str`${user} may not delete stored passwords here`);
    case "listServers":
      return msg(str`${user} may not list servers here`);
    default:
      return msg(str`${user} may not do that here`);
  }
}
