// The installed tarball in Astro without any configuration: as the page is built, and in its script.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { shipped, visit } from "../packaging/building.mjs";
import { ANSWER, MODULE, MODULES } from "../packaging/tiny.mjs";
import { command, framework } from "./framework.mjs";

const folder = framework("astro", {
  "src/tiny.js": MODULE,
  "src/pages/index.astro": `---
import { answer } from "../tiny.js";
---
<!doctype html><html><head><link rel="icon" href="data:,"></head><body><p id="server">{answer()}</p>
<script>
  import { answer } from "../tiny.js";
  document.title = answer();
</script></body></html>
`,
});

test("Astro", async () => {
  command(folder, "astro/bin/astro.mjs", "build");
  const built = path.join(folder, "dist");
  assert.equal(/<p id="server"[^>]*>(.*?)<\/p>/.exec(readFileSync(path.join(built, "index.html"), "utf8"))[1].replaceAll("&quot;", '"'), ANSWER);
  assert.deepEqual(shipped(folder, "dist"), MODULES.map((name) => ({ name, inside: 1, glue: 1, beside: 0 })));
  assert.deepEqual(await visit(built, "index.html"), { title: ANSWER, problems: [], wasm: 0 });
});
