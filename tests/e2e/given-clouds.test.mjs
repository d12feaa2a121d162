// Clouds that whoever runs the server gives, with what their sign-in form is filled with.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";
import { parseOptions } from "../../www/server/options.mjs";
import { command, startServer, startServerAndBehind, startOutboundProxy, temporaryFolder } from "../server/helpers.mjs";
import { DOMAIN, USERS } from "../../www/server/sandbox/world.mjs";
import { fitsTheWindow, isAccessible, visitor } from "./visitor.mjs";

const { behind } = await startServerAndBehind();
const [alice] = USERS;

/** The console with these clouds alone, as a file has them. */
async function consoleWith(clouds) {
  const file = path.join(temporaryFolder(), "console.json");
  writeFileSync(file, JSON.stringify({ clouds }));
  return startServer(parseOptions(["--no-sandbox", "--config", file, "--port", "0"], { interactive: false }));
}

const addresses = { identity: `${behind}/sandbox/identity`, compute: `${behind}/sandbox/compute` };
const field = (page, name) => page.getByLabel(name, { exact: true });
const value = (page, name) => field(page, name).inputValue();

test("user and password are all that is left to type, and another cloud has its own", async () => {
  const origin = await consoleWith([
    { name: "lab", label: "Lab in the basement", ...addresses, domain: DOMAIN.name, project: alice.project },
    { name: "other", label: "The other lab", ...addresses, project: "elsewhere" },
  ]);
  await visitor(origin, async (page) => {
    await field(page, "Project").waitFor();
    assert.deepEqual([await value(page, "Domain name"), await value(page, "Project")], [DOMAIN.name, alice.project]);
    await isAccessible(page, "a form that is filled");
    await page.getByRole("combobox", { name: "Cloud" }).click();
    await page.getByRole("option", { name: "The other lab" }).click();
    await page.waitForFunction(() => document.querySelector("wa-input[name=project]").value === "elsewhere");
    assert.equal(await value(page, "Domain name"), "");
    await page.getByRole("combobox", { name: "Cloud" }).click();
    await page.getByRole("option", { name: "Lab in the basement" }).click();
    await page.waitForFunction((project) => document.querySelector("wa-input[name=project]").value === project, alice.project);
    await field(page, "User name").fill(alice.name);
    await field(page, "Password").and(page.locator("input")).fill(alice.password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("heading", { name: "Servers", level: 1 }).waitFor();
  });
});

describe("a cloud that is reached by plain http", async () => {
  // Its name is known to this proxy alone.
  const { url: HTTP_PROXY } = await startOutboundProxy(behind);
  const lab = "lab=http://lab.example/sandbox/identity,http://lab.example/sandbox/compute";
  const half = "half=https://lab.example/identity,http://lab.example/sandbox/compute";
  const args = ["--port", "0", "--no-sandbox", "--allow-http", "lab", "--allow-http", "half", "--cloud", lab, "--cloud", half];
  const origin = await command(args, { HTTP_PROXY, http_proxy: undefined, NO_PROXY: undefined, no_proxy: undefined }).ready;
  const text = (services) => `What passes between this console's server and the cloud (${services}) is not encrypted: others on the network in between can read and change it.`;
  const typed = "What you type here passes there too.";
  const callout = (page) => page.locator(".sign-in wa-callout").filter({ hasText: "Plain http to this cloud" });
  const strip = (page) => page.getByRole("group", { name: "Plain http to this cloud" });

  for (const look of [{ width: 1440, height: 900 }, { width: 768, height: 1024, colorScheme: "dark" }, { width: 390, height: 844, colorScheme: "dark" }, { width: 390, height: 844, locale: "de-DE" }, { width: 768, height: 1024, locale: "zh-CN" }]) {
    test(`the page says so before a password is typed, and above every view (${JSON.stringify(look)})`, async () => {
      await visitor(origin, async (page) => {
        const said = look.locale === undefined ? page.locator("body") : undefined;
        await page.locator(".sign-in wa-callout").waitFor();
        assert.equal(await strip(page).count(), 0);
        if (said) assert.equal((await callout(page).innerText()).replace(/\s+/g, " "), `Plain http to this cloud ${text("Identity, Compute")} ${typed}`);
        await shot(page, look, "form");
        await isAccessible(page, "a form that warns of plain http");
        await fitsTheWindow(page, "a form that warns of plain http");
        const inputs = page.locator(".sign-in wa-input");
        for (const [name, given] of Object.entries({ user: alice.name, domain: DOMAIN.name, password: alice.password, project: alice.project })) {
          await page.locator(`.sign-in wa-input[name=${name}] input`).fill(given);
        }
        await inputs.last().press("Enter");
        await page.locator(".view-servers h1").waitFor();
        const above = page.locator("header .frame-strip");
        for (const [hash, view] of [["servers", "servers"], ["connection", "connection"], ["decrypt", "decrypt"], ["permissions", "permissions"]]) {
          await page.goto(`${origin}/#/${hash}`);
          await page.locator(`.view-${view} h1`).waitFor();
          await above.waitFor();
          if (said) assert.match(await strip(page).innerText(), /^Plain http to this cloud\s+What passes between this console's server and the cloud \(Identity, Compute\) is not encrypted/);
        }
        await page.goto(`${origin}/#/servers`);
        await page.locator(".view-servers h1").waitFor();
        await shot(page, look, "servers");
        await isAccessible(page, "a strip that warns of plain http");
        await fitsTheWindow(page, "a strip that warns of plain http");
      }, look);
    });
  }

  test("where only the compute service is, a password is no part of it, and a token is", async () => {
    await visitor(origin, async (page) => {
      await callout(page).waitFor();
      await page.getByRole("combobox", { name: "Cloud" }).click();
      await page.getByRole("option", { name: "half" }).click();
      const said = async () => (await callout(page).innerText()).replace(/\s+/g, " ");
      await page.getByText("(Compute) is not encrypted").waitFor();
      assert.equal(await said(), `Plain http to this cloud ${text("Compute")}`);
      await page.getByRole("radio", { name: "Token", exact: true }).click();
      await page.getByText(typed).waitFor();
    });
  });
});

/** A picture, where somebody wants to look at one. */
async function shot(page, { width, colorScheme = "light", locale = "en" }, state) {
  const folder = process.env.E2E_SHOTS;
  if (folder) await page.screenshot({ path: path.join(folder, `plain-http-${state}-${String(width)}-${colorScheme}-${locale}.png`) });
}
