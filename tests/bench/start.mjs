// From the import to the first answer, each time in a process of its own, as a command line tool or a function in the cloud pays for it.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "vite";
import { launchBrowser } from "../../src/xtask/browser.mjs";
import { Stop } from "../../src/xtask/steps.mjs";
import { makeKey, PASSWORD } from "./decrypt.mjs";
import { serve } from "../js/serve.mjs";
import { median } from "./measure.mjs";

const POLICY = { Version: "1.1", Statement: [{ Effect: "Allow", Action: ["ecs:*:get*", "ecs:*:list*"] }] };
const ACTION = "ecs:servers:list";

const decides = (entry) => `
  const { PolicySet } = await import(${JSON.stringify(entry)});
  const set = new PolicySet([{ name: "p", document: given.document }]);
  const answer = set.check({ action: given.action }).decision;`;

/** Programs that leave what they found in `answer`; what they are asked about is in `given` before the clock starts. */
const PROGRAMS = {
  policy: { title: "ecs-password/policy, first decision", answer: "allow", source: decides("../../dist/policy.js") },
  main: { title: "ecs-password, first decision", answer: "allow", source: decides("../../dist/index.js") },
  casl: {
    title: "@casl/ability, first decision",
    answer: "allow",
    // Its patterns are written out already.
    source: `
      const { Ability } = await import("@casl/ability");
      const [{ Action }] = JSON.parse(given.document).Statement;
      const ability = new Ability([{ action: Action.map((each) => each.replace("*", "servers").replace("*", "")), subject: "request" }]);
      const answer = ability.can(given.action, "request") ? "allow" : "no";`,
  },
  keys: {
    title: "ecs-password/keys, first decryption",
    answer: PASSWORD,
    source: `
      const { PrivateKey } = await import("../../dist/keys.js");
      const answer = PrivateKey.parse(given.key).decrypt(given.ciphertext).reveal();`,
  },
  jsencrypt: {
    title: "jsencrypt, first decryption",
    answer: PASSWORD,
    // In Node without its module, whose imports leave out their extensions.
    source: `
      const JSEncrypt = globalThis.document ? (await import("jsencrypt")).JSEncrypt : require("jsencrypt");
      const reader = new JSEncrypt();
      reader.setPrivateKey(given.key);
      const answer = reader.decrypt(given.ciphertext);`,
  },
};

/** The median of each program in milliseconds, by name. */
export function timeStarts(rounds) {
  const given = JSON.stringify(makeGiven());
  const samples = Object.fromEntries(Object.keys(PROGRAMS).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of Object.keys(PROGRAMS)) samples[name].push(sample(name, given));
  }
  return mediansOf(samples);
}

function makeGiven() {
  const { pkcs1: key, ciphertext } = makeKey();
  return { document: JSON.stringify(POLICY), action: ACTION, key, ciphertext };
}

function mediansOf(samples) {
  return Object.entries(PROGRAMS).map(([name, { title }]) => ({ name, title, ms: median(samples[name]) }));
}

function sample(name, given) {
  const { source, answer } = PROGRAMS[name];
  const program = `import { createRequire } from "node:module"; const require = createRequire(process.cwd() + "/x.js"); const given = ${given}; const start = performance.now(); ${source} const ms = performance.now() - start; console.log(JSON.stringify({ ms, answer }));`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], { cwd: import.meta.dirname, encoding: "utf8" });
  const told = stdout.trim() === "" ? undefined : JSON.parse(stdout);
  if (told?.answer !== answer) throw new Stop(`a wrong answer at the start of ${name}: ${stdout}${stderr}`);
  return told.ms;
}

/** The same in Chromium, each time in a context of its own with nothing in its cache: at full speed, and with the processor slowed to a quarter. */
export async function timeStartsInBrowser(rounds) {
  const folder = mkdtempSync(path.join(import.meta.dirname, "node_modules", "start-"));
  const given = makeGiven();
  try {
    for (const name of Object.keys(PROGRAMS)) await bundle(name, folder);
    const server = await serve(path.join(folder, "out"), { pages: { "/": "<!doctype html>" } });
    const browser = await launchBrowser();
    const speeds = [1, 4].map((slowed) => ({ slowed, samples: Object.fromEntries(Object.keys(PROGRAMS).map((name) => [name, []])) }));
    try {
      for (let round = 0; round < rounds; round += 1) {
        for (const { slowed, samples } of speeds) {
          for (const name of Object.keys(PROGRAMS)) samples[name].push(await sampleInBrowser(browser, server.url, name, given, slowed));
        }
      }
    } finally {
      await browser.close();
      await server.close();
    }
    return speeds.map(({ slowed, samples }) => ({ slowed, starts: mediansOf(samples) }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The program as one file, as an application ships it. */
async function bundle(name, folder) {
  const entry = path.join(import.meta.dirname, `${path.basename(folder)}-${name}.mjs`);
  const source = PROGRAMS[name].source.replace(/require\("jsencrypt"\)/, "undefined");
  writeFileSync(entry, `export default async function run(given) {${source}\n return answer; }`);
  try {
    await build({
      root: import.meta.dirname,
      configFile: false,
      logLevel: "error",
      build: {
        outDir: path.join(folder, "out"),
        emptyOutDir: false,
        lib: { entry, formats: ["es"], fileName: () => `${name}.js` },
        rollupOptions: { output: { codeSplitting: false } },
      },
    });
  } finally {
    rmSync(entry, { force: true });
  }
}

async function sampleInBrowser(browser, url, name, given, slowed) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.goto(url);
    const devtools = await context.newCDPSession(page);
    await devtools.send("Emulation.setCPUThrottlingRate", { rate: slowed });
    const { ms, answer } = await page.evaluate(
      async ([file, of]) => {
        const start = performance.now();
        const found = await (await import(file)).default(of);
        return { ms: performance.now() - start, answer: found };
      },
      [`/${name}.js`, given],
    );
    if (answer !== PROGRAMS[name].answer) throw new Stop(`a wrong answer at the start of ${name} in Chromium: ${String(answer)}`);
    return ms;
  } finally {
    await context.close();
  }
}
