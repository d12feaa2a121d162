// Decrypts beside the page, so that the page stays smooth. It knows the keys as bytes for as long as it takes to read them.
import { init, isEcsPasswordError, PrivateKey } from "ecs-password/slim";
import type { Secret } from "ecs-password/slim";
import { toProblem } from "../problem.ts";
import type { Decrypted, FromWorker, ToWorker, WorkerKey } from "./messages.ts";

const keys = new Map<number, PrivateKey>();
let started: Promise<void> | undefined;

addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  switch (data.type) {
    case "start":
      started = start(data.wasm, data.keys);
      started.catch((error: unknown) => { say({ type: "failed", problem: toProblem(error) }); });
      break;
    case "decrypt":
      void answer(data.job, data.ciphertext, data.first);
      break;
    case "end":
      for (const key of keys.values()) key.free();
      keys.clear();
      close();
  }
});

async function start(wasm: string, given: WorkerKey[]): Promise<void> {
  await init(wasm);
  for (const { id, bytes, passphrase } of given) {
    keys.set(id, PrivateKey.parse(bytes, passphrase ? { passphrase } : {}));
    bytes.fill(0);
    passphrase?.fill(0);
  }
}

async function answer(job: number, ciphertext: string, first: number | undefined): Promise<void> {
  try {
    await started;
  } catch {
    // It was said already, for all.
    return;
  }
  const found = decrypt(ciphertext, first);
  say({ type: "answer", job, answer: found }, found.phase === "decrypted" ? [found.bytes.buffer] : []);
}

/** Tries the keys of the ciphertext's length, the likeliest first. */
function decrypt(ciphertext: string, first: number | undefined): Decrypted {
  const ordered = [...keys].sort(([a], [b]) => Number(b === first) - Number(a === first));
  let tried = 0;
  for (const [keyId, key] of ordered) {
    try {
      return decrypted(keyId, key.decrypt(ciphertext), true);
    } catch (error) {
      if (!isEcsPasswordError(error)) return { phase: "failed", problem: toProblem(error) };
      if (error.code === "passwordNotText" && error.secret) return decrypted(keyId, error.secret, false);
      if (error.code === "wrongKey") tried += 1;
      else if (error.code !== "ciphertextLength") return { phase: "failed", problem: toProblem(error) };
    }
  }
  return { phase: "noKey", tried };
}

function decrypted(keyId: number, secret: Secret, text: boolean): Decrypted {
  const bytes = secret.bytes() as Uint8Array<ArrayBuffer>;
  secret.free();
  return { phase: "decrypted", keyId, bytes, text };
}

function say(message: FromWorker, transfer: Transferable[] = []): void {
  postMessage(message, { transfer });
}
