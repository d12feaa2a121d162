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
import { versionFor } from "../session/state.ts";
import { forgetClipboardSoon, writeClipboard } from "../shared/clipboard.ts";
import type { Context, Dispatch } from "../shared/context.ts";
import type { Problem } from "../shared/problem.ts";
import { createExport } from "./export.ts";
import { createRun } from "./run.ts";
import { isOpen, mayDeleteRow, pairNamed, rowOf } from "./state.ts";
import type { ManyEvent, ManyState, Row } from "./state.ts";

/** A hint is not worth a longer wait. */
const PAIR_MS = 10_000;
/** What another key may put right. */
const ANOTHER_KEY = new Set<Problem["code"]>(["wrongKey", "ciphertextLength", "handleFreed"]);

export type ManyActions = ReturnType<typeof createManyActions>;
/** What a view is given that works with the passwords of many servers. */
export type ManyUses = PasswordUses & Dispatch<ManyEvent> & { readonly many: ManyActions };

export function createManyActions(context: Context<ManyState, ManyEvent, PasswordUses>) {
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

  function open(servers: Server[]): void {
    const rows = servers.map(({ id, name, keyName, addresses }) => {
      const best = addresses.find(({ type }) => type === "floating") ?? addresses[0];
      return { id, name: name || id, keyName, address: best?.address };
    });
    dispatch({ type: "many/opened", rows });
    context.actions.go({ view: "many" });
  }

  /** Gets what is still open: all at first, then what failed. */
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

  async function copy(id: string): Promise<void> {
    try {
      const digest = await writeClipboard(passwords.reveal(id));
      dispatch({ type: "many/copyEnded", id, result: "copied", text: msg("The password is copied") });
      forgetClipboardSoon(digest, (cleared) => {
        const text = cleared ? msg("The clipboard is cleared") : msg("The clipboard was left as it is");
        dispatch({ type: "many/copyEnded", id, result: cleared ? "cleared" : "kept", text });
      });
    } catch {
      dispatch({ type: "many/copyEnded", id, result: "failed", text: msg("The browser did not allow to copy") });
    }
  }

  /** What follows from a new state: passwords that no row holds are wiped, workers end with the keys they know. */
  function follow(before: ManyState, after: ManyState): void {
    const { many, keys, session } = after;
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

  return { open, get, stop: run.stop, deleteKept, toggle, copy, download: createExport(context, passwords), follow, passwordText: (id: string): string => passwords.reveal(id) };
}
