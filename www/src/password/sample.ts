// Of the sandbox: an encrypted password and its key, to see what decrypting without a cloud is like.
import { msg } from "../locales/words.ts";
import type { DemoKey } from "../session/state.ts";
import { Failure } from "../shared/problem.ts";

export async function loadSample(keys: readonly DemoKey[], fill: (ciphertext: string) => void, addKey: (key: DemoKey) => Promise<void>): Promise<void> {
  const { key: name, ciphertext } = await sample();
  const key = keys.find((each) => each.name === name);
  fill(ciphertext);
  if (key) await addKey(key);
}

async function sample(): Promise<{ key: string; ciphertext: string }> {
  try {
    const answer = await fetch("sandbox/sample.json", { credentials: "omit" });
    if (!answer.ok) throw new Error(`HTTP status ${answer.status.toString()}`);
    return (await answer.json()) as { key: string; ciphertext: string };
  } catch {
    throw new Failure({ code: "network", message: msg("the sample of the sandbox did not arrive"), hint: msg("Reload the page.") });
  }
}
