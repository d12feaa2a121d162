// The installed tarball in what bundlers make of it without any configuration, and in plain pages and workers without a bundler.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { createServer } from "vite";
import { root } from "../../src/xtask/steps.mjs";
import { BUNDLERS, buildAndVisit, open, page, shipped, visit, weigh } from "./building.mjs";
import { copyOf, inCopyOf, project } from "./packed.mjs";
import { ANSWER, MODULES, program } from "./tiny.mjs";

const ENTRY = "/node_modules/ecs-password/dist/index.js";
const SHOW = program("document.title = answer();");

const original = project("bundlers", {
  "index.html": page('<script type="module" src="./main.js"></script>'),
  "main.js": SHOW,
});

for (const [name, build] of Object.entries(BUNDLERS)) {
  test(`${name} needs no configuration, and ships each module that is used once, inside`, async () => {
    await inCopyOf(original, `bundlers-${name}`, {}, async (folder) => {
      assert.deepEqual(await buildAndVisit(name, build, folder), { title: ANSWER, problems: [], wasm: 0 });
      assert.deepEqual(shipped(folder), MODULES.map((module) => ({ name: module, inside: 1, glue: 1, beside: 0 })));
    });
  });
}

test("Vite's development server needs no configuration, neither the first time nor with what it has kept", async () => {
  await inCopyOf(original, "vite-dev", {}, async (folder) => {
    for (const time of ["cold", "warm"]) {
      const server = await createServer({ root: folder, configFile: false, logLevel: "error", server: { host: "127.0.0.1", port: 0 } });
      await server.listen();
      try {
        const { title, problems, wasm } = await open(server.resolvedUrls.local[0]);
        const own = problems.filter((each) => !each.startsWith("[vite] connect"));
        assert.deepEqual({ time, title, problems: own, wasm }, { time, title: ANSWER, problems: [], wasm: 0 });
      } finally {
        await server.close();
      }
    }
  });
});

/** What a program uses, and the modules that it needs for that. */
const PROGRAMS = {
  buildRequest: ["client"],
  parseResponse: ["client"],
  Client: ["client"],
  PrivateKey: ["keys"],
  PolicySet: ["policy"],
  parsePolicy: ["policy"],
  requestContext: ["policy"],
  readPolicies: ["read"],
  Account: ["account"],
  "PolicySet, buildRequest": ["client", "policy"],
  "Client, PrivateKey": ["client", "keys"],
  "Client, PolicySet, PrivateKey": ["client", "keys", "policy"],
  "Client, PolicySet, PrivateKey, readPolicies": ["client", "keys", "policy", "read"],
  "Account, Client, PolicySet, PrivateKey, readPolicies": ["account", "client", "keys", "policy", "read"],
  "apiVersions, compareFingerprint, conditionKeys, conditionOperators, defaultRoles, EcsPasswordError, envelopeMembers, errorCodes, httpHeaders, idPatterns, isEcsPasswordError, keyPairAlgorithm, listPoliciesOperations, locate, microversions, novaReleases, novaRulePrefix, operations, passwordApis, passwordKeyAlgorithm, policyClouds, policyVersions, scopeKinds, tooManyRequests, verdicts": [],
};

for (const [name, build] of Object.entries(BUNDLERS)) {
  test(`${name} leaves out the modules that are not used`, async () => {
    for (const [index, [names, modules]] of Object.entries(PROGRAMS).entries()) {
      // Parcel reads `exports` only where it is told to.
      const entries = ["ecs-password", ...(modules.length === 1 && name !== "Parcel" ? [`ecs-password/${modules[0]}`] : [])];
      for (const [at, entry] of entries.entries()) {
        const sources = { "main.js": `import { ${names} } from "${entry}";\nglobalThis.used = [${names}];\n` };
        await inCopyOf(original, `used-${name}-${String(index)}-${String(at)}`, sources, async (folder) => {
          await build(folder);
          assert.deepEqual(shipped(folder), modules.map((each) => ({ name: each, inside: 1, glue: 1, beside: 0 })), `${names} of ${entry}`);
        });
      }
    }
  });
}

/** How each of these wants to be told of a file. */
const FILES = {
  Vite: (file) => `import wasm from "${file}?url";`,
  webpack: (file) => `const wasm = new URL("${file}", import.meta.url);`,
  esbuild: (file) => `import wasm from "${file}";`,
};
/** What stands for each module where sizes are told. */
const MAIN = { client: "Client", keys: "PrivateKey", policy: "PolicySet", read: "readPolicies", account: "Account" };
/** The programs that the README tells the sizes of: each entry, and the main one with two, three, four and all five. */
const ROWS = new Map([
  ...Object.entries(MAIN).flatMap(([module, names]) => ["", "/slim"].map((form) => [`\`ecs-password/${module}${form}\``, { entry: `ecs-password/${module}${form}`, names }])),
  ...[2, 3, 4, 5].map((count) => {
    const names = Object.values(MAIN).slice(0, count);
    return [`\`ecs-password\`: ${names.map((each) => `\`${each}\``).join(", ")}`, { entry: "ecs-password", names: names.join(", ") }];
  }),
]);
/** What was weighed already. */
const weights = new Map();

for (const name of Object.keys(FILES)) {
  test(`with ${name}, a slim entry ships its module beside the program, once`, async () => {
    for (const [module, used] of Object.entries(MAIN)) {
      const sources = {
        "main.js": `import { init, ${used} } from "ecs-password/${module}/slim";\n${FILES[name](`ecs-password/${module}.wasm`)}\nglobalThis.used = init(wasm).then(() => ${used});\n`,
      };
      await inCopyOf(original, `slim-${name}-${module}`, sources, async (folder) => {
        await BUNDLERS[name](folder);
        assert.deepEqual(shipped(folder), [{ name: module, inside: 0, glue: 1, beside: 1 }]);
        weights.set(`${name} \`ecs-password/${module}/slim\``, weigh(folder));
      });
    }
  });
}

for (const name of ["Vite", "webpack"]) {
  test(`with ${name}, page and worker share one module, compiled once`, async () => {
    const sources = {
      "main.js": `import { init, PolicySet } from "ecs-password/policy/slim";
${FILES[name]("ecs-password/policy.wasm")}
const compiled = await WebAssembly.compileStreaming(fetch(wasm));
await init(compiled);
const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
worker.onmessage = ({ data }) => { document.title = JSON.stringify([new PolicySet([]).check({ cloud: "otc", action: "ecs:servers:get" }).decision, data]); };
worker.postMessage(compiled);
`,
      "worker.js": `import { init, PolicySet } from "ecs-password/policy/slim";
let compilations = 0;
for (const how of ["compile", "compileStreaming", "instantiateStreaming", "Module"]) {
  WebAssembly[how] = new Proxy(WebAssembly[how], {
    apply(...call) { compilations++; return Reflect.apply(...call); },
    construct(...call) { compilations++; return Reflect.construct(...call); },
  });
}
onmessage = async ({ data }) => {
  await init(data);
  postMessage([new PolicySet([]).check({ cloud: "otc", action: "ecs:servers:get" }).decision, compilations]);
};
`,
    };
    await inCopyOf(original, `worker-${name}`, sources, async (folder) => {
      const { title, problems, wasm } = await buildAndVisit(name, BUNDLERS[name], folder);
      const [{ name: module, inside, beside }, ...others] = shipped(folder);
      assert.deepEqual([module, inside, beside, others], ["policy", 0, 1, []]);
      assert.deepEqual([JSON.parse(title), problems, wasm], [["implicitDeny", ["implicitDeny", 0]], [], 1]);
    });
  });
}

test("the README says what each entry ships, and several together, after gzip", async (context) => {
  const text = /<!-- sizes: .*?-->\n([^]*?)\n\n/.exec(readFileSync(path.join(root, "README.md"), "utf8"))[1];
  const [head, , ...lines] = text.split("\n").map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
  assert.deepEqual(head.slice(1), Object.keys(FILES));
  const told = lines.map(([row, ...sizes]) => [row, sizes.map((size) => Number(/^(\d+) KB$/.exec(size)?.[1]))]);
  assert.deepEqual(told.map(([row]) => row), [...ROWS.keys()]);
  const measured = [];
  let right = true;
  for (const [at, [row, sizes]] of told.entries()) {
    const { entry, names } = ROWS.get(row);
    const found = [];
    for (const [index, name] of Object.keys(FILES).entries()) {
      if (!weights.has(`${name} ${row}`)) {
        const sources = { "main.js": `import { ${names} } from "${entry}";\nglobalThis.used = [${names}];\n` };
        const weighed = await inCopyOf(original, `size-${name}-${at.toString()}`, sources, async (folder) => {
          await BUNDLERS[name](folder);
          return weigh(folder);
        });
        weights.set(`${name} ${row}`, weighed);
      }
      const size = weights.get(`${name} ${row}`);
      found.push(size);
      right &&= Math.abs(size - sizes[index]) <= Math.max(2, size * 0.03);
    }
    measured.push(`| ${row} |${found.map((size) => ` ${size.toFixed(0)} KB |`).join("")}`);
  }
  const table = measured.join("\n");
  context.diagnostic(table.replaceAll("`", ""));
  assert.ok(right, `the README does not say what was measured:\n${table}`);
});

const plain = copyOf(original, "plain", {
  "map.html": page(
    `<script type="module">${SHOW}</script>`,
    `<script type="importmap">{ "imports": { "ecs-password": "${ENTRY}" } }</script>`,
  ),
  "worker.html": page('<script>new Worker("/worker.js", { type: "module" }).onmessage = ({ data }) => { document.title = data; };</script>'),
  "worker.js": program("postMessage(answer());", ENTRY),
  "service.html": page(`<script type="module">
    await navigator.serviceWorker.register("/service.js", { type: "module" });
    const { active } = await navigator.serviceWorker.ready;
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => { document.title = data; };
    active.postMessage("ask", [port2]);
  </script>`),
  "service.js": program('addEventListener("message", ({ ports: [port] }) => port.postMessage(answer()));', ENTRY),
});

for (const [name, file] of Object.entries({ "a page with an import map of one line": "map.html", "a module worker": "worker.html", "a service worker": "service.html" })) {
  test(`${name} takes it as it is installed`, async () => {
    assert.deepEqual(await visit(plain, file), { title: ANSWER, problems: [], wasm: 0 });
  });
}
