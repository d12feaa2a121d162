// From the import to the first answer, each time in a process of its own, as a command line tool or a function in the cloud pays for it.
import { spawnSync } from "node:child_process";
import { Stop } from "../../src/xtask/steps.mjs";
import { makeKey, PASSWORD } from "./decrypt.mjs";
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
    source: `
      const JSEncrypt = require("jsencrypt");
      const reader = new JSEncrypt();
      reader.setPrivateKey(given.key);
      const answer = reader.decrypt(given.ciphertext);`,
  },
};

/** The median of each program in milliseconds, by name. */
export function timeStarts(rounds) {
  const { pkcs1: key, ciphertext } = makeKey();
  const given = JSON.stringify({ document: JSON.stringify(POLICY), action: ACTION, key, ciphertext });
  const samples = Object.fromEntries(Object.keys(PROGRAMS).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of Object.keys(PROGRAMS)) samples[name].push(sample(name, given));
  }
  return Object.entries(PROGRAMS).map(([name, { title }]) => ({ name, title, ms: median(samples[name]) }));
}

function sample(name, given) {
  const { source, answer } = PROGRAMS[name];
  // Node cannot import jsencrypt, whose modules leave out their extensions.
  const program = `import { createRequire } from "node:module"; const require = createRequire(process.cwd() + "/x.js"); const given = ${given}; const start = performance.now(); ${source} const ms = performance.now() - start; console.log(JSON.stringify({ ms, answer }));`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], { cwd: import.meta.dirname, encoding: "utf8" });
  const told = stdout.trim() === "" ? undefined : JSON.parse(stdout);
  if (told?.answer !== answer) throw new Stop(`a wrong answer at the start of ${name}: ${stdout}${stderr}`);
  return told.ms;
}
