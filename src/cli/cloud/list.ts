import type { Command } from "commander";
import type { Client, Server } from "ecs-password/client";
import { formatJson, formatRows, note, print, visible, type Format } from "../output.ts";
import type { CloudOptions, Connection } from "./connection.ts";
import { connect } from "./connect.ts";
import { addCloudOptions, formatOption } from "./options.ts";

/** Connects, says as whom, and cleans up after. */
export async function withConnection<T>(options: CloudOptions, { quiet }: { quiet: boolean }, use: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await connect(options);
  try {
    if (!quiet) tellSource(connection);
    if (connection.insecure) note("warning: certificates are not verified: whoever is on the network in between can read and change all that passes");
    return await use(connection);
  } finally {
    await connection.close();
  }
}

function tellSource({ source, notes, region, endpoint }: Connection): void {
  note(`credentials: ${visible(source)}${region === undefined ? "" : `; region ${visible(region)}`}; compute service ${visible(endpoint)}`);
  for (const each of notes) note(visible(each));
}

/** All servers, page by page. */
export async function allServers(client: Client, options: { name?: string; signal?: AbortSignal } = {}): Promise<Server[]> {
  const servers: Server[] = [];
  let marker: string | undefined;
  do {
    const page = await client.listServers({ ...(marker === undefined ? {} : { marker }), ...(options.name === undefined ? {} : { name: options.name }) }, options.signal ? { signal: options.signal } : {});
    servers.push(...page.servers);
    for (const { id, name, field, message } of page.oddities ?? []) note(`note: ${visible(name ?? id ?? "the list")}: ${field}: ${visible(message)}`);
    // A cloud that tells the same marker for ever would never end.
    marker = page.nextMarker === marker ? undefined : page.nextMarker;
  } while (marker !== undefined);
  return servers;
}

const COLUMNS = [{ key: "name", title: "NAME" }, { key: "id", title: "ID" }, { key: "status", title: "STATUS" }, { key: "os", title: "OS" }, { key: "keyName", title: "KEY PAIR" }, { key: "addresses", title: "ADDRESSES" }];

async function list({ all, format, ...options }: CloudOptions & { all?: boolean; format: Format }): Promise<void> {
  const servers = await withConnection(options, { quiet: false }, ({ client }) => allServers(client));
  const shown = servers.filter(({ os }) => all === true || os !== "other");
  if (format === "json") await print(formatJson(shown));
  else await print(formatRows(shown.map(({ name, id, status, os, keyName, addresses }) => ({ name, id, status, os, keyName, addresses: addresses.map(({ address }) => address).join(" ") })), COLUMNS, format));
  if (shown.length < servers.length) note(`${String(servers.length - shown.length)} other than Windows ${servers.length - shown.length === 1 ? "is" : "are"} left out: --all shows them`);
}

export function addListCommand(program: Command): void {
  const command = program.command("list").description("list the servers of a project: Windows, and those of which the cloud does not tell").option("-a, --all", "also servers that are not Windows");
  addCloudOptions(command.addOption(formatOption())).action(list).addHelpText("after", `
Examples:
  ecs-password list --os-cloud lab
  ecs-password list -f json --region eu-de`);
}
