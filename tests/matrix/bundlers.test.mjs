// The installed tarball in what further bundlers make of it without any configuration, opened in Chromium, and in further forms of esbuild.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { root } from "../../src/xtask/steps.mjs";
import { bun, matrix, nodeOf } from "../../src/xtask/tools.mjs";
import { buildAndVisit, bundler, BUNDLERS, compileBy, page, shipped, visit, weigh } from "../packaging/building.mjs";
import { inCopyOf, mustRun, project } from "../packaging/packed.mjs";
import { ANSWER, MODULES, program } from "../packaging/tiny.mjs";

const packages = matrix("bundlers");
const { rspack } = createRequire(path.join(packages, "x.js"))("@rspack/core");
const { rolldown } = await import(pathToFileURL(path.join(packages, "rolldown/dist/index.mjs")).href);

const original = project("bundlers", {
  "index.html": page('<script type="module" src="./main.js"></script>'),
  "main.js": program("document.title = answer();"),
});

const ALSO = {
  Rspack: (folder) => compileBy(rspack, folder),
  async Rolldown(folder) {
    const warnings = [];
    const bundle = await rolldown({ cwd: folder, input: "main.js", onwarn: (warning) => warnings.push(warning.message) });
    await bundle.write({ dir: path.join(folder, "out"), minify: true });
    await bundle.close();
    assert.deepEqual(warnings, []);
  },
  Bun: (folder) => mustRun(folder, bun(), "build", "main.js", "--outdir", "out", "--minify"),
};

/** What a program uses, and the modules that it needs for that. */
const PROGRAMS = { buildRequest: ["client"], PrivateKey: ["keys"], PolicySet: ["policy"], readPolicies: ["read"], Account: ["account"], "Client, PrivateKey": ["client", "keys"], "verdicts, operations": [] };

const once = (modules) => modules.map((name) => ({ name, inside: 1, glue: 1, beside: 0 }));

for (const [name, build] of Object.entries(ALSO)) {
  test(`${name} needs no configuration, and ships each module that is used once, inside`, async () => {
    await inCopyOf(original, `built-${name}`, {}, async (folder) => {
      assert.deepEqual(await buildAndVisit(name, build, folder), { title: ANSWER, problems: [], wasm: 0 });
      assert.deepEqual(shipped(folder), once(MODULES));
    });
  });

  test(`${name} leaves out the modules that are not used`, async () => {
    for (const [at, [names, modules]] of Object.entries(Object.entries(PROGRAMS))) {
      const sources = { "main.js": `import { ${names} } from "ecs-password";\nglobalThis.used = [${names}];\n` };
      await inCopyOf(original, `used-${name}-${at}`, sources, async (folder) => {
        await build(folder);
        assert.deepEqual(shipped(folder), once(modules), names);
      });
    }
  });
}

const esbuild = (folder, format, outfile, more) =>
  bundler("esbuild").build({ absWorkingDir: folder, entryPoints: ["main.js"], bundle: true, minify: true, format, outfile, logLevel: "warning", ...more });

test("esbuild's classic script for a page needs no configuration", async () => {
  const sources = { "out/index.html": page('<script src="./main.js"></script>') };
  await inCopyOf(original, "iife", sources, async (folder) => {
    await esbuild(folder, "iife", "out/main.js");
    assert.deepEqual(await visit(path.join(folder, "out"), "index.html"), { title: ANSWER, problems: [], wasm: 0 });
    assert.deepEqual(shipped(folder), once(MODULES));
  });
});

test("esbuild's CommonJS for Node needs no configuration", async () => {
  await inCopyOf(original, "cjs", { "main.js": program("console.log(answer());") }, async (folder) => {
    await esbuild(folder, "cjs", "out/main.cjs", { platform: "node" });
    for (const major of ["20", "24"]) assert.equal(mustRun(folder, nodeOf(major), "out/main.cjs").trim(), ANSWER);
  });
});

/** The programs that the README tells the sizes of. */
const NAMES = ["Client", "PrivateKey", "PolicySet", "readPolicies"];
/** Those that the table of the entries is not of: Parcel finds the main one alone, and Rollup minifies nothing. */
const SIZED = { ...ALSO, Parcel: BUNDLERS.Parcel, Rollup: BUNDLERS.Rollup };
const ROWS = new Map([...NAMES.map((name) => [`\`${name}\``, name]), ...[2, 3, 4].map((count) => [NAMES.slice(0, count).map((name) => `\`${name}\``).join(", "), NAMES.slice(0, count).join(", ")])]);

test("the README says what further bundlers ship, after gzip", async (context) => {
  const text = /<!-- further sizes: .*?-->\n([^]*?)\n\n/.exec(readFileSync(path.join(root, "README.md"), "utf8"))[1];
  const [head, , ...lines] = text.split("\n").map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
  assert.deepEqual(head.slice(1), Object.keys(SIZED));
  const told = new Map(lines.map(([row, ...sizes]) => [row, sizes.map((size) => Number(/^(\d+) KB$/.exec(size)?.[1]))]));
  assert.deepEqual([...told.keys()], [...ROWS.keys()]);
  const measured = [];
  let right = true;
  for (const [row, names] of ROWS) {
    const sizes = [];
    for (const [name, build] of Object.entries(SIZED)) {
      const sources = { "main.js": `import { ${names} } from "ecs-password";\nglobalThis.used = [${names}];\n` };
      sizes.push(await inCopyOf(original, `size-${name}`, sources, async (folder) => {
        await build(folder);
        return weigh(folder);
      }));
    }
    right &&= sizes.every((size, at) => Math.abs(size - told.get(row)[at]) <= Math.max(2, size * 0.03));
    measured.push(`| ${row} |${sizes.map((size) => ` ${size.toFixed(0)} KB |`).join("")}`);
  }
  const table = measured.join("\n");
  context.diagnostic(table.replaceAll("`", ""));
  assert.ok(right, `the README does not say what was measured:\n${table}`);
});
