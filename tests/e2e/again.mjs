// `npm run test:again`: the tests of lists, scrolling, waiting and workers, 20 times each, with a table of what came of it. A test that
// fails once in twenty times is a fault: in the page, or in the test. Stopped with Ctrl+C, it goes on where it was; with other sources
// it begins anew.
//   -- tests/e2e/many.test.mjs "tests/e2e/server.test.mjs=waiting"   these files, or of one the tests with a name like this
//   -- --times 5      as often          -- --busy   with every processor kept busy by other work
//   -- --suite        the whole of `npm test` but its lint, three times          -- --fresh   without what was run before
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { run } from "node:test";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { build } from "../../src/xtask/build.mjs";
import { cache, files, hashOf, main, root, say, Stop } from "../../src/xtask/steps.mjs";

/** Files, where a part of one is meant with what its names are like. */
const TESTS = [
  "tests/e2e/lists.test.mjs",
  "tests/e2e/many.test.mjs",
  "tests/e2e/keys.test.mjs",
  "tests/e2e/server.test.mjs=several keys|waiting|clipboard|ready",
  "tests/e2e/failures.test.mjs=light",
  "tests/e2e/permissions.test.mjs=types",
  "tests/e2e/policies.test.mjs=when it fails",
  "tests/e2e/leaving.test.mjs",
  "tests/page/page.test.mjs=servers|cancelled|network",
];
const GROUPS = ["rust", "js", "cli", "packaging", "server", "page", "openstack", "e2e"];
/** Files at a time, as in `npm test`; never twice the same one. */
const AT_A_TIME = 2;
const FOLDER = path.join(cache, "again");
/** What a result hangs on. */
const SOURCES = ["tests", "src", "www/src", "www/server", "package.json", "dist"];

/** One line for each round of each unit: `{ unit, round, results: [{ name, ok, ms, error }] }`. */
function readRounds(file) {
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").map((line) => JSON.parse(line)) : [];
}

/** The tests of a file, of which `pattern` leaves some. */
async function runFile(unit, signal) {
  const [file, pattern] = unit.split("=");
  const results = [];
  const names = [];
  const stream = run({ files: [path.join(root, file)], concurrency: 1, signal, ...(pattern ? { testNamePatterns: [new RegExp(pattern)] } : {}) });
  const note = (ok) => ({ name, nesting, skip, details }) => {
    if (skip !== undefined || details.type === "suite") return;
    const error = ok ? undefined : (details.error?.cause?.message ?? details.error?.message ?? "failed");
    results.push({ name: [...names.slice(0, nesting), name].join(" › "), ok, ms: Math.round(details.duration_ms), error });
  };
  stream.on("test:start", ({ name, nesting }) => { names.splice(nesting, Infinity, name); });
  stream.on("test:pass", note(true));
  stream.on("test:fail", note(false));
  await once(stream.resume(), "close");
  if (results.length === 0 && !signal.aborted) throw new Stop(`there is no test in \`${unit}\``);
  return results;
}

/** A group of `npm test`; what it says is kept beside the figures. */
async function runGroup(unit, signal, round) {
  const log = openSync(path.join(FOLDER, `${unit}-${String(round)}.log`), "w");
  const begun = performance.now();
  const child = spawn(process.execPath, ["src/xtask/test.mjs", unit], { cwd: root, stdio: ["ignore", log, log], signal });
  child.on("error", () => undefined);
  const [code] = await once(child, "close").catch(() => [1]);
  closeSync(log);
  return [{ name: unit, ok: code === 0, ms: Math.round(performance.now() - begun), error: code === 0 ? undefined : `see .cache/again/${unit}-${String(round)}.log` }];
}

/** Work that takes what it gets of every processor, until it is ended; it does not outlive this process. */
function keepBusy() {
  const workers = os.cpus().map(() => new Worker("for (;;);", { eval: true }));
  return () => Promise.all(workers.map((worker) => worker.terminate()));
}

/** Prints the table; gives the number of failures. */
function report(rounds) {
  const tests = new Map();
  for (const { unit, results } of rounds) {
    for (const result of results) {
      const key = `${path.basename(unit.split("=")[0], ".test.mjs")} › ${result.name}`;
      tests.set(key, [...(tests.get(key) ?? []), result]);
    }
  }
  const seconds = (ms) => (ms / 1000).toFixed(1).padStart(7);
  console.log(`\n  runs  failed    min s    max s  test`);
  let failures = 0;
  for (const [name, results] of tests) {
    const failed = results.filter(({ ok }) => !ok);
    const times = results.map(({ ms }) => ms);
    failures += failed.length;
    console.log(`${String(results.length).padStart(6)}  ${String(failed.length).padStart(6)}  ${seconds(Math.min(...times))}  ${seconds(Math.max(...times))}  ${name}`);
    for (const error of new Set(failed.map(({ error }) => error.split("\n").slice(0, 3).join(" ")))) console.log(`        ✗ ${error}`);
  }
  return failures;
}

await main(import.meta.url, async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { times: { type: "string" }, busy: { type: "boolean", default: false }, suite: { type: "boolean", default: false }, fresh: { type: "boolean", default: false } },
  });
  const units = values.suite ? GROUPS : positionals.length > 0 ? positionals : TESTS;
  const times = Number(values.times ?? (values.suite ? 3 : 20));
  if (!Number.isInteger(times) || times < 1) throw new Stop(`\`${values.times}\` is no number of times, expected 1 or more`);
  build();
  mkdirSync(FOLDER, { recursive: true });
  const state = path.join(FOLDER, `${hashOf(files(...SOURCES), String(values.busy)).slice(0, 16)}.jsonl`);
  if (values.fresh) rmSync(state, { force: true });

  const stop = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => { stop.abort(); });
  const endWork = values.busy ? keepBusy() : undefined;
  try {
    const left = Array.from({ length: times }, (_, index) => units.map((unit) => ({ unit, round: index + 1 }))).flat();
    const done = readRounds(state);
    const running = new Set();
    const lane = async () => {
      while (!stop.signal.aborted) {
        const next = left.findIndex(({ unit }) => !running.has(unit));
        if (next < 0) return;
        const [{ unit, round }] = left.splice(next, 1);
        if (done.some((before) => before.unit === unit && before.round === round)) continue;
        say(`${unit}: ${String(round)} of ${String(times)}`);
        running.add(unit);
        const results = await (values.suite ? runGroup : runFile)(unit, stop.signal, round);
        running.delete(unit);
        // What was stopped in the middle is run again.
        if (!stop.signal.aborted) appendFileSync(state, `${JSON.stringify({ unit, round, results })}\n`);
      }
    };
    await Promise.all(Array.from({ length: values.suite ? 1 : AT_A_TIME }, lane));
  } finally {
    await endWork?.();
  }
  const failures = report(readRounds(state).filter(({ unit, round }) => units.includes(unit) && round <= times));
  if (stop.signal.aborted) throw new Stop("stopped: the same command goes on from here");
  if (failures > 0) throw new Stop(`${String(failures)} failed`);
  say("all held");
});
