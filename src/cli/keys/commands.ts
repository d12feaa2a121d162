import { readFileSync } from "node:fs";
import { buffer } from "node:stream/consumers";
import type { Command } from "commander";
import type { EcsPasswordError, PrivateKey } from "ecs-password/keys";
import { formatOption } from "../cloud/options.ts";
import { EXITS, Failure } from "../exits.ts";
import { expanded, reasonOf } from "../files.ts";
import { formatRows, note, print, type Format, type Row } from "../output.ts";
import { addSecretOptions, secretOutput, type SecretOptions } from "../secrets.ts";
import { canAsk } from "../terminal.ts";
import { told } from "../told.ts";
import { textOf } from "./revealed.ts";
import { aboutFile, addKeyOptions, askedFor, givenPassphrase, KeyRing, PASSPHRASE, warnOfMode, type KeyOptions } from "./ring.ts";

/** What is done with keys, without any cloud. */
export function addKeyCommands(program: Command): void {
  const decrypting = program.command("decrypt [file]").description("decrypt a password from its ciphertext, which is read from a file or from standard input");
  addSecretOptions(addKeyOptions(decrypting)).action(decrypt).addHelpText("after", `
Examples:
  ecs-password decrypt -i key.pem ciphertext.txt
  nova get-password win | ecs-password decrypt -i key.pem -o password.txt`);
  const keys = program.command("keys").description("look at private keys, without any cloud");
  keys.command("inspect <file...>").description("the form, length and fingerprints of private keys, and what had to be mended to read them (- is standard input)")
    .option("--passphrase-file <file>", `the passphrase is the first line of this file (else ${PASSPHRASE}, else it is asked for)`)
    .addOption(formatOption()).action(inspect).addHelpText("after", `
Examples:
  ecs-password keys inspect ~/.ssh/id_rsa
  ecs-password keys inspect -f json *.pem`);
}

async function decrypt(file: string | undefined, options: KeyOptions & SecretOptions): Promise<void> {
  const output = secretOutput(options);
  try {
    if (file === undefined && process.stdin.isTTY) note("paste the ciphertext, then Enter and Ctrl+D");
    const ciphertext = (await bytesOf(file ?? "-", "the ciphertext")).toString("latin1").trim();
    const ring = await KeyRing.open(options);
    try {
      const { text } = textOf(await ring.decrypt(ciphertext), output.isTerminal);
      await output.write(`${text}\n`);
    } finally {
      ring.free();
    }
  } finally {
    output.close();
  }
}

async function bytesOf(file: string, what: string): Promise<Buffer> {
  if (file === "-") return buffer(process.stdin);
  try {
    return readFileSync(expanded(file));
  } catch (error) {
    throw new Failure(`${what} \`${file}\` cannot be read: ${reasonOf(error)}`);
  }
}

const COLUMNS = [{ key: "file", title: "FILE" }, { key: "format", title: "FORMAT" }, { key: "bits", title: "BITS" }, { key: "md5", title: "MD5" }, { key: "sha256", title: "SHA256" }, { key: "repairs", title: "REPAIRS" }];

async function inspect(files: string[], { format, ...options }: { format: Format; passphraseFile?: string }): Promise<void> {
  const rows: Row[] = [];
  let failed = false;
  for (const file of files) {
    try {
      const key = await parsed(file, options);
      rows.push({ file, format: key.format, bits: key.bits, md5: key.fingerprints.md5, sha256: key.fingerprints.sha256, repairs: key.repairs.join(" ") });
      key.free();
    } catch (error) {
      told(error);
      failed = true;
    }
  }
  if (rows.length > 0 || format === "json") await print(formatRows(rows, COLUMNS, format));
  if (failed) throw new Failure("", { exit: EXITS.usage });
}

async function parsed(file: string, options: { passphraseFile?: string }): Promise<PrivateKey> {
  const { PrivateKey: Key } = await import("ecs-password/keys");
  const bytes = await bytesOf(file, "the key file");
  if (file !== "-") warnOfMode(file);
  try {
    return Key.parse(bytes);
  } catch (error) {
    const passphrase = (error as EcsPasswordError).code === "passphraseMissing" ? givenPassphrase(options) : undefined;
    if (passphrase !== undefined) {
      try {
        return Key.parse(bytes, { passphrase, allowSlow: true });
      } catch (wrong) {
        throw aboutFile(file, wrong);
      }
    }
    if ((error as EcsPasswordError).code !== "passphraseMissing" || !canAsk()) throw aboutFile(file, error);
    return askedFor(file, (typed) => Key.parse(bytes, { passphrase: typed, allowSlow: true }));
  }
}
