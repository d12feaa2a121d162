// Signing in with an access key (AK/SK), on the sandboxes that are like public clouds, whose gateway verifies the signatures.
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { HUAWEI } from "../../www/server/sandbox/huawei-world.mjs";
import { OTC } from "../../www/server/sandbox/otc-world.mjs";
import { describedSandbox } from "../server/sandbox-cloud.mjs";
import * as steps from "./steps.mjs";
import { counts, isAccessible, reads, visitor } from "./visitor.mjs";

const { cloud: { servers }, sandbox } = await describedSandbox();
const { origin } = sandbox;
const [CAROLS, , EXPIRED, PERMANENT] = OTC.accessKeys;
const [ERINS] = HUAWEI.accessKeys;
const projectId = OTC.project.id;

beforeEach(() => sandbox.reset());

/** The form for an access key, on the sandbox that is like this cloud. */
async function openForm(page, cloud = "T Cloud Public") {
  await page.getByRole("combobox", { name: "Cloud" }).click();
  await page.getByRole("option", { name: `Sandbox, as ${cloud}` }).click();
  await page.getByText("Or sign in with the form").click();
  await page.getByRole("radio", { name: "Access key", exact: true }).click();
  await page.getByLabel("Access key ID").waitFor();
}

const secretField = (page, name) => page.getByLabel(name, { exact: true }).and(page.locator("input"));

async function fill(page, { access, secret, securityToken }, project = projectId) {
  await page.getByLabel("Access key ID").fill(access);
  await secretField(page, "Secret access key").fill(secret);
  if (securityToken) await secretField(page, "Security token").fill(securityToken);
  await page.getByLabel("Project ID").fill(project);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

const refusal = (page) => steps.problem(page, "The cloud refused the sign-in");

describe("a temporary access key", () => {
  for (const look of [{}, { width: 390, height: 844, colorScheme: "dark" }]) {
    test(`signs in, lists, gets and decrypts a password, deletes it, and is forgotten at sign-out (${look.colorScheme ?? "light"})`, async () => {
      await visitor(origin, async (page, { requests }) => {
        await openForm(page);
        await isAccessible(page, "the form of a temporary access key");
        await fill(page, CAROLS);
        await steps.openServer(page, servers.win2048);
        await steps.chooseKeyFile(page, servers.win2048.keyFile);
        await page.getByRole("button", { name: `Forget ${servers.win2048.keyName}.pem` }).waitFor();
        await steps.getPassword(page);
        assert.equal(await steps.reveal(page), servers.win2048.password);
        await steps.deleteStoredCopy(page);
        await page.getByRole("heading", { name: "The stored copy is deleted" }).waitFor();
        await page.getByRole("link", { name: `${CAROLS.access}: Connection` }).click();
        await page.getByRole("heading", { name: "Connection", level: 1 }).waitFor();
        await page.getByText(/There is no sign-in with an access key, and no token/).waitFor();
        await page.getByText("(temporary)").waitFor();
        await isAccessible(page, "the connection of an access key");
        await page.getByRole("link", { name: "All servers" }).click();
        await page.getByRole("heading", { name: "Servers", level: 1 }).waitFor();
        await steps.signOut(page);
        await page.getByRole("heading", { name: "You are signed out" }).waitFor();
        // Nothing asked for a token, and what was signed bore none.
        const asked = requests.filter((request) => new URL(request.url()).pathname.startsWith("/proxy/"));
        assert.ok(asked.length >= 4);
        for (const request of asked) {
          assert.ok(new URL(request.url()).pathname.startsWith("/proxy/sandbox-otc/compute/"), request.url());
          assert.match((await request.allHeaders()).authorization, /^SDK-HMAC-SHA256 Access=OTCSANDBOXTEMPORARY1, SignedHeaders=x-project-id;x-sdk-date;x-security-token, Signature=/);
        }
      }, look);
    });
  }

  test("does the same on Huawei Cloud, whose paths it signs as well", async () => {
    await visitor(origin, async (page) => {
      await openForm(page, "Huawei Cloud");
      await fill(page, ERINS, HUAWEI.project.id);
      await steps.openServer(page, servers.win2048);
      await steps.chooseKeyFile(page, servers.win2048.keyFile);
      await page.getByRole("button", { name: `Forget ${servers.win2048.keyName}.pem` }).waitFor();
      await steps.getPassword(page);
      assert.equal(await steps.reveal(page), servers.win2048.password);
    });
  });

  test("that is refused: each cause is told, with what to do next, and the right one signs in then", async () => {
    await visitor(origin, async (page) => {
      await openForm(page);
      for (const [key, text] of [
        [{ ...CAROLS, secret: "wrong" }, /verify aksk signature fail[^]*check the secret key \(SK\)[^]*Check the security token as well\./i],
        [{ ...CAROLS, access: "OTCSANDBOXNOSUCHKEY0" }, /ak not exist[^]*there is no such access key \(AK\)/i],
        [EXPIRED, /the temporary access key has expired: get a new one/i],
      ]) {
        await fill(page, key);
        await reads(refusal(page), text);
      }
      await isAccessible(page, "an expired access key");
      await fill(page, CAROLS, "0123456789abcdef0123456789abcdef");
      await reads(steps.problem(page, "The cloud does not allow this"), /the project is not available[^]*use another project/i);
      await fill(page, CAROLS);
      await page.getByRole("heading", { name: "Servers", level: 1 }).waitFor();
    });
  });

  test("that is refused in the middle: the cause is told, and who signs in again goes on where they were", async () => {
    await visitor(origin, async (page) => {
      await openForm(page);
      await fill(page, CAROLS);
      await steps.openServer(page, servers.win2048);
      await sandbox.advance(16 * 60_000);
      await steps.getPassword(page);
      await page.getByRole("heading", { name: "Sign in again", level: 1 }).waitFor();
      await reads(refusal(page), /signature expired[^]*check the clock/i);
      await page.getByText("Or sign in with the form").click();
      await fill(page, { ...CAROLS, secret: "wrong" });
      await reads(refusal(page), /signature expired/i);
      await sandbox.reset();
      await fill(page, CAROLS);
      await page.getByRole("heading", { name: servers.win2048.name, level: 1 }).waitFor();
      await page.getByText("A password is stored").first().waitFor();
    });
  });

  test("whose user may not list the servers signs in all the same", async () => {
    await visitor(origin, async (page) => {
      await openForm(page);
      const denied = { error: { code: "Pdp.0001", message: "Policy does not allow ecs:servers:list to be performed" } };
      await sandbox.addFault({ match: { path: "/servers/detail" }, fault: { status: 403, body: JSON.stringify(denied) }, times: 2 });
      await fill(page, CAROLS);
      await page.getByRole("heading", { name: "Servers", level: 1 }).waitFor();
      await steps.problem(page, "This user may not list servers here").waitFor();
    });
  });
});

describe("a permanent access key", () => {
  test("is said to be a risk before it is used, and signs without a security token", async () => {
    await visitor(origin, async (page, { requests }) => {
      await openForm(page);
      const warning = page.getByRole("heading", { name: "A permanent access key in a browser is a risk" });
      await counts(warning, 0);
      await page.getByRole("radio", { name: "Permanent" }).click();
      await warning.waitFor();
      await counts(secretField(page, "Security token"), 0);
      await isAccessible(page, "the form of a permanent access key");
      await fill(page, PERMANENT);
      await page.getByRole("heading", { name: "Servers", level: 1 }).waitFor();
      await page.getByRole("link", { name: `${PERMANENT.access}: Connection` }).click();
      await page.getByText("(permanent)").waitFor();
      assert.ok(requests.every((request) => request.headers()["x-security-token"] === undefined));
    });
  });

  test("of the sandbox signs in with one click", async () => {
    await visitor(origin, async (page) => {
      await openForm(page);
      await page.getByRole("button", { name: new RegExp(`^${PERMANENT.access}`) }).click();
      await page.getByRole("heading", { name: "Servers", level: 1 }).waitFor();
    });
  });
});

describe("a session with an access key", () => {
  test("reads no policies, and says why", async () => {
    await visitor(origin, async (page, { requests }) => {
      await openForm(page);
      await fill(page, CAROLS);
      await page.getByRole("heading", { name: "Servers", level: 1 }).waitFor();
      await page.getByRole("link", { name: "Permissions" }).click();
      await page.getByText(/Your policies are not read in this session: this page reads them with a token/).waitFor();
      await counts(page.getByRole("button", { name: "Load my policies" }), 0);
      await isAccessible(page, "permissions with an access key");
      assert.ok(!requests.some((request) => request.url().includes("/identity/")));
    });
  });

  test("says that a key pair with a blank in its name cannot be read, and reads one with an at sign", async () => {
    await visitor(origin, async (page, { requests }) => {
      await openForm(page);
      const listed = (id, name, key_name) => ({ id, name, key_name, status: "ACTIVE", metadata: { os_type: "windows" }, addresses: {} });
      const body = JSON.stringify({ servers: [listed(servers.win2048.id, "blank", "key of carol"), listed(servers.win4096.id, "at", "carol@work.example")] });
      await sandbox.addFault({ match: { path: "/servers/detail" }, fault: { status: 200, body }, times: "always" });
      await fill(page, CAROLS);
      await steps.openServer(page, { name: "blank" });
      await page.getByText("Not read: the name has a blank").waitFor();
      await page.getByRole("link", { name: "All servers" }).click();
      await steps.openServer(page, { name: "at" });
      await page.getByText("Not visible to this user").waitFor();
      const asked = requests.map((request) => new URL(request.url()).pathname).filter((path) => path.includes("os-keypairs"));
      assert.deepEqual(asked, [`/proxy/sandbox-otc/compute/v2.1/${projectId}/os-keypairs/carol@work.example`]);
    });
  });

  test("shows its requests as they are signed, in the forms that can sign", async () => {
    await visitor(origin, async (page) => {
      await openForm(page);
      await fill(page, CAROLS);
      await page.getByRole("heading", { name: "Servers", level: 1 }).waitFor();
      await page.getByRole("button", { name: "Show request: The request that lists the servers" }).click();
      const text = page.getByRole("dialog").locator("pre");
      await reads(text, /X-Security-Token: <security token>\nAuthorization: SDK-HMAC-SHA256 Access=OTCSANDBOXTEMPORARY1, SignedHeaders=x-project-id;x-sdk-date;x-security-token, Signature=<signature>/);
      await counts(page.getByRole("button", { name: "curl" }), 0);
      await page.getByRole("button", { name: "JavaScript" }).click();
      await reads(text, /signedEndpoint: "http:[^]*type: "accessKey",[^]*securityToken: process\.env\.SECURITY_TOKEN/);
    });
  });
});

test("an access key is offered for public clouds alone", async () => {
  await visitor(origin, async (page) => {
    await page.getByText("Or sign in with the form").click();
    await page.getByRole("radio", { name: "Token", exact: true }).waitFor();
    await counts(page.getByRole("radio", { name: "Access key", exact: true }), 0);
    await page.getByText("Or sign in with the form").click();
    await openForm(page);
    // Whoever goes to another cloud is not left with a form that is not there.
    await page.getByRole("combobox", { name: "Cloud" }).click();
    await page.getByRole("option", { name: "Sandbox cloud" }).click();
    await page.getByRole("radio", { name: "Password", exact: true }).waitFor();
    await counts(page.getByLabel("Access key ID"), 0);
  });
});
