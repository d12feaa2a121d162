// Nine jobs as people come to the console with them, from the first page to the last click, on the sandbox. With E2E_SHOTS=<folder> what they
// see on the way is put there in pictures, to be looked at.
import assert from "node:assert/strict";
import { createHmac, createHash, createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import path from "node:path";
import { beforeEach, describe, test } from "node:test";
import { opened } from "../page/kdbx.mjs";
import { certificateFor } from "../server/certificate.mjs";
import { listen } from "../server/helpers.mjs";
import { describedSandbox, startSandbox } from "../server/sandbox-cloud.mjs";
import * as steps from "./steps.mjs";
import { announces, counts, fitsTheWindow, isAccessible, reads, visitor } from "./visitor.mjs";

const { cloud, sandbox } = await describedSandbox();
const { origin } = sandbox;
const { servers } = cloud;
const SHOW = "GET /v2.1/{project_id}/servers/{server_id}/os-server-password";
const MASTER = "sixty random words 4!";
const keyFile = (name) => path.join(path.dirname(servers.win2048.keyFile), `${name}.pem`);

/** What somebody sees at this point of a job: axe finds nothing in it, and it fits the window. */
async function sees(page, job, what) {
  if (process.env.E2E_SHOTS) await page.screenshot({ path: path.join(process.env.E2E_SHOTS, `job-${job}-${what}.png`), fullPage: true });
  await isAccessible(page, what);
  await fitsTheWindow(page, what);
}

const demoUser = (page, name) => page.getByRole("button", { name: new RegExp(`^${name}`) }).click();

async function asOn(page, name, kind) {
  await page.getByRole("combobox", { name: "Cloud" }).click();
  await page.getByRole("option", { name: `Sandbox, as ${kind}` }).click();
  await demoUser(page, name);
  await page.getByRole("heading", { name: "Servers", level: 1 }).waitFor();
}

const editor = (page) => page.getByRole("textbox", { name: /^Policy text/ }).and(page.locator(".cm-content"));
const row = (page, id) => page.locator("tr.row").filter({ has: page.getByText(id, { exact: true }) });

async function write(page, text) {
  await editor(page).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(text);
}

/** The key of a PEM file as PuTTY keeps it (format 2, without a passphrase). */
function puttyFile(pem, comment) {
  const key = createPrivateKey(pem).export({ format: "jwk" });
  const text = (value) => {
    const bytes = Buffer.from(value);
    const size = Buffer.alloc(4);
    size.writeUInt32BE(bytes.length);
    return Buffer.concat([size, bytes]);
  };
  const number = (name) => {
    const bytes = Buffer.from(key[name], "base64url");
    return text(bytes[0] >= 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes);
  };
  const open = Buffer.concat([text("ssh-rsa"), number("e"), number("n")]);
  const secret = Buffer.concat([number("d"), number("p"), number("q"), number("qi")]);
  const macKey = createHash("sha1").update("putty-private-key-file-mac-key").digest();
  const mac = createHmac("sha1", macKey).update(Buffer.concat([text("ssh-rsa"), text("none"), text(comment), text(open), text(secret)])).digest("hex");
  const lines = (bytes) => bytes.toString("base64").match(/.{1,64}/g);
  return [
    "PuTTY-User-Key-File-2: ssh-rsa", "Encryption: none", `Comment: ${comment}`,
    `Public-Lines: ${lines(open).length}`, ...lines(open), `Private-Lines: ${lines(secret).length}`, ...lines(secret), `Private-MAC: ${mac}`, "",
  ].join("\r\n");
}

beforeEach(() => sandbox.reset());

describe("an operator with one server", () => {
  for (const look of [{ width: 1440, colorScheme: "light" }, { width: 390, height: 844, colorScheme: "dark" }]) {
    test(`gets the password, takes the .rdp file, and deletes the stored copy (${look.width} wide)`, async () => {
      const job = `operator-${look.width}`;
      await visitor(origin, async (page) => {
        await page.getByRole("button", { name: /^alice/ }).waitFor();
        await sees(page, job, "1-first");
        await demoUser(page, "alice");
        await page.getByRole("link", { name: servers.win2048.name, exact: true }).waitFor();
        await sees(page, job, "2-servers");
        await steps.openServer(page, servers.win2048);
        await steps.chooseKeyFile(page, servers.win2048.keyFile);
        await page.getByText("Same fingerprint as the server's key pair").waitFor();
        await steps.getPassword(page);
        assert.equal(await steps.reveal(page), servers.win2048.password);
        await sees(page, job, "3-password");
        const file = page.waitForEvent("download");
        await page.getByRole("button", { name: /\.rdp/ }).click();
        assert.match((await file).suggestedFilename(), /\.rdp$/);
        await steps.deleteStoredCopy(page);
        await page.getByRole("heading", { name: "The stored copy is deleted" }).waitFor();
        await sees(page, job, "4-deleted");
      }, { ...look, secrets: [servers.win2048.password] });
    });
  }
});

test("somebody with the wrong key, one that is not RSA, and the right one as PuTTY keeps it", async () => {
  await visitor(origin, async (page) => {
    await demoUser(page, "alice");
    await steps.openServer(page, servers.win2048);
    await steps.getPassword(page);
    await page.getByRole("heading", { name: "A password is stored" }).waitFor();
    await steps.chooseKeyFile(page, keyFile("dave-rsa2048"));
    await steps.problem(page, "This key does not decrypt the password").waitFor();
    await sees(page, "keys", "1-wrong");
    await steps.chooseKeyFile(page, keyFile("alice-ed25519"));
    await reads(steps.problem(page, "alice-ed25519.pem cannot be used"), /ed25519/i);
    await sees(page, "keys", "2-not-rsa");
    const text = puttyFile(readFileSync(servers.win2048.keyFile, "utf8"), "alice");
    await page.locator("input[type=file]").setInputFiles({ name: "alice.ppk", mimeType: "text/plain", buffer: Buffer.from(text) });
    await page.getByText("Same fingerprint as the server's key pair").waitFor();
    assert.equal(await steps.reveal(page), servers.win2048.password);
    await sees(page, "keys", "3-putty");
  }, { width: 1440, secrets: [servers.win2048.password] });
});

test("sixty servers: all their passwords, a file of them, and the stored copies deleted", async () => {
  const crowd = await startSandbox({ servers: 60 });
  await visitor(crowd.origin, async (page) => {
    await demoUser(page, "alice");
    await page.getByRole("table", { name: "Servers" }).waitFor();
    await page.getByRole("button", { name: "Stop", exact: true }).waitFor({ state: "detached" });
    await sees(page, "sixty", "1-list");
    await page.getByRole("checkbox", { name: "Select all that are shown" }).click();
    await page.getByRole("button", { name: "Get passwords" }).click();
    await page.getByRole("heading", { name: "Passwords of many servers" }).waitFor();
    await page.getByRole("button", { name: "alice-rsa2048", exact: true }).click();
    await page.getByRole("button", { name: "Forget alice-rsa2048" }).waitFor({ state: "attached" });
    await sees(page, "sixty", "2-before");
    await page.getByRole("button", { name: /^Get \d+ passwords/ }).click();
    await page.getByRole("button", { name: "Export for KeePass" }).waitFor();
    await sees(page, "sixty", "3-done");
    await page.getByRole("button", { name: "Export for KeePass" }).click();
    for (const name of ["master", "repeat"]) await page.locator(`dialog[open] wa-input[name=${name}] input`).fill(MASTER);
    await sees(page, "sixty", "4-master");
    const file = page.waitForEvent("download");
    await page.getByRole("dialog").getByRole("button", { name: "Save the file" }).click();
    const bytes = readFileSync(await (await file).path());
    const [group] = (await opened(bytes, MASTER)).getDefaultGroup().groups;
    const count = group.entries.length;
    assert.ok(count > 20, `${count} passwords`);
    await page.getByRole("button", { name: /^Delete the stored copies/ }).click();
    const dialog = page.getByRole("dialog", { name: `Delete ${count} stored copies?` });
    await dialog.waitFor();
    await sees(page, "sixty", "5-delete");
    await dialog.getByRole("textbox").fill(`delete ${count}`);
    await page.keyboard.press("Enter");
    await announces(page, new RegExp(`${count} deleted, 0 failed`));
    await sees(page, "sixty", "6-deleted");
  }, { width: 1440, secrets: [MASTER] });
});

test("somebody who only decrypts, with no cloud and no request", async () => {
  const ciphertext = steps.encryptedFor(servers.win2048.keyFile, "only-to-decrypt-7");
  await visitor(origin, async (page, { requests }) => {
    await page.getByRole("link", { name: "Decrypt only, without a cloud" }).click();
    await page.getByText("Ready. From here on it works without any network.").waitFor();
    const before = requests.length;
    await sees(page, "decrypt", "1-ready");
    await steps.chooseKeyFile(page, servers.win2048.keyFile);
    await page.getByLabel("Encrypted password (Base64)").fill(`{ "password": "${ciphertext}" }`);
    await page.getByRole("button", { name: "Decrypt", exact: true }).click();
    assert.equal(await steps.reveal(page), "only-to-decrypt-7");
    await sees(page, "decrypt", "2-decrypted");
    assert.equal(requests.length, before);
  }, { width: 1440, secrets: ["only-to-decrypt-7"] });
});

test("an author of policies: from a mistake to what it allows, a Deny, and the comparison", async () => {
  await visitor(origin, async (page) => {
    await sees(page, "author", "1-start");
    await page.getByRole("button", { name: /^A policy of your own/ }).click();
    await editor(page).waitFor();
    await write(page, '{\n  "Version": "1.1",\n  "Statement": [\n    {\n      "Effect": "allow",\n      "Action": ["ecs:servers:*", "ecs:serverPasswords:manage"]\n    }\n  ]\n}\n');
    await page.getByRole("button", { name: /^Write `?"?Allow/ }).first().waitFor();
    await sees(page, "author", "2-mistake");
    await page.getByRole("button", { name: /^Write `?"?Allow/ }).first().click();
    await row(page, SHOW).filter({ has: page.getByText("Allowed", { exact: true }) }).waitFor();
    await reads(page.getByRole("region", { name: "Verdict" }), /can read a stored password/);
    await row(page, SHOW).locator(".row-title").click();
    await page.getByRole("group", { name: "Explanation", exact: true }).waitFor();
    await sees(page, "author", "3-explained");
    await page.getByRole("tab", { name: "Before and after" }).click();
    await page.getByRole("button", { name: "Set baseline" }).click();
    await write(page, '{\n  "Version": "1.1",\n  "Statement": [\n    { "Effect": "Allow", "Action": ["ecs:servers:*"] },\n    { "Effect": "Deny", "Action": ["ecs:serverPasswords:*"] }\n  ]\n}\n');
    await page.locator("#answers-panel .changes").first().waitFor();
    await sees(page, "author", "4-compared");
  }, { width: 1440, hash: "#/permissions" });
});

test("a user who is refused: why, what would allow it, and what only a second factor does", async () => {
  await visitor(origin, async (page) => {
    await demoUser(page, "carol");
    await steps.openServer(page, servers.win2048);
    await steps.getPassword(page);
    await reads(steps.problem(page, "carol may not get passwords here"), /os_compute_api:os-server-password:show/);
    await sees(page, "refused", "1-openstack");
  }, { width: 1440 });
  await visitor(origin, async (page) => {
    await asOn(page, "alice", "T Cloud Public");
    await steps.openServer(page, { name: "win-2022-a" });
    await steps.getPassword(page);
    await steps.problem(page, "alice may not get passwords here").waitFor();
    await sees(page, "refused", "2-public-cloud");
    await page.getByRole("link", { name: /^Why is it missing/ }).click();
    await reads(page.getByRole("group", { name: "Explanation", exact: true }), /Denied by passwords-with-mfa:[^]*without a second factor/);
    await sees(page, "refused", "3-why");
  }, { width: 1440 });
});

test("ten minutes to find out what it is: help, a sample, permissions without an account, another language and look", async () => {
  await visitor(origin, async (page) => {
    await page.locator(".about-open").click();
    await page.locator(".about-goes").waitFor();
    await sees(page, "evaluation", "1-about");
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: "Decrypt only, without a cloud" }).click();
    await page.getByRole("button", { name: "Load a sample and its key" }).click();
    await page.getByRole("button", { name: "Decrypt", exact: true }).click();
    await steps.reveal(page);
    await sees(page, "evaluation", "2-sample");
    await page.getByRole("link", { name: "Permissions" }).click();
    await page.getByRole("button", { name: /^ECS ReadOnlyAccess/ }).click();
    await page.locator("tr.row").first().waitFor();
    await counts(page.locator(".tour, .quiz"), 0, "nothing asks before it answers");
    await sees(page, "evaluation", "3-permissions");
    await page.getByRole("combobox", { name: "Language" }).selectOption("Deutsch");
    await page.getByRole("heading", { name: "Berechtigungen", level: 1 }).waitFor();
    await sees(page, "evaluation", "4-german");
  }, { width: 1440, colorScheme: "dark" });
});

test("behind a proxy with TLS, the page asks for nothing but its own origin", async () => {
  const { key, cert } = certificateFor("localhost");
  const proxy = https.createServer({ key, cert }, (request, response) => {
    const { hostname, port } = new URL(origin);
    request.pipe(http.request({ hostname, port, path: request.url, method: request.method, headers: request.headers }, (answer) => {
      answer.pipe(response.writeHead(answer.statusCode, answer.headers));
    }));
  });
  const { port } = new URL(await listen(proxy, "https"));
  const outside = `https://localhost:${port}`;
  await visitor(outside, async (page, { requests }) => {
    await demoUser(page, "alice");
    await steps.openServer(page, servers.win2048);
    await steps.chooseKeyFile(page, servers.win2048.keyFile);
    await page.getByText("Same fingerprint as the server's key pair").waitFor();
    await steps.getPassword(page);
    assert.equal(await steps.reveal(page), servers.win2048.password);
    await page.getByRole("button", { name: "Copy", exact: true }).click();
    await announces(page, /copied/i);
    await sees(page, "tls", "1-password");
    assert.deepEqual(requests.map((request) => new URL(request.url()).origin).filter((each) => each !== outside), []);
  }, { width: 1440, ignoreHTTPSErrors: true, secrets: [servers.win2048.password] });
});

test("without a mouse: from the sign-in to the password, over the search, and on to the permissions and the list of keys", async () => {
  await visitor(origin, async (page) => {
    await page.getByRole("button", { name: /^alice/ }).waitFor();
    await steps.tabTo(page, /^alice/);
    await page.keyboard.press("Enter");
    await page.getByRole("link", { name: servers.win2048.name, exact: true }).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type(servers.win2048.name);
    await page.getByRole("link", { name: servers.win4096.name, exact: true }).waitFor({ state: "detached" });
    await sees(page, "keyboard", "1-searched");
    await steps.revealByKeys(page, servers.win2048);
    await sees(page, "keyboard", "2-password");
    await page.keyboard.press("?");
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    await sees(page, "keyboard", "3-keys");
    await page.keyboard.press("Escape");
    await page.keyboard.press("g");
    await page.keyboard.press("p");
    await page.getByRole("heading", { name: "Permissions", level: 1 }).waitFor();
  }, { width: 1440, secrets: [servers.win2048.password] });
});
