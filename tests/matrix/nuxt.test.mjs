// The installed tarball in Nuxt without any configuration: in a component, on the server and in the page, and in a route of its server.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open, shipped } from "../packaging/building.mjs";
import { ANSWER, MODULE, MODULES } from "../packaging/tiny.mjs";
import { command, framework, whileServed } from "./framework.mjs";

const folder = framework("nuxt", {
  "app/lib/tiny.js": MODULE,
  "server/lib/tiny.js": MODULE,
  "app/app.vue": `<script setup>
import { onMounted } from "vue";
import { answer } from "./lib/tiny.js";
const text = answer();
onMounted(() => { document.title = answer(); });
</script>
<template><p id="server">{{ text }}</p></template>
`,
  "server/routes/node.js": 'import { answer } from "../lib/tiny.js";\nexport default defineEventHandler(() => answer());\n',
});

test("Nuxt", async () => {
  command(folder, "nuxt/bin/nuxt.mjs", "build");
  assert.deepEqual(shipped(folder, ".output/public"), MODULES.map((name) => ({ name, inside: 1, glue: 1, beside: 0 })));
  await whileServed(folder, [".output/server/index.mjs"], async (url) => {
    assert.equal(await (await fetch(`${url}/node`)).text(), ANSWER);
    assert.equal(/<p id="server">(.*?)<\/p>/.exec(await (await fetch(url)).text())[1].replaceAll("&quot;", '"'), ANSWER);
    const { title, problems, wasm } = await open(url);
    assert.deepEqual({ title, problems, wasm }, { title: ANSWER, problems: [], wasm: 0 });
  }, { HOST: "127.0.0.1", PORT: "0" });
});
