import type { Command } from "commander";
import { EXITS, Failure, type Exit } from "../exits.ts";
import { interruptible } from "../interrupt.ts";
import { formatJson, formatRows, note, print, visible, type Format, type Row } from "../output.ts";
import { canAsk, confirmed } from "../terminal.ts";
import { told } from "../told.ts";
import type { CloudOptions, Connection } from "./connection.ts";
import { tellMayI } from "./may-i.ts";
import { addCloudOptions, formatOption } from "./options.ts";
import { endWith } from "./outcomes.ts";
import { findServers } from "./servers.ts";
import { withConnection } from "./with-connection.ts";

interface DeleteOptions extends CloudOptions {
  yes?: boolean;
  quiet?: boolean;
  dryRun?: boolean;
  format: Format;
}

const COLUMNS = [{ key: "server", title: "SERVER" }, { key: "id", title: "ID" }, { key: "outcome", title: "OUTCOME" }];

export function addDeleteCommand(program: Command): void {
  const command = program.command("delete <server...>").description("delete the stored, encrypted passwords of servers; the password in the guest stays as it is")
    .option("-y, --yes", "do not ask")
    .option("-q, --quiet", "no progress")
    .option("--dry-run", "say whether it would be allowed, and delete nothing");
  addCloudOptions(command.addOption(formatOption())).action(remove).addHelpText("after", `
It cannot be undone: get the password first.

Examples:
  ecs-password delete win-2022-a
  ecs-password delete win-2022-a win-2022-b --yes`);
}

/** Asks before what cannot be undone; on no terminal `--yes` must say it. */
export async function confirm(question: string, yes: boolean | undefined): Promise<void> {
  if (yes === true) return;
  if (!canAsk()) throw new Failure("there is no terminal to ask at whether it is to be done", { hint: "`--yes` does it unasked" });
  if (!(await confirmed(question))) throw new Failure("nothing was done", { exit: EXITS.no });
}

async function remove(wanted: string[], options: DeleteOptions): Promise<void> {
  if (options.yes !== true && options.dryRun !== true && !canAsk()) await confirm("", undefined);
  await withConnection(options, { quiet: options.quiet === true }, async (connection) => {
    const servers = await interruptible((signal) => findServers(connection.client, wanted, signal));
    if (options.dryRun === true) {
      await tellMayI(connection, ["deleteServerPassword"], options.format, servers.map(({ name }) => name));
      return;
    }
    await confirm(`Delete the stored password of ${servers.map(({ name }) => visible(name)).join(", ")}? This cannot be undone.`, options.yes);
    await deleteAll(connection, servers, options);
  });
}

async function deleteAll({ client }: Connection, servers: readonly { id: string; name: string }[], { quiet, format }: DeleteOptions): Promise<void> {
  const rows: Row[] = [];
  const exits: Exit[] = [];
  let interrupted: unknown;
  try {
    await interruptible(async (signal) => {
      for (const { id, name } of servers) {
        if (signal.aborted) break;
        if (quiet !== true) note(`${visible(name)}: deleting`);
        try {
          const { deleted, hint } = await client.deleteServerPassword({ serverId: id }, { signal });
          if (hint !== undefined) note(`${visible(name)}: ${visible(hint)}`);
          rows.push({ server: name, id, outcome: deleted ? "deleted" : "accepted" });
          exits.push(deleted ? EXITS.yes : EXITS.incomplete);
        } catch (error) {
          note(`${visible(name)}:`);
          exits.push(told(error));
          rows.push({ server: name, id, outcome: (error as { mayHaveHappened?: boolean }).mayHaveHappened === true ? "unknown" : "failed" });
        }
      }
    });
  } catch (error) {
    interrupted = error;
  }
  for (const { id, name } of servers.slice(rows.length)) rows.push({ server: name, id, outcome: "not tried" });
  await print(format === "json" ? formatJson(rows) : formatRows(rows, COLUMNS, format));
  if (interrupted !== undefined) throw interrupted as Error;
  endWith(exits);
}
