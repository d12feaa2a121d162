// What is known of the session beyond who it is: that it is about to end, and how its calls are made.
import type { ApiVersion, Cloud } from "ecs-password/slim";
import { announce, focus } from "../app/state.ts";
import type { Session, State } from "../app/state.ts";
import { msg } from "../locales/words.ts";

export interface Connection {
  /** The token ends within minutes, and nothing follows it by itself. */
  ending: boolean;
  /** Signed out just now. */
  left: boolean;
  /** Being asked whether to sign out. */
  leaving: boolean;
}

export const NO_CONNECTION: Connection = { ending: false, left: false, leaving: false };

export type ConnectionEvent =
  | { type: "session/ending" }
  | { type: "session/renewed"; expiresAt: string | undefined }
  /** The visitor wants to sign in anew, and to go on where they are. */
  | { type: "session/again" }
  | { type: "session/leaveAsked" | "session/leaveDismissed" }
  | { type: "session/apiVersionChosen"; version: ApiVersion };

/** The versions of the compute API that have the calls of this page, the usual one first. */
export const API_VERSIONS: Record<Cloud, readonly ApiVersion[]> = {
  openstack: ["v2.1", "v2"],
  otc: ["v2.1", "v2"],
  huawei: ["v2.1", "v1", "v2"],
};

type Operation = "getServerPassword" | "deleteServerPassword" | "listServers" | "getKeyPair";

/** The version for a call: servers and key pairs are no part of Huawei Cloud's own API as the package reads it. */
export function versionOf({ apiVersion }: Pick<Session, "apiVersion">, operation: Operation): ApiVersion {
  const native = operation === "getServerPassword" || operation === "deleteServerPassword";
  return apiVersion === "v1" && !native ? "v2.1" : apiVersion;
}

/** The same for the session that there is. */
export function versionFor({ session }: State, operation: Operation): ApiVersion {
  return versionOf({ apiVersion: session?.apiVersion ?? "v2.1" }, operation);
}

/** Before this much is left, nobody is disturbed. */
export const ENDING_MS = 5 * 60_000;

export function reduceConnection(state: State, event: ConnectionEvent): State {
  const { session } = state;
  if (!session) return state;
  switch (event.type) {
    case "session/ending": {
      if (session.renews || session.ended || state.connection.ending) return state;
      return announce({ ...state, connection: { ...state.connection, ending: true } }, msg("The session ends within 5 minutes"));
    }
    case "session/renewed":
      return { ...state, session: { ...session, expiresAt: event.expiresAt } };
    case "session/again": {
      const again = { ...state, session: { ...session, ended: true }, connection: NO_CONNECTION };
      return focus({ ...again, route: { view: "signIn" }, signIn: { ...state.signIn, resume: state.route, problem: undefined } }, "heading");
    }
    case "session/leaveAsked":
    case "session/leaveDismissed":
      return { ...state, connection: { ...state.connection, leaving: event.type === "session/leaveAsked" } };
    case "session/apiVersionChosen": {
      if (!API_VERSIONS[session.cloud.kind].includes(event.version)) return state;
      return { ...state, session: { ...session, apiVersion: event.version } };
    }
  }
}
