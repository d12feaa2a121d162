// What people do on the page, step by step, by the names that they see.
import assert from "node:assert/strict";
import { constants, createPublicKey, publicEncrypt } from "node:crypto";
import { readFileSync } from "node:fs";
import { reads } from "./waiting.mjs";

/** The form, which the sandbox folds away, with one of its ways to sign in chosen. */
async function openForm(page, method) {
  const folded = page.getByText("Or sign in with the form");
  const choice = page.getByRole("radio", { name: method, exact: true });
  await folded.or(choice).first().waitFor();
  if (!(await choice.isVisible())) await folded.click();
  await choice.click();
}

/** Signs in with user and password. */
export async function signIn(page, user) {
  await openForm(page, "Password");
  await page.getByLabel("User name").fill(user.name);
  await page.getByLabel("Domain name").fill(user.domain);
  await page.getByLabel("Password", { exact: true }).and(page.locator("input")).fill(user.password);
  await page.getByLabel("Project", { exact: true }).fill(user.project);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** Signs in with a token. */
export async function signInWithToken(page, token, projectId) {
  await openForm(page, "Token");
  await page.getByLabel("Token", { exact: true }).and(page.locator("input")).fill(token);
  await page.getByLabel("Project ID").fill(projectId);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** Opens a server of the list. */
export async function openServer(page, { name }) {
  await page.getByRole("heading", { name: "Servers", level: 1 }).waitFor();
  await page.getByRole("link", { name, exact: true }).click();
  await page.getByRole("heading", { name, level: 1 }).waitFor();
}

/** Ticks servers of the list and goes on to the view of their passwords. */
export async function chooseServers(page, ...wanted) {
  for (const { name } of wanted) await page.getByRole("checkbox", { name: `Select ${name}`, exact: true }).click();
  await page.getByRole("button", { name: "Get passwords" }).click();
  await page.getByRole("heading", { name: "Passwords of many servers" }).waitFor();
}

/** The row of one of many servers. */
export function resultOf(page, { name }) {
  return page.getByRole("row").filter({ has: page.getByRole("link", { name, exact: true }) });
}

/** Shows servers of every system. */
export async function showEverySystem(page) {
  await page.getByText("Windows only", { exact: true }).click();
}

/** What a guest stores with the key of this file: RSA, PKCS#1 v1.5, Base64. */
export function encryptedFor(keyFile, message) {
  const key = createPublicKey(readFileSync(keyFile));
  return publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(message)).toString("base64");
}

/** Gives a key as a file. */
export async function chooseKeyFile(page, file) {
  await page.locator("input[type=file]").setInputFiles(file);
}

/** Pastes a key. */
export async function pasteKey(page, text) {
  await page.getByRole("button", { name: "Paste the key" }).click();
  await page.getByLabel("Private key as text").fill(text);
  await page.getByRole("button", { name: "Use this key" }).click();
}

export async function getPassword(page) {
  await page.getByRole("button", { name: "Get password", exact: true }).click();
}

/** The password, once it is revealed. */
export async function reveal(page) {
  await page.getByRole("button", { name: "Reveal" }).click();
  return page.getByRole("group", { name: "Password", exact: true }).innerText();
}

/** Says that the password is not needed. */
export async function waive(page) {
  await page.getByText("I do not need the password").click();
}

/** Orders the delete, and confirms it. */
export async function deleteStoredCopy(page) {
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  await dialog.getByRole("button", { name: "Delete", exact: true }).click();
}

/** Signs out; where something would be lost, the page names it first. */
export async function signOut(page, ...lost) {
  await page.getByRole("button", { name: "Sign out" }).click();
  if (lost.length === 0) return;
  const dialog = page.getByRole("dialog", { name: "Sign out and lose this?" });
  for (const text of lost) await dialog.getByText(text, { exact: true }).waitFor();
  await dialog.getByRole("button", { name: "Sign out" }).click();
}

/** An error, by its heading. */
export function problem(page, title) {
  return page.getByRole("group", { name: "Error" }).filter({ has: page.getByRole("heading", { name: title }) });
}

/** What has the focus, as somebody hears it; also within a component. */
export function focused(page) {
  return page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    const host = element?.getRootNode().host ?? element;
    const text = element?.getAttribute("aria-label") ?? host?.label ?? host?.innerText ?? "";
    return `${text}`.trim();
  });
}

/** Presses Tab until the focus is where it is wanted. */
export async function tabTo(page, pattern) {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press("Tab");
    if (pattern.test(await focused(page))) return;
  }
  assert.fail(`the Tab key does not lead to ${pattern}; it is at ${await focused(page)}`);
}

/** From the list to the password, without a mouse. */
export async function revealByKeys(page, server) {
  await tabTo(page, new RegExp(`^${server.name}$`));
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: server.name, level: 1 }).waitFor();
  const chooser = page.waitForEvent("filechooser");
  await tabTo(page, /^Choose a key file/);
  await page.keyboard.press("Enter");
  await (await chooser).setFiles(server.keyFile);
  await page.getByText("Same fingerprint as the server's key pair").waitFor();
  await tabTo(page, /^Get password/);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Reveal" }).waitFor();
  await tabTo(page, /^Reveal/);
  await page.keyboard.press("Enter");
  await reads(page.getByRole("group", { name: "Password", exact: true }), server.password);
}
