// `npm run bench [-- --rounds <n>] [--start] [--signing] [--growth] [--large] [--account] [--console] [--soak] [--strict]`: this package against others, and the console, see README.md.
import { parseArgs } from "node:util";
import { findBrowser, launchBrowser } from "../../src/xtask/browser.mjs";
import { build } from "../../src/xtask/build.mjs";
import { lockedPackages, main, root, say, Stop } from "../../src/xtask/steps.mjs";
import { serve } from "../js/serve.mjs";
import { CATALOGUE, inFive, makeWorkloads } from "./workload.mjs";

const FOLDER = "tests/bench";
const PAGE = "<!doctype html>";

/** Times everything and prints it; gives the number of targets missed. */
export async function compare(api, { rounds, browser = inBrowser }) {
  const [{ casl, plainJs }, { startApart }, { ours, oursInFive }, { check, median, time }, { naiveFive }, { printBrowser, printMedians, printTargets }] = await Promise.all([
    import("./peers.mjs"),
    import("./apart.mjs"),
    import("./ours.mjs"),
    import("./measure.mjs"),
    import("./naive.mjs"),
    import("./report.mjs"),
  ]);
  const work = makeWorkloads();
  const peers = [ours(api, work.situations), casl(work.situations, CATALOGUE), plainJs(work.situations)];
  say("checking all answers (about a minute)");
  tellAgreed(check(peers, work));
  const five = oursInFive(api, inFive(work));
  say("checking those of version 5.0");
  tellAgreed(check([five], five.work, naiveFive), " in version 5.0");
  const cedar = await startApart("cedar-wasm", "cedar.mjs", say);
  let medians;
  try {
    medians = await time([...peers, five], [cedar], work, rounds, (round) => say(`round ${round} of ${rounds}`));
  } finally {
    cedar.end();
  }
  printMedians(medians, [...peers, cedar, five], rounds);
  let missed = printTargets(medians);
  const times = await browser(work, rounds);
  if (times) missed += printBrowser({ median: median(times), slowest: Math.max(...times) }, medians.recompile["ecs-password"]);
  else console.log("\nThere is no Chromium here, so recompile + W3 was not timed in one: `npm run setup browser` installs it.");
  return missed;
}

function tellAgreed(counts, of = "") {
  for (const [name, verdicts] of Object.entries(counts)) {
    say(`${name.toUpperCase()}${of}: all agree; ${verdicts.map(([verdict, count]) => `${count} ${verdict}`).join(", ")}`);
  }
}

/** How long policies take that are as large as they may be; gives the number of targets missed. */
async function largest(api, rounds) {
  const [{ timeLargest }, { printLargest }] = await Promise.all([import("./large.mjs"), import("./report.mjs")]);
  say("reading, checking and asking policies as large as they may be");
  return printLargest(timeLargest(api, rounds));
}

/** How long it takes to say who of an account can; gives the number of targets missed. */
async function accounts(api, rounds) {
  const [{ LIMIT_MS, timeAccounts, TIMES_AS_FAST }, { printAccounts }] = await Promise.all([import("./account.mjs"), import("./report.mjs")]);
  say("asking accounts who can");
  return printAccounts(timeAccounts(api, rounds), { LIMIT_MS, TIMES_AS_FAST });
}

/** How long it takes to the first answer; gives the number of targets missed. */
async function starts(rounds) {
  const [{ timeStarts, timeStartsInBrowser }, { printBrowserStarts, printStarts }] = await Promise.all([import("./start.mjs"), import("./report.mjs")]);
  say("starting each in processes of their own");
  const missed = printStarts(timeStarts(rounds), rounds);
  if (findBrowser()) return missed + printBrowserStarts(await timeStartsInBrowser(rounds), rounds);
  console.log("\nThere is no Chromium here, so no start was timed in one: `npm run setup browser` installs it.");
  return missed;
}

async function decryption(rounds) {
  const [{ timeDecryption }, { printDecryption }] = await Promise.all([import("./decrypt.mjs"), import("./report.mjs")]);
  return printDecryption(await timeDecryption(rounds));
}

async function signing(rounds) {
  const [{ timeSigning }, { printSigning }] = await Promise.all([import("./signing.mjs"), import("./report.mjs")]);
  return printSigning(await timeSigning(rounds));
}

/** How the time grows with what there is, drawn in growth.svg; gives the number of targets missed. */
async function growth(api, rounds) {
  const [{ draw, timeGrowth, timesAsLong, TIMES_AT_MOST }, { printGrowth }] = await Promise.all([import("./growth.mjs"), import("./report.mjs")]);
  const inBrowser = findBrowser() !== undefined;
  const series = await timeGrowth(api, { rounds, inBrowser, tell: (what) => say(`timing how the time grows: ${what}`) });
  // A drawing without the list would replace one with it.
  if (inBrowser) await draw(series);
  else console.log("\nThere is no Chromium here, so the list of servers was not timed: `npm run setup browser` installs it.");
  return printGrowth(series.map((one) => ({ ...one, times: timesAsLong(one) })), TIMES_AT_MOST) + (await largest(api, rounds));
}

/** How long the console is busy with many servers; gives the number of targets missed. */
async function busyConsole() {
  if (!findBrowser()) {
    console.log("\nThere is no Chromium here, so the console was not timed: `npm run setup browser` installs it.");
    return 0;
  }
  const [{ LONGEST_TASK_MS, timeConsole }, { printConsole }] = await Promise.all([import("./console.mjs"), import("./report.mjs")]);
  say("timing the console with 10,000 servers (about a minute)");
  return printConsole(await timeConsole(), LONGEST_TASK_MS);
}

async function inBrowser({ situations, w3 }, rounds) {
  if (!findBrowser()) return undefined;
  // Only isolated pages get a clock finer than 0.1 ms.
  const headers = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };
  const server = await serve(root, { headers, pages: { "/": PAGE } });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(server.url);
    return await page.evaluate(
      async (given) => {
        const [built, { recompileTimes }] = await Promise.all([import("/dist/index.js"), import("/tests/bench/ours.mjs")]);
        return recompileTimes(built, given);
      },
      { situations, ...w3, rounds },
    );
  } finally {
    await browser.close();
    await server.close();
  }
}

await main(import.meta.url, async () => {
  const { values } = parseArgs({
    options: { rounds: { type: "string", default: "15" }, soak: { type: "boolean" }, console: { type: "boolean" }, start: { type: "boolean" }, signing: { type: "boolean" }, growth: { type: "boolean" }, large: { type: "boolean" }, account: { type: "boolean" }, strict: { type: "boolean" } },
  });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Stop("--rounds takes a number from 1 on");
  build({ page: !values.soak });
  const api = await import("../../dist/index.js");
  let missed;
  if (values.console) {
    missed = await busyConsole();
  } else if (values.signing) {
    missed = await signing(rounds);
  } else if (values.start) {
    lockedPackages(FOLDER, "the peers (a few seconds)");
    missed = (await starts(rounds)) + (await decryption(rounds));
  } else if (values.growth) {
    lockedPackages(FOLDER, "the peers (a few seconds)");
    missed = await growth(api, rounds);
  } else if (values.account) {
    missed = await accounts(api, rounds);
  } else if (values.large) {
    missed = await largest(api, rounds);
  } else if (values.soak) {
    const [{ soak }, { printSoak }, glue] = await Promise.all([import("./soak.mjs"), import("./report.mjs"), import("../../dist/glue/policy.js")]);
    const work = makeWorkloads();
    // The core starts with the first call; initSync then gives what is there.
    new api.PolicySet(work.w1.policies).free();
    const { steps, kept } = soak(api, work, glue.initSync({ module: new Uint8Array() }).memory);
    missed = printSoak(steps, kept);
  } else {
    lockedPackages(FOLDER, "the peers (a few seconds)");
    missed = (await starts(rounds)) + (await compare(api, { rounds })) + (await largest(api, rounds)) + (await accounts(api, rounds)) + (await decryption(rounds)) + (await signing(rounds)) + (await busyConsole());
  }
  if (missed > 0 && values.strict) process.exitCode = 1;
});
