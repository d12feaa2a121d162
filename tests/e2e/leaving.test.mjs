// What is said before something is lost: at signing out, and before the page is closed or loaded again.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { describedSandbox } from "../server/sandbox-cloud.mjs";
import * as steps from "./steps.mjs";
import { fitsTheWindow, isAccessible, reads, visitor } from "./visitor.mjs";

const { cloud, sandbox } = await describedSandbox();
const { origin } = sandbox;
const { alice } = cloud.users;
const { win2048 } = cloud.servers;

const LATE = { name: "win-2022-new" };
const LOOKS = [{ width: 1280 }, { width: 390, colorScheme: "dark" }];
const ask = (page) => page.getByRole("dialog", { name: "Sign out and lose this?" });
const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    return `${element?.innerText ?? ""}`.trim();
  });

test("with nothing to lose, signing out is done at once, keys or not", async () => {
  await visitor(origin, async (page) => {
    await steps.signIn(page, alice);
    await steps.openServer(page, win2048);
    await steps.chooseKeyFile(page, win2048.keyFile);
    await page.getByText("Same fingerprint as the server's key pair").waitFor();
    await steps.signOut(page);
    await page.getByRole("heading", { name: "You are signed out" }).waitFor();
  });
});

for (const look of LOOKS) {
  test(`signing out names what it would lose, and can be left: ${look.width} wide`, async () => {
    await sandbox.reset();
    await visitor(
      origin,
      async (page) => {
        await steps.signIn(page, alice);
        await steps.openServer(page, LATE);
        await steps.getPassword(page);
        await page.getByRole("button", { name: "Wait for it" }).click();
        await page.getByRole("link", { name: "Permissions", exact: true }).click();
        await page.getByRole("button", { name: /^A policy of your own/ }).click();
        await page.getByRole("textbox", { name: /^Policy text/ }).and(page.locator(".cm-content")).click();
        await page.keyboard.insertText(" ");
        await page.getByRole("link", { name: "Servers", exact: true }).click();
        await steps.openServer(page, win2048);
        await steps.chooseKeyFile(page, win2048.keyFile);
        await steps.getPassword(page);
        assert.equal(await steps.reveal(page), win2048.password);

        const button = page.getByRole("button", { name: "Sign out" });
        await button.click();
        await ask(page).waitFor();
        const lost = await ask(page).getByRole("listitem").allInnerTexts();
        assert.deepEqual(lost, ["1 decrypted password", "The policies as you have edited them", "Waiting for 1 password"]);
        assert.equal(await focused(page), "Stay signed in");
        await isAccessible(page, "sign out?");
        await fitsTheWindow(page, "sign out?");
        if (process.env.E2E_SHOTS) await page.screenshot({ path: `${process.env.E2E_SHOTS}/sign-out-${look.width}.png` });
        await page.keyboard.press("Escape");
        await ask(page).waitFor({ state: "hidden" });
        assert.equal(await focused(page), "Sign out", "the focus is back");
        await reads(page.getByRole("group", { name: "Password", exact: true }), win2048.password, "nothing is lost");

        await button.click();
        await ask(page).getByRole("button", { name: "Stay signed in" }).click();
        await ask(page).waitFor({ state: "hidden" });
        await steps.signOut(page, ...lost);
        await page.getByRole("heading", { name: "You are signed out" }).waitFor();
        assert.ok(!(await page.content()).includes(win2048.password));
        await page.getByRole("link", { name: "Permissions", exact: true }).click();
        await page.getByRole("button", { name: /^A policy of your own/ }).waitFor();
      },
      look,
    );
  });
}

test("the browser asks before the page goes, as soon as a secret is in it", async () => {
  await sandbox.reset();
  await visitor(origin, async (page) => {
    /** Whether the page stops a `beforeunload`, for which the browser asks. */
    const asks = () => page.evaluate(() => !dispatchEvent(new Event("beforeunload", { cancelable: true })));
    await page.getByText("Or sign in with the form").click();
    assert.equal(await asks(), false, "nothing yet");
    await page.getByLabel("User name").fill(alice.name);
    assert.equal(await asks(), false, "a user name is no secret");
    const password = page.getByLabel("Password", { exact: true }).and(page.locator("input"));
    await password.fill("x");
    assert.equal(await asks(), true, "a password that is half typed");
    await password.fill("");
    assert.equal(await asks(), false, "cleared again");
    await page.getByRole("radio", { name: "Token", exact: true }).click();
    await page.getByLabel("Token", { exact: true }).and(page.locator("input")).fill("x");
    assert.equal(await asks(), true, "a token that is half typed");

    await page.getByRole("link", { name: "Decrypt only", exact: true }).click();
    await page.getByRole("heading", { name: "Decrypt only", level: 1 }).waitFor();
    assert.equal(await asks(), false, "the form is gone");
    await page.getByRole("button", { name: "Paste the key" }).click();
    await page.getByLabel("Private key as text").fill("-----BEGIN");
    assert.equal(await asks(), true, "a key that is half pasted");
    await page.getByLabel("Private key as text").fill(readFileSync(new URL("../vectors/keys/openssh-aes256-ctr.key", import.meta.url), "utf8"));
    await page.getByRole("button", { name: "Use this key" }).click();
    const passphrase = page.getByLabel("Passphrase", { exact: true }).and(page.locator("input"));
    await passphrase.waitFor();
    assert.equal(await asks(), true, "a key that waits for its passphrase");
    await page.getByRole("button", { name: "Cancel" }).click();
    await passphrase.waitFor({ state: "detached" });
    assert.equal(await asks(), false, "the key is forgotten");

    await page.getByRole("link", { name: "Servers", exact: true }).click();
    await steps.signIn(page, alice);
    await page.getByRole("table", { name: "Servers" }).waitFor();
    assert.equal(await asks(), true, "a session alone");
    await steps.signOut(page);
    await page.getByRole("heading", { name: "You are signed out" }).waitFor();
    assert.equal(await asks(), false, "signed out");
  });
});
