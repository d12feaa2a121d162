// Opens keys and decrypts beside the page, so that the page stays smooth: a passphrase may take seconds, and the page holds no key
// that could decrypt. It knows the keys as bytes for as long as it takes to read them.
import { init, isEcsPasswordError, PrivateKey } from "ecs-password/keys/slim";
import type { Secret } from "ecs-password/keys/slim";
import { hasLength } from "./length.ts";
import { toProblem } from "../shared/problem.ts";
import type { Problem } from "../shared/problem.ts";
import type { Decrypted, FromWorker, Opened, ToWorker, WorkerKey } from "./messages.ts";

const keys = new Map<number, PrivateKey>();
let started: Promise<void> | undefined;
let moduleArrived: (wasm: WebAssembly.Module | string) => void;
const module = new Promise<WebAssembly.Module | string>((resolve) => { moduleArrived = resolve; });

addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  switch (data.type) {
    case "start":
      started = start(data.keys);
      started.then(
        () => { say({ type: "started" }); },
        (error: unknown) => { say({ type: "failed", problem: toProblem(error) }); },
      );
      break;
    case "module":
      moduleArrived(data.wasm);
      break;
    case "end":
      for (const key of keys.values()) key.free();
      keys.clear();
      close();
      break;
    default:
      void answer(data);
  }
});

async function start(given: WorkerKey[]): Promise<void> {
  await init(module);
  for (const key of given) keep(key);
}

async function answer(asked: Exclude<ToWorker, { type: "start" | "module" | "end" }>): Promise<void> {
  try {
    await started;
  } catch {
    // It was said already, for all.
    return;
  }
  if (asked.type === "open") {
    say({ type: "answer", job: asked.job, answer: open(asked.key) });
  } else if (asked.type === "decrypt") {
    const found = decrypt(asked.ciphertext, asked.keys);
    say({ type: "answer", job: asked.job, answer: found }, found.phase === "decrypted" ? [found.bytes.buffer] : []);
  } else {
    keys.get(asked.id)?.free();
    keys.delete(asked.id);
  }
}

function keep({ id, bytes, passphrase, allowSlow }: WorkerKey): PrivateKey {
  try {
    const key = PrivateKey.parse(bytes, { passphrase, allowSlow });
    keys.get(id)?.free();
    keys.set(id, key);
    return key;
  } finally {
    bytes.fill(0);
    passphrase?.fill(0);
  }
}

function open(given: WorkerKey): Opened {
  try {
    const { format, repairs, bits, fingerprints } = keep(given);
    return { phase: "open", format, repairs, bits, md5: fingerprints.md5, sha256: fingerprints.sha256 };
  } catch (error) {
    return { phase: "refused", problem: toProblem(error) };
  }
}

/** The first key of its length that opens it. Bytes that are no text may come from a wrong key that happens to fit: the others are tried first. */
function decrypt(ciphertext: string, ids: number[]): Decrypted {
  const length = lengthOf(ciphertext);
  const fitting = ids.filter((id) => {
    const key = keys.get(id);
    return key && length !== undefined && hasLength(key, length);
  });
  let bytes: { keyId: number; tried: number; secret: Secret } | undefined;
  let problem: Problem | undefined;
  for (const [index, keyId] of (fitting.length > 0 ? fitting : longest(ids)).entries()) {
    const tried = index + 1;
    try {
      const secret = keys.get(keyId)?.decrypt(ciphertext);
      if (!secret) continue;
      bytes?.secret.free();
      return decrypted(keyId, tried, secret, true);
    } catch (error) {
      problem ??= toProblem(error);
      if (!isEcsPasswordError(error) || error.code !== "passwordNotText" || !error.secret) continue;
      if (bytes) error.secret.free();
      else bytes = { keyId, tried, secret: error.secret };
    }
  }
  if (bytes) return decrypted(bytes.keyId, bytes.tried, bytes.secret, false);
  return { phase: "notOpened", problem: problem ?? { code: "handleFreed", message: "the key was forgotten" }, bytes: length, tried: fitting };
}

/** Where no key has the length, the longest one knows best what the ciphertext is: cut off for that one, it is so for the others. */
function longest(ids: number[]): number[] {
  const bits = (id: number): number => keys.get(id)?.bits ?? 0;
  return [...ids].sort((a, b) => bits(b) - bits(a) || b - a).slice(0, 1);
}

/** Where it is no ciphertext, the first key says what is wrong with it. */
function lengthOf(ciphertext: string): number | undefined {
  try {
    return PrivateKey.ciphertextLength(ciphertext);
  } catch {
    return undefined;
  }
}

function decrypted(keyId: number, tried: number, secret: Secret, text: boolean): Decrypted {
  const bytes = secret.bytes() as Uint8Array<ArrayBuffer>;
  const { trimmed, encoding } = secret;
  secret.free();
  return { phase: "decrypted", keyId, tried, bytes, text, trimmed, encoding };
}

function say(message: FromWorker, transfer: Transferable[] = []): void {
  postMessage(message, { transfer });
}
