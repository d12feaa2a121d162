// The components of www/guides/embed.md, with the installed tarball, built by Vite and opened in Chromium: served by the console's server on its sandbox, under its
// Content Security Policy. What the guide shows are these files.
import assert from "node:assert/strict";
import { readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { after, before, test } from "node:test";
import { build } from "vite";
import { launchBrowser } from "../../src/xtask/browser.mjs";
import { root } from "../../src/xtask/steps.mjs";
import { frameworks } from "../../src/xtask/tools.mjs";
import { fetchAsPage, startServer } from "../server/helpers.mjs";
import { copyOf, project, read } from "./packed.mjs";

const FOLDER = "tests/examples/embed";
const packages = frameworks();
const from = createRequire(path.join(packages, "x.js"));

const sourcesOf = (name) => Object.fromEntries([
  ["password.js", read(`${FOLDER}/password.js`)],
  ...readdirSync(path.join(root, FOLDER, name)).map((file) => [file, read(`${FOLDER}/${name}/${file}`)]),
]);

const original = project("embed");
for (const name of readdirSync(packages)) if (!name.startsWith(".")) symlinkSync(path.join(packages, name), path.join(original, "node_modules", name));

/** What each needs of the build, and of the page's policy. */
const APPS = {
  plain: {},
  react: {},
  vue: { plugins: async () => [(await import(from.resolve("@vitejs/plugin-vue"))).default()], trustedTypes: ["vue"] },
};

let browser;
before(async () => { browser = await launchBrowser(); });
after(() => browser?.close());

/** The app, built and served beside the sandbox, for a session of alice on the server that stores a password for her key. */
async function served(name, { plugins = () => [], trustedTypes }) {
  const folder = copyOf(original, `embed-${name}`, sourcesOf(name));
  await build({ root: folder, configFile: false, logLevel: "error", plugins: await plugins(), build: { chunkSizeWarningLimit: 2000, modulePreload: false } });
  const dist = path.join(folder, "dist");
  const origin = await startServer({ root: dist, trustedTypes });
  const guide = await (await fetch(`${origin}/sandbox.json`)).json();
  const user = guide.users.find((each) => each.name === "alice");
  const project = guide.projects.find((each) => each.name === user.project);
  const identity = { methods: ["password"], password: { user: { name: user.name, password: user.password, domain: { name: user.domain } } } };
  const answer = await fetchAsPage(`${origin}/proxy/sandbox/identity/v3/auth/tokens`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ auth: { identity, scope: { project: { id: project.id } } } }),
  });
  const key = guide.keys.find((each) => each.passphrase !== undefined);
  const serverId = guide.servers.find((each) => each.keyPair === key.keyPair && each.project === user.project).id;
  writeFileSync(path.join(dist, "session.json"), JSON.stringify({ cloud: "openstack", token: answer.headers.get("x-subject-token"), projectId: project.id, endpoint: "/proxy/sandbox/compute", serverId }));
  return { origin, key, text: await (await fetch(`${origin}${key.file}`)).text() };
}

for (const [name, app] of Object.entries(APPS)) {
  test(`${name}: a passphrase is asked for, the password is shown, its copy deleted, and then there is none`, async () => {
    const { origin, key, text } = await served(name, app);
    const page = await browser.newPage();
    const problems = [];
    page.on("console", (message) => { if (!message.text().startsWith("Failed to load resource")) problems.push(message.text()); });
    page.on("pageerror", (error) => problems.push(String(error)));
    const asked = new Set();
    page.on("request", (request) => {
      const { pathname } = new URL(request.url());
      if (pathname.startsWith("/proxy/")) asked.add(`${request.method()} ${pathname.split("/").at(-1)}`);
    });
    page.on("dialog", (dialog) => dialog.accept());
    try {
      await page.goto(origin);
      const [ask, remove] = ["Get password", "Delete the stored copy"].map((title) => page.getByRole("button", { name: title }));
      const shown = page.getByLabel("Password", { exact: true });
      const status = page.getByRole("status").last();
      await page.getByLabel("Private key").setInputFiles({ name: "key.pem", mimeType: "text/plain", buffer: Buffer.from(text) });
      await ask.click();
      await status.filter({ hasText: /passphrase/i }).waitFor();
      assert.equal(await shown.textContent(), "");
      assert.ok(await remove.isDisabled());
      await page.getByLabel("Passphrase").fill(key.passphrase);
      await ask.click();
      await shown.filter({ hasText: /\S/ }).waitFor();
      assert.equal(await page.getByLabel("Passphrase").inputValue(), "");
      await remove.click();
      await status.filter({ hasText: /deleted/ }).waitFor();
      await page.getByLabel("Passphrase").fill(key.passphrase);
      await ask.click();
      await status.filter({ hasText: /no password/i }).waitFor();
      assert.equal(await shown.textContent(), "");
      assert.deepEqual(problems, []);
      // All that the guide asks of a proxy.
      assert.deepEqual([...asked], ["GET os-server-password", "DELETE os-server-password"]);
    } finally {
      await page.close();
    }
  });
}

test("the guide shows what is tested", () => {
  const guide = read("www/guides/embed.md");
  const blocks = Array.from(guide.matchAll(/^<!-- the file (\S+): compared by tests\/packaging\/embed\.test\.mjs -->\n```\w+\n(.*?)^```$/gms), ([, file, text]) => ({ file, text }));
  assert.deepEqual(blocks.map(({ file }) => file), ["password.js", "plain/index.html", "plain/main.js", "react/ServerPassword.jsx", "vue/ServerPassword.vue"].map((file) => `${FOLDER}/${file}`));
  for (const { file, text } of blocks) assert.equal(text, read(file), file);
});
