// Opening a key whose passphrase is meant to take long: the page goes on meanwhile, and it can be cancelled. And what is loaded for a key.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { before, describe, test } from "node:test";
import { root } from "../../src/xtask/steps.mjs";
import { describedSandbox } from "../server/sandbox-cloud.mjs";
import * as steps from "./steps.mjs";
import { announces, counts, fitsTheWindow, isAccessible, reads, visitor } from "./visitor.mjs";

const vectors = path.join(root, "tests/vectors");
const PASSPHRASE = "correct horse";
const { cloud: { servers }, sandbox } = await describedSandbox();
const { origin } = sandbox;

/** `ssh-keygen -a 100`: a second or so, where the key of a password takes a moment. */
const careful = readFileSync(path.join(vectors, "keys/openssh-rounds-100.key"));
const plain = readFileSync(path.join(vectors, "keys/openssh.key"));
let sample;

before(() => {
  const read = (name) => JSON.parse(readFileSync(path.join(vectors, name), "utf8"));
  const fingerprint = (name) => read("keys.json").find((key) => key.name === name)?.expect.md5;
  const same = fingerprint("openssh-rounds-100.key");
  sample = read("decrypt.json").find(({ key, expect }) => expect.password?.length < 40 && fingerprint(key) === same);
});

/** The same key, with as many rounds as are done at most: no passphrase fits, and it takes long to find that out. */
function costly() {
  const [, body] = /-----\n([^-]+)-----/.exec(careful.toString());
  const bytes = Buffer.from(body, "base64");
  const rounds = bytes.indexOf(Buffer.from([0, 0, 0, 100]));
  bytes.writeUInt32BE(1024, rounds);
  const lines = bytes.toString("base64").match(/.{1,70}/g).join("\n");
  return Buffer.from(`-----BEGIN OPENSSH PRIVATE KEY-----\n${lines}\n-----END OPENSSH PRIVATE KEY-----\n`);
}

const file = (name, buffer) => ({ name, mimeType: "application/octet-stream", buffer });

async function unlock(page, passphrase) {
  await page.getByLabel("Passphrase").and(page.locator("input")).fill(passphrase);
  await page.getByRole("button", { name: "Unlock" }).click();
}

/** The page says first that it takes long. */
async function unlockCostly(page) {
  await unlock(page, PASSPHRASE);
  await page.getByRole("heading", { name: "costly.key is slow to open" }).waitFor();
  await page.getByRole("button", { name: "Go on and wait" }).click();
}

async function decryptOnly(page, context) {
  await page.getByRole("link", { name: "Decrypt only, without a cloud" }).click();
  await page.getByText("Ready. From here on it works without any network.").waitFor();
  await context.setOffline(true);
}

/** In the page: how often a timer comes to its turn while it says that it reads the key. */
function watchReading() {
  const seen = { beats: 0, frames: 0, times: 0 };
  globalThis.whileReading = seen;
  const isReading = () => document.querySelector(".keys .progress") !== null;
  globalThis.setInterval(() => { if (isReading()) seen.beats += 1; }, 10);
  const frame = () => {
    if (isReading()) seen.frames += 1;
    globalThis.requestAnimationFrame(frame);
  };
  frame();
}

test("a key as another program leaves it is read, and what was undone is said", () =>
  visitor(origin, async (page, { context }) => {
    await decryptOnly(page, context);
    const wrapped = JSON.stringify({ key: plain.toString().replace("-----BEGIN", "\u2014\u2014BEGIN") });
    await steps.pasteKey(page, Buffer.from(wrapped).toString("base64"));
    await page.getByText("Read after undoing: Base64, ").waitFor();
    await isAccessible(page, "a key that was mended");
    await fitsTheWindow(page, "a key that was mended");
    if (process.env.E2E_SHOTS) await page.screenshot({ path: `${process.env.E2E_SHOTS}/mended.png` });
    await page.getByLabel("Encrypted password (Base64)").fill(JSON.stringify({ password: sample.ciphertext }));
    await page.getByRole("button", { name: "Decrypt", exact: true }).click();
    assert.equal(await steps.reveal(page), sample.expect.password);
    await context.setOffline(false);
  }, { width: 390 }));

describe("what is no whole ciphertext", () => {
  const encrypted = steps.encryptedFor(servers.win2048.keyFile, "secret");

  /** What the page says of `ciphertext` with these keys. */
  const said = (keys, ciphertext, check) =>
    visitor(origin, async (page) => {
      await page.getByRole("link", { name: "Decrypt only, without a cloud" }).click();
      await steps.chooseKeyFile(page, keys);
      await page.getByRole("button", { name: /^Forget / }).nth([keys].flat().length - 1).waitFor();
      await page.getByLabel("Encrypted password (Base64)").fill(ciphertext);
      await page.getByRole("button", { name: "Decrypt", exact: true }).click();
      const problem = page.locator(".problem");
      await problem.waitFor();
      const text = (await page.locator("main").innerText()).replace(/\s+/g, " ");
      await check(await problem.getByRole("heading").first().innerText(), text);
    });
  const ANOTHER = /wrong (key )?size|None of the|\d+ bits: |Key size/i;
  const [own, longer] = [servers.win2048.keyFile, servers.win4096.keyFile];

  test("cut off: how much of it is there, and no key is blamed", async () => {
    for (const [keys, ciphertext, words] of [
      [own, encrypted.slice(0, 300), /has 225 of 256 bytes: it was cut off/],
      [own, encrypted.slice(0, 341), /has 255 of 256 bytes: it was cut off/],
      [[own, longer], encrypted.slice(0, 300), /has 225 bytes: it was cut off/],
    ]) {
      await said(keys, ciphertext, (title, text) => {
        assert.equal(title, "The encrypted password is cut off");
        assert.match(text, words);
        assert.doesNotMatch(text, ANOTHER);
      });
    }
  });

  test("cut off, or another key's: neither is said for certain", async () => {
    for (const keys of [own, [own, longer]]) {
      await said(keys, encrypted.slice(0, 256), (title, text) => {
        assert.equal(title, keys === own ? "The key and the encrypted password differ in size" : "None of the loaded keys decrypts this password");
        assert.match(text, /Length of the encrypted password 192 bytes/);
        assert.match(text, keys === own ? /it was cut off, or made for another key/ : /Check that the encrypted password is whole/);
        assert.doesNotMatch(text, /1536/);
      });
    }
  });

  test("text in clear is named as that", async () => {
    for (const keys of [own, [own, longer]]) {
      for (const text of ["Passw0rd", "Passw0rd!"]) {
        await said(keys, text, (title, all) => {
          assert.equal(title, "This is not an encrypted password");
          assert.match(all, /the guest may have stored the password unencrypted: then the value itself is the password/);
          assert.doesNotMatch(all, ANOTHER);
        });
      }
    }
  });
});

test("with several keys loaded, a ciphertext in quotes is opened by the key of its length", () =>
  visitor(origin, async (page, { context }) => {
    await decryptOnly(page, context);
    // The one that was loaded last has the same length, and does not open it.
    for (const name of ["openssh.key", "other2048.pem"]) {
      await steps.chooseKeyFile(page, file(name, readFileSync(path.join(vectors, "keys", name))));
      await page.getByRole("button", { name: `Forget ${name}` }).waitFor();
    }
    await page.getByLabel("Encrypted password (Base64)").fill(`"${sample.ciphertext.replace(/(.{80})/g, "$1\u200b\n")}"`);
    await page.getByRole("button", { name: "Decrypt", exact: true }).click();
    assert.equal(await steps.reveal(page), sample.expect.password);
    await context.setOffline(false);
  }));

describe("several files chosen together", () => {
  const isLoaded = (page, name) => page.getByRole("button", { name: `Forget ${name}` }).waitFor();
  const skipped = (page) => page.locator(".skipped li").allInnerTexts();
  const names = async (page) => (await skipped(page)).map((text) => /(\S+) is skipped/.exec(text)?.[1]);

  const OTHERS = {
    "id_rsa.pub": { buffer: Buffer.from("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC7 somebody@example"), says: /public key/i },
    "id_ed25519": { buffer: undefined, says: /RSA/ },
    "notes.txt": { buffer: Buffer.from("buy milk\n"), says: /(no|not a) private key/i },
    "huge.pem": { buffer: Buffer.alloc((1 << 20) + 1, "A"), says: /larger than 1 MB/ },
  };

  before(async () => {
    const { privateKey } = generateKeyPairSync("ed25519");
    OTHERS.id_ed25519.buffer = Buffer.from(privateKey.export({ type: "pkcs8", format: "pem" }));
  });

  for (const order of ["before", "behind"]) {
    test(`the key is loaded, and what lies ${order} it is named as skipped`, () =>
      visitor(origin, async (page, { context }) => {
        await decryptOnly(page, context);
        for (const [name, { buffer, says }] of Object.entries(OTHERS)) {
          const both = [file("id_rsa", plain), file(name, buffer)];
          await steps.chooseKeyFile(page, order === "before" ? both.toReversed() : both);
          await isLoaded(page, "id_rsa");
          await page.locator(".skipped li").waitFor();
          assert.deepEqual(await names(page), [name]);
          assert.match((await skipped(page))[0], says);
          await counts(page.getByRole("group", { name: "Error" }), 0);
          await announces(page, new RegExp(`Skipped: ${name}`));
          await isAccessible(page, "skipped");
          await fitsTheWindow(page, "skipped");
          await page.getByRole("button", { name: "Forget id_rsa" }).click();
          await page.locator(".skipped").waitFor({ state: "detached" });
        }
        const all = Object.entries(OTHERS).map(([name, { buffer }]) => file(name, buffer));
        const files = order === "before" ? [...all, file("id_rsa", plain)] : [file("id_rsa", plain), ...all];
        await steps.chooseKeyFile(page, files);
        await isLoaded(page, "id_rsa");
        await page.locator(".skipped li").nth(3).waitFor();
        assert.deepEqual(await names(page), Object.keys(OTHERS));
        await page.getByLabel("Encrypted password (Base64)").fill(sample.ciphertext);
        await page.getByRole("button", { name: "Decrypt", exact: true }).click();
        assert.equal(await steps.reveal(page), sample.expect.password);
        await context.setOffline(false);
      }, { width: 390 }));
  }

  test("a file that cannot be read, as a folder that was dropped", () =>
    visitor(origin, async (page, { context }) => {
      await decryptOnly(page, context);
      const drop = (pem, withKey) => page.locator(".drop").evaluate((target, [text, both]) => {
        const broken = new File(["x"], "folder");
        broken.arrayBuffer = () => Promise.reject(new globalThis.DOMException("gone", "NotReadableError"));
        const event = new Event("drop", { bubbles: true, cancelable: true });
        Object.defineProperty(event, "dataTransfer", { value: { files: both ? [broken, new File([text], "id_rsa")] : [broken] } });
        target.dispatchEvent(event);
      }, [pem, withKey]);
      await drop(plain.toString(), false);
      await page.getByRole("group", { name: "Error" }).getByText("The file cannot be read").waitFor();
      await drop(plain.toString(), true);
      await isLoaded(page, "id_rsa");
      await page.locator(".skipped li").waitFor();
      assert.deepEqual(await names(page), ["folder"]);
      await context.setOffline(false);
    }));

  test("none of them is a key: the first is the problem, and the others are named", () =>
    visitor(origin, async (page, { context }) => {
      await decryptOnly(page, context);
      await steps.chooseKeyFile(page, ["notes.txt", "id_ed25519"].map((name) => file(name, OTHERS[name].buffer)));
      await steps.problem(page, "notes.txt cannot be used").waitFor();
      await page.locator(".skipped li").waitFor();
      assert.deepEqual(await names(page), ["id_ed25519"]);
      await context.setOffline(false);
    }));

  test("those with a passphrase are asked for one after the other, whatever lies between them", () =>
    visitor(
      origin,
      async (page, { context }) => {
        await decryptOnly(page, context);
        const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
        const other = Buffer.from(privateKey.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: PASSPHRASE }));
        await steps.chooseKeyFile(page, [file("first.key", careful), file("id_rsa.pub", OTHERS["id_rsa.pub"].buffer), file("second.key", other), file("notes.txt", OTHERS["notes.txt"].buffer)]);
        await page.getByText("first.key is protected by a passphrase").waitFor();
        assert.deepEqual(await names(page), ["id_rsa.pub", "notes.txt"]);
        await unlock(page, PASSPHRASE);
        await isLoaded(page, "first.key");
        await page.getByText("second.key is protected by a passphrase").waitFor();
        await unlock(page, PASSPHRASE);
        await isLoaded(page, "second.key");
        assert.deepEqual(await names(page), ["id_rsa.pub", "notes.txt"]);
        await context.setOffline(false);
      },
      { secrets: [PASSPHRASE] },
    ));
});

describe("a key with a costly passphrase", () => {
  test("the page goes on while it is opened, and it decrypts", () =>
    visitor(
      origin,
      async (page, { context }) => {
        await decryptOnly(page, context);
        await page.evaluate(watchReading);
        await steps.chooseKeyFile(page, file("careful.key", careful));
        await unlock(page, "another one");
        await page.getByText("The passphrase is wrong, or the key is damaged.").waitFor();
        const wrong = await page.evaluate(() => ({ ...globalThis.whileReading }));
        await unlock(page, PASSPHRASE);
        await page.getByRole("button", { name: "Forget careful.key" }).waitFor();
        const right = await page.evaluate(() => globalThis.whileReading);
        // Blocked, it would come to its turn once before and once after.
        assert.ok(wrong.beats > 2 && wrong.frames > 2, `${JSON.stringify(wrong)} with a wrong passphrase`);
        assert.ok(right.beats > wrong.beats + 2 && right.frames > wrong.frames + 2, `${JSON.stringify(right)} in the end`);
        await page.getByLabel("Encrypted password (Base64)").fill(sample.ciphertext);
        await page.getByRole("button", { name: "Decrypt", exact: true }).click();
        assert.equal(await steps.reveal(page), sample.expect.password);
        await context.setOffline(false);
      },
      { secrets: [PASSPHRASE] },
    ));

  test("opening it can be cancelled, and the other keys still decrypt", () =>
    visitor(
      origin,
      async (page, { context }) => {
        await decryptOnly(page, context);
        await steps.chooseKeyFile(page, file("plain.key", plain));
        await page.getByRole("button", { name: "Forget plain.key" }).waitFor();
        const [busy] = page.workers();
        await steps.chooseKeyFile(page, file("costly.key", costly()));
        await unlock(page, PASSPHRASE);
        const question = page.getByRole("group", { name: "costly.key is slow to open" });
        await question.waitFor();
        await isAccessible(page, "a key that is slow to open");
        await fitsTheWindow(page, "a key that is slow to open");
        await reads(question, /takes about \d+ seconds/);
        await page.locator(".keys").getByRole("button", { name: "Cancel" }).click();
        await question.waitFor({ state: "detached" });
        await counts(page.getByText(/costly\.key/), 0);
        await steps.chooseKeyFile(page, file("costly.key", costly()));
        await unlockCostly(page);
        await page.getByText("Reading the key…").waitFor();
        await isAccessible(page, "opening a key");
        const left = busy.waitForEvent("close");
        await page.locator(".keys").getByRole("button", { name: "Cancel" }).click();
        await announces(page, /Cancelled/);
        await page.getByText("Reading the key…").waitFor({ state: "detached" });
        await counts(page.getByRole("button", { name: /^Forget/ }), 1);
        await page.getByLabel("Encrypted password (Base64)").fill(sample.ciphertext);
        await page.getByRole("button", { name: "Decrypt", exact: true }).click();
        assert.equal(await steps.reveal(page), sample.expect.password);
        await left;
        assert.equal(page.workers().length, 1);
        // Nothing comes of it later.
        await counts(page.getByText(/costly\.key/), 0);
        await context.setOffline(false);
      },
      { secrets: [PASSPHRASE] },
    ));

  test("a password that is decrypted while a key is opened waits for its turn, and can be cancelled", () =>
    visitor(
      origin,
      async (page, { context }) => {
        await decryptOnly(page, context);
        await steps.chooseKeyFile(page, file("plain.key", plain));
        await page.getByRole("button", { name: "Forget plain.key" }).waitFor();
        await steps.chooseKeyFile(page, file("costly.key", costly()));
        await unlockCostly(page);
        await page.getByLabel("Encrypted password (Base64)").fill(sample.ciphertext);
        await page.getByRole("button", { name: "Decrypt", exact: true }).click();
        await page.getByText("Decrypting…").waitFor();
        await page.locator("section").filter({ hasText: "Decrypting…" }).getByRole("button", { name: "Cancel" }).click();
        await page.getByText("Decrypting…").waitFor({ state: "detached" });
        await page.getByText("Reading the key…").waitFor();
        await page.locator(".keys").getByRole("button", { name: "Cancel" }).click();
        await counts(page.getByRole("button", { name: "Reveal" }), 0);
        await context.setOffline(false);
      },
      { secrets: [PASSPHRASE] },
    ));
});

test("each module of WebAssembly is loaded where it is needed, once for the page and its workers", () =>
  visitor(
    origin,
    async (page, { context }) => {
      // What the page had begun to load belongs to no visit.
      await page.goto("about:blank");
      // Those of workers too.
      const loaded = [];
      context.on("request", (request) => {
        const name = /assets\/(\w+)-[\w-]+\.wasm$/.exec(request.url())?.[1];
        if (name) loaded.push(name);
      });
      const arrived = context.waitForEvent("response", (response) => /assets\/client-.+\.wasm$/.test(response.url()));
      await page.goto(`${origin}/`);
      await (await arrived).finished();
      assert.deepEqual(loaded, ["client"]);
      await page.getByRole("link", { name: "Decrypt only, without a cloud" }).click();
      await page.getByText("Ready. From here on it works without any network.").waitFor();
      assert.deepEqual(loaded, ["client", "keys"]);
      await steps.chooseKeyFile(page, file("costly.key", costly()));
      await unlockCostly(page);
      await page.getByText("Reading the key…").waitFor();
      // Another worker takes the place of the one that is busy.
      await page.locator(".keys").getByRole("button", { name: "Cancel" }).click();
      await steps.chooseKeyFile(page, file("plain.key", plain));
      await page.getByRole("button", { name: "Forget plain.key" }).waitFor();
      await page.goto(`${origin}/#/permissions`);
      await page.getByRole("button", { name: "A policy of your own" }).click();
      await page.getByRole("tab", { name: "APIs" }).waitFor();
      assert.deepEqual(loaded, ["client", "keys", "policy"]);
    },
    { secrets: [PASSPHRASE] },
  ));
