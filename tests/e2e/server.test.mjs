// One server and the session around it, on the sandbox: several keys, waiting, the remote desktop, requests, the connection.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, test } from "node:test";
import { promisify } from "node:util";
import { root } from "../../src/xtask/steps.mjs";
import { tokenOf } from "../openstack/keystone.mjs";
import { describedSandbox } from "../server/sandbox-cloud.mjs";
import { send, startServer } from "../server/helpers.mjs";
import { parseOptions } from "../../www/server/options.mjs";
import * as steps from "./steps.mjs";
import { announces, counts, fitsTheWindow, isAccessible, reads, stopClock, visitor } from "./visitor.mjs";

const { cloud, controls, sandbox } = await describedSandbox();
const { origin } = sandbox;
const { servers, users, project } = cloud;
const run = promisify(execFile);
const PHONE = { width: 390, height: 844 };

const seen = async (page, state) => {
  await isAccessible(page, state);
  await fitsTheWindow(page, state);
};
/** Key files by the names of the sandbox, in this order. */
const keyFiles = (...names) => names.map((name) => path.join(path.dirname(servers.win2048.keyFile), `${name}.pem`));
/** Those that the view of a server proposes first. */
const primary = (page) => page.locator(".stored wa-button[variant=brand]");
const passwordOf = (page) => page.getByRole("group", { name: "Password", exact: true });
const showRequest = (page, title) => page.getByRole("button", { name: `Show request: ${title}` });

beforeEach(() => sandbox.reset());

describe("several keys", () => {
  test("the one with the fingerprint of the server's key pair comes first", async () => {
    await visitor(origin, async (page) => {
      await steps.signIn(page, users.alice);
      await steps.openServer(page, servers.win2048);
      await steps.chooseKeyFile(page, keyFiles("alice-rsa2048", "dave-rsa2048", "bob-rsa2048", "alice-rsa4096"));
      await page.getByText("Same fingerprint as the server's key pair").waitFor();
      await page.getByRole("button", { name: "Forget alice-rsa4096.pem" }).waitFor();
      await steps.getPassword(page);
      await page.getByText("Decrypted with alice-rsa2048.pem (matches the key pair)").waitFor();
      await announces(page, /decrypted with alice-rsa2048\.pem/);
      assert.equal(await steps.reveal(page), servers.win2048.password);
      await seen(page, "opened by one of several keys");
      // They stay for the next server, where another one fits.
      await page.getByRole("link", { name: "All servers" }).click();
      await steps.openServer(page, servers.win4096);
      await steps.getPassword(page);
      await page.getByText("Decrypted with alice-rsa4096.pem (matches the key pair)").waitFor();
      assert.equal(await steps.reveal(page), servers.win4096.password);
    }, PHONE);
  });

  test("where the key pair is not visible, those loaded last come first, and all are tried", async () => {
    await visitor(origin, async (page) => {
      await steps.signIn(page, users.alice);
      await steps.openServer(page, { name: "win-2022-bob" });
      await page.getByText("Not visible to this user").waitFor();
      await steps.chooseKeyFile(page, keyFiles("bob-rsa2048", "dave-rsa2048", "alice-rsa4096", "alice-rsa2048"));
      await page.getByRole("button", { name: "Forget alice-rsa2048.pem" }).waitFor();
      await steps.getPassword(page);
      await page.getByText("Decrypted with bob-rsa2048.pem, after 2 other keys of this size").waitFor();
    });
  });

  for (const look of [{ colorScheme: "dark" }, PHONE]) {
    test(`none fits: what is known, and the right one opens it at once (${Object.keys(look)[0]})`, async () => {
      await visitor(origin, async (page) => {
        await steps.signIn(page, users.alice);
        await steps.openServer(page, servers.win2048);
        await steps.chooseKeyFile(page, keyFiles("dave-rsa2048", "alice-rsa4096"));
        await page.getByRole("button", { name: "Forget alice-rsa4096.pem" }).waitFor();
        await steps.getPassword(page);
        const error = steps.problem(page, "None of the loaded keys decrypts this password");
        const text = (await error.innerText()).replace(/\s+/g, " ");
        assert.match(text, /Key pair of the server alice-rsa2048 Its fingerprint ([0-9a-f]{2}:){15}[0-9a-f]{2} Key size 2048 bits/);
        assert.match(text, /dave-rsa2048\.pem, 2048 bits: tried, does not decrypt it/);
        assert.match(text, /alice-rsa4096\.pem, 4096 bits: wrong size, not tried/);
        await seen(page, "none of the keys");
        await steps.chooseKeyFile(page, keyFiles("alice-rsa2048"));
        assert.equal(await steps.reveal(page), servers.win2048.password);
      }, look);
    });
  }
});

test("a key pair that is not RSA is said before anybody waits for what cannot come", async () => {
  await visitor(origin, async (page) => {
    await steps.signIn(page, users.alice);
    await steps.openServer(page, { name: "win-2025-ed25519" });
    await page.getByText("The key pair of this server is ssh-ed25519.").waitFor();
    await seen(page, "a key pair that is not RSA");
    await counts(primary(page), 0, "no button promises what cannot come");
    await steps.getPassword(page);
    await page.getByRole("heading", { name: "No password is stored" }).waitFor();
    await counts(primary(page), 0);
    await counts(page.getByRole("button", { name: "Wait for it" }), 0);
    await page.getByRole("link", { name: "All servers" }).click();
    await steps.openServer(page, servers.win2048);
    await page.getByText(/^([0-9a-f]{2}:){15}/).waitFor();
    await counts(page.getByText("The key pair of this server is"), 0);
  });
});

test("a server that is being built is waited for, one with an error is not", async () => {
  await visitor(origin, async (page) => {
    await steps.signIn(page, users.alice);
    await steps.openServer(page, { name: "win-2022-broken" });
    await page.getByText("The cloud reports the status ERROR. If the server never started, no password was stored.").waitFor();
    await counts(primary(page), 0);
    await counts(page.getByRole("button", { name: "Wait for it" }), 0);
    await seen(page, "an error");
    await page.getByRole("link", { name: "All servers" }).click();
    await steps.openServer(page, { name: "win-2025-build" });
    await page.getByText("The server is being built. A password can be stored only once Windows has started.").waitFor();
    await seen(page, "being built");
    assert.deepEqual(await primary(page).allInnerTexts(), ["Wait for it"]);
    await page.getByRole("button", { name: "Wait for it" }).click();
    await page.getByRole("progressbar", { name: /15 minutes/ }).waitFor();
    await page.getByRole("link", { name: "All servers" }).click();
    await steps.openServer(page, servers.win2048);
    assert.deepEqual(await primary(page).allInnerTexts(), ["Get password"]);
  }, PHONE);
});

test("of a key of the wrong size nothing says that it may still be right", async () => {
  await visitor(origin, async (page) => {
    await steps.signIn(page, users.alice);
    await steps.openServer(page, servers.win2048);
    await steps.chooseKeyFile(page, keyFiles("alice-rsa4096"));
    await page.getByText("It may still be right").waitFor();
    await steps.getPassword(page);
    await page.locator(".key").getByText("Wrong key size: needs 2048 bits, this one has 4096").waitFor();
    await counts(page.getByText("It may still be right"), 0);
    await page.locator(".key").getByText("Another fingerprint than the key pair of this name.").waitFor();
    await seen(page, "the wrong size");
  });
});

describe("waiting for a password", () => {
  const begin = async (page) => {
    await steps.signIn(page, users.alice);
    await steps.openServer(page, { name: "win-2022-new" });
    await steps.getPassword(page);
    const wait = page.getByRole("button", { name: "Wait for it" });
    await wait.waitFor();
    await stopClock(page);
    await wait.click();
    await announces(page, /Waiting for the password, up to 15 minutes/);
    await page.getByRole("progressbar", { name: /15 minutes/ }).waitFor();
  };

  test("it is found while the visitor is elsewhere, and opened on return", async () => {
    await visitor(origin, async (page) => {
      await begin(page);
      assert.equal(await page.title(), "win-2022-new · ECS Password Console");
      await seen(page, "waiting");
      await steps.chooseKeyFile(page, keyFiles("alice-rsa2048"));
      await page.clock.runFor(21_000);
      await page.getByText("Looked once so far").waitFor();
      await page.getByRole("link", { name: "All servers" }).click();
      await page.getByRole("group", { name: "Waiting for the password of win-2022-new" }).waitFor();
      await seen(page, "waiting elsewhere");
      await sandbox.advance(61_000);
      await page.clock.runFor(21_000);
      await announces(page, /The password of win-2022-new is stored now/);
      assert.equal(await page.title(), "✓ win-2022-new: password stored");
      await seen(page, "found elsewhere");
      await page.locator("tr").filter({ hasText: "win-2022-new" }).getByText("Stored", { exact: true }).waitFor();
      await page.getByRole("link", { name: "Open the server" }).click();
      await page.getByText("Decrypted with alice-rsa2048.pem (matches the key pair)").waitFor();
      assert.match(await steps.reveal(page), /^\S{20}$/);
    }, PHONE);
  });

  test("it is found while the visitor looks on, and needs no further click", async () => {
    await visitor(origin, async (page) => {
      await begin(page);
      await steps.chooseKeyFile(page, keyFiles("alice-rsa2048"));
      await page.getByRole("button", { name: "Forget alice-rsa2048.pem" }).waitFor();
      await sandbox.advance(61_000);
      await page.getByRole("button", { name: "Look now" }).click();
      await page.clock.runFor(1);
      await page.getByRole("button", { name: "Reveal" }).waitFor();
    });
  });

  test("a cloud that fails meanwhile is asked again; after 15 minutes it is over", async () => {
    await visitor(origin, async (page, { requests }) => {
      await begin(page);
      const looks = () => requests.filter((request) => request.url().endsWith("/os-server-password")).length;
      const before = looks();
      await sandbox.addFault({ match: { path: "/os-server-password" }, fault: { status: 500, body: "{}" }, times: 1 });
      const over = page.getByRole("heading", { name: "No password within 15 minutes" });
      // Each look ends before the next 20 seconds begin.
      for (let seconds = 20; seconds < 15 * 60; seconds += 20) {
        await page.clock.runFor(20_000);
        await page.getByText(`Looked ${seconds === 20 ? "once" : `${String(seconds / 20)} times`} so far`).waitFor();
        await page.getByText("looking…").waitFor({ state: "detached" });
        assert.equal(looks() - before, seconds / 20);
        await counts(over, 0);
      }
      await page.clock.runFor(20_000);
      await over.waitFor();
      await page.getByText("Why there may be none").waitFor();
      await seen(page, "waited in vain");
      const ended = looks();
      await page.clock.runFor(120_000);
      assert.equal(looks(), ended, "nobody looks any more");
    });
  });

  test("it can be stopped, and ends when the visitor signs out", async () => {
    await visitor(origin, async (page, { requests }) => {
      const looks = () => requests.filter((request) => request.url().endsWith("/os-server-password")).length;
      await begin(page);
      await page.getByRole("button", { name: "Stop waiting" }).click();
      await announces(page, /No longer waiting/);
      await page.getByRole("button", { name: "Wait for it" }).click();
      const before = looks();
      await steps.signOut(page, "Waiting for 1 password");
      await page.getByRole("heading", { name: "You are signed out" }).waitFor();
      await seen(page, "signed out");
      await page.clock.runFor(60_000);
      assert.equal(looks(), before);
    });
  });
});

describe("the password and the way to the server", () => {
  test("digits, capitals, small letters and signs are told apart, and copying gives the text alone", async () => {
    await visitor(origin, async (page) => {
      await steps.signIn(page, users.alice);
      await steps.openServer(page, servers.win2048);
      await steps.chooseKeyFile(page, servers.win2048.keyFile);
      await steps.getPassword(page);
      assert.equal(await steps.reveal(page), servers.win2048.password);
      const kinds = await passwordOf(page).locator("span").evaluateAll((spans) => spans.map((span) => span.className));
      const expected = [...servers.win2048.password].map((each) => (/\d/.test(each) ? "digit" : /[A-Z]/.test(each) ? "upper" : /[a-z]/.test(each) ? "lower" : "symbol"));
      assert.deepEqual(kinds, expected);
      assert.deepEqual(new Set(kinds), new Set(["digit", "upper", "lower", "symbol"]));
      const looks = await passwordOf(page).locator("span").evaluateAll((spans) =>
        spans.map((span) => {
          const { color, fontWeight, textDecorationLine, boxShadow } = globalThis.getComputedStyle(span);
          return `${span.className}: ${fontWeight} ${textDecorationLine} ${boxShadow === "none" ? "plain" : "framed"} ${color}`;
        }),
      );
      const withoutColour = new Set(looks.map((look) => look.replace(/^\w+: | rgb.*$/g, "")));
      assert.equal(withoutColour.size, 4, "by more than the colour");
    });
  });

  for (const allowed of [true, false]) {
    test(`a minute after copying the clipboard is cleared, ${allowed ? "where the browser allows to look into it" : "on request where it does not"}`, async () => {
      const { password } = servers.win2048;
      await visitor(
        origin,
        async (page, { context }) => {
          await steps.signIn(page, users.alice);
          await steps.openServer(page, servers.win2048);
          await steps.chooseKeyFile(page, servers.win2048.keyFile);
          await steps.getPassword(page);
          await page.getByRole("button", { name: "Reveal" }).waitFor();
          await stopClock(page);
          await page.getByRole("button", { name: "Copy", exact: true }).click();
          await announces(page, /copied/i);
          const held = () => page.evaluate(() => navigator.clipboard.readText());
          assert.equal(await held(), password);
          await page.clock.runFor(59_000);
          assert.equal(await held(), password, "not before its time");
          if (!allowed) await context.clearPermissions();
          await page.clock.runFor(2000);
          if (!allowed) {
            await page.getByText("it may still hold the password").waitFor();
            await seen(page, "still in the clipboard");
            await page.getByRole("button", { name: "Clear the clipboard now" }).click();
          }
          await page.getByText("The clipboard is cleared.").waitFor();
          if (!allowed) {
            await page.clock.runFor(100);
            assert.equal(await page.evaluate(() => document.activeElement.textContent), "Password", "the focus stays near");
          }
          await context.grantPermissions(["clipboard-read", "clipboard-write"]);
          assert.equal(await held(), "");
        },
        { secrets: [password] },
      );
    });
  }

  test("an .rdp file for the chosen address, without the password", async () => {
    await visitor(
      origin,
      async (page) => {
        await steps.signIn(page, users.alice);
        await steps.openServer(page, servers.win2048);
        await steps.chooseKeyFile(page, servers.win2048.keyFile);
        await steps.getPassword(page);
        await page.getByRole("button", { name: "Reveal" }).waitFor();
        const save = async () => {
          const begun = page.waitForEvent("download");
          await page.getByRole("button", { name: "Save .rdp file" }).click();
          const download = await begun;
          assert.equal(download.suggestedFilename(), `${servers.win2048.name}.rdp`);
          return readFileSync(await download.path(), "utf8");
        };
        assert.equal(await save(), "full address:s:203.0.113.11\r\nusername:s:Administrator\r\nprompt for credentials:i:1\r\n");
        await page.getByLabel("Address").selectOption("192.168.0.11");
        assert.match(await save(), /^full address:s:192\.168\.0\.11\r\n/);
      },
      { secrets: [servers.win2048.password] },
    );
  });
});

describe("what a guest stored beside the usual", () => {
  const stored = (message) => ({
    match: { method: "GET", path: `${servers.win2048.id}/os-server-password` },
    fault: { status: 200, body: JSON.stringify({ password: steps.encryptedFor(servers.win2048.keyFile, message) }), contentType: "application/json" },
    times: "always",
  });
  const isPossible = (page) => page.getByRole("button", { name: "Delete", exact: true }).and(page.locator(":not([disabled])"));
  const getIt = async (page) => {
    await steps.signIn(page, users.alice);
    await steps.openServer(page, servers.win2048);
    await steps.chooseKeyFile(page, servers.win2048.keyFile);
    await page.getByText("Same fingerprint as the server's key pair").waitFor();
    await steps.getPassword(page);
  };

  const LINE_BREAK = "A line break at its end is left out";
  for (const [what, message, text, said] of [
    ...[["\n", LINE_BREAK], ["\r\n", LINE_BREAK], ["\0", "A zero byte at its end is left out"]].map(([end, said]) => [`with ${JSON.stringify(end)} at its end`, `Zq7#Kd0mLp2v${end}`, "Zq7#Kd0mLp2v", said]),
    ...[["utf16le", "It was stored as UTF-16."], ["latin1", "are read as Windows-1252"]].map(([encoding, said]) => [`in ${encoding}`, Buffer.from("Pässwörd1", encoding), "Pässwörd1", said]),
  ]) {
    test(`a password ${what} is shown and copied as the text that it is, and that is said`, async () => {
      await sandbox.addFault(stored(message));
      await visitor(
        origin,
        async (page) => {
          await getIt(page);
          await page.getByText(said).waitFor();
          await page.getByRole("button", { name: "Copy", exact: true }).click();
          await announces(page, /copied/i);
          assert.equal(await page.evaluate(() => navigator.clipboard.readText()), text);
          assert.equal(await steps.reveal(page), text);
          await seen(page, `a password ${what}`);
          await isPossible(page).waitFor();
        },
        { secrets: [text] },
      );
    });
  }

  test("bytes that are no text do not make deleting possible, and that is said; a waiver does", async () => {
    await sandbox.addFault(stored(Buffer.from([0x50, 0xe4, 0x00, 0xff, 0x73])));
    await visitor(origin, async (page) => {
      await getIt(page);
      await page.getByText("The decrypted bytes are not text.").waitFor();
      assert.equal(await steps.reveal(page), "50 e4 00 ff 73");
      await page.getByRole("button", { name: "Copy", exact: true }).click();
      await announces(page, /copied/i);
      await page.getByText("seeing it does not make deleting possible").waitFor();
      await counts(isPossible(page), 0);
      await seen(page, "no text, and no deleting");
      await steps.waive(page);
      await isPossible(page).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByText("What was decrypted here is not text and may not be the password.").waitFor();
      await dialog.getByRole("button", { name: "Delete", exact: true }).click();
      await page.getByRole("heading", { name: "The stored copy is deleted" }).waitFor();
    });
  });
});

describe("decrypting without a network", () => {
  test("works once the page is ready, with the network cut", async () => {
    const ciphertext = await ciphertextOf(servers.win2048);
    await visitor(origin, async (page, { context }) => {
      await page.getByRole("link", { name: "Decrypt only, without a cloud" }).click();
      await page.getByText("Ready. From here on it works without any network.").waitFor();
      await context.setOffline(true);
      await steps.chooseKeyFile(page, keyFiles("bob-rsa2048"));
      await page.getByLabel("Encrypted password (Base64)").fill(ciphertext);
      await page.getByRole("button", { name: "Decrypt", exact: true }).click();
      await steps.problem(page, "This key does not decrypt the password").waitFor();
      await seen(page, "decrypt only, wrong key");
      await steps.chooseKeyFile(page, keyFiles("alice-rsa2048"));
      assert.equal(await steps.reveal(page), servers.win2048.password);
      await seen(page, "decrypt only, opened");
      await context.setOffline(false);
    }, PHONE);
  });

  test("says plainly that it is not ready where the decryption did not load", async () => {
    await visitor(
      origin,
      async (page) => {
        await page.route(/\.wasm$/, (route) => route.abort());
        await page.reload();
        await page.getByText("The part that decrypts has not been loaded").waitFor();
        await page.getByRole("heading", { name: "The cloud did not answer" }).or(page.getByRole("button", { name: "Try again" })).first().waitFor();
        await isAccessible(page, "not loaded");
        await page.unroute(/\.wasm$/);
        await page.getByRole("button", { name: "Try again" }).click();
        await page.getByText("Ready. From here on it works without any network.").waitFor();
      },
      { hash: "#/decrypt" },
    );
  });
});

describe("show request", () => {
  const FORMS = ["HTTP", "curl", "JavaScript"];
  /** Everything a dialog says, in all its forms; closes it, and looks where the focus is then. */
  const textsOf = async (page, title) => {
    await showRequest(page, title).click();
    const dialog = page.getByRole("dialog", { name: title });
    await dialog.waitFor();
    const texts = [];
    for (const form of FORMS) {
      await dialog.getByRole("button", { name: form, exact: true }).click();
      await dialog.getByRole("region", { name: form }).waitFor();
      texts.push(await dialog.innerText());
    }
    await seen(page, title);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    assert.ok((await page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? "")).includes(title), "the focus is back");
    return texts;
  };

  for (const look of [{}, PHONE]) {
    test(`every call, in three forms, with nothing secret in them (${look.width ?? "desktop"})`, async () => {
      let token;
      await visitor(origin, async (page) => {
        page.on("response", (response) => { token ??= response.headers()["x-subject-token"]; });
        await page.getByText("Or sign in with the form").click();
        await page.getByLabel("User name").fill(users.alice.name);
        await page.getByLabel("Password", { exact: true }).and(page.locator("input")).fill(users.alice.password);
        const shown = await textsOf(page, "The request that signs in");
        assert.match(shown[0], /^POST \/proxy\/sandbox\/identity\/v3\/auth\/tokens\?nocatalog=true HTTP/m);
        assert.match(shown[1], /"password":"'"\$OS_PASSWORD"'"/);
        await page.getByRole("button", { name: /^alice/ }).click();
        await page.getByRole("link", { name: servers.win2048.name, exact: true }).waitFor();
        shown.push(...(await textsOf(page, "The request that lists the servers")));
        await steps.openServer(page, servers.win2048);
        const get = await textsOf(page, "The request that gets the password");
        assert.match(get[0], /^X-Auth-Token: <token>$/m);
        assert.match(get[0], /Nova rule\s+os_compute_api:os-server-password:show/);
        assert.match(get[1], /--header 'X-Auth-Token: '"\$OS_TOKEN"/);
        assert.match(get[2], /client\.getServerPassword\(\{ serverId: "11111111-/);
        const remove = await textsOf(page, "The request that deletes the stored password");
        assert.match(remove[0], /^DELETE [^]*os_compute_api:os-server-password:clear/m);
        const pair = await textsOf(page, "The request that reads the key pair");
        assert.match(pair[0], /^GET \S+\/os-keypairs\/alice-rsa2048 HTTP/m);
        shown.push(...get, ...remove, ...pair);
        assert.ok(token.length > 20);
        for (const text of shown) for (const secret of [token, users.alice.password]) assert.ok(!text.includes(secret));
        await showRequest(page, "The request that gets the password").click();
        await page.getByRole("button", { name: "curl" }).click();
        await page.getByRole("dialog").getByRole("button", { name: "Copy", exact: true }).click();
        await page.getByRole("dialog").getByRole("button", { name: "Copied" }).waitFor();
        const copied = await page.evaluate(() => navigator.clipboard.readText());
        assert.match(copied, /^curl --request GET 'http:\/\/127\.0\.0\.1:\d+\/proxy\/sandbox\/compute\/v2\.1\//);
      }, look);
    });
  }

  test("what is shown works, from outside of the page as well", async () => {
    await controls.reset();
    const token = await tokenOf(cloud.identityUrl, users.alice);
    const environment = { ...process.env, OS_TOKEN: token, OS_PASSWORD: users.alice.password };
    const results = {};
    await visitor(origin, async (page) => {
      const shownBy = async (title) => {
        await showRequest(page, title).click();
        const dialog = page.getByRole("dialog", { name: title });
        const forms = {};
        for (const form of FORMS) {
          await dialog.getByRole("button", { name: form, exact: true }).click();
          forms[form] = await dialog.getByRole("region", { name: form }).innerText();
        }
        await page.keyboard.press("Escape");
        await dialog.waitFor({ state: "hidden" });
        return forms;
      };
      await steps.signInWithToken(page, token, project.id);
      results.list = await shownBy("The request that lists the servers");
      await steps.openServer(page, servers.win2048);
      results.get = await shownBy("The request that gets the password");
      results.remove = await shownBy("The request that deletes the stored password");
    });
    for (const [name, expected] of Object.entries({ list: 200, get: 200, remove: 204 })) {
      const { HTTP, curl, JavaScript } = results[name];
      const [line, ...fields] = HTTP.split("\n");
      const [method, target] = line.split(" ");
      const headers = Object.fromEntries(fields.map((field) => field.replace("<token>", token).split(": ")));
      assert.equal((await send(origin, target, { method, headers })).status, expected, HTTP);
      await controls.reset();
      const script = `curl() { for each; do printf '%s\\n' "$each"; done; }\n${curl}`;
      const { stdout } = await run("sh", ["-c", script], { env: environment });
      const [, verb, url, ...options] = stdout.trimEnd().split("\n");
      const named = Object.fromEntries(options.filter((option) => option !== "--header").map((option) => option.split(": ")));
      assert.equal((await send(origin, url.slice(origin.length), { method: verb, headers: named })).status, expected, curl);
      await controls.reset();
      await run(process.execPath, ["--input-type=module", "--eval", JavaScript], { cwd: root, env: environment });
      await controls.reset();
    }
  });

  test("of a region known by name: the cloud's own address, and the way through this server", async () => {
    const { clouds } = parseOptions(["--cloud", "otc:eu-de"], { interactive: false });
    const server = await startServer({ clouds, sandbox: false });
    await visitor(server, async (page) => {
      await page.getByLabel("User name").waitFor();
      const [http] = await textsOf(page, "The request that signs in");
      assert.match(http, /Host: iam\.eu-de\.otc\.t-systems\.com/);
      assert.match(http, /through its own server: \/proxy\/otc-eu-de\/identity\/v3\/auth\/tokens/);
      await page.getByText("T Cloud Public (Open Telekom Cloud) eu-de").first().waitFor({ state: "attached" });
    });
  });
});

describe("the connection", () => {
  for (const look of [{}, { colorScheme: "dark" }, PHONE]) {
    test(`cloud, project, roles, time left, and what the session may do (${look.width ?? look.colorScheme ?? "desktop"})`, async () => {
      await visitor(origin, async (page) => {
        await steps.signIn(page, users.bob);
        await page.getByRole("link", { name: "bob: Connection" }).click();
        await page.getByRole("heading", { name: "Connection", level: 1 }).waitFor();
        await page.getByText(/^(5\d:\d\d|1:00:00) left$/).waitFor();
        await page.getByText(project.id).waitFor();
        const rows = (await page.getByRole("listitem").filter({ hasText: "allowed" }).allInnerTexts()).map((text) => text.replace(/\s+/g, " "));
        assert.deepEqual(rows, [
          "List the servers Usually allowed",
          "See the status of a server Usually allowed",
          "Read a key pair Usually allowed",
          "Get a password Usually allowed",
          "Delete a stored password Usually not allowed",
          "Stop a server Usually not allowed",
          "Start a server Usually not allowed",
          "Change a password Usually not allowed",
        ]);
        await seen(page, "connection");
        await page.getByRole("link", { name: "All servers" }).click();
        await steps.openServer(page, servers.win2048);
        await page.getByText("The cloud will probably refuse this: by its usual rules, the roles of this session (reader) are not enough.").waitFor();
        await seen(page, "a delete that will be refused");
      }, look);
    });
  }

  test("the chosen API version is the one that calls use", async () => {
    await visitor(origin, async (page, { requests }) => {
      await steps.signIn(page, users.alice);
      await page.getByRole("link", { name: "alice: Connection" }).click();
      await page.getByRole("combobox", { name: "API version" }).click();
      await page.getByRole("option", { name: /^v2,/ }).click();
      await page.getByRole("link", { name: "All servers" }).click();
      await steps.openServer(page, servers.win2048);
      await steps.getPassword(page);
      await page.getByRole("heading", { name: "A password is stored" }).or(page.getByRole("group", { name: "Error" })).first().waitFor();
      const asked = requests.map((request) => new URL(request.url()).pathname).filter((each) => each.endsWith("/os-server-password"));
      assert.deepEqual(asked, [`/proxy/sandbox/compute/v2/${project.id}/servers/${servers.win2048.id}/os-server-password`]);
    });
  });

  test("a token: what it is for, a warning before it ends, and on where one was after signing in again", async () => {
    const token = await tokenOf(cloud.identityUrl, users.alice);
    await visitor(origin, async (page) => {
      await page.clock.install();
      await steps.signInWithToken(page, token, project.id);
      await page.getByRole("link", { name: "alice: Connection" }).click();
      await page.getByText(/^(5\d:\d\d|1:00:00) left$/).waitFor();
      await page.getByText("member", { exact: true }).waitFor();
      await page.getByRole("link", { name: "All servers" }).click();
      await steps.openServer(page, servers.win2048);
      await page.clock.fastForward(50 * 60_000);
      await counts(page.getByRole("group", { name: "Your session ends in" }), 0);
      await page.clock.fastForward(6 * 60_000);
      const strip = page.getByRole("group", { name: "Your session ends in" });
      await strip.waitFor();
      await announces(page, /The session ends within 5 minutes/);
      await page.clock.runFor(1000);
      await reads(strip, /ends in\s+[0-4]:\d\d/);
      await seen(page, "the session is about to end");
      await strip.getByRole("button", { name: "Sign in again" }).click();
      await page.getByRole("heading", { name: "Sign in again", level: 1 }).waitFor();
      await steps.signIn(page, users.alice);
      await page.getByRole("heading", { name: servers.win2048.name, level: 1 }).waitFor();
      await counts(strip, 0);
      assert.ok(!(await page.content()).includes(token));
    });
  });

  test("a session with user and password goes on by itself with the next call, and learns until when", async () => {
    await visitor(origin, async (page) => {
      await page.clock.install();
      await steps.signIn(page, users.alice);
      const connection = page.getByRole("link", { name: "alice: Connection" });
      await connection.click();
      await page.getByText(/^(5\d:\d\d|1:00:00) left$/).waitFor();
      await sandbox.advance(61 * 60_000);
      await page.clock.fastForward(61 * 60_000);
      await page.getByText("has ended").waitFor();
      await counts(page.getByRole("group", { name: "Your session ends in" }), 0);
      await page.getByRole("link", { name: "All servers" }).click();
      await page.getByRole("button", { name: "Refresh" }).click();
      await announces(page, /servers loaded/);
      await connection.click();
      await page.getByText(/^(5\d:\d\d|1:00:00) left$/).waitFor();
    });
  });

  test("a token that the cloud does not know is refused at once", async () => {
    await visitor(origin, async (page) => {
      await steps.signInWithToken(page, "gAAAAAB-not-a-token", project.id);
      const error = steps.problem(page, "The cloud refused the sign-in");
      await reads(error, /The token is wrong or has expired: get a new one/);
      await isAccessible(page, "token refused");
    });
  });
});

async function ciphertextOf(server) {
  const { Client } = await import("ecs-password");
  const { name: user, domain, password, project: name } = users.alice;
  const auth = { type: "password", user, domain, password, project: name };
  const client = new Client({ cloud: "openstack", identityEndpoint: cloud.identityUrl, endpoint: cloud.computeUrl, auth, fetchImpl: controls.fetch });
  const answer = await client.getServerPassword({ serverId: server.id });
  client.free();
  return answer.ciphertext;
}
