// The journeys on the sandbox, and what only the sandbox can show.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, describe, test } from "node:test";
import { describedSandbox } from "../server/sandbox-cloud.mjs";
import { journeys } from "./journeys.mjs";
import * as steps from "./steps.mjs";
import { announces, isAccessible, visitor } from "./visitor.mjs";

const { cloud, controls, sandbox } = await describedSandbox();
const { origin } = sandbox;
const { servers, users } = cloud;

journeys({ origin, cloud, controls });

describe("faults on the way", () => {
  before(() => controls.reset());

  for (const [name, fault, times] of [
    ["a delay", { delayMs: 700 }, 1],
    ["a connection that ends", { reset: true }, 1],
    ["an answer that breaks off", { truncate: true }, 1],
    ["503", { status: 503, body: "no" }, 2],
    ["429", { status: 429, retryAfter: 1, body: "{}" }, 1],
  ]) {
    test(`${name}: the page gets the password all the same`, async () => {
      await sandbox.reset();
      await visitor(origin, async (page) => {
        await steps.signIn(page, users.alice);
        await steps.openServer(page, servers.win2048);
        await steps.chooseKeyFile(page, servers.win2048.keyFile);
        await page.getByText("Same fingerprint as the server's key pair").waitFor();
        await sandbox.addFault({ match: { path: "/os-server-password" }, fault, times });
        await steps.getPassword(page);
        assert.equal(await steps.reveal(page), servers.win2048.password);
      });
    });
  }

  test("a call that takes long can be cancelled", async () => {
    await sandbox.reset();
    await visitor(origin, async (page) => {
      await steps.signIn(page, users.alice);
      await steps.openServer(page, servers.win2048);
      await sandbox.addFault({ match: { path: "/os-server-password" }, fault: { delayMs: 120_000 }, times: 1 });
      await steps.getPassword(page);
      await page.getByText("Getting the password…").waitFor();
      await page.getByRole("button", { name: /cancel/i }).click();
      await page.getByRole("button", { name: "Get password", exact: true }).waitFor();
    });
  });

  test("the list fails, and loads at the second try", async () => {
    await sandbox.reset();
    await visitor(origin, async (page) => {
      await sandbox.addFault({ match: { path: "/servers/detail" }, fault: { status: 500, body: "{}" }, times: 1 });
      await steps.signIn(page, users.alice);
      await steps.problem(page, "The cloud failed").waitFor();
      await isAccessible(page, "list failed");
      await page.getByRole("button", { name: "Try again" }).click();
      await page.getByRole("link", { name: servers.win2048.name, exact: true }).waitFor();
    });
  });
});

describe("the sandbox", () => {
  before(() => controls.reset());

  test("a demo user signs in with one click, and a demo key opens a password", async () => {
    await visitor(origin, async (page) => {
      await page.getByRole("button", { name: /^alice/ }).click();
      await steps.openServer(page, servers.win2048);
      await page.getByRole("button", { name: servers.win2048.keyName, exact: true }).click();
      await page.getByText("Same fingerprint as the server's key pair").waitFor();
      await steps.getPassword(page);
      assert.equal(await steps.reveal(page), servers.win2048.password);
    });
  });

  test("a password that arrives later: none, then it is there", async () => {
    await sandbox.reset();
    await visitor(origin, async (page) => {
      await steps.signIn(page, users.alice);
      await steps.openServer(page, { name: "win-2022-new" });
      await steps.getPassword(page);
      await page.getByRole("heading", { name: "No password is stored" }).waitFor();
      await sandbox.advance(61_000);
      await page.getByRole("button", { name: "Check again" }).click();
      await page.getByRole("heading", { name: "A password is stored" }).waitFor();
    });
  });

  test("a server whose key pair is a colleague's: not visible, and no obstacle", async () => {
    await visitor(origin, async (page) => {
      await steps.signIn(page, users.alice);
      await steps.openServer(page, { name: "win-2022-bob" });
      await page.getByText("Not visible to this user").waitFor();
      await page.getByRole("button", { name: "bob-rsa2048", exact: true }).click();
      await steps.getPassword(page);
      await page.getByRole("button", { name: "Reveal" }).waitFor();
    });
  });

  test("a key that is dropped, and a warning before it is lost", async () => {
    await sandbox.reset();
    await visitor(origin, async (page) => {
      await steps.signIn(page, users.alice);
      await steps.openServer(page, servers.win2048);
      const files = await page.evaluateHandle((text) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([text], "dropped.pem"));
        return transfer;
      }, readFileSync(servers.win2048.keyFile, "utf8"));
      await page.getByText("or drop it here").dispatchEvent("drop", { dataTransfer: files });
      await page.getByText("Same fingerprint as the server's key pair").waitFor();
      await steps.getPassword(page);
      assert.equal(await steps.reveal(page), servers.win2048.password);
      const warned = page.waitForEvent("dialog");
      await page.close({ runBeforeUnload: true });
      const dialog = await warned;
      assert.equal(dialog.type(), "beforeunload");
      await dialog.dismiss();
      await page.getByRole("button", { name: "Forget dropped.pem" }).click();
      await page.getByLabel("Choose a key file", { exact: true }).waitFor({ state: "attached" });
    });
  });

  test("by keyboard alone", async () => {
    await sandbox.reset();
    await visitor(origin, async (page) => {
      await page.getByRole("button", { name: /^alice/ }).waitFor();
      await steps.tabTo(page, /^alice/);
      await page.keyboard.press("Enter");
      await page.getByRole("link", { name: servers.win2048.name, exact: true }).waitFor();
      assert.equal(await steps.focused(page), "Servers", "the focus follows to the heading of the new view");
      await steps.revealByKeys(page, servers.win2048);
      await steps.tabTo(page, /^Delete$/);
      await page.keyboard.press("Enter");
      await page.getByRole("dialog").waitFor();
      assert.equal(await steps.focused(page), "Keep it", "the dialog begins with what does no harm");
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "hidden" });
      assert.equal(await steps.focused(page), "Delete", "the focus comes back");
      await page.keyboard.press("Enter");
      await page.getByRole("dialog").waitFor();
      await steps.tabTo(page, /^Delete$/);
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: "The stored copy is deleted" }).waitFor();
      await announces(page, /deleted/i);
    });
  });
});

describe("decrypting only", () => {
  test("without signing in, and without a single request", async () => {
    await sandbox.reset();
    const ciphertext = await ciphertextOf(servers.win2048);
    await visitor(
      origin,
      async (page, { requests }) => {
        await page.getByRole("link", { name: "Decrypt only, without a cloud" }).click();
        await page.getByRole("heading", { name: "Decrypt only" }).waitFor();
        await page.getByText("Ready. From here on it works without any network.").waitFor();
        const before = requests.length;
        await steps.chooseKeyFile(page, servers.win2048.keyFile);
        await page.getByLabel("Encrypted password (Base64)").fill(ciphertext.replace(/(.{64})/g, "$1\n"));
        await page.getByRole("button", { name: "Decrypt", exact: true }).click();
        assert.equal(await steps.reveal(page), servers.win2048.password);
        await isAccessible(page, "decrypted only");
        assert.equal(requests.length, before, "not one request");
      },
      { secrets: [servers.win2048.password] },
    );
  });

  async function ciphertextOf(server) {
    const { Client } = await import("ecs-password");
    const { name: user, domain, password, project } = users.alice;
    const auth = { type: "password", user, domain, password, project };
    const client = new Client({ cloud: "openstack", identityEndpoint: cloud.identityUrl, endpoint: cloud.computeUrl, auth, fetchImpl: controls.fetch });
    const answer = await client.getServerPassword({ serverId: server.id });
    client.free();
    return answer.ciphertext;
  }
});
