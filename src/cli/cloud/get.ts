import { setTimeout as pause } from "node:timers/promises";
import { InvalidArgumentError, type Command } from "commander";
import type { Client, KeyPair, Server, StoredServerPassword } from "ecs-password/client";
import { EXITS, type Exit } from "../exits.ts";
import { interruptible } from "../interrupt.ts";
import { textOf } from "../keys/revealed.ts";
import { addKeyOptions, KeyRing, type KeyOptions } from "../keys/ring.ts";
import { formatJson, note, visible, type Format } from "../output.ts";
import { addSecretOptions, secretOutput, type SecretOptions, type SecretOutput } from "../secrets.ts";
import { told } from "../told.ts";
import type { CloudOptions } from "./connection.ts";
import { tellMayI } from "./may-i.ts";
import { addCloudOptions, formatOption } from "./options.ts";
import { endWith } from "./outcomes.ts";
import { findServers } from "./servers.ts";
import { withConnection } from "./with-connection.ts";

interface GetOptions extends CloudOptions, KeyOptions, SecretOptions {
  wait?: boolean;
  timeout: number;
  interval: number;
  quiet?: boolean;
  dryRun?: boolean;
  format: Format;
}

/** A password that was got. */
interface Got {
  server: string;
  id: string;
  password: string;
}

export function addGetCommand(program: Command): void {
  const command = program.command("get <server...>").description("get and decrypt the initial Windows passwords of servers, by name or ID")
    .option("--wait", "where no password is stored yet, wait for it")
    .option("--timeout <seconds>", "how long to wait at most", seconds, 900)
    .option("--interval <seconds>", "how often to look meanwhile", seconds, 10)
    .option("-q, --quiet", "the passwords alone, one a line, and no progress")
    .option("--dry-run", "say whether it would be allowed, and get nothing");
  addCloudOptions(addSecretOptions(addKeyOptions(command.addOption(formatOption())))).action(get).addHelpText("after", `
Examples:
  ecs-password get win-2022-a
  ecs-password get win-2022-a win-2022-b -i key.pem -o passwords.txt
  ecs-password get win-new --wait --timeout 600 -q --reveal | some-program
  ecs-password get win-2022-a --dry-run`);
}

export function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 86_400)) throw new InvalidArgumentError("expected seconds, from above 0 to 86400");
  return value;
}

async function get(wanted: string[], options: GetOptions): Promise<void> {
  const quiet = options.quiet === true;
  if (options.dryRun === true) {
    await withConnection(options, { quiet }, (connection) => interruptible(async (signal) => {
      const servers = await findServers(connection.client, wanted, signal);
      await tellMayI(connection, ["getServerPassword"], options.format, servers.map(({ name }) => name));
    }));
    return;
  }
  const output = secretOutput(options);
  const ring = await KeyRing.open(options);
  try {
    await withConnection(options, { quiet }, ({ client }) => getAll(client, wanted, options, ring, output));
  } finally {
    ring.free();
    output.close();
  }
}

/** What was got is written in any case, also where Ctrl+C came in between. */
async function getAll(client: Client, wanted: readonly string[], options: GetOptions, ring: KeyRing, output: SecretOutput): Promise<void> {
  const got: Got[] = [];
  const exits: Exit[] = [];
  let interrupted: unknown;
  try {
    await interruptible(async (signal) => {
      const servers = await findServers(client, wanted, signal);
      const pairs = new Map<string, Promise<KeyPair | undefined>>();
      const until = Date.now() + options.timeout * 1000;
      for (const [index, server] of servers.entries()) {
        const say = (text: string): void => { if (options.quiet !== true) note(`${servers.length > 1 ? `[${String(index + 1)}/${String(servers.length)}] ` : ""}${visible(server.name)}: ${text}`); };
        try {
          const password = await getOne(client, server, { options, ring, pairs, signal, until, say, output });
          if (password === undefined) exits.push(EXITS.no);
          else got.push({ server: server.name, id: server.id, password });
        } catch (error) {
          if (signal.aborted) throw error;
          note(`${visible(server.name)}:`);
          exits.push(told(error));
        }
      }
    });
  } catch (error) {
    interrupted = error;
  }
  if (got.length > 0) await output.write(written(got, options));
  if (interrupted !== undefined) throw interrupted as Error;
  endWith(exits);
}

function written(got: readonly Got[], { quiet, format }: GetOptions): string {
  if (quiet === true) return got.map(({ password }) => `${password}\n`).join("");
  if (format === "json") return formatJson(got);
  // Not by `formatRows`, which would write what a terminal does not show as escapes in a file too.
  if (format === "value") return got.map(({ server, password }) => `${visible(server)}\t${password}\n`).join("");
  const width = Math.max(6, ...got.map(({ server }) => visible(server).length));
  return [["SERVER", "PASSWORD"], ...got.map(({ server, password }) => [visible(server), password])].map(([server = "", password = ""]) => `${server.padEnd(width)}  ${password}\n`).join("");
}

interface Work {
  options: GetOptions;
  ring: KeyRing;
  pairs: Map<string, Promise<KeyPair | undefined>>;
  signal: AbortSignal;
  until: number;
  say: (text: string) => void;
  output: SecretOutput;
}

/** The password of a server; nothing where none is stored, which is said. */
async function getOne(client: Client, server: Server, work: Work): Promise<string | undefined> {
  work.say("getting the password");
  const stored = await storedOf(client, server, work);
  if (!stored) return undefined;
  for (const text of stored.notes) work.say(`note: ${visible(text)}`);
  const pair = await pairOf(client, server, work);
  return textOf(await work.ring.decrypt(stored.ciphertext, pair), work.output.isTerminal).text;
}

/** What is stored, now or, with `--wait`, in time. */
async function storedOf(client: Client, { id }: Server, { options, signal, until, say }: Work): Promise<StoredServerPassword | undefined> {
  let told = 0;
  for (;;) {
    const answer = await client.getServerPassword({ serverId: id }, { signal });
    if (answer.stored) return answer;
    const left = until - Date.now();
    if (options.wait !== true || left <= 0) {
      note(options.wait === true ? "the time to wait is over, and no password is stored" : `no password is stored; ${visible(answer.hint)}`);
      return undefined;
    }
    if (Date.now() - told > 60_000) {
      say(`no password is stored yet: waiting ${String(Math.ceil(left / 60_000))} min at most; Ctrl+C ends it`);
      told = Date.now();
    }
    await pause(Math.min(options.interval * 1000, left), undefined, { signal });
  }
}

/** The key pair of a server, as far as the user may see it: those of colleagues are not found. */
async function pairOf(client: Client, { keyName }: Server, { options, pairs, signal }: Work): Promise<KeyPair | undefined> {
  if (keyName === undefined || options.decryptCommand !== undefined) return undefined;
  const known = pairs.get(keyName) ?? client.getKeyPair({ name: keyName }, { signal }).catch(() => undefined);
  pairs.set(keyName, known);
  return known;
}
