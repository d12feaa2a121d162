// Servers by name or ID, as they are given on the command line.
import type { Client, Server } from "ecs-password/client";
import { EXITS, Failure } from "../exits.ts";
import { note, visible } from "../output.ts";

/** All servers, page by page. */
export async function allServers(client: Client, { name, signal }: { name?: string | undefined; signal?: AbortSignal | undefined } = {}): Promise<Server[]> {
  const servers: Server[] = [];
  let marker: string | undefined;
  do {
    const page = await client.listServers({ marker, name }, { signal });
    servers.push(...page.servers);
    for (const { id, name: of, field, message } of page.oddities ?? []) note(`note: ${visible(of ?? id ?? "the list")}: ${field}: ${visible(message)}`);
    // A cloud that tells the same marker for ever would never end.
    marker = page.nextMarker === marker ? undefined : page.nextMarker;
  } while (marker !== undefined);
  return servers;
}

/** The servers that are meant, each once; one that is not there or could be several stops all of it, before anything is done. */
export async function findServers(client: Client, wanted: readonly string[], signal: AbortSignal): Promise<Server[]> {
  const { idPatterns } = await import("ecs-password/client");
  const isId = new RegExp(`^(?:${idPatterns.serverId})$`);
  const found = new Map<string, Server>();
  for (const each of wanted) {
    const isSearched = new RegExp(idPatterns.serverNamePart).test(each);
    const server = isId.test(each) ? (await client.getServer({ serverId: each }, { signal })).server : await named(client, each, isSearched, signal);
    found.set(server.id, server);
  }
  return [...found.values()];
}

/** `isSearched`: whether the cloud can look for such a name by itself. */
async function named(client: Client, name: string, isSearched: boolean, signal: AbortSignal): Promise<Server> {
  const servers = await allServers(client, { name: isSearched ? name : undefined, signal });
  const [server, ...others] = servers.filter((each) => each.name === name);
  if (!server) throw new Failure(`there is no server \`${name}\` in the project`, { exit: EXITS.usage, hint: nearby(servers) ?? "`ecs-password list --all` shows those that there are" });
  if (others.length > 0) throw new Failure(`there are several servers \`${name}\``, { hint: `give the ID of one:\n${[server, ...others].map(({ id, status, created }) => `  ${id}  ${visible(status)}${created === undefined ? "" : `  created ${visible(created)}`}`).join("\n")}` });
  return server;
}

/** Those of which the name is a part. */
function nearby(servers: readonly Server[]): string | undefined {
  const names = servers.slice(0, 5).map(({ name }) => `\`${visible(name)}\``);
  return names.length === 0 ? undefined : `there ${names.length === 1 ? "is" : "are"} ${names.join(", ")}`;
}
