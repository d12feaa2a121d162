// A process that goes on for long and frees nothing: a million decisions, 100,000 policies of which half are broken, 10,000 decryptions.
// It prints what is held after each tenth, as lines of JSON.
import { createPrivateKey, createPublicKey, publicEncrypt, constants } from "node:crypto";
import { readFileSync } from "node:fs";
import { setImmediate as turn } from "node:timers/promises";
import { parsePolicy, PolicySet, PrivateKey } from "ecs-password";
import { memoryOf } from "../../js/memories.mjs";

const TENTHS = 10;
/**
 * How often the collector runs. Left to itself it counts what JavaScript holds, some hundred bytes a handle, and not what stands behind it in the core:
 * it was seen to let 10,000 policies (40 MB) wait.
 */
const EVERY = 1000;
const PASSWORD = "Soak-and-soak-again-1";
const pem = readFileSync(new URL("../../vectors/keys/rsa1024.pem", import.meta.url), "utf8");
const ciphertext = publicEncrypt({ key: createPublicKey(createPrivateKey(pem)), padding: constants.RSA_PKCS1_PADDING }, PASSWORD).toString("base64");

/** A policy of its own for each number, every other one broken: cut off, of no JSON, or with what no policy has. */
function text(number) {
  const whole = JSON.stringify({
    Version: "1.1",
    Statement: [
      { Effect: "Allow", Action: ["ecs:*:get*", "ecs:serverPasswords:manage"], Condition: { StringEquals: { "g:UserName": [`user-${String(number)}`] } } },
      { Effect: "Deny", Action: ["ecs:serverPasswords:*"], Condition: { Bool: { "g:MFAPresent": ["false"] } } },
    ],
  });
  if (number % 2 === 0) return whole;
  return [whole.slice(0, number % whole.length), whole.replaceAll('"', ""), whole.replace("Allow", `Perhaps${String(number)}`)][number % 3];
}

const ACTIONS = ["ecs:serverPasswords:manage", "ecs:cloudServers:get", "ecs:cloudServers:delete"];
const decided = { allow: 0, other: 0 };

const WORK = {
  decisions: {
    of: 1_000_000,
    start() {
      const set = new PolicySet([{ name: "soak", document: text(0) }]);
      const context = (name) => ({ context: { "g:UserName": [name], "g:MFAPresent": ["true"] } });
      const situations = ["user-0", "other"].map((name) => set.situation(context(name)));
      return (number) => {
        decided[set.decide(ACTIONS[number % 3], situations[number % 2]) === "allow" ? "allow" : "other"] += 1;
        // What a page makes at each keystroke, and nobody frees.
        if (number % 100 === 0) set.preview({ actions: ACTIONS }).update(set.situation(context(`user-${String(number)}`)));
      };
    },
  },
  policies: {
    of: 100_000,
    start: () => (number) => {
      const document = text(number);
      parsePolicy(document);
      new PolicySet([{ name: "soak", document }]).check({ action: ACTIONS[0] });
    },
  },
  decryptions: {
    of: 10_000,
    start: () => (number) => {
      const key = PrivateKey.parse(pem);
      const secret = key.decrypt(ciphertext);
      if (secret.reveal() !== PASSWORD) throw new Error(`decryption ${String(number)} gave something else`);
    },
  },
};

/** The collector goes over everything; at the end of the turn the core hears what nobody holds any more. */
async function collected() {
  globalThis.gc();
  await turn();
}

async function held() {
  for (let round = 0; round < 3; round += 1) await collected();
  return { heap: process.memoryUsage().heapUsed, ...Object.fromEntries(["policy", "keys"].map((name) => [name, memoryOf(name).buffer.byteLength])) };
}

for (const [name, { of, start }] of Object.entries(WORK)) {
  const work = start();
  for (let tenth = 1; tenth <= TENTHS; tenth += 1) {
    for (let number = ((tenth - 1) * of) / TENTHS; number < (tenth * of) / TENTHS; number += 1) {
      work(number);
      if (number % EVERY === 0) await collected();
    }
    console.log(JSON.stringify({ name, done: (tenth * of) / TENTHS, ...(await held()) }));
  }
}
console.log(JSON.stringify({ name: "decided", ...decided }));
