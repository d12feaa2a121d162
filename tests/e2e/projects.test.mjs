// Changing to another project or region: from the head of the page, without typing anything again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { parseOptions } from "../../www/server/options.mjs";
import { OTC } from "../../www/server/sandbox/otc-world.mjs";
import { APPLICATION_CREDENTIALS } from "../../www/server/sandbox/world.mjs";
import { tokenOf } from "../openstack/keystone.mjs";
import { startCloud, startServer, startServerAndBehind, temporaryFolder } from "../server/helpers.mjs";
import { describedSandbox } from "../server/sandbox-cloud.mjs";
import * as steps from "./steps.mjs";
import { fitsTheWindow, isAccessible, visitor } from "./visitor.mjs";

const { cloud, sandbox } = await describedSandbox();
const { origin } = sandbox;
const { alice, bob } = cloud.users;
const { win2048 } = cloud.servers;

const where = (page, text) => page.getByRole("button", { name: `${text}: Change the project or region`, exact: true });
const dialog = (page) => page.getByRole("dialog", { name: "Change the project or region" });
const project = (page, name) => dialog(page).getByRole("button", { name: new RegExp(`^${name} `) });
const region = (page, name) => dialog(page).getByRole("list", { name: "Region", exact: true }).getByRole("button", { name: new RegExp(`^${name}(?: |$)`) });
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

        await where(page, "Sandbox cloud · RegionOne · demo").press("Enter");
        await project(page, "staging").waitFor();
        await isAccessible(page, "projects");
        await fitsTheWindow(page, "projects");
        assert.equal(await project(page, "demo").getAttribute("aria-current"), "true");
        // The second region of the catalogue is where no server of this console leads.
        await region(page, "RegionTwo").waitFor();
        assert.equal(await region(page, "RegionOne").getAttribute("aria-current"), "true");
        assert.ok(await region(page, "RegionTwo").isDisabled());
        assert.match(await region(page, "RegionTwo").innerText(), /This server does not lead to it/);
        await project(page, "staging").press("Enter");
        const ask = page.getByRole("dialog", { name: "Change the project and lose this?" });
        assert.deepEqual(await ask.getByRole("listitem").allInnerTexts(), ["1 decrypted password"]);
        await isAccessible(page, "lose this?");
        await ask.getByRole("button", { name: "Stay in this project" }).click();
        await dialog(page).getByRole("button", { name: "Close" }).click();
        assert.equal(await page.getByText(win2048.password, { exact: true }).count(), 1);

        await where(page, "Sandbox cloud · RegionOne · demo").click();
        await project(page, "staging").click();
        await ask.getByRole("button", { name: "Change the project" }).click();
        await where(page, "Sandbox cloud · RegionOne · staging").waitFor();
        await server(page, "win-2025-staging").waitFor();
        assert.equal(await server(page, win2048.name).count(), 0);
        assert.equal(await page.getByText(win2048.password, { exact: true }).count(), 0);

        // Keys stay, and nothing is lost on the way back.
        await steps.openServer(page, { name: "win-2025-staging" });
        await steps.getPassword(page);
        await page.getByRole("button", { name: "Reveal" }).waitFor();
        await where(page, "Sandbox cloud · RegionOne · staging").click();
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
    await where(page, "Sandbox cloud · RegionOne · demo").click();
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
    await where(page, "Sandbox cloud · RegionOne · demo").click();
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
    await where(page, "Sandbox cloud · RegionOne · demo").click();
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
    // By their regions, which the names of the projects say.
    assert.deepEqual(await dialog(page).getByRole("list").evaluateAll((lists) => lists.map((list) => list.getAttribute("aria-label"))), ["Region eu-de", "Region eu-nl"]);
    await isAccessible(page, "projects of two regions");
    await fitsTheWindow(page, "projects of two regions");
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
    await where(page, "Sandbox cloud · RegionOne · demo").click();
    await project(page, "staging").click();
    await server(page, "win-2025-staging").waitFor();
    await steps.signOut(page);
    await page.getByText("The cloud has revoked the token.").waitFor();
  });
  const token = await tokenOf(cloud.identityUrl, alice);
  await visitor(origin, async (page) => {
    await steps.signInWithToken(page, token, cloud.project.id);
    await server(page, win2048.name).waitFor();
    await where(page, "Sandbox cloud · RegionOne · demo").click();
    await project(page, "staging").click();
    await server(page, "win-2025-staging").waitFor();
  });
});

/** Signs in with an access key to the sandbox that is like T Cloud Public. */
async function signInWithKey(page, { access, secret, securityToken }) {
  await page.getByRole("combobox", { name: "Cloud" }).click();
  await page.getByRole("option", { name: "Sandbox, as T Cloud Public" }).click();
  await page.getByText("Or sign in with the form").click();
  await page.getByRole("radio", { name: "Access key", exact: true }).click();
  await page.getByLabel("Access key ID").fill(access);
  const secretField = (name) => page.getByLabel(name, { exact: true }).and(page.locator("input"));
  await secretField("Secret access key").fill(secret);
  await secretField("Security token").fill(securityToken);
  await page.getByLabel("Project ID").fill(OTC.project.id);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await server(page, win2048.name).waitFor();
}

test("with an access key the projects of the account are listed, each request signed, and another one is signed for", async () => {
  await sandbox.reset();
  await visitor(origin, async (page, { requests }) => {
    await signInWithKey(page, OTC.accessKeys[0]);
    await where(page, "Sandbox, as T Cloud Public").click();
    await dialog(page).getByText("The projects of the account.").waitFor();
    await isAccessible(page, "projects of an access key");
    assert.equal(await project(page, "eu-de").getAttribute("aria-current"), "true");
    // Only the list tells in which region the session is.
    assert.ok(await project(page, "eu-nl").isDisabled());
    await project(page, "eu-de_staging").click();
    await server(page, "win-2025-staging").waitFor();
    await where(page, "Sandbox, as T Cloud Public · eu-de_staging").waitFor();
    const asked = requests.filter((request) => new URL(request.url()).pathname.includes("/identity/"));
    assert.deepEqual(asked.map((request) => new URL(request.url()).pathname), ["/proxy/sandbox-otc/identity/v3/projects"]);
    for (const request of asked) assert.match((await request.allHeaders()).authorization, /^SDK-HMAC-SHA256 Access=OTCSANDBOXTEMPORARY1, /);
  });
});

test("where the user of an access key may not list projects, the page says what it takes, and the session goes on", async () => {
  await sandbox.reset();
  await visitor(origin, async (page) => {
    await signInWithKey(page, OTC.accessKeys[1]);
    await where(page, "Sandbox, as T Cloud Public").click();
    await dialog(page).getByRole("heading", { name: "The projects were not listed" }).waitFor();
    await dialog(page).getByText("With an access key, listing them takes the permission iam:projects:listProjects.").waitFor();
    await isAccessible(page, "projects that an access key may not list");
    await dialog(page).getByRole("button", { name: "Close" }).click();
    await page.getByRole("button", { name: "Refresh" }).click();
    await server(page, win2048.name).waitFor();
  });
});

/** The console with these clouds alone, as a file has them. */
async function consoleWith(clouds) {
  const file = path.join(temporaryFolder(), "console.json");
  writeFileSync(file, JSON.stringify({ clouds }));
  return startServer(parseOptions(["--no-sandbox", "--config", file, "--port", "0"], { interactive: false }));
}

const FAR = { id: "0f0f0f0f-1111-4222-8333-444444444444", name: "win-in-region-two", status: "ACTIVE", addresses: {}, metadata: {}, image: "", "OS-EXT-STS:vm_state": "active" };

test("another region of the same Keystone is changed to, where the console's server leads to it", async () => {
  const { behind } = await startServerAndBehind();
  const far = await startCloud(({ url }, response) => {
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(url.includes("/servers") ? { servers: [FAR] } : { version: { id: "v2.1", version: "2.79", min_version: "2.1" } }));
  });
  const identity = `${behind}/sandbox/identity`;
  const at = await consoleWith([
    { name: "one", label: "Lab", identity, compute: `${behind}/sandbox/compute`, region: "RegionOne" },
    { name: "two", label: "Lab", identity, compute: far.url, region: "RegionTwo" },
  ]);
  const clouds = await (await fetch(`${at}/clouds.json`)).json();
  assert.deepEqual(clouds.map(({ region: name, keystone, addresses }) => [name, keystone, addresses]), [["RegionOne", "one", undefined], ["RegionTwo", "one", undefined]]);
  const [credential] = APPLICATION_CREDENTIALS;
  for (const by of ["password", "application credential"]) {
    await visitor(at, async (page) => {
      if (by === "password") await steps.signIn(page, alice);
      else {
        await page.getByRole("radio", { name: "Application credential", exact: true }).click();
        await page.getByLabel("Application credential ID").fill(credential.id);
        await page.getByLabel("Secret", { exact: true }).and(page.locator("input")).fill(credential.secret);
        await page.getByRole("button", { name: "Sign in", exact: true }).click();
      }
      await server(page, win2048.name).waitFor();
      await where(page, "Lab · RegionOne · demo").click();
      await region(page, "RegionTwo").waitFor();
      if (by !== "password") await dialog(page).getByText("An application credential is for one project.").waitFor();
      await isAccessible(page, `regions, by ${by}`);
      await region(page, "RegionTwo").click();
      await server(page, FAR.name).waitFor();
      await where(page, "Lab · RegionTwo · demo").waitFor();
      // And back.
      await where(page, "Lab · RegionTwo · demo").click();
      assert.equal(await region(page, "RegionTwo").getAttribute("aria-current"), "true");
      await region(page, "RegionOne").click();
      await server(page, win2048.name).waitFor();
      await steps.signOut(page);
      await page.getByText("The cloud has revoked the token.").waitFor();
    });
  }
});

test("a project of another region of a public cloud is signed in to at the IAM of that region", async () => {
  const { behind } = await startServerAndBehind();
  const place = { kind: "otc", compute: `${behind}/sandbox-otc/compute` };
  const at = await consoleWith([
    { ...place, name: "de", label: "Ours", identity: `${behind}/sandbox-otc/identity`, region: "eu-de" },
    { ...place, name: "nl", label: "Ours", identity: `${behind}/sandbox-otc/identity`, region: "eu-nl" },
  ]);
  await visitor(at, async (page, { requests }) => {
    const { name, password } = OTC.users.find((user) => user.name === "carol");
    await steps.signIn(page, { name, password, domain: OTC.account.name, project: "eu-de" });
    await server(page, win2048.name).waitFor();
    await where(page, "Ours · eu-de").click();
    await project(page, "eu-nl").click();
    await where(page, "Ours · eu-nl").waitFor();
    const signIns = requests.filter((request) => request.method() === "POST").map((request) => new URL(request.url()).pathname);
    assert.deepEqual(signIns, ["/proxy/de/identity/v3/auth/tokens", "/proxy/nl/identity/v3/auth/tokens"]);
  });
});
