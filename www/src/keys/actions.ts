// Opening private keys: files, pasted text, passphrases. Each effect ends in events.
import { msg } from "../locales/words.ts";
import type { GrantUses } from "../grant/actions.ts";
import type { DemoKey } from "../session/state.ts";
import type { Context, Dispatch } from "../shared/context.ts";
import { Failure, toProblem } from "../shared/problem.ts";
import type { Problem } from "../shared/problem.ts";
import { KeyWorker } from "./key-worker.ts";
import type { Decrypted, WorkerKey } from "./messages.ts";
import { Pool, PoolEnded } from "./pool.ts";
import type { KeysEvent, KeysState, Refused } from "./state.ts";
import { copyOf, KeyVault, wipe } from "./vault.ts";
import { KeysModule } from "./wasm.ts";

const MAX_KEY_BYTES = 1 << 20;

/** What became of something that may be a key; its bytes are wiped where nobody needs them any more. */
type Outcome =
  | { phase: "added" }
  | { phase: "locked"; bytes: Uint8Array<ArrayBuffer>; wrong: boolean }
  /** Trying its passphrase takes long: only the visitor's word is missing. */
  | { phase: "slow"; bytes: Uint8Array<ArrayBuffer>; passphrase: Uint8Array<ArrayBuffer> | undefined; problem: Problem }
  | { phase: "refused"; problem: Problem }
  | { phase: "cancelled" };

export type KeysActions = ReturnType<typeof createKeysActions>;
/** What a view is given that works with keys. */
export type KeysUses = GrantUses & Dispatch<KeysEvent> & { readonly keys: KeysActions };

export function createKeysActions(context: Context<KeysState, KeysEvent, GrantUses>) {
  const { dispatch } = context;
  const vault = new KeyVault();
  const wasm = new KeysModule();
  const worker = new KeyWorker(() => vault.keyCopies(), wasm);
  /** The keys that are being opened. */
  const reading = new Set<WorkerKey>();

  /** Those of the files chosen together that wait until the passphrase of another one is entered. */
  let waiting: File[] = [];

  /** All of them, in whatever order: what is no key is named when the others are read, and then the first passphrase is asked for. */
  async function addFiles(files: File[]): Promise<void> {
    begin();
    const refused: Refused[] = [];
    const locked: File[] = [];
    let added = 0;
    for (const [index, file] of files.entries()) {
      const outcome = await openFile(file, index < files.length - 1);
      if (outcome.phase === "cancelled") return;
      if (outcome.phase === "added") added += 1;
      else if (outcome.phase === "refused") refused.push({ name: file.name, problem: outcome.problem });
      else {
        // Read anew when it is its turn.
        outcome.bytes.fill(0);
        locked.push(file);
      }
    }
    const [first, ...rest] = locked;
    waiting = rest;
    if (first) await addFile(first);
    if (refused.length > 0) name(refused, added + locked.length > 0);
  }

  function name(refused: Refused[], someKeys: boolean): void {
    const [first, ...rest] = refused;
    if (!someKeys && first) {
      vault.dropPending();
      dispatch({ type: "keys/rejected", ...first });
    }
    const skipped = someKeys ? refused : rest;
    if (skipped.length > 0) dispatch({ type: "keys/skipped", files: skipped });
  }

  async function addFile(file: File): Promise<void> {
    settle(file.name, await openFile(file, false));
  }

  async function openFile(file: File, more: boolean): Promise<Outcome> {
    if (file.size > MAX_KEY_BYTES) {
      const message = msg("the file is larger than 1 MB, which no key file is");
      const hint = msg("Choose the private key that was downloaded when the key pair was created, such as a .pem file.");
      return { phase: "refused", problem: { code: "noKey", message, hint } };
    }
    let bytes: ArrayBuffer;
    try {
      bytes = await file.arrayBuffer();
    } catch {
      // Also a folder.
      const message = msg("the file cannot be read");
      return { phase: "refused", problem: { code: "noKey", message, hint: msg("See whether it is a file, is still there, and may be read by you.") } };
    }
    return open(file.name, new Uint8Array(bytes), undefined, more);
  }

  async function addText(text: string): Promise<void> {
    await add(msg("Pasted key"), new TextEncoder().encode(text));
  }

  async function addDemo(key: DemoKey): Promise<void> {
    try {
      const answer = await fetch(new URL(key.file, location.origin), { credentials: "omit" });
      if (!answer.ok) throw new Error(`HTTP status ${answer.status.toString()}`);
      // Without its passphrase: entering it is part of what there is to try.
      await add(key.name, new Uint8Array(await answer.arrayBuffer()));
    } catch {
      const message = msg("the key of the sandbox did not arrive");
      dispatch({ type: "keys/rejected", name: key.name, problem: { code: "network", message, hint: msg("Reload the page.") } });
    }
  }

  async function unlock(passphrase: string): Promise<void> {
    const { pending } = vault;
    if (pending) await goOn(pending.name, await open(pending.name, pending.bytes, new TextEncoder().encode(passphrase)));
  }

  /** The passphrase that waits, however long it takes: the visitor may cancel. */
  async function unlockSlowly(): Promise<void> {
    const { pending } = vault;
    if (pending) await goOn(pending.name, await open(pending.name, pending.bytes, pending.passphrase, false, true));
  }

  /** With the next one that waits for its passphrase. */
  async function goOn(name: string, outcome: Outcome): Promise<void> {
    settle(name, outcome);
    if (outcome.phase !== "added") return;
    const next = waiting.shift();
    if (next) await addFile(next);
  }

  /** What was said of files that were chosen before. */
  function begin(): void {
    waiting = [];
    dispatch({ type: "keys/chosen" });
  }

  async function add(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    begin();
    settle(name, await open(name, bytes));
  }

  /** Opens a key in the worker: a passphrase takes as long as whoever protected the key wanted it to. */
  async function open(name: string, bytes: Uint8Array<ArrayBuffer>, passphrase?: Uint8Array<ArrayBuffer>, more = false, allowSlow = false): Promise<Outcome> {
    dispatch({ type: "keys/reading", name });
    const key = { id: vault.nextKeyId(), bytes, passphrase, allowSlow };
    reading.add(key);
    try {
      const opened = await worker.open(copyOf(key));
      if (!reading.has(key)) throw new PoolEnded();
      if (opened.phase === "refused") throw new Failure(opened.problem);
      vault.dropPending(bytes, passphrase);
      vault.addKey(key);
      const { format, repairs, bits, md5, sha256 } = opened;
      dispatch({ type: "keys/added", key: { id: key.id, name, format, repairs, bits, md5, sha256 }, more });
      return { phase: "added" };
    } catch (error) {
      return notAdded(key, error);
    } finally {
      reading.delete(key);
    }
  }

  function notAdded(key: WorkerKey, error: unknown): Outcome {
    const problem = toProblem(error);
    if (problem.code === "keySlow") return { phase: "slow", bytes: key.bytes, passphrase: key.passphrase, problem };
    key.passphrase?.fill(0);
    if (!(error instanceof PoolEnded) && (problem.code === "passphraseMissing" || problem.code === "passphraseWrong")) {
      return { phase: "locked", bytes: key.bytes, wrong: problem.code === "passphraseWrong" };
    }
    wipe(key);
    // Cancelled, or signed out.
    return error instanceof PoolEnded ? { phase: "cancelled" } : { phase: "refused", problem };
  }

  function settle(name: string, outcome: Outcome): void {
    if (outcome.phase === "locked" || outcome.phase === "slow") hold(name, outcome);
    if (outcome.phase !== "refused") return;
    vault.dropPending();
    dispatch({ type: "keys/rejected", name, problem: outcome.problem });
  }

  function hold(name: string, outcome: Extract<Outcome, { phase: "locked" | "slow" }>): void {
    vault.holdPending(name, outcome.bytes, outcome.phase === "slow" ? outcome.passphrase : undefined);
    dispatch(outcome.phase === "slow" ? { type: "keys/slow", name, problem: outcome.problem } : { type: "keys/locked", name, wrong: outcome.wrong });
  }

  /** The worker that is busy with it is left; another one takes the other keys. */
  function cancelReading(): void {
    if (reading.size === 0) return;
    reading.clear();
    worker.restart();
    dismiss();
    context.say(msg("Cancelled"));
  }

  function dismiss(): void {
    waiting = [];
    vault.dropPending();
    dispatch({ type: "keys/dismissed" });
  }

  return {
    addFiles,
    addText,
    addDemo,
    unlock,
    unlockSlowly,
    cancelReading,
    dismiss,
    /** Until what is encrypted can be decrypted. */
    startWorker: (): Promise<void> => worker.start(),
    /** Further workers, which know the keys of now; to be ended by whoever asked for them. */
    pool: (count: number): Pool => new Pool(count, () => vault.keyCopies(), wasm),
    /** With these keys in this order; the bytes are to be wiped. */
    decrypt: (ciphertext: string, keys: number[], signal: AbortSignal): Promise<Decrypted> => worker.decrypt(ciphertext, keys, signal),
    follow(before: KeysState, { session, keys }: KeysState): void {
      for (const id of vault.keepKeys(keys.loaded.map((key) => key.id))) worker.forget(id);
      if (!before.session.current || session.current) return;
      vault.clear();
      waiting = [];
      // With all that it knows.
      worker.renew();
    },
  };
}
