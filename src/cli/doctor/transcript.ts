import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import fs from "node:fs/promises";
import path from "node:path";
import type { Auth, Cloud, FetchImpl } from "ecs-password/client";
import { Failure } from "../exits.ts";
import { formatJson } from "../output.ts";
import type { Check, Patient, Place } from "./checks.ts";
import { madeUp, type Form } from "./placeholders.ts";
import type { Probe } from "./probe.ts";
import type { Exchange, RecordedAnswer } from "./recorder.ts";
import { SECRET, type RedactedAnswer, type RedactedExchange, type Redactor } from "./redactor.ts";

export const FORMAT = "ecs-password doctor transcript";
export const VERSION = 1;

/** What the doctor saw, without what is secret and without what says whose cloud it is: the README tells what each member is. */
export interface Transcript {
  format: typeof FORMAT;
  version: typeof VERSION;
  made: { with: string; node: string; platform: string; at: string };
  cloud: Cloud;
  auth: Auth["type"];
  source: string;
  insecure: boolean;
  identityEndpoint?: string;
  endpoint?: string;
  projectId?: string;
  serverId?: string;
  /** Why no client could be made, where it was not the cloud that said no. */
  notOpened?: string;
  probes: Partial<Record<Place, Probe>>;
  exchanges: RedactedExchange[];
  checks: Check[];
  exit: number;
  placeholders: Record<string, Form>;
}

/** What of a transcript is not in its exchanges. */
export type Head = Pick<Transcript, "cloud" | "auth" | "insecure" | "probes" | "checks" | "exit"> & { begun: number; version: string; source: string; identityEndpoint: string | undefined; endpoint: string | undefined; projectId: string | undefined; serverId: string | undefined; notOpened: string | undefined };

export function transcriptOf({ begun, version, source, identityEndpoint, endpoint, projectId, serverId, notOpened, checks, exit, ...head }: Head, exchanges: readonly Exchange[], redactor: Redactor): Transcript {
  const url = (given: string | undefined) => (given === undefined ? undefined : redactor.url(given));
  const shown = exchanges.map((exchange) => redactor.exchange(exchange, begun));
  const optional = { identityEndpoint: url(identityEndpoint), endpoint: url(endpoint), projectId: projectId && redactor.placeholder(projectId, "project"), serverId: serverId && redactor.placeholder(serverId, "server"), notOpened: notOpened && redactor.text(notOpened) };
  return {
    format: FORMAT,
    version: VERSION,
    made: { with: version, node: process.versions.node, platform: process.platform, at: new Date(begun).toISOString() },
    ...head,
    source: redactor.text(source),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
    exchanges: shown,
    checks,
    exit,
    placeholders: redactor.table(),
  };
}

/** Writes it so that nobody else can read it; a file that is there stays, unless `overwrite` says otherwise. */
export async function writeTranscript(file: string, transcript: Transcript, overwrite: boolean): Promise<void> {
  const text = formatJson(transcript);
  const mode = 0o600;
  try {
    if (!overwrite) {
      await fs.writeFile(file, text, { mode, flag: "wx" });
      return;
    }
    // A new file takes the place of the old one, whose mode may be another.
    const beside = path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID()}`);
    try {
      await fs.writeFile(beside, text, { mode, flag: "wx" });
      await fs.rename(beside, file);
    } finally {
      await fs.rm(beside, { force: true });
    }
  } catch (error) {
    throw unwritable(file, error);
  }
}

/** So that a long examination is not in vain. */
export async function mayWrite(file: string, overwrite: boolean): Promise<void> {
  try {
    await fs.access(path.dirname(file), constants.W_OK);
  } catch (error) {
    throw unwritable(file, error);
  }
  const isThere = await fs.lstat(file).then(() => true, () => false);
  if (isThere && !overwrite) throw unwritable(file, Object.assign(new Error(), { code: "EEXIST" }));
}

function unwritable(file: string, error: unknown): Failure {
  const { code = "unknown" } = error as NodeJS.ErrnoException;
  if (code === "EEXIST") return new Failure(`\`${file}\` is there already, and is not overwritten`, { hint: "name another file, or say `--force`" });
  return new Failure(`\`${file}\` cannot be written (${code})`);
}

/** Reads a transcript as it was written. */
export async function readTranscript(file: string): Promise<Transcript> {
  const text = await fs.readFile(file, "utf8").catch((error: unknown) => {
    throw new Failure(`\`${file}\` cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"})`);
  });
  let value: Partial<Transcript> | null | undefined;
  try {
    value = JSON.parse(text) as Partial<Transcript> | null;
  } catch {
    throw new Failure(`\`${file}\` is no JSON, and so no transcript`);
  }
  if (value?.format !== FORMAT) throw new Failure(`\`${file}\` is no transcript of \`ecs-password doctor\``);
  if (value.version !== VERSION) throw new Failure(`\`${file}\` is a transcript of version ${String(value.version)}, this program reads version ${String(VERSION)}`);
  const isWhole = Array.isArray(value.exchanges) && Array.isArray(value.checks) && typeof value.placeholders === "object" && typeof value.probes === "object" && typeof value.cloud === "string" && typeof value.auth === "string";
  if (!isWhole) throw new Failure(`\`${file}\` is not whole: \`cloud\`, \`auth\`, \`probes\`, \`exchanges\`, \`checks\` and \`placeholders\` are expected`);
  return value as Transcript;
}

/** Answers as a transcript has them, with a made-up value for each placeholder. */
export class Replay {
  readonly #made: Map<string, { value: string; form: Form }>;
  readonly #answers = new Map<string, RedactedExchange[]>();
  readonly #transcript: Transcript;
  readonly #begun: number;
  /** How much later it is now. */
  readonly #later: number;

  constructor(transcript: Transcript) {
    this.#transcript = transcript;
    this.#begun = Date.parse(transcript.made.at);
    this.#later = Date.now() - this.#begun;
    this.#made = new Map(Object.entries(transcript.placeholders).map(([placeholder, form], index) => [placeholder, { value: madeUp(placeholder, form, index), form }]));
    for (const exchange of transcript.exchanges) {
      const key = `${exchange.method} ${this.url(exchange.url)}`;
      this.#answers.set(key, [...(this.#answers.get(key) ?? []), exchange]);
    }
  }

  /** The credentials of a client that asks what was asked: those that were used are not known. */
  auth(): Auth {
    switch (this.#transcript.auth) {
      case "token": return { type: "token", token: this.text("<token-1>") };
      case "accessKey": return { type: "accessKey", access: "MADEUP", secret: "made-up" };
      case "applicationCredential": return { type: "applicationCredential", id: "made-up", secret: "made-up" };
      case "password": return { type: "password", user: "made-up", domain: "made-up", password: "made-up", project: "made-up" };
    }
  }

  text(text: string): string {
    return text.replaceAll(/<[a-z-]+-\d+>/g, (placeholder) => this.#made.get(placeholder)?.value ?? placeholder);
  }

  url(text: string): string {
    return text.replaceAll(/<[a-z-]+-\d+>/g, (placeholder) => {
      const made = this.#made.get(placeholder);
      return made === undefined ? placeholder : made.form === "host" ? made.value : encodeURIComponent(made.value);
    });
  }

  readonly fetchImpl: FetchImpl = async (url, { method }) => {
    const answers = this.#answers.get(`${method} ${url}`);
    // What was asked once more than before is answered as the last time.
    const exchange = answers !== undefined && answers.length > 1 ? answers.shift() : answers?.[0];
    if (!exchange) throw Object.assign(new Error("the transcript has no answer to this request"), { code: "NOT_RECORDED" });
    const { answer, sentAt, answeredAt } = exchange;
    if ("error" in answer) throw Object.assign(new Error("it was not answered"), { code: answer.error });
    return Promise.resolve(this.#answer(answer, { sentAt: this.#begun + sentAt, answeredAt: this.#begun + answeredAt }));
  };

  #answer({ status, headers, json, text }: RedactedAnswer, recorded: { sentAt: number; answeredAt: number }): RecordedAnswer {
    const body = json !== undefined ? JSON.stringify(this.#json(json)) : this.text(text ?? "");
    const bytes = new TextEncoder().encode(body);
    return { status, headers: Object.entries(headers).map(([name, value]) => [name, this.text(value)]), arrayBuffer: () => Promise.resolve(bytes.buffer), recorded };
  }

  /** Times of tokens are moved to now, as the client compares them with the clock. */
  #json(value: unknown, member = ""): unknown {
    if (Array.isArray(value)) return value.map((each) => this.#json(each, member));
    if (typeof value === "object" && value !== null) return Object.fromEntries(Object.entries(value).map(([name, each]) => [this.text(name), this.#json(each, name)]));
    if (typeof value !== "string" || value === SECRET) return value;
    if ((member === "expires_at" || member === "issued_at") && !Number.isNaN(Date.parse(value))) return new Date(Date.parse(value) + this.#later).toISOString();
    return /^https?:\/\//.test(value) ? this.url(value) : this.text(value);
  }
}

/** What is looked at in a replay. */
export async function replayed(transcript: Transcript, replay: Replay, parts: Pick<Patient, "fetchImpl" | "exchanges" | "redactor">): Promise<Patient & { close(): void }> {
  const { Client } = await import("ecs-password/client");
  const { cloud, auth, insecure, probes } = transcript;
  const url = (given: string | undefined) => (given === undefined ? undefined : replay.url(given));
  const text = (given: string | undefined) => (given === undefined ? undefined : replay.text(given));
  const [identityEndpoint, endpoint] = [url(transcript.identityEndpoint), url(transcript.endpoint)];
  const clients: { free(): void }[] = [];
  return {
    cloud, authType: auth, insecure, identityEndpoint, endpoint, serverId: text(transcript.serverId), ...parts,
    probe: (place) => Promise.resolve(probes[place] ?? { secure: false, failed: "connection", error: "NOT_RECORDED" }),
    open: async () => {
      // Where the address was not known yet, nothing is sent to this one.
      const client = new Client({ cloud, ...(identityEndpoint === undefined ? {} : { identityEndpoint }), endpoint: endpoint ?? "https://compute.example", projectId: text(transcript.projectId), auth: replay.auth(), allowHttp: true, fetchImpl: parts.fetchImpl });
      clients.push(client);
      if (endpoint !== undefined && transcript.notOpened === undefined) return { client, endpoint };
      if (endpoint === undefined) await client.signIn();
      throw new Failure(replay.text(transcript.notOpened ?? "the transcript does not tell the address of the compute service"));
    },
    close: () => { for (const client of clients) client.free(); },
  };
}
