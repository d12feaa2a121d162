// On plain OpenStack: what the roles of the session allow by the rules that a release of Nova comes with.
import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer } from "../server/helpers.mjs";
import { parseOptions } from "../../www/server/options.mjs";
import { fitsTheWindow, isAccessible, visitor } from "./visitor.mjs";

const origin = await startServer(parseOptions(["--port", "0"], { interactive: false }));

const card = (page) => page.getByRole("region", { name: "What the roles of this session allow" });
const verdicts = async (page) => Object.fromEntries(await card(page).locator("tbody tr").evaluateAll((rows) => rows.map((row) => [row.cells[0].textContent.trim(), `${row.cells[1].textContent.trim()}: ${row.cells[2].textContent.trim()}`])));

async function signInAs(page, name) {
  await page.locator(".demo-user").filter({ has: page.getByText(name, { exact: true }) }).click();
  await page.getByRole("heading", { name: "Servers", level: 1 }).waitFor();
  await page.getByRole("link", { name: "Permissions", exact: true }).click();
  await card(page).waitFor();
}

for (const look of [{ width: 1440 }, { width: 390, colorScheme: "dark" }, { width: 320 }]) {
  test(`a reader, by the release that is chosen (${JSON.stringify(look)})`, async () => {
    await visitor(origin, async (page) => {
      await signInAs(page, "bob");
      const newest = await verdicts(page);
      assert.equal(newest["Get a password"], "Usually allowed: reader");
      assert.equal(newest["Delete a stored password"], "Usually not allowed: member");
      assert.equal(newest["Read a key pair"], "Usually allowed: the user's own key pairs");
      assert.equal(Object.keys(newest).length, 8);
      await card(page).getByText("none of it is certain here").waitFor();
      await isAccessible(page, "what roles allow");
      await fitsTheWindow(page, "what roles allow");
      await card(page).getByLabel("Release of Nova, assumed").selectOption({ label: "Train (Nova 20) and before" });
      await page.waitForFunction(() => !document.querySelector(".nova-deny"));
      assert.equal((await verdicts(page))["Delete a stored password"], "Usually allowed: any role in the project");
      await card(page).getByLabel("Release of Nova, assumed").selectOption({ label: "Ussuri to Zed (Nova 21 to 26)" });
      await card(page).getByText("switched off unless the operator switches them on").waitFor();
    }, { height: 900, ...look });
  });
}

test("a public cloud has no such card, nor has who is not signed in", async () => {
  await visitor(origin, async (page) => {
    await page.getByRole("link", { name: "Permissions", exact: true }).click();
    await page.getByRole("heading", { name: "What may a user with these policies do?" }).waitFor();
    assert.equal(await card(page).count(), 0);
  });
});
