// Getting, exporting and deleting the passwords of many servers. Each effect ends in events, many results in one.
import type { Server } from "ecs-password/slim";
import type { Decrypted } from "../keys/messages.ts";
import { MOST_WORKERS, PoolEnded } from "../keys/pool.ts";
import type { Pool } from "../keys/pool.ts";
import { keysToTry, visiblePair } from "../keys/state.ts";
import type { KeyPairView } from "../keys/state.ts";
import { digits, msg, str } from "../locales/words.ts";
import type { PasswordUses } from "../password/actions.ts";
import { neededBits } from "../password/needed-bits.ts";
import { Passwords } from "../password/passwords.ts";
import { copiedText } from "../password/state.ts";
import { versionFor } from "../session/state.ts";
import { copySecret } from "../shared/clipboard.ts";
import type { Context, Dispatch } from "../shared/context.ts";
import { toProblem } from "../shared/problem.ts";
import type { Problem } from "../shared/problem.ts";
import { createExport } from "./export.ts";
import { createRun } from "./run.ts";
import { isOpen, mayDeleteRow, openedRow, pairNamed, rowOf } from "./state.ts";
import type { Format, ManyEvent, ManyState, Row } from "./state.ts";

/** A hint is not worth a longer wait. */
const PAIR_MS = 10_000;
/** What another key may put right. */
const ANOTHER_KEY = new Set<Problem["code"]>(["wrongKey", "ciphertextLength", "handleFreed"]);

export type ManyView = (state: ManyState, actions: ManyUses) => unknown;

export interface ManyActions {
  /** There as soon as it is loaded. */
  readonly view: () => ManyView | undefined;
  readonly load: () => void;
  readonly open: (servers: Server[]) => void;
  /** Gets what is still open: all at first, then what failed. */
  readonly get: () => Promise<void>;
  readonly stop: () => void;
  readonly deleteKept: () => Promise<void>;
  readonly toggle: (id: string) => void;
  readonly copy: (id: string) => Promise<void>;
  readonly download: (format: Format) => Promise<void>;
  readonly follow: (before: ManyState, after: ManyState) => void;
  readonly passwordText: (id: string) => string;
}

/** What a view is given that works with the passwords of many servers. */
export type ManyUses = PasswordUses & Dispatch<ManyEvent> & { readonly many: ManyActions };

export function createManyActions(context: Context<ManyState, ManyEvent, PasswordUses>, loadView: () => Promise<ManyView>): ManyActions {
  const { dispatch } = context;
  const passwords = new Passwords();
  let pool: Pool | undefined;
  /** Loaded while a run was under way, whose workers do not know it. */
  let hasNewKey = false;
  /** The key pairs that this run has asked for. */
  const pairs = new Map<string, Promise<KeyPairView>>();

  function endPool(): void {
    pool?.end();
    pool = undefined;
  }

  const run = createRun(context, endPool);

  let view: ManyView | undefined;
  let loading = false;

  /** Its view comes as soon as there is a list of servers to choose from. */
  async function load(): Promise<void> {
    if (loading) return;
    loading = true;
    try {
      view ??= await loadView();
      dispatch({ type: "many/viewLoaded", view: "ready" });
    } catch (error) {
      dispatch({ type: "many/viewLoaded", view: toProblem(error) });
    }
    loading = false;
  }

  function open(servers: Server[]): void {
    dispatch({ type: "many/opened", rows: servers.map(openedRow) });
    context.actions.go({ view: "many" });
  }

  async function get(): Promise<void> {
    await getRows(context.state.many.rows.filter(isOpen));
  }

  /** A new key is tried on all that no other one opened, without asking the cloud again. */
  async function tryNewKeys(): Promise<void> {
    hasNewKey = false;
    await getRows(context.state.many.rows.filter(({ result }) => result.phase === "noKey"));
  }

  async function getRows(rows: Row[]): Promise<void> {
    if (rows.length === 0) return;
    /** Which key opened the last password of a key pair. */
    const openedBy = new Map<string, number>();
    pairs.clear();
    const count = digits(rows.length);
    await run.work("get", rows, msg(str`Getting ${count} passwords`), async (row, signal) => {
      const client = context.actions.session.client();
      if (!client) throw new PoolEnded();
      let ciphertext = row.result.phase === "noKey" ? row.result.ciphertext : undefined;
      if (ciphertext === undefined) {
        const answer = await client.getServerPassword({ serverId: row.id, apiVersion: versionFor(context.state, "getServerPassword") }, { signal });
        if (!answer.stored) return { result: { phase: "none" } };
        ({ ciphertext } = answer);
        if (context.state.many.notes.length === 0) dispatch({ type: "many/noted", notes: answer.notes });
      }
      const { keyName = "" } = row;
      const answer = await decrypt(ciphertext, await likeliest(keyName, openedBy.get(keyName), signal));
      if (signal.aborted) {
        if (answer?.phase === "decrypted") answer.bytes.fill(0);
        throw new PoolEnded();
      }
      if (answer?.phase === "decrypted") {
        passwords.put(row.id, answer);
        openedBy.set(keyName, answer.keyId);
        return { result: { phase: "decrypted", text: answer.text, trimmed: answer.trimmed, encoding: answer.encoding, revealed: false } };
      }
      if (answer && !ANOTHER_KEY.has(answer.problem.code)) return { result: { phase: "failed", problem: answer.problem } };
      // Whoever looks for the right key is told which one it is.
      await pairOf(keyName, signal);
      return { result: { phase: "noKey", ciphertext, bytes: answer?.bytes, bits: answer && neededBits(answer.problem, answer.bytes), tried: answer?.tried.length ?? 0 } };
    });
  }

  /** The keys to try: the one that opened the last password of the key pair, then the one with the pair's fingerprint. */
  async function likeliest(keyName: string, last: number | undefined, signal: AbortSignal): Promise<number[]> {
    const { loaded } = context.state.keys;
    // Of keys that all differ in length, the ciphertext's length tells which one it is.
    const several = new Set(loaded.map(({ bits }) => bits)).size < loaded.length;
    const pair = several && !loaded.some(({ id }) => id === last) ? await pairOf(keyName, signal) : ({ status: "none" } as const);
    const likely = keysToTry(context.state.keys.loaded, pair).map(({ id }) => id);
    return likely.sort((a, b) => Number(b === last) - Number(a === last));
  }

  /** Asked for once in a run, however many servers have it. That it is not told is only a missing hint. */
  function pairOf(name: string, signal: AbortSignal): Promise<KeyPairView> {
    const known = pairNamed(context.state.many, name);
    if (known) return Promise.resolve(known);
    const asked = pairs.get(name) ?? askForPair(name, signal);
    pairs.set(name, asked);
    return asked;
  }

  async function askForPair(name: string, signal: AbortSignal): Promise<KeyPairView> {
    const client = context.actions.session.client();
    if (!client || name === "") return { status: "none" };
    try {
      const told = await client.getKeyPair({ name, apiVersion: versionFor(context.state, "getKeyPair") }, { signal, timeoutMs: PAIR_MS });
      const pair = visiblePair(told);
      dispatch({ type: "many/pairSeen", name, pair });
      return pair;
    } catch {
      return { status: "hidden", problem: undefined };
    }
  }

  /** A key that is forgotten in the middle ends the workers; new ones begin with the keys that are left. */
  async function decrypt(ciphertext: string, likely: number[]): Promise<Decrypted | undefined> {
    for (;;) {
      if (context.state.keys.loaded.length === 0) return undefined;
      try {
        pool ??= context.actions.keys.pool(Math.max(1, Math.min(MOST_WORKERS, navigator.hardwareConcurrency - 1)));
        return await pool.decrypt(ciphertext, likely);
      } catch (error) {
        if (!(error instanceof PoolEnded) || run.isStopped()) throw error;
      }
    }
  }

  async function deleteKept(): Promise<void> {
    const rows = context.state.many.rows.filter(mayDeleteRow);
    if (rows.length === 0) return;
    const count = digits(rows.length);
    await run.work("delete", rows, msg(str`Deleting ${count} stored copies`), async (row, signal) => {
      const client = context.actions.session.client();
      if (!client) throw new PoolEnded();
      const { deleted } = await client.deleteServerPassword({ serverId: row.id, apiVersion: versionFor(context.state, "deleteServerPassword") }, { signal });
      return { deletion: { phase: deleted ? "deleted" : "accepted" } };
    });
  }

  function toggle(id: string): void {
    const row = rowOf(context.state.many, id);
    if (row?.result.phase !== "decrypted") return;
    const text = row.result.revealed ? msg("The password is hidden") : msg("The password is shown");
    dispatch({ type: "many/revealToggled", id, text });
  }

  const copy = (id: string): Promise<void> =>
    copySecret(passwords.reveal(id), (result) => { dispatch({ type: "many/copyEnded", id, result, text: copiedText(result) }); });

  /** What follows from a new state: passwords that no row holds are wiped, workers end with the keys they know. */
  function follow(before: ManyState, after: ManyState): void {
    const { many, keys, session, route } = after;
    if (many.view === "none" && (route.view === "servers" || route.view === "many")) void load();
    if (before.keys.loaded !== keys.loaded && before.keys.loaded.some(({ id }) => !keys.loaded.some((key) => key.id === id))) endPool();
    if (keys.loaded.some(({ id }) => !before.keys.loaded.some((key) => key.id === id))) hasNewKey = true;
    // Only with other servers in their place do rows lose their passwords.
    if (before.many.places !== many.places) passwords.keep((id) => rowOf(many, id)?.result.phase === "decrypted");
    if ((before.session.current && !session.current) || (before.many.run && !many.run && run.isUnderWay())) {
      run.abandon();
      endPool();
    }
    if (hasNewKey && !many.run && !run.isUnderWay()) queueMicrotask(() => void tryNewKeys());
  }

  return { view: () => view, load: () => void load(), open, get, stop: run.stop, deleteKept, toggle, copy, download: createExport(context, passwords), follow, passwordText: (id: string): string => passwords.reveal(id) };
}
