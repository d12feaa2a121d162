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
import type { createExport } from "./export-many.ts";
import type { Exporter } from "./export.ts";
import { createRun } from "./run.ts";
import type { createWait, Wait } from "./wait.ts";
import { isOpen, mayDeleteRow, openedRow, pairNamed, rowOf } from "./state.ts";
import type { ManyEvent, ManyState, Row } from "./state.ts";

/** A hint is not worth a longer wait. */
const PAIR_MS = 10_000;
/** What another key may put right. */
const ANOTHER_KEY = new Set<Problem["code"]>(["wrongKey", "ciphertextLength", "handleFreed"]);

export type ManyView = (state: ManyState, actions: ManyUses) => unknown;

/** What is loaded for it. */
export interface ManyParts {
  readonly manyView: ManyView;
  readonly createWait: typeof createWait;
  readonly createExport: typeof createExport;
}

export interface ManyActions {
  /** There as soon as it is loaded. */
  readonly view: () => ManyView | undefined;
  readonly load: () => void;
  /** `isUnread`: whether the list does not tell of the key pair of this server. */
  readonly open: (servers: Server[], isUnread: (id: string) => boolean) => void;
  /** Gets what is still open: all at first, then what failed. */
  readonly get: () => Promise<void>;
  readonly stop: () => void;
  /** For passwords that are not stored yet; it comes with the view. */
  readonly wait: () => Wait | undefined;
  readonly deleteKept: () => Promise<void>;
  readonly toggle: (id: string) => void;
  readonly copy: (id: string) => Promise<void>;
  /** As a file; it comes with the view. */
  readonly exporter: () => Exporter | undefined;
  readonly follow: (before: ManyState, after: ManyState) => void;
  readonly passwordText: (id: string) => string;
}

/** What a view is given that works with the passwords of many servers. */
export type ManyUses = PasswordUses & Dispatch<ManyEvent> & { readonly many: ManyActions };

export function createManyActions(context: Context<ManyState, ManyEvent, PasswordUses>, loadParts: () => Promise<ManyParts>): ManyActions {
  const { dispatch } = context;
  const passwords = new Passwords();
  let pool: Pool | undefined;
  /** What no key opened so far is to be tried: with a key that was loaded while a run was under way, whose workers do not know it, or since it was waited for. */
  let toTry: "newKey" | "found" | undefined;
  /** The key pairs that this run has asked for. */
  const pairs = new Map<string, Promise<KeyPairView>>();

  function endPool(): void {
    pool?.end();
    pool = undefined;
  }

  const run = createRun(context, endPool);

  let view: ManyView | undefined;
  let wait: Wait | undefined;
  let exporter: Exporter | undefined;
  let loading = false;

  /** Its view comes as soon as there is a list of servers to choose from. */
  async function load(): Promise<void> {
    if (loading) return;
    loading = true;
    try {
      if (!view) {
        const parts = await loadParts();
        view = parts.manyView;
        wait = parts.createWait(context, () => (toTry ??= "found"));
        exporter = parts.createExport(context, passwords);
      }
      dispatch({ type: "many/viewLoaded", view: "ready" });
    } catch (error) {
      dispatch({ type: "many/viewLoaded", view: toProblem(error) });
    }
    loading = false;
  }

  function open(servers: Server[], isUnread: (id: string) => boolean): void {
    const rows = servers.map((server) => ({ ...openedRow(server), about: { os: server.os, status: server.status, isKeyRead: !isUnread(server.id) } }));
    dispatch({ type: "many/opened", rows });
    context.actions.go({ view: "many" });
  }

  async function get(): Promise<void> {
    await getRows(context.state.many.rows.filter(isOpen));
  }

  /** What no key opened so far is tried without asking the cloud again. */
  async function tryAgain(): Promise<void> {
    if (!toTry) return;
    const quiet = toTry === "found";
    toTry = undefined;
    if (!quiet || context.state.keys.loaded.length > 0) await getRows(context.state.many.rows.filter(({ result }) => result.phase === "noKey"), quiet);
  }

  async function getRows(rows: Row[], quiet = false): Promise<void> {
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
        if (!answer.stored) {
          // Its key pair may tell why.
          await pairOf(row.keyName ?? "", signal);
          return { result: { phase: "none" } };
        }
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
    }, quiet);
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
    if (keys.loaded.some(({ id }) => !before.keys.loaded.some((key) => key.id === id))) toTry = "newKey";
    // Only with other servers in their place do rows lose their passwords.
    if (before.many.places !== many.places) passwords.keep((id) => rowOf(many, id)?.result.phase === "decrypted");
    if ((before.session.current && !session.current) || (before.many.run && !many.run && run.isUnderWay())) {
      run.abandon();
      endPool();
    }
    if (before.many.wait && !many.wait) wait?.follow();
    if (before.many.dialog !== many.dialog) exporter?.follow(many.dialog);
    // What comes by itself does not come between the visitor and a dialog.
    if (toTry && !(toTry === "found" && many.dialog) && !many.run && !run.isUnderWay()) queueMicrotask(() => void tryAgain());
  }

  return { view: () => view, load: () => void load(), open, get, stop: run.stop, wait: () => wait, deleteKept, toggle, copy, exporter: () => exporter, follow, passwordText: (id: string): string => passwords.reveal(id) };
}
