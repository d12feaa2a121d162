// A peer in a process of its own. cedar-wasm ends its process now and then (V8 of Node 20 and 22: "unreachable code", where a call that gives
// a single reference is inlined and then undone): that must end neither the others nor the run.
import { fork } from "node:child_process";
import path from "node:path";
import { Stop } from "../../src/xtask/steps.mjs";
import { check, tasksHere } from "./measure.mjs";
import { makeWorkloads } from "./workload.mjs";

/**
 * Starts the peer of a program, and has it check its answers. Gives `{ name, counts, checked, died, sample(row), end() }`; `died` says how, once
 * it has. A wrong answer stops everything.
 */
export async function startApart(name, program, tell) {
  const child = fork(path.join(import.meta.dirname, program), { stdio: ["ignore", "inherit", "pipe", "ipc"] });
  const peer = { name, counts: {}, checked: 0, died: undefined, sample: (row) => asked({ row }), end: () => child.kill() };
  let settle;
  let said = "";
  child.stderr.on("data", (text) => (said = `${said}${text}`.slice(-10_000)));
  child.on("message", (message) => settle?.(message));
  child.on("close", (code, signal) => {
    // What V8 says when it ends a process stands in lines that begin so.
    const told = said.match(/^# .+/gm)?.slice(0, 2).map((line) => line.slice(2)).join("; ");
    peer.died ??= `${signal ?? `exit code ${String(code)}`}${told === undefined ? "" : `: ${told}`}`;
    settle?.({});
  });
  /** What the process answers; of one that has died nothing. */
  const asked = async (question) => {
    if (peer.died !== undefined) return undefined;
    const { wrong, answer } = await new Promise((resolve) => {
      settle = resolve;
      child.send(question, () => {});
    });
    if (wrong !== undefined) throw new Stop(wrong);
    return answer;
  };
  Object.assign(peer, await asked({}));
  tell(peer.died === undefined ? `${name}, in a process of its own: all agree` : `${name} died (${peer.died}); the others go on`);
  return peer;
}

/** The other side: answers with what `make` gives a peer of (see peers.mjs). */
export function answer(make) {
  const work = makeWorkloads();
  const peer = make(work.situations);
  let tasks;
  process.on("message", ({ row }) => {
    try {
      if (row === undefined) {
        check([peer], work);
        tasks = Object.fromEntries(tasksHere(peer, work).map((task) => [task.row, task]));
        process.send({ answer: { counts: peer.sample, checked: peer.check } });
      } else {
        process.send({ answer: tasks[row].sample() });
      }
    } catch (error) {
      process.send({ wrong: `${peer.name}: ${error.message}` });
    }
  });
  process.on("disconnect", () => process.exit());
}
