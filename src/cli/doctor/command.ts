import { Option, type Command } from "commander";
import { prepare } from "../cloud/connect.ts";
import type { CloudOptions, Prepared } from "../cloud/connection.ts";
import { addCloudOptions, formatOption } from "../cloud/options.ts";
import { EXITS, Failure, type Exit } from "../exits.ts";
import { formatJson, note, print, visible, type Format } from "../output.ts";
import { Examination, exitOf, STATES, type Check, type Patient } from "./checks.ts";
import { probe, type Probe } from "./probe.ts";
import { Recorder } from "./recorder.ts";
import { Redactor } from "./redactor.ts";
import { searched } from "./searched.ts";
import { mayWrite, readTranscript, Replay, replayed, transcriptOf, writeTranscript } from "./transcript.ts";

interface Options extends CloudOptions {
  server?: string;
  transcript?: string;
  force?: boolean;
  replay?: string;
  showNames?: boolean;
  format: Format;
}

/** What all of it comes to. */
interface Diagnosis {
  checks: readonly Check[];
  exit: Exit;
}

export function addDoctorCommand(program: Command): void {
  const command = program.command("doctor")
    .description("find out what works with your credentials on your cloud, and what does not; changes nothing")
    .option("-s, --server <id>", "ask for the stored password of this server as well; the ciphertext is not shown")
    .option("-t, --transcript <file>", "write what was sent and answered, without secrets and names, to attach to a bug report")
    .option("--force", "overwrite the file of `--transcript`")
    .addOption(new Option("--replay <file>", "make the checks on a transcript instead of a cloud").conflicts(["transcript", "server"]))
    .option("--show-names", "show names, IDs and addresses in place of placeholders; a transcript never has them")
    .addOption(formatOption());
  addCloudOptions(command).action(doctor).addHelpText("after", `
Sent are GET requests and the sign-in; its token is not revoked, but ends by itself. One line a check: ok, refused (the cloud said no), failed, not known
(no yes or no came of it), skipped. Exit codes: 0 all that commands need works, 1 some of it does not, 2 there are no usable credentials, 3 refused or not
reached at the sign-in, 4 some checks could not be made.

Examples:
  ecs-password doctor --os-cloud otc
  ecs-password doctor --os-cloud otc --transcript doctor.json
  ecs-password doctor -f json
  ecs-password doctor --replay doctor.json`);
}

async function doctor(options: Options): Promise<void> {
  if (options.transcript !== undefined) await mayWrite(options.transcript, options.force ?? false);
  const { checks, exit } = await (options.replay === undefined ? examined(options) : again(options.replay, options));
  if (options.format === "json") await print(formatJson({ checks: checks.map(({ state, ...check }) => ({ ...check, state: STATES[state] })), exit }));
  if (options.format === "table") await print(summaryOf(checks));
  if (exit !== EXITS.yes) throw new Failure("", { exit });
}

/** Tells each check when it is made, but for programs, which get all of them. */
function teller({ format, showNames }: Options, redactor: Redactor): (check: Check) => void {
  const shown = (text: string) => visible(showNames === true ? redactor.restored(text) : text);
  return ({ state, name, text, next }) => {
    if (format === "value") void print(`${STATES[state]}\t${name}\t${shown(text)}\n`);
    if (format !== "table") return;
    void print(`${STATES[state].padEnd(10)}${name.padEnd(25)}${shown(text)}\n${next === undefined ? "" : `${" ".repeat(35)}${shown(next)}\n`}`);
  };
}

async function examined(options: Options): Promise<Diagnosis> {
  const redactor = new Redactor();
  const tell = teller(options, redactor);
  const recorder = new Recorder((exchange) => { redactor.exchange(exchange, 0); });
  let prepared: Prepared;
  try {
    prepared = await prepare(options, recorder.wrap);
  } catch (error) {
    return noCredentials(error, options, redactor, tell);
  }
  const begun = Date.now();
  const probes: Partial<Record<"identity" | "compute", Probe>> = {};
  const opened: { endpoint?: string; projectId?: string | undefined; not?: string; close: () => Promise<void> } = { close: () => prepared.close() };
  const { cloud, authType, insecure, identityEndpoint, endpoint, source, fetchImpl } = prepared;
  tellSource(prepared);
  const patient: Patient = {
    cloud, authType, insecure, identityEndpoint, endpoint, serverId: options.server, fetchImpl, redactor, exchanges: recorder.exchanges,
    probe: async (place, url) => (probes[place] = await probe(url)),
    async open() {
      try {
        const connection = await prepared.open();
        Object.assign(opened, { endpoint: connection.endpoint, projectId: connection.projectId, close: () => connection.close() });
        return connection;
      } catch (error) {
        if (error instanceof Failure) tellFailure(error);
        if (error instanceof Failure) opened.not = error.message;
        throw error;
      }
    },
  };
  try {
    const checks = await new Examination(patient, tell).run(source);
    const exit = exitOf(checks, authType);
    if (options.transcript !== undefined) {
      const head = { begun, version: CLI_VERSION, cloud, auth: authType, source, insecure, identityEndpoint, endpoint: opened.endpoint ?? endpoint, projectId: opened.projectId, serverId: options.server, notOpened: opened.not, probes, checks, exit };
      await writeTranscript(options.transcript, transcriptOf(head, recorder.exchanges, redactor), options.force ?? false);
      note(`the transcript is in \`${options.transcript}\`; it has placeholders for what is yours: look through it before you pass it on`);
    }
    return { checks, exit };
  } finally {
    await opened.close();
  }
}

/** The version of the package, which the build writes here. */
declare const CLI_VERSION: string;

function tellSource({ source, notes }: Prepared): void {
  note(`credentials: ${visible(source)}`);
  for (const each of notes) note(visible(each));
}

function tellFailure({ message, hint }: Failure): void {
  note(`ecs-password: ${visible(message)}`);
  if (hint !== undefined) note(visible(hint));
}

/** Nothing was sent: what is said is about files and the environment of whoever asks. */
function noCredentials(error: unknown, { transcript }: Options, redactor: Redactor, tell: (check: Check) => void): Diagnosis {
  if (!(error instanceof Failure)) throw error;
  tellFailure(error);
  for (const line of searched(process.env)) note(visible(line));
  const check: Check = { name: "credentials", state: "failed", text: redactor.text(error.message), needed: true, next: "see above; the README has what is looked for, and in which order" };
  tell(check);
  if (transcript !== undefined) note("nothing was sent, so that there is no transcript");
  return { checks: [check], exit: EXITS.usage };
}

/** The same checks on what was recorded. */
async function again(file: string, options: Options): Promise<Diagnosis> {
  const transcript = await readTranscript(file);
  const redactor = new Redactor(transcript.placeholders);
  const recorder = new Recorder((exchange) => { redactor.exchange(exchange, 0); });
  const replay = new Replay(transcript);
  const patient = await replayed(transcript, replay, { fetchImpl: recorder.wrap(replay.fetchImpl), exchanges: recorder.exchanges, redactor });
  try {
    const checks = await new Examination(patient, teller(options, redactor)).run(replay.text(transcript.source));
    return { checks, exit: exitOf(checks, transcript.auth) };
  } finally {
    patient.close();
  }
}

function summaryOf(checks: readonly Check[]): string {
  const of = (...states: Check["state"][]) => checks.filter(({ state }) => states.includes(state));
  const names = (some: readonly Check[]) => some.map(({ name }) => name).join(", ");
  const lines = [
    ["works", names(of("ok"))],
    ["does not work", names(of("refused", "failed").filter(({ needed }) => needed))],
    ["does not work, and most commands can do without", names(of("refused", "failed").filter(({ needed }) => !needed))],
    ["not known", names(of("notKnown"))],
    ["not looked at", names(of("skipped"))],
  ];
  return `\n${lines.filter(([, some]) => some !== "").map(([what = "", some = ""]) => `${what}: ${some}\n`).join("")}`;
}
