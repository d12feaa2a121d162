// The session in time: what a given token is, and when it ends.
import type { Session } from "ecs-password/slim";
import type { Context } from "../app/actions.ts";
import { cloudFetch } from "../shared/cloud-fetch.ts";
import type { CloudEntry, State } from "../app/state.ts";
import { ENDING_MS } from "./connection-state.ts";

/** As long as a timer can be; a later end is looked at again. */
const MOST_MS = 2 ** 31 - 1;
/** The package gets a new token no earlier than this before the old one ends. */
const RENEWED_MS = 5 * 60_000;

export function createConnectionActions({ store, dispatch, vault }: Context) {
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** `GET /v3/auth/tokens`: "Verifying a Token". It goes where it came from, and nowhere else; a 401 says that it is none. */
  async function inspect(cloud: CloudEntry, token: string, cancelled: AbortSignal): Promise<Session | "refused"> {
    const unknown: Session = { roles: [] };
    try {
      const answer = await cloudFetch(new URL(`${cloud.identity}/v3/auth/tokens?nocatalog=true`, location.origin), {
        headers: { accept: "application/json", "x-auth-token": token, "x-subject-token": token },
        credentials: "omit",
        cache: "no-store",
        redirect: "error",
        referrerPolicy: "no-referrer",
        signal: AbortSignal.any([cancelled, AbortSignal.timeout(10_000)]),
      });
      if (answer.status === 401) return "refused";
      return answer.ok ? sessionOf(await answer.json()) : unknown;
    } catch {
      return unknown;
    }
  }

  /** Says beforehand that a token ends. */
  function follow(before: State, after: State): void {
    const { session } = after;
    if (before.session?.expiresAt === session?.expiresAt && before.session?.ended === session?.ended) return;
    clearTimeout(timer);
    plan();
  }

  function plan(): void {
    const { session } = store.state;
    const left = session?.ended === false && !session.renews ? leftOf(session.expiresAt) : undefined;
    if (left === undefined) return;
    const pause = Math.max(left - ENDING_MS, 0);
    timer = setTimeout(() => {
      if (pause > MOST_MS) plan();
      else dispatch({ type: "session/ending" });
    }, Math.min(pause, MOST_MS));
  }

  /** After a call that went well the client has a token that can be used: this sends nothing. */
  async function learn(): Promise<void> {
    const { session } = store.state;
    const left = leftOf(session?.expiresAt);
    if (session?.renews !== true || session.ended || left === undefined || left > RENEWED_MS) return;
    const now = await vault.client?.signIn().catch(() => undefined);
    if (now) dispatch({ type: "session/renewed", expiresAt: now.expiresAt });
  }

  return { inspect, follow, learn };
}

/** How long until then, in milliseconds. */
export function leftOf(expiresAt: string | undefined): number | undefined {
  const end = expiresAt === undefined ? NaN : Date.parse(expiresAt);
  return Number.isNaN(end) ? undefined : end - Date.now();
}

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
const recordOf = (value: unknown): Record<string, unknown> => (typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {});

function sessionOf(body: unknown): Session {
  const token = recordOf(recordOf(body)["token"]);
  const project = recordOf(token["project"]);
  const [id, name] = [textOf(project["id"]), textOf(project["name"])];
  const [user, expiresAt] = [textOf(recordOf(token["user"])["name"]), textOf(token["expires_at"])];
  const roles = Array.isArray(token["roles"]) ? token["roles"].map((role) => textOf(recordOf(role)["name"])) : [];
  return {
    roles: roles.filter((role) => role !== undefined),
    ...(user === undefined ? {} : { user }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(id === undefined || name === undefined ? {} : { project: { id, name } }),
  };
}
