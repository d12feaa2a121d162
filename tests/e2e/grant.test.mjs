// A button whose call is certainly refused says so first; and what would allow a call that was refused.
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { describedSandbox } from "../server/sandbox-cloud.mjs";
import * as steps from "./steps.mjs";
import { counts, fitsTheWindow, isAccessible, reads, visitor } from "./visitor.mjs";

const { cloud: { servers, users }, sandbox } = await describedSandbox();
const { origin, addFault, clearFaults } = sandbox;
const SERVER = { name: "win-2022-a" };
afterEach(clearFaults);

const seen = async (page, state) => {
  await isAccessible(page, state);
  await fitsTheWindow(page, state);
};
const allowing = (page) => page.locator("details.grant");
const warned = (page) => page.locator(".warned");
const tryIt = (page) => page.getByRole("button", { name: "Try all the same" });

async function signInAs(page, name, cloud = "T Cloud Public") {
  await page.getByRole("combobox", { name: "Cloud" }).click();
  await page.getByRole("option", { name: `Sandbox, as ${cloud}` }).click();
  await page.getByRole("button", { name: new RegExp(`^${name}`) }).click();
  await page.getByRole("heading", { name: "Servers", level: 1 }).waitFor();
}

/** Goes to the permissions, where the user's policies are loaded, and back to the server. */
async function loadPolicies(page, tab) {
  await page.getByRole("link", { name: "Permissions" }).click();
  await page.getByRole("tab", { name: tab, selected: true }).waitFor();
  await page.locator("tr.row").first().waitFor();
  await page.getByRole("link", { name: "Servers" }).click();
}

/** Opens it as the keyboard does. */
async function openAllowing(page) {
  await allowing(page).locator("summary").focus();
  await page.keyboard.press("Enter");
}

test("without policies, the least policy that is missing and all that it adds to none", async () => {
  await visitor(origin, async (page, { requests }) => {
    await signInAs(page, "alice");
    await steps.openServer(page, SERVER);
    await steps.getPassword(page);
    await steps.problem(page, "alice may not get passwords here").waitFor();
    const modules = () => requests.map((request) => new URL(request.url()).pathname).filter((path) => /policy.*\.wasm$/.test(path)).length;
    assert.equal(modules(), 0, "nothing of it is loaded before it is wanted");
    await openAllowing(page);
    await allowing(page).getByText("Newly allowed are exactly these 4 APIs:").waitFor();
    assert.equal(modules(), 1);
    await reads(allowing(page), /compared with none/);
    await reads(allowing(page), /That is more than this call: the APIs of one action cannot be granted apart\./);
    for (const method of ["GET", "DELETE"]) await reads(allowing(page), new RegExp(`${method} /v2\\.1/\\{project_id\\}/servers/\\{server_id\\}/os-server-password`));
    const text = await allowing(page).getByRole("region", { name: "The policy" }).innerText();
    assert.deepEqual(JSON.parse(text).Statement, [{ Effect: "Allow", Action: ["ecs:serverPasswords:manage"] }]);
    await allowing(page).getByRole("button", { name: "Copy" }).click();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), text.trim());
    await seen(page, "what would allow it");
  }, { width: 390, height: 844, permissions: ["clipboard-read", "clipboard-write"] });
});

test("where the loaded policies deny it, the button explains first, and can be tried all the same; no grant is proposed", async () => {
  await visitor(origin, async (page, { requests }) => {
    await signInAs(page, "alice");
    await loadPolicies(page, "passwords-with-mfa");
    await steps.openServer(page, SERVER);
    const asked = () => requests.filter((request) => request.url().endsWith("/os-server-password")).length;
    await page.getByRole("button", { name: "Get password", exact: true }).focus();
    await page.keyboard.press("Enter");
    await warned(page).getByText("passwords-with-mfa, statement 1").waitFor();
    assert.ok(await warned(page).evaluate((element) => element === document.activeElement), "the explanation has the focus");
    assert.equal(asked(), 0);
    await seen(page, "explained before");
    await page.getByRole("button", { name: "Leave it" }).click();
    await counts(warned(page), 0);
    await steps.getPassword(page);
    await tryIt(page).focus();
    await page.keyboard.press("Enter");
    await steps.problem(page, "alice may not get passwords here").waitFor();
    assert.equal(asked(), 1);
    await openAllowing(page);
    await allowing(page).getByText("The loaded policies deny it: no grant helps").waitFor();
    await reads(allowing(page), /passwords-with-mfa, statement 1/);
    await counts(allowing(page).locator("pre"), 0, "no policy is proposed");
    await seen(page, "denied");
    await page.getByRole("link", { name: "See what the policies allow of it" }).or(page.getByRole("link", { name: /^Why is it missing/ })).first().click();
    await page.getByRole("group", { name: "Explanation", exact: true }).waitFor();
  });
});

test("a button that hangs on something says on what, and is a button like any other", async () => {
  await visitor(origin, async (page, { requests }) => {
    await signInAs(page, "erin", "Huawei Cloud");
    await page.getByRole("link", { name: "Permissions" }).click();
    await page.locator("tr.row").first().waitFor();
    await page.getByRole("link", { name: "Servers" }).click();
    await steps.openServer(page, SERVER);
    await page.locator(".may-hint").first().getByText("By the loaded policies it depends on:").waitFor();
    await seen(page, "it hangs on something");
    await steps.getPassword(page);
    await page.locator(".stored .problem, .stored h3").first().waitFor();
    assert.equal(requests.filter((request) => request.url().endsWith("/os-server-password") && request.method() === "GET").length, 1);
  });
});

test("on plain OpenStack the least default role is named, with the rule, and who may change it", async () => {
  await visitor(origin, async (page) => {
    await steps.signIn(page, users.bob);
    await steps.openServer(page, servers.win2048);
    await steps.waive(page);
    await steps.deleteStoredCopy(page);
    await allowing(page).waitFor();
    await openAllowing(page);
    await reads(allowing(page), /Role\s*member\s*Rule\s*os_compute_api:os-server-password:clear/);
    await reads(allowing(page), /The cloud's operator may have changed the rules\./);
    await seen(page, "the least role");
  });
});

test("a refusal with another cause than a missing action has no such part", async () => {
  await visitor(origin, async (page) => {
    await signInAs(page, "carol");
    await steps.openServer(page, SERVER);
    await addFault({ match: { path: "/os-server-password" }, fault: { status: 403, body: JSON.stringify({ error_code: "APIGW.0401", error_msg: "said" }) }, times: 2 });
    await steps.getPassword(page);
    await page.locator(".stored .problem").waitFor();
    await counts(allowing(page), 0);
  });
});
