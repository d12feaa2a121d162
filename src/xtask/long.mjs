// `node src/xtask/long.mjs [sets]`: reads keys after every pair of damages, then compares the policy engine with the naive reference on a million
// random sets, or on so many. Stopped, it goes on where it was; after a change of what is compared it begins anew.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { cache, files, hashOf, main, run, say, Stop } from "./steps.mjs";

const CHUNK = 10_000;
const state = path.join(cache, "policy-comparison.json");
const tally = path.join(cache, "policy-comparison-chunk.json");

function nothingYet() {
  const core = files("src").filter((name) => /\.(rs|json)$/.test(name) && !/^src.(wasm|xtask)\b/.test(name));
  const version = hashOf([...core, ...files("tests/native/policy"), "Cargo.toml", "Cargo.lock", "rust-toolchain.toml"]);
  return { version, sets: 0, seconds: 0, counts: { sets: {}, checks: {} } };
}

function stored() {
  const begun = nothingYet();
  let found;
  try {
    found = JSON.parse(readFileSync(state, "utf8"));
  } catch {
    return begun;
  }
  if (found.version === begun.version) return found;
  say("what is compared has changed since the last time: it begins anew");
  return begun;
}

function store(progress) {
  mkdirSync(cache, { recursive: true });
  writeFileSync(`${state}.new`, JSON.stringify(progress));
  renameSync(`${state}.new`, state);
}

function test(options, env, failure) {
  const args = ["test", "--locked", "--quiet", "--test", "native", ...options];
  // A mismatch goes to stderr, the shares of one chunk to nobody.
  run("cargo", args, { env: { CARGO_PROFILE_TEST_OPT_LEVEL: "3", ...env }, captured: true, failure });
}

/** More than there are for any form of a key. */
const ALL_PAIRS = "1000000";

/** Of forms that take a while to open the usual tests try a sample. */
function damagedTwice() {
  const name = "mangled_keys::a_key_that_takes_a_while_to_open_damaged_twice_is_read";
  test(["--", "--exact", name, "--nocapture"], { KEY_PAIRS: ALL_PAIRS }, "a key is not read, see above");
  say("every key damaged twice is read");
}

/** The next sets, and what was met in them. */
function chunk(progress, size) {
  const began = performance.now();
  const env = { POLICY_SEED: String(progress.sets + 1), POLICY_CASES: String(size), POLICY_TALLY: tally, RUST_BACKTRACE: "0" };
  const name = "policy::compare::engine_and_reference_agree_on_random_cases";
  test(["--", "--exact", name, "--nocapture"], env, "engine and reference disagree, see above");
  for (const [of, met] of Object.entries(JSON.parse(readFileSync(tally, "utf8")))) {
    const counts = progress.counts[of];
    for (const [what, count] of Object.entries(met)) counts[what] = (counts[what] ?? 0) + count;
  }
  progress.sets += size;
  progress.seconds += (performance.now() - began) / 1000;
}

function report({ sets, seconds, counts }) {
  const lines = [`${sets} sets, ${counts.checks.all} checks, ${Math.round(seconds)} s: engine and reference agree`];
  for (const [of, met] of Object.entries(counts)) {
    lines.push(`of the ${of}:`);
    for (const what of Object.keys(met).sort()) {
      if (what !== "all") lines.push(`  ${((100 * met[what]) / met.all).toFixed(2).padStart(6)} %  ${what}`);
    }
  }
  console.log(lines.join("\n"));
}

await main(import.meta.url, () => {
  const wanted = Number(process.argv[2] ?? 1_000_000);
  if (!Number.isSafeInteger(wanted) || wanted < 1) throw new Stop(`expected a number of sets, got \`${process.argv[2]}\``);
  const progress = stored();
  test(["--no-run"], {}, "the tests could not be built");
  damagedTwice();
  while (progress.sets < wanted) {
    chunk(progress, Math.min(CHUNK, wanted - progress.sets));
    store(progress);
    say(`${progress.sets} of ${wanted} sets agree, after ${Math.round(progress.seconds)} s`);
  }
  report(progress);
});
