// The tables.
import { ROWS } from "./measure.mjs";

const OURS = "ecs-password";
const FRAME_MS = 16.7;

/** What was promised: ours divided by the other, at most. */
const TARGETS = [
  { row: "w3", peer: "CASL", limit: 1 / 10 },
  { row: "w4", peer: "CASL", limit: 1, aim: 1 / 2 },
  { row: "recompile", peer: "plain JS", limit: 1 },
  { row: "recompile", peer: "CASL", limit: 1 / 2 },
  ...Object.keys(ROWS).map((row) => ({ row, peer: "cedar-wasm", limit: 1 / 100 })),
];

export function printMedians(medians, peers, rounds) {
  const width = Math.max(...Object.values(ROWS).map(({ title }) => title.length));
  console.log(`\nMedians of ${rounds} rounds\n`);
  console.log(`${"".padEnd(width)}     ${peers.map(({ name }) => name.padStart(14)).join("")}`);
  for (const [row, { title, unit }] of Object.entries(ROWS)) {
    const cells = peers.map(({ name, died }) => (died === undefined ? digits(medians[row][name] * (unit === "us" ? 1000 : 1)) : "died").padStart(14));
    console.log(`${title.padEnd(width)}   ${unit}${cells.join("")}`);
  }
  for (const { name, died, counts: answers, checked } of peers.filter((peer) => peer.counts)) {
    if (died !== undefined) {
      console.log(`\n${name} died, and was not compared: ${died}`);
      continue;
    }
    const counts = Object.entries(answers).map(([row, count]) => `${row.toUpperCase()} ${count}`);
    console.log(`\n${name} answers only the first requests (${counts.join(", ")}), and its times are scaled up; at most ${checked} of each of W1, W2 and W4 were checked.`);
  }
}

/** Prints ratio, target and pass or miss; gives the number of misses. */
export function printTargets(medians) {
  console.log("\nAgainst the targets\n");
  const lines = TARGETS.map(({ row, peer, limit, aim }) => {
    const name = row === "recompile" ? "recompile + W3" : row.toUpperCase();
    if (medians[row][peer] === undefined) {
      console.log(`${`${name} / ${peer}`.padEnd(28)}${"?".padStart(14)}   not compared: ${peer} died`);
      return true;
    }
    const ratio = medians[row][OURS] / medians[row][peer];
    const wanted = `at most ${fraction(limit)}${aim ? ` (aim ${fraction(aim)}${ratio <= aim ? ", reached" : ""})` : ""}`;
    return line(`${name} / ${peer}`, fraction(ratio), wanted, ratio <= limit);
  });
  return lines.filter((passed) => !passed).length;
}

export function printBrowser(times, ours) {
  const { median, slowest } = times;
  console.log("\nIn Chromium\n");
  const passed = line("recompile + W3", `${digits(median)} ms`, `one frame, ${FRAME_MS} ms`, median <= FRAME_MS);
  console.log(`The slowest round: ${digits(slowest)} ms. In Node: ${digits(ours)} ms.`);
  return passed ? 0 : 1;
}

export function printSoak(steps, kept) {
  console.log(`\nA million decisions against 100 policies: bytes in use\n`);
  const names = Object.keys(steps[0].memory);
  console.log(`${"decisions".padStart(12)}${names.map((name) => name.padStart(16)).join("")}`);
  for (const { decisions, memory } of steps) {
    console.log(`${String(decisions).padStart(12)}${names.map((name) => String(memory[name] ?? "?").padStart(16)).join("")}`);
  }
  console.log();
  const lines = Object.entries(kept).map(([name, { growth, slack }]) =>
    line(`growth of ${name}`, String(growth), slack === 0 ? "none" : `at most ${slack}`, growth <= slack),
  );
  return lines.filter((passed) => !passed).length;
}

/** Prints how long each decryption takes; gives the number of misses. */
export function printDecryption(peers) {
  console.log("\nOne decryption, RSA of 2048 bits, the key read already\n");
  const ours = peers.find(({ name }) => name === OURS).ms;
  for (const { name, ms } of peers) console.log(`${name.padEnd(28)}${`${digits(ms)} ms`.padStart(14)}   ${digits(ms / ours)} x`);
  const ratio = ours / peers.find(({ name }) => name === "jsencrypt").ms;
  return line("decryption / jsencrypt", fraction(ratio), "at most 1/2.5", ratio <= 1 / 2.5) ? 0 : 1;
}

/** Prints how long each signature takes; gives the number of misses. */
export function printSigning(peers) {
  console.log("\nOne signature of a request with an access key (AK/SK), in processor time\n");
  const [ours, theirs] = peers;
  for (const { name, us } of peers) console.log(`${name.padEnd(28)}${`${digits(us)} us`.padStart(14)}   ${digits(us / ours.us)} x`);
  const ratio = ours.us / theirs.us;
  return line("signature / SDK", fraction(ratio), "at most 1/4", ratio <= 1 / 4) ? 0 : 1;
}

/** Prints how long it takes from the import to the first answer; gives the number of misses. */
export function printStarts(starts, rounds, of = "processes") {
  console.log(`\nFrom the import to the first answer, medians of ${rounds} ${of}\n`);
  for (const { title, ms } of starts) console.log(`${title.padEnd(40)}${`${digits(ms)} ms`.padStart(12)}`);
  console.log();
  const msOf = (wanted) => starts.find(({ name }) => name === wanted).ms;
  const lines = [["policy", "casl", 3, 2], ["main", "casl", 5], ["keys", "jsencrypt", 1]].map(([own, other, limit, aim]) => {
    const ratio = msOf(own) / msOf(other);
    return line(`${own} / ${other}`, fraction(ratio), `at most ${limit}${aim ? ` (aim ${aim}${ratio <= aim ? ", reached" : ""})` : ""}`, ratio <= limit);
  });
  return lines.filter((passed) => !passed).length;
}

/** The same in Chromium; the limits are those of Node. */
export function printBrowserStarts(speeds, rounds) {
  let missed = 0;
  for (const { slowed, starts } of speeds) {
    console.log(`\nIn Chromium${slowed === 1 ? "" : `, the processor slowed to 1/${slowed}`}`);
    missed += printStarts(starts, rounds, "cold pages");
  }
  return missed;
}

/** Only what a run over many passwords does has a target: it lasts, and the page must stay smooth all the while. */
export function printConsole(steps, longest) {
  console.log("\nThe console with 10,000 servers: the longest task of the page\n");
  const lines = steps.map(({ name, ms, tasks, longest: is, worked, target, median, slowest }) => {
    const busy = tasks === 0 ? `< ${longest} ms` : `${digits(is)} ms (${tasks})`;
    const more = median === undefined ? "" : `; a frame ${digits(median)} ms, at most ${digits(slowest)} ms`;
    const passed = !target || is <= longest;
    console.log(`${name.padEnd(34)}${busy.padStart(14)}   ${`${digits(worked)} ms of work`.padStart(15)}   ${target ? `at most ${longest} ms: ${passed ? "pass" : "MISS"}` : ""} in ${digits(ms / 1000)} s${more}`);
    return passed;
  });
  return lines.filter((passed) => !passed).length;
}

/** Prints how the time grows; gives the number of misses. */
export function printGrowth(series, limit) {
  console.log("\nHow the time grows\n");
  const lines = series.map(({ name, unit, against, points, times }) => {
    const shown = points.map(({ size, ms }) => `${digits(unit === "µs" ? ms * 1000 : ms)} ${unit} at ${digits(size)}`);
    console.log(`${name}, by ${against}: ${shown.join(", ")}`);
    return line("  ten times as large", `${digits(times)} x as long`, `at most ${limit} x`, times <= limit);
  });
  return lines.filter((passed) => !passed).length;
}

/** Prints how long the largest policies take; gives the number of misses. */
export function printLargest(policies) {
  console.log("\nReading, checking and asking a policy of the most characters that IAM takes, and of the most bytes that are read\n");
  const lines = policies.map(({ name, size, ms, limit }) => line(`${name}, ${digits(size)}`, `${digits(ms)} ms`, `at most ${digits(limit)} ms`, ms <= limit));
  return lines.filter((passed) => !passed).length;
}

/** Prints how long it takes to say who of an account can; gives the number of misses. */
export function printAccounts({ large, growth }, { LIMIT_MS, TIMES_AS_FAST }) {
  console.log("\nWho of an account can: 1,000 users, 300 groups, 500 policies, 100 projects, all operations that have to do with passwords\n");
  const ratio = (one) => one.singly / one.ms;
  const lines = [
    line("whoCan", `${digits(large.ms)} ms`, `at most ${digits(LIMIT_MS)} ms`, large.ms <= LIMIT_MS),
    line("as fast as sets one by one", `${digits(ratio(large))} times`, `at least ${digits(TIMES_AS_FAST)} times`, ratio(large) >= TIMES_AS_FAST),
  ];
  console.log(`new Account ${digits(large.made)} ms, matrix with all projects ${digits(large.matrix)} ms, ${digits(large.rows)} rows of the last question`);
  console.log("\nOne operation, 200 policies, by the number of users\n");
  for (const one of growth) lines.push(line(`${digits(one.users)} users, ${digits(one.ms)} ms`, `${digits(ratio(one))} times`, `at least ${digits(TIMES_AS_FAST)} times`, ratio(one) >= TIMES_AS_FAST));
  return lines.filter((passed) => !passed).length;
}

function line(what, is, wanted, passed) {
  console.log(`${what.padEnd(28)}${is.padStart(14)}   ${wanted.padEnd(32)}${passed ? "pass" : "MISS"}`);
  return passed;
}

function fraction(ratio) {
  return ratio < 1 ? `1/${digits(1 / ratio)}` : digits(ratio);
}

function digits(number) {
  if (number >= 100) return Math.round(number).toLocaleString("en");
  return String(Number(number.toPrecision(3)));
}
