import type { Command } from "commander";
import type { Secret, Server } from "ecs-password/client";
import { EXITS, Failure, type Exit } from "../exits.ts";
import { readText } from "../files.ts";
import { interruptible } from "../interrupt.ts";
import { formatJson, note, visible, type Format } from "../output.ts";
import { addSecretOptions, secretOutput, type SecretOptions, type SecretOutput } from "../secrets.ts";
import { ask, canAsk } from "../terminal.ts";
import { told } from "../told.ts";
import type { CloudOptions, Connection } from "./connection.ts";
import { confirm } from "./delete.ts";
import { tellMayI } from "./may-i.ts";
import { addCloudOptions, formatOption } from "./options.ts";
import { endWith } from "./outcomes.ts";
import { findServers } from "./servers.ts";
import { withConnection } from "./with-connection.ts";

interface ResetOptions extends CloudOptions, SecretOptions {
  ask?: boolean;
  passwordFile?: string;
  yes?: boolean;
  quiet?: boolean;
  dryRun?: boolean;
  format: Format;
}

interface Reset {
  server: string;
  id: string;
  outcome: "changed" | "accepted" | "failed" | "unknown";
  /** Of one that the server may have. */
  password?: string;
}

export function addResetCommand(program: Command): void {
  const command = program.command("reset <server...>").description("set a new password: Huawei Cloud orders it of the reset plug-in in the server, OpenStack's guest agent sets it at once")
    .option("--ask", "type the new password on the terminal (default: each server gets a generated one)")
    .option("--password-file <file>", "the new password is the first line of this file")
    .option("-y, --yes", "do not ask")
    .option("-q, --quiet", "no progress")
    .option("--dry-run", "say whether it would be allowed, and set nothing");
  addCloudOptions(addSecretOptions(command.addOption(formatOption()))).action(reset).addHelpText("after", `
T Cloud Public (Open Telekom Cloud) has no API for it.

Examples:
  ecs-password reset win-2022-a
  ecs-password reset win-2022-a win-2022-b --yes -o new-passwords.txt
  ecs-password reset win-2022-a --ask`);
}

const CALLS = { huawei: "resetServerPassword", openstack: "changeServerPassword" } as const;

async function reset(wanted: string[], options: ResetOptions): Promise<void> {
  if (options.ask === true && options.passwordFile !== undefined) throw new Failure("`--ask` and `--password-file` name two passwords, expected one of them");
  if (options.yes !== true && options.dryRun !== true && !canAsk()) await confirm("", undefined);
  const output = options.dryRun === true ? undefined : secretOutput(options);
  try {
    await withConnection(options, { quiet: options.quiet === true }, async (connection) => {
      if (connection.cloud === "otc") throw new Failure("T Cloud Public (Open Telekom Cloud) has no API that sets a password", { hint: "its console can reset it; `ecs-password get` gets the initial one" });
      const call = CALLS[connection.cloud];
      const servers = await interruptible((signal) => findServers(connection.client, wanted, signal));
      if (!output) {
        await tellMayI(connection, [call], options.format, servers.map(({ name }) => name));
        return;
      }
      const typed = await typedPassword(connection, options);
      await confirm(`Set a new password for ${servers.map(({ name }) => visible(name)).join(", ")}?`, options.yes);
      await resetAll(connection, servers, typed, options, output);
    });
  } finally {
    output?.close();
  }
}

/** The password that was typed or is in a file; none where one is to be generated. */
async function typedPassword({ cloud }: Connection, options: ResetOptions): Promise<string | undefined> {
  let password: string | undefined;
  if (options.passwordFile !== undefined) password = readText(options.passwordFile, "the file of the new password").split(/\r?\n/, 1)[0];
  if (options.ask === true) {
    password = await ask("New password: ", { hidden: true });
    if ((await ask("Once more: ", { hidden: true })) !== password) throw new Failure("the two are not the same; nothing was done");
  }
  if (password === undefined) return undefined;
  const { checkPassword } = await import("ecs-password/client");
  const { valid, missing } = checkPassword(password, { cloud, operation: CALLS[cloud as keyof typeof CALLS] });
  if (!valid) throw new Failure(`the new password is not as the cloud wants it: ${missing.map(({ message }) => message).join("; ")}`);
  return password;
}

/** Each row is written as soon as it is known, so that no password that a server may have is lost. */
async function resetAll(connection: Connection, servers: readonly Server[], typed: string | undefined, options: ResetOptions, output: SecretOutput): Promise<void> {
  const rows: Reset[] = [];
  const exits: Exit[] = [];
  let interrupted: unknown;
  try {
    await interruptible(async (signal) => {
      for (const server of servers) {
        if (signal.aborted) break;
        if (options.quiet !== true) note(`${visible(server.name)}: setting a new password`);
        const { row, exit } = await resetOne(connection, server, typed, signal);
        rows.push(row);
        exits.push(exit);
        if (options.format !== "json") await output.write(line(row, options.format));
      }
    });
  } catch (error) {
    interrupted = error;
  }
  if (options.format === "json") await output.write(formatJson(rows));
  for (const { name } of servers.slice(rows.length)) note(`${visible(name)}: not tried`);
  if (interrupted !== undefined) throw interrupted as Error;
  endWith(exits);
}

const line = ({ server, outcome, password = "" }: Reset, format: Format): string => [visible(server), outcome, password].join(format === "value" ? "\t" : "  ").trimEnd() + "\n";

async function resetOne({ client, cloud }: Connection, { id, name }: Server, typed: string | undefined, signal: AbortSignal): Promise<{ row: Reset; exit: Exit }> {
  const { generatePassword } = await import("ecs-password/client");
  const newPassword: string | Secret = typed ?? generatePassword({ cloud, operation: CALLS[cloud as keyof typeof CALLS] }).password;
  const text = typeof newPassword === "string" ? undefined : newPassword.reveal();
  const row = (outcome: Reset["outcome"]): Reset => ({ server: name, id, outcome, ...(text === undefined || outcome === "failed" ? {} : { password: text }) });
  try {
    const { hint } = cloud === "huawei" ? await client.resetServerPassword({ serverId: id, newPassword, checkComplexity: true }, { signal }) : await client.changeServerPassword({ serverId: id, newPassword }, { signal });
    note(`${visible(name)}: ${visible(hint)}`);
    return { row: row(cloud === "huawei" ? "accepted" : "changed"), exit: EXITS.yes };
  } catch (error) {
    note(`${visible(name)}:`);
    const exit = told(error);
    return { row: row((error as { mayHaveHappened?: boolean }).mayHaveHappened === true ? "unknown" : "failed"), exit };
  } finally {
    if (typeof newPassword !== "string") newPassword.free();
  }
}
