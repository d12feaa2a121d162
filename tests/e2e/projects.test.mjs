// Changing to another project: from the head of the page, without typing anything again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { OTC } from "../../www/server/sandbox/otc-world.mjs";
import { tokenOf } from "../openstack/keystone.mjs";
import { describedSandbox } from "../server/sandbox-cloud.mjs";
import * as steps from "./steps.mjs";
import { fitsTheWindow, isAccessible, visitor } from "./visitor.mjs";

const { cloud, sandbox } = await describedSandbox();
const { origin } = sandbox;
const { alice, bob } = cloud.users;
const { win2048 } = cloud.servers;

const where = (page, text) => page.getByRole("button", { name: `${text}: Change the project`, exact: true });
const dialog = (page) => page.getByRole("dialog", { name: "Change the project" });
const project = (page, name) => dialog(page).getByRole("button", { name: new RegExp(`^${name} `) });
const server = (page, name) => page.getByRole("link", { name, exact: true });

/** Signs in to the sandbox that is like Open Telekom Cloud. */
async function signInToOtc(page, user) {
  await page.getByText("Or sign in with the form").click();
  await page.getByRole("combobox", { name: "Cloud" }).click();
  await page.getByRole("option", { name: "Sandbox, as T Cloud Public (Open Telekom Cloud)" }).click();
  await steps.signIn(page, user);
}

for (const look of [{ width: 1280 }, { width: 320, colorScheme: "dark" }]) {
  test(`another project has other servers, and what was decrypted is gone after asking: ${look.width} wide`, async () => {
    await sandbox.reset();
    await visitor(
      origin,
      async (page) => {
        await steps.signIn(page, alice);
        await steps.openServer(page, win2048);
        await steps.chooseKeyFile(page, win2048.keyFile);
        await steps.getPassword(page);
        assert.equal(await steps.reveal(page), win2048.password);

        await where(page, "Sandbox cloud · demo").press("Enter");
        await project(page, "staging").waitFor();
        await isAccessible(page, "projects");
        await fitsTheWindow(page, "projects");
        assert.equal(await project(page, "demo").getAttribute("aria-current"), "true");
        await project(page, "staging").press("Enter");
        const ask = page.getByRole("dialog", { name: "Change the project and lose this?" });
        assert.deepEqual(await ask.getByRole("listitem").allInnerTexts(), ["1 decrypted password"]);
        await isAccessible(page, "lose this?");
        await ask.getByRole("button", { name: "Stay in this project" }).click();
        await dialog(page).getByRole("button", { name: "Close" }).click();
        assert.equal(await page.getByText(win2048.password, { exact: true }).count(), 1);

        await where(page, "Sandbox cloud · demo").click();
        await project(page, "staging").click();
        await ask.getByRole("button", { name: "Change the project" }).click();
        await where(page, "Sandbox cloud · staging").waitFor();
        await server(page, "win-2025-staging").waitFor();
        assert.equal(await server(page, win2048.name).count(), 0);
        assert.equal(await page.getByText(win2048.password, { exact: true }).count(), 0);

        // Keys stay, and nothing is lost on the way back.
        await steps.openServer(page, { name: "win-2025-staging" });
        await steps.getPassword(page);
        await page.getByRole("button", { name: "Reveal" }).waitFor();
        await where(page, "Sandbox cloud · staging").click();
        await project(page, "demo").click();
        await ask.getByRole("button", { name: "Change the project" }).click();
        await server(page, win2048.name).waitFor();

        await steps.signOut(page);
        await page.getByText("The cloud has revoked the token.").waitFor();
      },
      look,
    );
  });
}

test("where the cloud refuses the project, the session before goes on", async () => {
  await sandbox.reset();
  await visitor(origin, async (page) => {
    await steps.signIn(page, alice);
    await server(page, win2048.name).waitFor();
    await where(page, "Sandbox cloud · demo").click();
    await project(page, "staging").waitFor();
    await sandbox.addFault({ match: { method: "POST", path: "/v3/auth/tokens" }, fault: { status: 403, body: "{}" }, times: 1 });
    await project(page, "staging").click();
    await dialog(page).getByRole("heading", { name: "The project was not changed" }).waitFor();
    await dialog(page).getByText("You are still in demo; nothing is lost.").waitFor();
    await isAccessible(page, "refused");
    await dialog(page).getByRole("button", { name: "Close" }).click();
    await page.getByRole("button", { name: "Refresh" }).click();
    await server(page, win2048.name).waitFor();

    // The next try is one of its own.
    await where(page, "Sandbox cloud · demo").click();
    await project(page, "staging").click();
    await server(page, "win-2025-staging").waitFor();
  });
});

test("a list that does not come can be asked for again, and a single project is told as that", async () => {
  await sandbox.reset();
  await visitor(origin, async (page) => {
    await steps.signIn(page, bob);
    await server(page, win2048.name).waitFor();
    await sandbox.addFault({ match: { path: "/v3/auth/projects" }, fault: { status: 500, body: "{}" }, times: 1 });
    await where(page, "Sandbox cloud · demo").click();
    await dialog(page).getByRole("heading", { name: "The projects were not listed" }).waitFor();
    await dialog(page).getByRole("button", { name: "Try again" }).click();
    await dialog(page).getByText("There is no other project of this user.").waitFor();
  });
});

test("on a public cloud a project of another region, or one that is disabled, says why it cannot be chosen", async () => {
  await sandbox.reset();
  await visitor(origin, async (page) => {
    const { name, password } = OTC.users.find((user) => user.name === "carol");
    await signInToOtc(page, { name, password, domain: OTC.account.name, project: "eu-de" });
    await server(page, win2048.name).waitFor();
    await where(page, "Sandbox, as T Cloud Public · eu-de").click();
    for (const [other, why] of [["eu-nl", "In the region eu-nl, to which this server does not lead"], ["eu-de_closed", "Disabled: nobody can sign in to it"]]) {
      assert.ok(await project(page, other).isDisabled(), other);
      assert.ok((await project(page, other).innerText()).includes(why), other);
    }
    await project(page, "eu-de_staging").click();
    await where(page, "Sandbox, as T Cloud Public · eu-de_staging").waitFor();
    await server(page, "win-2025-staging").waitFor();
  });
});

test("a token that took a one-time code is exchanged, and so is one that was pasted", async () => {
  await sandbox.reset();
  await visitor(origin, async (page) => {
    await page.getByRole("button", { name: /^erika/ }).first().click();
    await server(page, win2048.name).waitFor();
    await where(page, "Sandbox cloud · demo").click();
    await project(page, "staging").click();
    await server(page, "win-2025-staging").waitFor();
    await steps.signOut(page);
    await page.getByText("The cloud has revoked the token.").waitFor();
  });
  const token = await tokenOf(cloud.identityUrl, alice);
  await visitor(origin, async (page) => {
    await steps.signInWithToken(page, token, cloud.project.id);
    await server(page, win2048.name).waitFor();
    await where(page, "Sandbox cloud · demo").click();
    await project(page, "staging").click();
    await server(page, "win-2025-staging").waitFor();
  });
});
