// Making, checking and sending new passwords. They are kept here, as bytes, until their servers are forgotten. Each effect ends in a change.
import { checkPassword, generatePassword } from "ecs-password/client/slim";
import type { Client, PasswordRulesInput } from "ecs-password/client/slim";
import type { Entry } from "../many/entry.ts";
import { createExporter } from "../many/export.ts";
import { inLanes } from "../many/lanes.ts";
import type { ManyUses } from "../many/actions.ts";
import { inWords } from "../locales/said.ts";
import { msg, str } from "../locales/words.ts";
import { Passwords } from "../password/passwords.ts";
import { versionFor } from "../session/state.ts";
import { copySecret } from "../shared/clipboard.ts";
import type { Context } from "../shared/context.ts";
import { pause } from "../shared/pause.ts";
import { toProblem } from "../shared/problem.ts";
import type { Problem } from "../shared/problem.ts";
import { reduce } from "./reduce.ts";
import type { Change, Own } from "./reduce.ts";
import { isHeld, isUnderWay, settingOf } from "./state.ts";
import type { Check, Outcome, ResetEvent, ResetState, Row, Wanted } from "./state.ts";

/** After this long without a key, what is missing is said to who uses a screen reader. */
const TYPED_MS = 1000;
/** Servers of one order for several: the cloud's documents name no limit, and the console's server takes this many with ease. */
const SERVERS_OF_AN_ORDER = 100;
/** The name of the one for all, while it is asked about: no server has it for an ID. */
const SHARED = "shared";

/** What the views do with new passwords. */
export type Orders = ReturnType<typeof createOrders>;

export function createOrders(context: Context<ResetState, ResetEvent, ManyUses>) {
  const passwords = new Passwords();
  let running: AbortController | undefined;
  let typing: ReturnType<typeof setTimeout> | undefined;

  function tell(event: Own): void {
    context.dispatch({ type: "reset/changed", step: reduce(context.state.reset, event, context.state) });
  }

  /** By what a new password is made and looked at here; nothing where this cloud sets none. */
  function rules(): PasswordRulesInput | undefined {
    const { current } = context.state.session;
    const operation = current && settingOf(current);
    const { shared, card } = context.state.reset;
    if (!operation) return undefined;
    const use = shared && !card && operation === "resetServerPassword" ? "resetServerPasswords" : operation;
    return { cloud: current.cloud.kind, operation: use, apiVersion: versionFor(context.state, use) };
  }

  /** Opens the form of the open server; where the cloud tells whether its password can be reset, it is asked. */
  async function openCard(serverId: string): Promise<void> {
    const { current } = context.state.session;
    const client = context.actions.session.client();
    tell({ type: "cardOpened", serverId });
    if (!client || !current || settingOf(current) !== "resetServerPassword") return;
    tell({ type: "flagged", serverId, flag: { status: "asking" } });
    try {
      const { supported } = await context.run("resetFlag", (signal) => client.getResetPasswordFlag({ serverId }, { signal }));
      tell({ type: "flagged", serverId, flag: { status: "told", supported } });
    } catch (error) {
      // What is missing is a hint: a session that ended shows with the call that matters.
      tell({ type: "flagged", serverId, flag: { status: "failed", problem: toProblem(error) } });
    }
  }

  /** Looks at what is typed, with every key; it is said once nobody has typed for a moment. */
  function check(password: string): boolean {
    clearTimeout(typing);
    const by = rules();
    if (!by) return false;
    if (password === "") {
      tell({ type: "checked", check: undefined });
      return false;
    }
    const { missing, unclear = [] } = checkPassword(password, by);
    tell({ type: "checked", check: { missing, unclear, entropy: undefined } });
    typing = setTimeout(sayCheck, TYPED_MS);
    return missing.length === 0;
  }

  function sayCheck(): void {
    const { check: now } = context.state.reset;
    if (now) context.say(checkText(now));
  }

  /** A password that keeps the rules, for the field. */
  function generate(): string {
    clearTimeout(typing);
    const by = rules();
    if (!by) return "";
    const { text, entropyBits } = generated(by);
    const entropy = Math.floor(entropyBits);
    tell({ type: "checked", check: { missing: [], unclear: [], entropy } });
    sayCheck();
    return text;
  }

  /** Whether what is in the field may be sent; else it is said what is missing. */
  function isFit(password: string): boolean {
    // One that was generated stays one.
    const fit = context.state.reset.check?.entropy !== undefined || check(password);
    clearTimeout(typing);
    if (!fit) sayCheck();
    return fit;
  }

  /** What is in the field of the open server: kept here while it is asked for a last time. */
  function ask(serverId: string, password: string): boolean {
    if (!isFit(password)) return false;
    put(serverId, password);
    tell({ type: "asked", on: true });
    return true;
  }

  /** For the chosen servers; without a password each gets its own. */
  function askMany(password: string | undefined): boolean {
    if (password !== undefined && !isFit(password)) return false;
    if (password !== undefined) put(SHARED, password);
    tell({ type: "dialogOpened", dialog: { kind: "confirm", wrong: false } });
    return true;
  }

  function put(id: string, text: string): void {
    passwords.put(id, { bytes: new TextEncoder().encode(text), text: true, encoding: undefined });
  }

  /** To one server, what was asked about; or once more, what may be set there already. */
  const send = (server: Wanted): Promise<void> => work([server], (each, client) => setOne(each, client));

  /** To each of the chosen servers a password of its own. */
  async function sendEach(): Promise<void> {
    const by = rules();
    if (!by) return;
    const rows = open(context.state.reset.rows);
    await work(rows, (row, client) => {
      put(row.id, generated(by).text);
      return setOne(row, client);
    });
  }

  /** To all of the chosen servers the same. */
  async function sendShared(): Promise<void> {
    const rows = open(context.state.reset.rows);
    const password = passwords.reveal(SHARED);
    for (const { id } of rows) put(id, password);
    const orders = Array.from({ length: Math.ceil(rows.length / SERVERS_OF_AN_ORDER) }, (_, index) => rows.slice(index * SERVERS_OF_AN_ORDER, (index + 1) * SERVERS_OF_AN_ORDER));
    await run(rows, orders, (order) => order, async (order, client) => {
      const answer = await client.resetServerPasswords({ serverIds: order.map(({ id }) => id), newPassword: password }, signalOf());
      return answer.servers.map(({ serverId, outcome, providerCode, message }): Change => {
        if (outcome === "accepted") return [serverId, { phase: "accepted" }];
        if (outcome === "unknown") return [serverId, { phase: "unknown", problem: undefined }];
        return [serverId, { phase: "failed", problem: undefined, told: [providerCode, message].filter(Boolean).join(": ") }];
      });
    });
  }

  const signalOf = (): { signal?: AbortSignal } => (running ? { signal: running.signal } : {});

  /** The answer for one server. */
  async function setOne({ id: serverId }: Wanted, client: Client): Promise<Outcome> {
    const newPassword = passwords.reveal(serverId);
    if (rules()?.operation === "changeServerPassword") {
      const { hint } = await client.changeServerPassword({ serverId, newPassword, apiVersion: versionFor(context.state, "changeServerPassword") }, signalOf());
      return { phase: "changed", hint };
    }
    const { hint } = await client.resetServerPassword({ serverId, newPassword, checkComplexity: true }, signalOf());
    return { phase: "accepted", hint };
  }

  const work = <Server extends Wanted>(servers: readonly Server[], each: (server: Server, client: Client) => Promise<Outcome>): Promise<void> =>
    run(servers, servers, (server) => [server], async (server, client) => [[server.id, await each(server, client)]]);

  /** One run at a time: orders, each for some servers, sent once. */
  async function run<Order>(servers: readonly Wanted[], orders: readonly Order[], of: (order: Order) => readonly Wanted[], each: (order: Order, client: Client) => Promise<readonly Change[]>): Promise<void> {
    const client = context.actions.session.client();
    if (!client || running || servers.length === 0) return;
    const controller = new AbortController();
    running = controller;
    const isStopped = (): boolean => controller.signal.aborted;
    tell({ type: "started", servers, at: Date.now() });
    await context.started().catch(() => undefined);
    await pause();
    let refused: Problem | undefined;
    await inLanes<Order, Change>(orders, {
      isStopped,
      show: (changes, isTime) => { if (running === controller) tell({ type: "progressed", changes, at: Date.now(), isTime }); },
      async each(order, put) {
        for (const { id } of of(order)) put([id, { phase: "working" }]);
        try {
          for (const change of await each(order, client)) put(change);
        } catch (error) {
          const problem = toProblem(error);
          if (problem.code === "unauthenticated") {
            refused = problem;
            controller.abort();
          }
          const outcome = outcomeOf(problem, isStopped());
          for (const { id } of of(order)) put([id, outcome]);
        }
        return true;
      },
    });
    if (running !== controller) return;
    running = undefined;
    if (refused) tell({ type: "refused", problem: refused });
    else tell({ type: "ended", stopped: isStopped() });
  }

  function stop(): void {
    if (!running) return;
    tell({ type: "stopping" });
    running.abort();
  }

  /** At once what was kept elsewhere; the others are asked about. */
  function forget(rows: readonly Row[]): void {
    const ids = rows.map(({ id }) => id);
    if (rows.every(({ kept }) => kept)) tell({ type: "forgotten", ids });
    else tell({ type: "dialogOpened", dialog: { kind: "forget", ids } });
  }

  const copy = (id: string): Promise<void> => copySecret(passwords.reveal(id), (result) => { tell({ type: "copyEnded", id, result }); });

  const exporter = createExporter<Row>({
    session: () => context.state.session.current,
    kind: "new-passwords",
    rows: () => context.state.reset.rows.filter(isHeld),
    entryOf,
    isThere(rows) {
      const held = new Set(context.state.reset.rows.filter(isHeld).map(({ id }) => id));
      return rows.every(({ id }) => held.has(id));
    },
    shown(stage) {
      const { dialog } = context.state.reset;
      if (dialog?.kind === "export") tell({ type: "dialogOpened", dialog: { ...dialog, stage } });
    },
    saved: (rows, format) => { tell({ type: "exported", format, ids: rows.map(({ id }) => id) }); },
  });

  function entryOf({ id, name, address, outcome }: Row): Entry {
    const open = {
      unknown: msg("it is not known whether this password was set: try it, then the old one"),
      accepted: msg("in force once the server was started or restarted, and only if the reset plug-in sets it"),
      changed: undefined,
    };
    const note = outcome.phase in open ? open[outcome.phase as keyof typeof open] : undefined;
    return { title: name, password: passwords.reveal(id), url: address ?? "", notes: [msg(str`server ID ${id}`), note].filter(Boolean).join("; ") };
  }

  /** What follows from a new state: passwords that no row holds are wiped, and who has left is not waited for. */
  function follow(before: ResetState, after: ResetState): void {
    const { reset, session } = after;
    if (before.reset !== reset) {
      const held = new Set(reset.rows.filter((row) => isHeld(row) || isUnderWay(row)).map(({ id }) => id));
      const asked = reset.card?.asking === true ? reset.card.serverId : undefined;
      const { dialog, shared } = reset;
      if (before.reset.dialog !== dialog) exporter.follow(dialog);
      passwords.keep((id) => held.has(id) || id === asked || (id === SHARED && shared && dialog?.kind === "confirm"));
    }
    if (before.reset.card && !reset.card) {
      clearTimeout(typing);
      context.jobs.cancel("resetFlag");
    }
    if (before.session.current && !session.current) {
      running?.abort();
      running = undefined;
    }
  }

  return { tell, openCard, check, generate, ask, askMany, send, sendEach, sendShared, stop, forget, copy, exporter, follow, rules, textOf: (id: string): string => passwords.reveal(id) };
}

/** Those that can be sent: chosen, or failed for certain. */
export const open = (rows: readonly Row[]): Row[] => rows.filter(({ outcome: { phase } }) => phase === "chosen" || phase === "failed");

/** In words, for a screen reader: the list stands beside the field. */
export function checkText({ missing, entropy }: Check): string {
  if (entropy !== undefined) {
    const bits = entropy.toString();
    return msg(str`A password with ${bits} bits of entropy is generated`);
  }
  if (missing.length === 0) return msg("The password keeps the known rules");
  return missing.map(({ message, said }) => inWords(message, said)).join("; ");
}

function outcomeOf(problem: Problem, stopped: boolean): Outcome {
  // Of what nobody foresaw it is not known how far it came.
  if (problem.mayHaveHappened === true || problem.code === "internal") return { phase: "unknown", problem };
  // Called back before it was sent, or with the session.
  if (problem.code === "unauthenticated" || (stopped && problem.code === "aborted")) return { phase: "chosen" };
  return { phase: "failed", problem };
}

/** The text, and how it was made; no copy of it stays in the core. */
function generated(by: PasswordRulesInput): { text: string; entropyBits: number } {
  const { password, entropyBits } = generatePassword(by);
  try {
    return { text: password.reveal(), entropyBits };
  } finally {
    password.free();
  }
}
