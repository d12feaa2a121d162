import type { Command } from "commander";
import { formatJson, formatRows, note, print, type Format } from "../output.ts";
import type { CloudOptions } from "./connection.ts";
import { addCloudOptions, formatOption } from "./options.ts";
import { allServers } from "./servers.ts";
import { withConnection } from "./with-connection.ts";

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
