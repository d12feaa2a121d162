// Checks the answers of all peers, then times them in turns.
import { Stop } from "../../src/xtask/steps.mjs";
import { naive } from "./naive.mjs";

const VERDICTS = ["allow", "explicitDeny", "implicitDeny", "conditional"];
/** A sample of a fast peer repeats its work until it lasts this long, so that the clock is fine enough. */
const SAMPLE_MS = 10;
/** How long everybody is warmed up before: the first calls are slower, for some by so much that they would take up a sample. */
const WARM_UP_MS = 200;
/** The same where one piece of work is timed by itself. */
const GROWTH_SAMPLE_MS = 20;

/** What is timed, and in which unit it is shown. */
export const ROWS = {
  w1: { title: "W1  one decision, 1 policy of 3 x 6", unit: "us" },
  w2: { title: "W2  one decision, 10 policies of 8 x 20", unit: "us" },
  w3: { title: "W3  250 actions over W2", unit: "us" },
  recompile: { title: "recompile + W3", unit: "ms" },
  w4: { title: "W4  10,000 requests, 100 policies", unit: "ms" },
};

/** Stops at the first answer of a peer that is not the judge's; gives how often each verdict came. `judgeOf`: the judge of policies. */
export function check(peers, work, judgeOf = naive) {
  const counts = {};
  for (const name of ["w1", "w2", "w4"]) {
    const { policies, requests } = work[name];
    const judge = judgeOf(policies);
    const expected = requests.map(({ action, situation }) => judge(action, work.situations[situation]));
    counts[name] = tally(expected);
    for (const peer of peers) {
      const set = peer.compile(policies);
      const count = Math.min(requests.length, peer.check ?? requests.length);
      const out = new Uint8Array(count);
      // One by one, and where a peer has it all at once.
      for (const ask of [set.ask, set.askAll].filter(Boolean)) {
        ask(requests, count, out);
        for (let index = 0; index < count; index += 1) compare(`${peer.name}, ${name}`, requests[index].action, work.situations[requests[index].situation], expected[index], out[index]);
      }
      for (let index = 0; index < count; index += 1) {
        const request = requests[index];
        // Where a peer says which no it is, that is checked as well.
        const verdict = set.verdict?.(request.action, request.situation);
        if (verdict !== undefined && verdict !== VERDICTS[expected[index]]) wrong(`${peer.name}, ${name}`, request, VERDICTS[expected[index]], verdict);
      }
    }
  }
  const { policies, actions } = work.w3;
  const judge = judgeOf(policies);
  counts.w3 = tally(work.situations.flatMap((situation) => actions.map((action) => judge(action, situation))));
  for (const peer of peers) {
    const update = peer.compile(policies).preview(actions);
    work.situations.forEach((situation, index) => {
      const once = Uint8Array.from(update(index));
      const again = Uint8Array.from(peer.recompile(policies, actions, index));
      actions.forEach((action, row) => {
        compare(`${peer.name}, w3`, action, situation, judge(action, situation), once[row]);
        compare(`${peer.name}, recompile`, action, situation, judge(action, situation), again[row]);
      });
    });
  }
  return counts;
}

function compare(where, action, situation, expected, given) {
  if ((expected === 0) === (given === 0)) return;
  wrong(where, { action, situation }, VERDICTS[expected], given === 0 ? "allow" : "no");
}

function wrong(where, request, expected, given) {
  throw new Stop(`a wrong answer of ${where}: ${JSON.stringify(request)} is ${expected}, and it says ${given}`);
}

function tally(verdicts) {
  return VERDICTS.map((name, number) => [name, verdicts.filter((verdict) => verdict === number).length]).filter(([, count]) => count > 0);
}

/**
 * The median of each workload and peer in milliseconds: `{ w1: { "CASL": … }, … }`. `apart`: peers in processes of their own (apart.mjs), which
 * take their turns with the others; one that has died has no medians. A peer may have a `work` of its own.
 */
export async function time(peers, apart, work, rounds, tell) {
  const tasks = [...peers.flatMap((peer) => tasksHere(peer, peer.work ?? work)), ...apart.flatMap((peer) => Object.keys(ROWS).map((row) => ({ peer, row, sample: () => peer.sample(row) })))];
  const samples = new Map(tasks.map((task) => [task, []]));
  for (let round = 0; round < rounds; round += 1) {
    // Each round begins with another, so that nobody always follows the same one.
    const turn = round % tasks.length;
    for (const task of [...tasks.slice(turn), ...tasks.slice(0, turn)]) samples.get(task).push(await task.sample());
    tell(round + 1);
  }
  const medians = {};
  for (const task of tasks) {
    const { peer, row } = task;
    medians[row] = { ...medians[row], [peer.name]: peer.died === undefined ? median(samples.get(task)) : undefined };
  }
  return medians;
}

/** What is timed of a peer in this process: `{ peer, row, sample() }`, warmed up. */
export function tasksHere(peer, work) {
  return Object.entries(tasksOf(peer, work)).map(([row, parts]) => {
    const repeats = calibrate(parts);
    return { peer, row, sample: () => sample(parts, repeats) };
  });
}

/** The work of each row: parts, each with what its time is multiplied by. */
function tasksOf(peer, work) {
  const answers = (name, unit, all = false) => {
    const { policies, requests } = work[name];
    const set = peer.compile(policies);
    const count = peer.sample?.[name] ?? requests.length;
    const out = new Uint8Array(count);
    const ask = (all && set.askAll) || set.ask;
    return [[() => ask(requests, count, out), unit / count]];
  };
  const { policies, actions } = work.w3;
  const count = peer.sample?.w3 ?? actions.length;
  const update = peer.compile(policies).preview(actions.slice(0, count));
  let turn = 0;
  const next = () => (turn = (turn + 1) % work.situations.length);
  const preview = [() => update(next()), actions.length / count];
  return {
    w1: answers("w1", 1),
    w2: answers("w2", 1),
    w3: [preview],
    recompile: peer.sample ? [[() => peer.recompile(policies, [], 0), 1], preview] : [[() => peer.recompile(policies, actions, next()), 1]],
    w4: answers("w4", work.w4.requests.length, true),
  };
}

function calibrate(parts) {
  const unscaled = parts.map(([work]) => [work, 1]);
  for (const end = performance.now() + WARM_UP_MS; performance.now() < end;) sample(unscaled, 1);
  let repeats = 1;
  while (sample(unscaled, repeats) * repeats < SAMPLE_MS) repeats *= 2;
  return repeats;
}

function sample(parts, repeats) {
  return parts.reduce((sum, [work, factor]) => {
    const start = performance.now();
    for (let turn = 0; turn < repeats; turn += 1) work();
    return sum + ((performance.now() - start) / repeats) * factor;
  }, 0);
}

/** The shortest time of a piece of work, repeated until the clock is fine enough: growth is what it needs, not what disturbs it. */
export function fastest(rounds, work) {
  let repeats = 1;
  const sample = () => {
    const before = performance.now();
    for (let turn = 0; turn < repeats; turn += 1) work();
    return (performance.now() - before) / repeats;
  };
  while (sample() * repeats < GROWTH_SAMPLE_MS) repeats *= 2;
  return Math.min(...Array.from({ length: rounds }, sample));
}

export function median(samples) {
  const sorted = [...samples].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
