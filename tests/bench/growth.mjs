// How the time grows with what there is: decisions with the number of policies, reading with the size of a text, the list with the number of
// servers. Each series is drawn beside a line that grows in proportion (growth.svg).
import { writeFileSync } from "node:fs";
import path from "node:path";
import { launchBrowser } from "../../src/xtask/browser.mjs";
import { Stop } from "../../src/xtask/steps.mjs";
import { start } from "../../www/server/start.mjs";
import { KINDS, readableText, readCheckAndAsk } from "./large.mjs";
import { fastest, median } from "./measure.mjs";
import { CATALOGUE, makePolicies } from "./workload.mjs";

const SIZES = [10, 30, 100, 300, 1000, 3000, 10_000];
/** What is larger takes its time, and needs fewer rounds to be known. */
const ROUNDS_OF_LARGE = 3;
/** The time of something ten times as large may be this many times as long: a tenth and more of it is what the machine does besides. */
export const TIMES_AT_MOST = 12;

/** All series: `{ name, unit, against, points: [{ size, ms }] }`. */
export async function timeGrowth(api, { rounds, inBrowser, tell }) {
  const series = [];
  tell("decisions and reading");
  series.push(...decisions(api, rounds), reading(api, rounds), ...odd(api, rounds));
  if (inBrowser) {
    tell("the list of servers in Chromium");
    series.push(await list(Math.min(rounds, 5)));
  }
  return series;
}

function decisions(api, rounds) {
  const against = "policies in the set";
  const [again, first, making] = [[], [], []];
  // The first one warms up, and counts for nothing.
  for (const [turn, size] of [SIZES[0], ...SIZES].entries()) {
    const policies = makePolicies(size, 2, 6);
    let set;
    const make = () => {
      set?.free();
      set = new api.PolicySet(policies);
    };
    const made = fastest(size > 300 ? ROUNDS_OF_LARGE : rounds, make);
    const situation = set.situation({});
    const actions = CATALOGUE.slice(0, 200);
    // Every action for the first time: of a set that remembers none of them.
    let next = 0;
    const decided = fastest(rounds, () => void set.decide(`x:${String((next += 1))}:get`, situation));
    for (const action of actions) set.decide(action, situation);
    const all = fastest(rounds, () => { for (const action of actions) set.decide(action, situation); });
    if (turn > 0) {
      making.push({ size, ms: made });
      first.push({ size, ms: decided });
      again.push({ size, ms: all / actions.length });
    }
    situation.free();
    set.free();
  }
  return [
    { name: "a decision, its action asked before", unit: "µs", against, points: again },
    { name: "a decision, its action new", unit: "µs", against, points: first },
    { name: "reading the set", unit: "ms", against, points: making },
  ];
}

function reading(api, rounds) {
  // A text has at most 1 MiB.
  const texts = [10, 30, 100, 300, 1000, 3000].map((statements) => makePolicies(1, statements, 6)[0].document);
  const points = texts.map((text) => ({ size: text.length / 1024, ms: fastest(rounds, () => void api.parsePolicy(text)) }));
  return { name: "reading one policy", unit: "ms", against: "KB of text", points };
}

function odd(api, rounds) {
  return Object.keys(KINDS).map((name) => {
    const points = [300, 1000, 3000, 10_000].map((count) => {
      const text = readableText(name, count);
      return { size: text.length / 1024, ms: fastest(Math.min(rounds, ROUNDS_OF_LARGE), () => { readCheckAndAsk(api, text); }) };
    });
    return { name: `reading, checking and asking: ${name}`, unit: "ms", against: "KB of text", points };
  });
}

/** From the click that signs in until all servers are there. */
async function list(rounds) {
  const points = [];
  for (const size of SIZES) {
    const { server, url } = await start({ host: "127.0.0.1", port: 0, sandbox: { servers: size } });
    const browser = await launchBrowser();
    try {
      const times = [];
      let shown = 0;
      for (let round = 0; round < rounds; round += 1) {
        const { count, ms } = await listed(browser, url);
        times.push(ms);
        shown = count;
      }
      // The sandbox has some servers of its own.
      if (shown < size) throw new Stop(`the list has ${String(shown)} servers in place of ${String(size)}`);
      points.push({ size: shown, ms: median(times) });
    } finally {
      await browser.close();
      server.close().closeAllConnections();
    }
  }
  return { name: "the console's list, from signing in until all are there", unit: "ms", against: "servers", points };
}

async function listed(browser, url) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  try {
    await page.goto(url);
    const signIn = page.getByRole("button", { name: /^alice/ });
    await signIn.waitFor();
    const before = performance.now();
    await signIn.click();
    const done = page.getByText(/^[\d,]+ servers, /);
    await done.waitFor({ timeout: 300_000 });
    const ms = performance.now() - before;
    const [, count] = /^([\d,]+) servers, /.exec(await done.innerText());
    return { count: Number(count.replaceAll(",", "")), ms };
  } finally {
    await page.close();
  }
}

/** How many times as long something ten times as large takes, by the upper half of a series: small things cost what everything costs. */
export function timesAsLong({ points }) {
  const upper = points.slice(points.length >> 1);
  const [one, other] = [upper[0], upper.at(-1)];
  return 10 ** (Math.log(other.ms / one.ms) / Math.log(other.size / one.size));
}

/** Writes growth.svg. */
export async function draw(series) {
  const { init } = await import("echarts");
  const [width, each, left, top] = [760, 300, 70, 56];
  const columns = 2;
  const rows = Math.ceil(series.length / columns);
  const cell = (index) => ({ x: (index % columns) * width, y: Math.floor(index / columns) * each });
  const chart = init(null, null, { renderer: "svg", ssr: true, width: width * columns, height: rows * each });
  const inUnit = ({ unit, points }) => points.map(({ size, ms }) => [size, unit === "µs" ? ms * 1000 : ms]);
  const log = { type: "log", axisLabel: { formatter: (value) => value.toLocaleString("en", { maximumFractionDigits: 6 }), color: "#444" }, minorSplitLine: { show: false }, splitLine: { lineStyle: { color: "#ddd" } }, nameTextStyle: { color: "#444" } };
  chart.setOption({
    animation: false,
    backgroundColor: "#fff",
    title: series.map((one, index) => ({ text: one.name, left: cell(index).x + left, top: cell(index).y + 10, textStyle: { fontSize: 15, fontWeight: "normal", color: "#111" } })),
    grid: series.map((_, index) => ({ left: cell(index).x + left, top: cell(index).y + top, width: width - left - 60, height: each - top - 52 })),
    xAxis: series.map(({ against }, index) => ({ ...log, gridIndex: index, name: against, nameLocation: "middle", nameGap: 26 })),
    yAxis: series.map(({ unit }, index) => ({ ...log, gridIndex: index, name: unit })),
    series: series.flatMap((one, index) => {
      const points = inUnit(one);
      const [size, value] = points.at(-1);
      const at = { xAxisIndex: index, yAxisIndex: index, type: "line" };
      return [
        { ...at, data: points, symbolSize: 7, color: "#0b57d0", lineStyle: { width: 2 } },
        { ...at, data: [[points[0][0], (value * points[0][0]) / size], [size, value]], symbol: "none", color: "#888", lineStyle: { type: "dashed", width: 1 } },
      ];
    }),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  writeFileSync(path.join(import.meta.dirname, "growth.svg"), `${svg}\n`);
}
