// The main job and what goes wrong with it, in a real browser, on any cloud with Keystone and Nova.
import assert from "node:assert/strict";
import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { revoke, tokenOf } from "../openstack/keystone.mjs";
import * as steps from "./steps.mjs";
import { announces, counts, fitsTheWindow, isAccessible, reads, visitor } from "./visitor.mjs";

/**
 * Registers the tests. `origin` serves the page with this one cloud chosen first; `cloud` and `controls` are those of the
 * contract (tests/openstack/contract.mjs).
 */
export function journeys({ origin, cloud, controls }) {
  const { users, servers, project } = cloud;
  const keyText = (server) => readFileSync(server.keyFile, "utf8");
  /** What must never be sent: the middle of the key, and the password that was decrypted. */
  const secretsOf = (server) => [keyText(server).split("\n")[5], server.password];

  describe("the main job", () => {
    before(() => controls.reset());
    after(() => controls.reset());

    for (const [name, look] of [
      ["light", { colorScheme: "light" }],
      ["dark", { colorScheme: "dark" }],
      ["390 wide", { width: 390, height: 844 }],
    ]) {
      test(`sign in, get, decrypt, reveal, copy, delete (${name})`, async () => {
        await controls.reset();
        const server = servers.win2048;
        const seen = async (page, state) => {
          await isAccessible(page, state);
          await fitsTheWindow(page, state);
        };
        await visitor(
          origin,
          async (page) => {
            await page.getByRole("button", { name: "Sign in", exact: true }).or(page.getByText("Or sign in with the form")).first().waitFor();
            await seen(page, "sign in");
            await steps.signIn(page, users.alice);
            await page.getByRole("link", { name: server.name, exact: true }).waitFor();
            await seen(page, "servers");
            await steps.openServer(page, server);
            await seen(page, "server");
            await steps.chooseKeyFile(page, server.keyFile);
            await page.getByText("Same fingerprint as the server's key pair").waitFor();
            await steps.getPassword(page);
            await page.getByRole("button", { name: "Reveal" }).waitFor();
            await seen(page, "password hidden");
            assert.ok(!(await page.content()).includes(server.password), "a hidden password is not in the page");
            assert.equal(await page.getByRole("button", { name: "Delete", exact: true }).isEnabled(), false);
            assert.equal(await steps.reveal(page), server.password);
            await seen(page, "password revealed");
            await page.getByRole("button", { name: "Copy", exact: true }).click();
            await announces(page, /copied/i);
            assert.equal(await page.evaluate(() => navigator.clipboard.readText()), server.password);
            await page.getByRole("button", { name: "Delete", exact: true }).click();
            await page.getByRole("dialog").waitFor();
            await seen(page, "delete?");
            await page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click();
            await page.getByRole("heading", { name: "The stored copy is deleted" }).waitFor();
            await seen(page, "deleted");
            await steps.signOut(page);
            await page.getByRole("heading", { name: "Sign in", exact: true }).waitFor();
            assert.ok(!(await page.content()).includes(server.password), "signing out forgets the password");
          },
          { ...look, secrets: secretsOf(server) },
        );
        await visitor(origin, async (page) => {
          await steps.signIn(page, users.alice);
          await steps.openServer(page, server);
          await steps.getPassword(page);
          await page.getByRole("heading", { name: "No password is stored" }).waitFor();
        });
      });
    }

    test("the second server, with its key pasted", async () => {
      await controls.reset();
      const server = servers.win4096;
      await visitor(
        origin,
        async (page) => {
          await steps.signIn(page, users.alice);
          await steps.openServer(page, server);
          await steps.getPassword(page);
          await page.getByRole("heading", { name: "A password is stored" }).waitFor();
          await steps.pasteKey(page, keyText(server));
          assert.equal(await steps.reveal(page), server.password);
          await counts(page.getByLabel("Private key as text"), 0, "the field that held the key is gone");
        },
        { secrets: secretsOf(server) },
      );
    });

    test("deleting without having seen the password takes a waiver", async () => {
      await controls.reset();
      await visitor(origin, async (page) => {
        await steps.signIn(page, users.alice);
        await steps.openServer(page, servers.win4096);
        const remove = page.getByRole("button", { name: "Delete", exact: true });
        assert.equal(await remove.isEnabled(), false);
        await steps.waive(page);
        await steps.deleteStoredCopy(page);
        await page.getByRole("heading", { name: "The stored copy is deleted" }).waitFor();
      });
    });
  });

  describe("many servers", () => {
    before(() => controls.reset());
    after(() => controls.reset());

    test("get three, of which one has none, export them, delete them with one typed confirmation", async () => {
      await controls.reset();
      const { win2048, win4096, linux } = servers;
      await visitor(
        origin,
        async (page) => {
          await steps.signIn(page, users.alice);
          await page.getByRole("link", { name: win2048.name, exact: true }).waitFor();
          await steps.showEverySystem(page);
          await steps.chooseServers(page, win2048, win4096, linux);
          await steps.chooseKeyFile(page, win2048.keyFile);
          await page.getByText("Choose another key file").waitFor();
          await page.getByRole("button", { name: "Get 3 passwords" }).click();
          await steps.resultOf(page, linux).getByText("None stored", { exact: true }).waitFor();
          await steps.resultOf(page, win2048).getByText("Decrypted", { exact: true }).waitFor();
          await steps.resultOf(page, win4096).getByText("No key fits", { exact: true }).waitFor();
          // Tried at once on what no other key opened.
          await steps.chooseKeyFile(page, win4096.keyFile);
          await steps.resultOf(page, win4096).getByText("Decrypted", { exact: true }).waitFor();
          await isAccessible(page, "many: decrypted");

          await page.getByRole("button", { name: "Export as CSV" }).click();
          const file = page.waitForEvent("download");
          await page.getByRole("dialog").getByRole("button", { name: "Save the file" }).click();
          const [, ...lines] = readFileSync(await (await file).path(), "utf8").trimEnd().split("\r\n");
          const passwords = lines.map((line) => /^"(.*?)","Administrator","(.*?)",/.exec(line).slice(1));
          assert.deepEqual(passwords.sort(), [[win2048.name, win2048.password], [win4096.name, win4096.password]].sort());

          await page.getByRole("button", { name: /^Delete the stored copies/ }).click();
          await page.getByRole("dialog", { name: "Delete 2 stored copies?" }).getByRole("textbox").fill("delete 2");
          await page.keyboard.press("Enter");
          await announces(page, /2 deleted, 0 failed/);
          for (const server of [win2048, win4096]) await steps.resultOf(page, server).getByText("Deleted", { exact: true }).waitFor();
          await steps.signOut(page);
          await page.getByRole("heading", { name: "Sign in", exact: true }).waitFor();
        },
        { secrets: [...secretsOf(win2048), ...secretsOf(win4096)] },
      );
      await visitor(origin, async (page) => {
        await steps.signIn(page, users.alice);
        await steps.chooseServers(page, win2048, win4096);
        await page.getByRole("button", { name: "Get 2 passwords" }).click();
        for (const server of [win2048, win4096]) await steps.resultOf(page, server).getByText("None stored", { exact: true }).waitFor();
      });
    });

    test("a token that ends in the middle: sign in again and go on", async () => {
      await controls.reset();
      const { win2048, win4096 } = servers;
      const token = await tokenOf(cloud.identityUrl, users.alice);
      await visitor(
        origin,
        async (page) => {
          await steps.signInWithToken(page, token, project.id);
          await steps.chooseServers(page, win2048, win4096);
          for (const { keyFile } of [win2048, win4096]) await steps.chooseKeyFile(page, keyFile);
          await revoke(cloud.keystoneUrl ?? cloud.identityUrl, token);
          await page.getByRole("button", { name: "Get 2 passwords" }).click();
          await page.getByRole("heading", { name: "Sign in again", level: 1 }).waitFor();
          await steps.signIn(page, users.alice);
          await page.getByRole("heading", { name: "Passwords of many servers" }).waitFor();
          await page.getByRole("button", { name: /^Get (the remaining )?2/ }).click();
          for (const server of [win2048, win4096]) await steps.resultOf(page, server).getByText("Decrypted", { exact: true }).waitFor();
        },
        { secrets: [...secretsOf(win2048), ...secretsOf(win4096)] },
      );
    });

    test("one that may not read them: each says so, and a second try changes nothing", async () => {
      await visitor(origin, async (page) => {
        await steps.signIn(page, users.carol);
        await steps.chooseServers(page, servers.win2048, servers.win4096);
        await page.getByRole("button", { name: "Get 2 passwords" }).click();
        await announces(page, /0 decrypted, .* 2 failed/);
        await isAccessible(page, "many: refused");
        await page.getByRole("button", { name: "Retry 2 failed" }).click();
        for (const server of [servers.win2048, servers.win4096]) await steps.resultOf(page, server).getByText("Failed", { exact: true }).waitFor();
      });
    });
  });

  describe("what goes wrong", () => {
    before(() => controls.reset());

    test("a key of the same length that is not the right one", async () => {
      await visitor(
        origin,
        async (page) => {
          await steps.signIn(page, users.alice);
          await steps.openServer(page, servers.win2048);
          await steps.chooseKeyFile(page, servers.other.keyFile);
          await page.getByText("Another fingerprint than the key pair of this name").waitFor();
          await steps.getPassword(page);
          const error = steps.problem(page, "This key does not decrypt the password");
          await error.waitFor();
          await reads(error, new RegExp(servers.win2048.keyName));
          await isAccessible(page, "wrong key");
          // Nothing is lost: the right key opens what was fetched.
          await steps.chooseKeyFile(page, servers.win2048.keyFile);
          await page.getByText("Same fingerprint as the server's key pair").waitFor();
          assert.equal(await steps.reveal(page), servers.win2048.password);
        },
        { secrets: secretsOf(servers.win2048) },
      );
    });

    test("a key of the wrong size", async () => {
      await visitor(origin, async (page) => {
        await steps.signIn(page, users.alice);
        await steps.openServer(page, servers.win2048);
        await steps.chooseKeyFile(page, servers.win4096.keyFile);
        await steps.getPassword(page);
        const error = steps.problem(page, "Wrong key size: needs 2048 bits, this one has 4096");
        await error.waitFor();
        await reads(error, /one for a 2048-bit key has; this key has 4096 bits/);
      });
    });

    test("a file that is no key", async () => {
      await visitor(origin, async (page) => {
        await steps.signIn(page, users.alice);
        await steps.openServer(page, servers.win2048);
        await page.locator("input[type=file]").setInputFiles({ name: "id_rsa.pub", mimeType: "text/plain", buffer: Buffer.from("ssh-rsa AAAAB3NzaC1yc2E= me") });
        const error = steps.problem(page, "id_rsa.pub cannot be used");
        await error.waitFor();
        await reads(error, /public key/);
      });
    });

    test("a wrong passphrase, then the right one", async () => {
      const { pem, passphrase } = encrypted(keyText(servers.win2048));
      await visitor(
        origin,
        async (page) => {
          await steps.signIn(page, users.alice);
          await steps.openServer(page, servers.win2048);
          await page.locator("input[type=file]").setInputFiles({ name: "locked.pem", mimeType: "text/plain", buffer: Buffer.from(pem) });
          const field = page.getByLabel("Passphrase").and(page.locator("input"));
          await field.fill("no");
          await page.getByRole("button", { name: "Unlock" }).click();
          await page.getByText("The passphrase is wrong, or the key is damaged.").waitFor();
          await isAccessible(page, "wrong passphrase");
          await field.fill(passphrase);
          await page.getByRole("button", { name: "Unlock" }).click();
          await page.getByText("locked.pem").or(page.getByText("locked", { exact: true })).first().waitFor();
          await steps.getPassword(page);
          assert.equal(await steps.reveal(page), servers.win2048.password);
        },
        { secrets: [...secretsOf(servers.win2048), passphrase] },
      );
    });

    test("no password stored: the causes, and another look", async () => {
      await visitor(origin, async (page) => {
        await steps.signIn(page, users.alice);
        await page.getByRole("link", { name: servers.win2048.name, exact: true }).waitFor();
        await steps.showEverySystem(page);
        await steps.openServer(page, servers.linux);
        await steps.getPassword(page);
        await page.getByRole("heading", { name: "No password is stored" }).waitFor();
        await page.getByText("Why there may be none").waitFor();
        await isAccessible(page, "none stored");
        await page.getByRole("button", { name: "Check again" }).click();
        await page.getByRole("heading", { name: "No password is stored" }).waitFor();
      });
    });

    test("no permission to get: the action that is missing", async () => {
      await visitor(origin, async (page) => {
        await steps.signIn(page, users.carol);
        await steps.openServer(page, servers.win2048);
        await steps.getPassword(page);
        const error = steps.problem(page, `${users.carol.name} may not get passwords here`);
        await error.waitFor();
        await reads(error, /os_compute_api:os-server-password:show/);
        await isAccessible(page, "no permission");
      });
    });

    test("no permission to delete", async () => {
      await visitor(origin, async (page) => {
        await steps.signIn(page, users.bob);
        await steps.openServer(page, servers.win2048);
        await steps.waive(page);
        await steps.deleteStoredCopy(page);
        const error = steps.problem(page, `${users.bob.name} may not delete stored passwords here`);
        await error.waitFor();
        await reads(error, /os_compute_api:os-server-password:clear/);
      });
    });

    test("a wrong password at the sign-in", async () => {
      await visitor(origin, async (page) => {
        await steps.signIn(page, { ...users.alice, password: "no" });
        const error = steps.problem(page, "The cloud refused the sign-in");
        await error.waitFor();
        await isAccessible(page, "sign-in refused");
        assert.equal(await page.getByLabel("User name").inputValue(), users.alice.name, "what was typed is still there");
      });
    });

    test("a token that ends in the middle: sign in again and continue", async () => {
      const token = await tokenOf(cloud.identityUrl, users.alice);
      await visitor(origin, async (page) => {
        await steps.signInWithToken(page, token, project.id);
        await steps.openServer(page, servers.win2048);
        await steps.chooseKeyFile(page, servers.win2048.keyFile);
        await page.getByText("Same fingerprint as the server's key pair").waitFor();
        await revoke(cloud.keystoneUrl ?? cloud.identityUrl, token);
        await steps.getPassword(page);
        await page.getByRole("heading", { name: "Sign in again", level: 1 }).waitFor();
        await isAccessible(page, "sign in again");
        await steps.signIn(page, users.alice);
        await page.getByRole("heading", { name: servers.win2048.name, level: 1 }).waitFor();
        await page.getByText("Same fingerprint as the server's key pair").waitFor();
        // What was refused is asked for again by itself.
        assert.equal(await steps.reveal(page), servers.win2048.password);
      });
    });

    test("the cloud is down, then up again", async () => {
      await visitor(origin, async (page) => {
        await steps.signIn(page, users.alice);
        await steps.openServer(page, servers.win2048);
        await controls.stop("nova");
        await steps.waive(page);
        await steps.deleteStoredCopy(page);
        await page.getByRole("heading", { name: "It may have been deleted all the same" }).waitFor();
        await isAccessible(page, "may have been deleted");
        await steps.getPassword(page);
        await page.getByRole("group", { name: "Error" }).getByRole("heading", { name: /^The cloud (did not answer|is not available)$/ }).first().waitFor();
        await controls.start("nova");
        await steps.getPassword(page);
        await page.getByRole("heading", { name: "A password is stored" }).waitFor();
      });
    });
  });
}

/** The same key behind a passphrase. */
function encrypted(text) {
  const passphrase = "correct horse, battery";
  const form = { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase };
  return { passphrase, pem: createPrivateKey(text).export(form) };
}
