// Getting, exporting and deleting the passwords of many servers. Each effect ends in events, many results in one.
import type { Server } from "ecs-password/slim";
import type { Context } from "../actions.ts";
import { forgetClipboardSoon, writeClipboard } from "../clipboard.ts";
import { versionFor } from "../connection/state.ts";
import { toProblem } from "../problem.ts";
import type { Problem, State } from "../state.ts";
import { digits, msg, str } from "../words.ts";
import { toCsv, toKeePassCsv } from "./csv.ts";
import type { Entry } from "./csv.ts";
import { Passwords } from "./passwords.ts";
import { Pool, PoolEnded } from "./pool.ts";
import { isDecrypted, isOpen, mayDeleteRow } from "./state.ts";
import type { Change, Format, Row, Run } from "./state.ts";

/** Requests on their way at a time: quick enough, and no cloud calls it a flood. */
const AT_A_TIME = 6;
/** Results are shown together this often. */
const SHOWN_EVERY_MS = 120;
/** For a screen reader: how far it is, now and then. */
const SAID_EVERY_MS = 10_000;

export function createManyActions({ store, dispatch, vault, started }: Context) {
  const passwords = new Passwords();
  let pool: Pool | undefined;
  let running: AbortController | undefined;
  /** Loaded while a run was under way, whose workers do not know it. */
  let hasNewKey = false;

  function endPool(): void {
    pool?.end();
    pool = undefined;
  }

  function open(servers: Server[]): void {
    const rows = servers.map(({ id, name, keyName, addresses }) => {
      const best = addresses.find(({ type }) => type === "floating") ?? addresses[0];
      return { id, name: name || id, keyName, address: best?.address };
    });
    dispatch({ type: "many/opened", rows });
  }

  /** Gets what is still open: all at first, then what failed. */
  async function get(): Promise<void> {
    await getRows(rowsOf(store.state).filter(isOpen));
  }

  /** A new key is tried on all that no other one opened, without asking the cloud again. */
  async function tryNewKeys(): Promise<void> {
    hasNewKey = false;
    await getRows(rowsOf(store.state).filter(({ result }) => result.phase === "noKey"));
  }

  async function getRows(rows: Row[]): Promise<void> {
    if (rows.length === 0) return;
    /** Which key opened the last password of a key pair. */
    const openedBy = new Map<string, number>();
    const count = digits(rows.length);
    await work("get", rows, msg(str`Getting ${count} passwords`), async (row, signal) => {
      const { client } = vault;
      if (!client) throw new PoolEnded();
      let ciphertext = row.result.phase === "noKey" ? row.result.ciphertext : undefined;
      if (ciphertext === undefined) {
        const answer = await client.getServerPassword({ serverId: row.id, apiVersion: versionFor(store.state, "getServerPassword") }, { signal });
        if (!answer.stored) return { result: { phase: "none" } };
        ({ ciphertext } = answer);
      }
      const answer = await decrypt(ciphertext, openedBy.get(row.keyName ?? ""));
      signal.throwIfAborted();
      if (answer.phase === "failed") return { result: answer };
      if (answer.phase === "noKey") return { result: { ...answer, ciphertext } };
      passwords.put(row.id, answer.bytes, answer.text);
      openedBy.set(row.keyName ?? "", answer.keyId);
      return { result: { phase: "decrypted", text: answer.text, revealed: false } };
    });
  }

  /** A key that is forgotten in the middle ends the workers; new ones begin with the keys that are left. */
  async function decrypt(ciphertext: string, first: number | undefined): ReturnType<Pool["decrypt"]> {
    for (;;) {
      if (store.state.keys.loaded.length === 0) return { phase: "noKey", tried: 0 };
      try {
        pool ??= new Pool(() => vault.keyCopies());
        return await pool.decrypt(ciphertext, first);
      } catch (error) {
        if (!(error instanceof PoolEnded) || running?.signal.aborted !== false) throw error;
      }
    }
  }

  async function deleteKept(): Promise<void> {
    const rows = rowsOf(store.state).filter(mayDeleteRow);
    if (rows.length === 0) return;
    const count = digits(rows.length);
    await work("delete", rows, msg(str`Deleting ${count} stored copies`), async (row, signal) => {
      const { client } = vault;
      if (!client) throw new PoolEnded();
      const { deleted } = await client.deleteServerPassword({ serverId: row.id, apiVersion: versionFor(store.state, "deleteServerPassword") }, { signal });
      return { deletion: { phase: deleted ? "deleted" : "accepted" } };
    });
  }

  /** One run at a time, some rows at a time, and what came of them shown together. */
  async function work(kind: Run["kind"], rows: Row[], text: string, each: (row: Row, signal: AbortSignal) => Promise<Change[1]>): Promise<void> {
    if (running || store.state.many.run) return;
    const controller = new AbortController();
    const { signal } = controller;
    running = controller;
    await started().catch(() => undefined);
    dispatch({ type: "many/started", kind, ids: rows.map(({ id }) => id), at: Date.now(), text });
    let changes: Change[] = [];
    const refused: { problem?: Problem } = {};
    const isStopped = (): boolean => signal.aborted;
    let saidAt = Date.now();
    const show = (): void => {
      if (changes.length === 0 || running !== controller) return;
      const now = Date.now();
      const run = store.state.many.run;
      const isTime = now - saidAt > SAID_EVERY_MS;
      if (isTime) saidAt = now;
      const [done, total] = [digits((run?.done ?? 0) + changes.length), digits(rows.length)];
      dispatch({ type: "many/progressed", changes, at: now, text: isTime ? msg(str`${done} of ${total}`) : undefined });
      changes = [];
    };
    const timer = setInterval(show, SHOWN_EVERY_MS);
    const queue = rows.values();
    const lane = async (): Promise<void> => {
      for (const row of queue) {
        if (isStopped()) return;
        changes.push([row.id, kind === "get" ? { result: { phase: "working" } } : { deletion: { phase: "working" } }]);
        try {
          const change = await each(row, signal);
          changes.push([row.id, change]);
        } catch (error) {
          if (error instanceof PoolEnded) return;
          const problem = toProblem(error);
          // An order to delete may have reached the cloud before it was called back.
          const called = isStopped() && (kind === "get" || problem.mayHaveHappened !== true);
          if (problem.code === "unauthenticated") {
            refused.problem = problem;
            controller.abort();
          } else if (!called) {
            changes.push([row.id, kind === "get" ? { result: { phase: "failed", problem } } : { deletion: { phase: "failed", problem } }]);
          }
        }
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, lane));
    clearInterval(timer);
    // Whoever signed out has ended it already.
    if (running !== controller) return;
    show();
    running = undefined;
    endPool();
    if (refused.problem) dispatch({ type: "many/refused", problem: refused.problem });
    else dispatch({ type: "many/ended", text: isStopped() ? msg("Stopped") : summaryOf(kind, rowsOf(store.state)) });
  }

  function stop(): void {
    if (!running) return;
    dispatch({ type: "many/stopping", text: msg("Stopping") });
    running.abort();
  }

  function toggle(id: string): void {
    const row = store.state.many.rows[id];
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

  function download(format: Format): void {
    const rows = rowsOf(store.state).filter(isDecrypted);
    const entries = rows.map(entryOf);
    const defused = msg("the apostrophe before the password is no part of it");
    const text = format === "csv" ? toCsv(entries, defused) : toKeePassCsv(entries);
    const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = format === "csv" ? "passwords.csv" : "passwords-keepass.csv";
    link.click();
    // Only once the browser has read it.
    setTimeout(() => { URL.revokeObjectURL(url); }, 10_000);
    const count = digits(rows.length);
    dispatch({ type: "many/exported", format, ids: rows.map(({ id }) => id), text: msg(str`${count} passwords are exported`) });
  }

  function entryOf({ id, name, keyName, address, result }: Row): Entry {
    const notes = [
      msg(str`server ID ${id}`),
      keyName === undefined ? undefined : msg(str`key pair ${keyName}`),
      result.phase === "decrypted" && !result.text ? msg("the password is no text: its bytes as hexadecimal numbers") : undefined,
    ];
    return { title: name, password: passwords.reveal(id), url: address ?? "", notes: notes.filter(Boolean).join("; ") };
  }

  /** What follows from a new state: passwords that no row holds are wiped, workers end with the keys they know. */
  function follow(before: State, after: State): void {
    const { many, keys, session } = after;
    if (before.keys.loaded !== keys.loaded && before.keys.loaded.some(({ id }) => !keys.loaded.some((key) => key.id === id))) endPool();
    if (keys.loaded.some(({ id }) => !before.keys.loaded.some((key) => key.id === id))) hasNewKey = true;
    if (before.many.rows !== many.rows) passwords.keep((id) => many.rows[id] !== undefined && isDecrypted(many.rows[id]));
    if ((before.session && !session) || (before.many.run && !many.run && running)) {
      running?.abort();
      running = undefined;
      endPool();
    }
    if (hasNewKey && !many.run && !running) queueMicrotask(() => void tryNewKeys());
  }

  return { open, get, stop, deleteKept, toggle, copy, download, follow, passwordText: (id: string): string => passwords.reveal(id) };
}

/** The rows of the run, in their order. */
export function rowsOf({ many }: State): Row[] {
  return many.ids.map((id) => many.rows[id]).filter((row) => row !== undefined);
}

function summaryOf(kind: Run["kind"], rows: Row[]): string {
  const number = (is: (row: Row) => boolean): string => digits(rows.filter(is).length);
  if (kind === "delete") {
    const [deleted, failed] = [number(({ deletion }) => deletion?.phase === "deleted"), number(({ deletion }) => deletion?.phase === "failed")];
    return msg(str`${deleted} deleted, ${failed} failed`);
  }
  const [decrypted, none] = [number(isDecrypted), number(({ result }) => result.phase === "none")];
  const [noKey, failed] = [number(({ result }) => result.phase === "noKey"), number(({ result }) => result.phase === "failed")];
  return msg(str`${decrypted} decrypted, ${none} without a stored password, ${noKey} without a key that fits, ${failed} failed`);
}
