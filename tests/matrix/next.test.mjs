// The installed tarball in Next.js without any configuration, by both of its bundlers: server component, client component, route, a page at the edge, and an edge route.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { open, shipped } from "../packaging/building.mjs";
import { ANSWER, MODULE, MODULES } from "../packaging/tiny.mjs";
import { command, framework, whileServed } from "./framework.mjs";

const folder = framework("next", {
  "tiny.js": MODULE,
  "app/layout.js": "export default function Layout({ children }) { return <html><body>{children}</body></html>; }\n",
  "app/page.js": `import { answer } from "../tiny.js";
import { Client } from "./client.js";
export const dynamic = "force-dynamic";
export default function Page() { return <main><p id="server">{answer()}</p><Client /></main>; }
`,
  "app/client.js": `"use client";
import { useEffect } from "react";
import { answer } from "../tiny.js";
export function Client() { useEffect(() => { document.title = answer(); }, []); return null; }
`,
  "app/node/route.js": 'import { answer } from "../../tiny.js";\nexport const dynamic = "force-dynamic";\nexport const GET = () => new Response(answer());\n',
  "app/edge-page/page.js": `import { answer } from "../../tiny.js";
export const runtime = "edge";
export default function Page() { return <p id="server">{answer()}</p>; }
`,
  "app/edge/route.js": 'import { answer } from "../../tiny.js";\nexport const runtime = "edge";\nexport const GET = () => new Response(answer());\n',
});

const onServer = (html) => /<p id="server">(.*?)<\/p>/.exec(html)[1].replaceAll("&quot;", '"');

/** By webpack Next 16.4.6 builds no route at the edge, whatever is in it: the manifest of its client components is missing. */
for (const [bundler, routes] of [["turbopack", ["node", "edge"]], ["webpack", ["node"]]]) {
  test(`Next.js, built by ${bundler}`, async () => {
    if (!routes.includes("edge")) rmSync(path.join(folder, "app/edge"), { recursive: true });
    rmSync(path.join(folder, ".next"), { recursive: true, force: true });
    command(folder, "next/dist/bin/next", "build", `--${bundler}`);
    assert.deepEqual(shipped(folder, ".next/static"), MODULES.map((name) => ({ name, inside: 1, glue: 1, beside: 0 })));
    await whileServed(folder, ["node_modules/next/dist/bin/next", "start", "-H", "127.0.0.1", "-p", "0"], async (url) => {
      for (const route of routes) {
        const answer = await fetch(`${url}/${route}`);
        assert.deepEqual([route, answer.status, await answer.text()], [route, 200, ANSWER]);
      }
      for (const page of ["", "edge-page"]) assert.equal(onServer(await (await fetch(`${url}/${page}`)).text()), ANSWER, page);
      const { title, wasm } = await open(url);
      assert.deepEqual([title, wasm], [ANSWER, 0]);
    });
  });
}
