// Clouds that whoever runs the server gives, with what their sign-in form is filled with.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { parseOptions } from "../../www/server/options.mjs";
import { startServer, startServerAndBehind, temporaryFolder } from "../server/helpers.mjs";
import { DOMAIN, USERS } from "../../www/server/sandbox/world.mjs";
import { isAccessible, visitor } from "./visitor.mjs";

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
