// A million decisions, and what they leave in memory.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { context } from "./ours.mjs";

const STEP = 100_000;
const WARM_UP = 2;
const STEPS = 10;
/** What the engine's own caches and this list of numbers may take. */
const HEAP_SLACK = 512 * 1024;

/**
 * Asks with handles that are kept, as in W4, and in between makes and frees one of each kind. `wasmMemory` is the memory
 * of the core, where it can be reached.
 */
export function soak(api, { situations, w3, w4 }, wasmMemory) {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc");
  const set = new api.PolicySet(w4.policies);
  const handles = situations.map((situation) => set.situation({ context: context(situation) }));
  const steps = [];
  for (let step = 1; step <= WARM_UP + STEPS; step += 1) {
    for (let index = 0; index < STEP; index += 1) {
      const { action, situation } = w4.requests[index % w4.requests.length];
      set.decide(action, handles[situation]);
      if (index % 1000 === 0) passing(api, set, w3, situations[situation]);
    }
    collect();
    const { heapUsed, rss } = process.memoryUsage();
    const memory = { heapUsed, wasm: wasmMemory?.buffer.byteLength, rss };
    if (step >= WARM_UP) steps.push({ decisions: (step - WARM_UP) * STEP, memory });
  }
  for (const handle of handles) handle.free();
  set.free();
  const grown = (name) => steps.at(-1).memory[name] - steps[0].memory[name];
  const kept = { heapUsed: { growth: grown("heapUsed"), slack: HEAP_SLACK }, ...(wasmMemory && { wasm: { growth: grown("wasm"), slack: 0 } }) };
  return { steps, kept };
}

/** Handles of one edit and preview. */
function passing(api, set, { policies, actions }, situation) {
  const edited = new api.PolicySet(policies);
  const handle = set.situation({ context: context(situation) });
  const preview = set.preview({ actions });
  preview.update(handle);
  preview.free();
  handle.free();
  edited.free();
}
