// What there is to say of a call that is expected to fail.
import type { ServerOperation } from "../shared/api-versions.ts";
import { msg, str } from "../locales/words.ts";
import { mayDo } from "./may-do.ts";
import type { SessionState } from "./state.ts";

export function hintText({ session }: Pick<SessionState, "session">, operation: ServerOperation): string {
  const { basis } = mayDo(session)[operation];
  const roles = (session.current?.roles ?? []).join(", ");
  return basis === "assumed"
    ? msg("The loaded policies, with what is assumed under Permissions, do not allow this: the cloud will probably refuse it.")
    : basis === "policies"
      ? msg("The loaded policies do not allow this: the cloud will probably refuse it.")
      : msg(str`The cloud will probably refuse this: by its usual rules, the roles of this session (${roles}) are not enough.`);
}

/** The same where it is one of several that a button leads to; nothing where nothing speaks against it. */
export const expectedRefusal = (state: Pick<SessionState, "session">, operation: ServerOperation): string | undefined =>
  mayDo(state.session)[operation].may === "deny" ? hintText(state, operation) : undefined;
