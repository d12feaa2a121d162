// What a token that was pasted is, by the cloud that it is for.
import type { Session } from "ecs-password/slim";
import { cloudFetch } from "../shared/cloud-fetch.ts";
import type { CloudEntry } from "../shared/clouds.ts";

/** `GET /v3/auth/tokens`: "Verifying a Token". It goes where it came from, and nowhere else; a 401 says that it is none. */
export async function readToken(cloud: CloudEntry, token: string, cancelled: AbortSignal): Promise<Session | "refused"> {
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
