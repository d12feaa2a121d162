// Opening private keys: files, pasted text, passphrases. Each effect ends in events.
import { msg } from "../locales/words.ts";
import type { SessionUses } from "../session/actions.ts";
import type { DemoKey } from "../session/state.ts";
import type { Context, Dispatch } from "../shared/context.ts";
import { Failure, toProblem } from "../shared/problem.ts";
import { KeyWorker } from "./key-worker.ts";
import type { Decrypted, WorkerKey } from "./messages.ts";
import { Pool, PoolEnded } from "./pool.ts";
import type { KeysEvent, KeysState } from "./state.ts";
import { copyOf, KeyVault, wipe } from "./vault.ts";
import { KeysModule } from "./wasm.ts";

const MAX_KEY_BYTES = 1 << 20;

export type KeysActions = ReturnType<typeof createKeysActions>;
/** What a view is given that works with keys. */
export type KeysUses = SessionUses & Dispatch<KeysEvent> & { readonly keys: KeysActions };

export function createKeysActions(context: Context<KeysState, KeysEvent, SessionUses>) {
  const { dispatch } = context;
  const vault = new KeyVault();
  const wasm = new KeysModule();
  const worker = new KeyWorker(() => vault.keyCopies(), wasm);
  /** The keys that are being opened. */
  const reading = new Set<WorkerKey>();

  async function addFile(file: File, more: boolean): Promise<void> {
    if (file.size > MAX_KEY_BYTES) {
      const message = msg("the file is larger than 1 MB, which no key file is");
      const hint = msg("Choose the private key that was downloaded when the key pair was created, such as a .pem file.");
      dispatch({ type: "keys/rejected", name: file.name, problem: { code: "noKey", message, hint } });
      return;
    }
    await add(file.name, new Uint8Array(await file.arrayBuffer()), undefined, more);
  }

  /** One after the other; the first that waits for its passphrase is the last one to be read. */
  async function addFiles(files: File[]): Promise<void> {
    for (const [index, file] of files.entries()) {
      await addFile(file, index < files.length - 1);
      const { pending, rejected } = context.state.keys;
      if (pending || rejected) return;
    }
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
    if (pending) await add(pending.name, pending.bytes, new TextEncoder().encode(passphrase));
  }

  /** The passphrase that waits, however long it takes: the visitor may cancel. */
  async function unlockSlowly(): Promise<void> {
    const { pending } = vault;
    if (pending) await add(pending.name, pending.bytes, pending.passphrase, false, true);
  }

  /** Opens a key in the worker: a passphrase takes as long as whoever protected the key wanted it to. */
  async function add(name: string, bytes: Uint8Array<ArrayBuffer>, passphrase?: Uint8Array<ArrayBuffer>, more = false, allowSlow = false): Promise<void> {
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
    } catch (error) {
      notAdded(key, name, error);
    } finally {
      reading.delete(key);
    }
  }

  function notAdded(key: WorkerKey, name: string, error: unknown): void {
    const problem = toProblem(error);
    const isLocked = problem.code === "passphraseMissing" || problem.code === "passphraseWrong";
    if (problem.code === "keySlow") {
      vault.holdPending(name, key.bytes, key.passphrase);
      dispatch({ type: "keys/slow", name, problem });
      return;
    }
    key.passphrase?.fill(0);
    if (error instanceof PoolEnded) {
      // Cancelled, or signed out.
      wipe(key);
    } else if (isLocked) {
      vault.holdPending(name, key.bytes);
      dispatch({ type: "keys/locked", name, wrong: problem.code === "passphraseWrong" });
    } else {
      vault.dropPending();
      wipe(key);
      dispatch({ type: "keys/rejected", name, problem });
    }
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
      // With all that it knows.
      worker.renew();
    },
  };
}
