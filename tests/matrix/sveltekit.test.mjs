// The installed tarball in SvelteKit as its template sets it up: on the server, and in the page.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open, shipped } from "../packaging/building.mjs";
import { ANSWER, MODULE, MODULES } from "../packaging/tiny.mjs";
import { command, framework, whileServed } from "./framework.mjs";

const folder = framework("sveltekit", {
  "vite.config.js": 'import { sveltekit } from "@sveltejs/kit/vite";\nexport default { plugins: [sveltekit()] };\n',
  "src/app.html": '<!doctype html><html><head><link rel="icon" href="data:,">%sveltekit.head%</head><body>%sveltekit.body%</body></html>\n',
  "src/lib/tiny.js": MODULE,
  "src/routes/+page.server.js": 'import { answer } from "../lib/tiny.js";\nexport const load = () => ({ answer: answer() });\n',
  "src/routes/+page.svelte": `<script>
  import { onMount } from "svelte";
  import { answer } from "../lib/tiny.js";
  const { data } = $props();
  onMount(() => { document.title = answer(); });
</script>
<p id="server">{data.answer}</p>
`,
});

test("SvelteKit", async () => {
  command(folder, "vite/bin/vite.js", "build");
  assert.deepEqual(shipped(folder, ".svelte-kit/output/client"), MODULES.map((name) => ({ name, inside: 1, glue: 1, beside: 0 })));
  await whileServed(folder, ["node_modules/vite/bin/vite.js", "preview", "--host", "127.0.0.1", "--port", "0"], async (url) => {
    assert.equal(/<p id="server">(.*?)<\/p>/.exec(await (await fetch(url)).text())[1].replaceAll("&quot;", '"'), ANSWER);
    const { title, problems, wasm } = await open(url);
    assert.deepEqual({ title, problems, wasm }, { title: ANSWER, problems: [], wasm: 0 });
  });
});
