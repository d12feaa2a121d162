// Getting, exporting and deleting the passwords of many servers. Each effect ends in events, many results in one.
import type { Server } from "ecs-password/slim";
import type { Decrypted } from "../keys/messages.ts";
import { MOST_WORKERS, Pool, PoolEnded } from "../keys/pool.ts";
import { keysToTry, visiblePair } from "../keys/state.ts";
import type { KeyPairView } from "../keys/state.ts";
import { digits, msg, str } from "../locales/words.ts";
import type { PasswordUses } from "../password/actions.ts";
import { Passwords } from "../password/passwords.ts";
import { trimmedNote } from "../password/trimmed.ts";
import { versionFor } from "../session/state.ts";
import { forgetClipboardSoon, writeClipboard } from "../shared/clipboard.ts";
import type { Context, Dispatch } from "../shared/context.ts";
import { saveFile } from "../shared/files.ts";
import { pause } from "../shared/pause.ts";
import { toProblem } from "../shared/problem.ts";
import type { Problem } from "../shared/problem.ts";
import { headOf, linesOf } from "./csv.ts";
import type { Entry } from "./csv.ts";
import { figuresOf, isDecrypted, isOpen, mayDeleteRow, pairNamed, rowOf } from "./state.ts";
import type { Change, Format, Many, ManyEvent, ManyState, Row, Run } from "./state.ts";

/** Requests on their way at a time: quick enough, and no cloud calls it a flood. */
const AT_A_TIME = 6;
/** Results are shown together this often. */
const SHOWN_EVERY_MS = 120;
/** For a screen reader: how far it is, now and then. */
const SAID_EVERY_MS = 10_000;
/** Rows of a file that are written at a time: a fraction of a frame. */
const WRITTEN_AT_A_TIME = 200;
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
  let running: AbortController | undefined;
  /** Loaded while a run was under way, whose workers do not know it. */
  let hasNewKey = false;
  let exporting = false;
  /** The key pairs that this run has asked for. */
  const pairs = new Map<string, Promise<KeyPairView>>();

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
    await work("get", rows, msg(str`Getting ${count} passwords`), async (row, signal) => {
      const client = context.actions.session.client();
      if (!client) throw new PoolEnded();
      let ciphertext = row.result.phase === "noKey" ? row.result.ciphertext : undefined;
      if (ciphertext === undefined) {
        const answer = await client.getServerPassword({ serverId: row.id, apiVersion: versionFor(context.state, "getServerPassword") }, { signal });
        if (!answer.stored) return { result: { phase: "none" } };
        ({ ciphertext } = answer);
      }
      const { keyName = "" } = row;
      const fitting = await likeliest(ciphertext, keyName, openedBy.get(keyName), signal);
      const answer = await decrypt(ciphertext, fitting);
      if (signal.aborted) {
        if (answer?.phase === "decrypted") answer.bytes.fill(0);
        throw new PoolEnded();
      }
      if (answer?.phase === "decrypted") {
        passwords.put(row.id, answer.bytes, answer.text);
        openedBy.set(keyName, answer.keyId);
        return { result: { phase: "decrypted", text: answer.text, trimmed: answer.trimmed, revealed: false } };
      }
      if (answer && !ANOTHER_KEY.has(answer.problem.code)) return { result: { phase: "failed", problem: answer.problem } };
      // Whoever looks for the right key is told which one it is.
      await pairOf(keyName, signal);
      return { result: { phase: "noKey", ciphertext, tried: fitting.length } };
    });
  }

  /** The keys to try: the one that opened the last password of the key pair, then the one with the pair's fingerprint. */
  async function likeliest(ciphertext: string, keyName: string, last: number | undefined, signal: AbortSignal): Promise<number[]> {
    const { loaded } = context.state.keys;
    const several = keysToTry(loaded, { status: "none" }, ciphertext).length > 1;
    const pair = several && !loaded.some(({ id }) => id === last) ? await pairOf(keyName, signal) : ({ status: "none" } as const);
    const fitting = keysToTry(context.state.keys.loaded, pair, ciphertext).map(({ id }) => id);
    return fitting.sort((a, b) => Number(b === last) - Number(a === last));
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
  async function decrypt(ciphertext: string, fitting: number[]): Promise<Decrypted | undefined> {
    for (;;) {
      const newest = context.state.keys.loaded.at(-1);
      if (!newest) return undefined;
      try {
        pool ??= new Pool(Math.max(1, Math.min(MOST_WORKERS, navigator.hardwareConcurrency - 1)), () => context.actions.keys.copies());
        // Where no key has the length, the core says whether it is a ciphertext at all.
        return await pool.decrypt(ciphertext, fitting.length > 0 ? fitting : [newest.id]);
      } catch (error) {
        if (!(error instanceof PoolEnded) || running?.signal.aborted !== false) throw error;
      }
    }
  }

  async function deleteKept(): Promise<void> {
    const rows = context.state.many.rows.filter(mayDeleteRow);
    if (rows.length === 0) return;
    const count = digits(rows.length);
    await work("delete", rows, msg(str`Deleting ${count} stored copies`), async (row, signal) => {
      const client = context.actions.session.client();
      if (!client) throw new PoolEnded();
      const { deleted } = await client.deleteServerPassword({ serverId: row.id, apiVersion: versionFor(context.state, "deleteServerPassword") }, { signal });
      return { deletion: { phase: deleted ? "deleted" : "accepted" } };
    });
  }

  /** One run at a time, some rows at a time, and what came of them shown together. */
  async function work(kind: Run["kind"], rows: Row[], text: string, each: (row: Row, signal: AbortSignal) => Promise<Change[1]>): Promise<void> {
    if (running || context.state.many.run) return;
    const controller = new AbortController();
    const { signal } = controller;
    running = controller;
    await context.started().catch(() => undefined);
    dispatch({ type: "many/started", kind, ids: rows.map(({ id }) => id), at: Date.now(), text });
    // Showing it and beginning with it are two tasks.
    await pause();
    let changes: Change[] = [];
    const refused: { problem?: Problem } = {};
    const isStopped = (): boolean => signal.aborted;
    let saidAt = Date.now();
    const show = (): void => {
      if (changes.length === 0 || running !== controller) return;
      const now = Date.now();
      const run = context.state.many.run;
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
    else dispatch({ type: "many/ended", text: isStopped() ? msg("Stopped") : summaryOf(kind, context.state.many) });
  }

  function stop(): void {
    if (!running) return;
    dispatch({ type: "many/stopping", text: msg("Stopping") });
    running.abort();
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

  /** In pieces, with a pause after each: thousands of them take longer than a frame. */
  async function download(format: Format): Promise<void> {
    if (exporting) return;
    exporting = true;
    const { places } = context.state.many;
    const rows = context.state.many.rows.filter(isDecrypted);
    const defused = msg("the apostrophe before the password is no part of it");
    const pieces = [headOf(format)];
    for (let at = 0; at < rows.length; at += WRITTEN_AT_A_TIME) {
      if (at > 0) await pause();
      // Forgotten meanwhile, or other servers are chosen.
      if (context.state.many.places !== places) break;
      pieces.push(linesOf(rows.slice(at, at + WRITTEN_AT_A_TIME).map(entryOf), format, defused));
    }
    exporting = false;
    if (context.state.many.places !== places) return;
    saveFile(format === "csv" ? "passwords.csv" : `passwords-${format}.csv`, pieces, "text/csv;charset=utf-8");
    const count = digits(rows.length);
    dispatch({ type: "many/exported", format, ids: rows.map(({ id }) => id), text: msg(str`${count} passwords are exported`) });
  }

  function entryOf({ id, name, keyName, address, result }: Row): Entry {
    const notes = [
      msg(str`server ID ${id}`),
      keyName === undefined ? undefined : msg(str`key pair ${keyName}`),
      result.phase === "decrypted" && !result.text ? msg("what was decrypted is no text and may be no password: its bytes as hexadecimal numbers") : undefined,
      result.phase === "decrypted" && result.trimmed !== undefined ? trimmedNote(result.trimmed) : undefined,
    ];
    return { title: name, password: passwords.reveal(id), url: address ?? "", notes: notes.filter(Boolean).join("; ") };
  }

  /** What follows from a new state: passwords that no row holds are wiped, workers end with the keys they know. */
  function follow(before: ManyState, after: ManyState): void {
    const { many, keys, session } = after;
    if (before.keys.loaded !== keys.loaded && before.keys.loaded.some(({ id }) => !keys.loaded.some((key) => key.id === id))) endPool();
    if (keys.loaded.some(({ id }) => !before.keys.loaded.some((key) => key.id === id))) hasNewKey = true;
    // Only with other servers in their place do rows lose their passwords.
    if (before.many.places !== many.places) passwords.keep((id) => rowOf(many, id)?.result.phase === "decrypted");
    if ((before.session.current && !session.current) || (before.many.run && !many.run && running)) {
      running?.abort();
      running = undefined;
      endPool();
    }
    if (hasNewKey && !many.run && !running) queueMicrotask(() => void tryNewKeys());
  }

  return { open, get, stop, deleteKept, toggle, copy, download, follow, passwordText: (id: string): string => passwords.reveal(id) };
}

function summaryOf(kind: Run["kind"], many: Many): string {
  const { counts, deleted, failedToDelete } = figuresOf(many);
  if (kind === "delete") {
    const [gone, left] = [digits(deleted), digits(failedToDelete)];
    return msg(str`${gone} deleted, ${left} failed`);
  }
  const [decrypted, none] = [digits(counts.decrypted), digits(counts.none)];
  const [noKey, failed] = [digits(counts.noKey), digits(counts.failed)];
  return msg(str`${decrypted} decrypted, ${none} without a stored password, ${noKey} without a key that fits, ${failed} failed`);
}
