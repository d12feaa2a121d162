// Policies that take long: they are answered from in a worker, and the page goes on meanwhile.
import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
import { describedSandbox } from "../server/sandbox-cloud.mjs";
import { holdWorkers } from "./held-workers.mjs";
import { counts, fitsTheWindow, isAccessible, reads, until, visitor } from "./visitor.mjs";

const { sandbox } = await describedSandbox();
const { origin } = sandbox;

const HASH = { hash: "#/permissions" };
/** Of every kind of answer some, with keys that keep them open. */
const SHORT = JSON.stringify({
  Version: "1.1",
  Statement: [
    { Effect: "Allow", Action: ["ecs:*:list*", "ecs:servers:*"] },
    { Effect: "Deny", Action: ["ecs:servers:delete*"] },
    { Effect: "Allow", Action: ["ecs:serverPasswords:manage"], Condition: { StringEquals: { "g:UserName": ["bob"], constructor: ["x"] } } },
  ],
}, null, 2);
const SHOW = "GET /v2.1/{project_id}/servers/{server_id}/os-server-password";

const linkTo = (text) =>
  `#/permissions?v=1&p=${deflateSync(JSON.stringify({ cloud: "otc", policies: [{ name: "theirs", text, attachment: { kind: "none", id: "" }, catalog: "" }] })).toString("base64url")}`;
const button = (page, name) => page.getByRole("button", { name, exact: true });
const stopped = (page) => page.getByRole("heading", { name: "The answers were stopped" });
const working = (page) => page.locator(".beside");
const workers = (page, count) => until(() => page.workers().length === count, () => `${String(count)} workers are expected, and there are ${String(page.workers().length)}`);
/** What each API comes to, by its path. */
const answers = (page) => page.locator("tr.row").evaluateAll((rows) => rows.map((row) => [row.querySelector(".path").textContent, row.querySelector(".verdict").textContent]));

/** Opens a link whose answers wait until somebody asks for them, however long they take. */
async function openHeld(page, text) {
  // The worker that reads the link has nothing to answer with before this goes on.
  let goOn;
  const waits = new Promise((resolve) => { goOn = resolve; });
  const hold = async (route) => {
    await waits;
    await route.continue().catch(() => undefined);
  };
  await page.route(/policy.*\.wasm$/, hold);
  await page.evaluate((hash) => { location.hash = hash; }, linkTo(text));
  await page.getByText("The link is being read, beside the page.").waitFor();
  await button(page, "Stop").click();
  await stopped(page).waitFor();
  goOn();
  await page.unroute(/policy.*\.wasm$/, hold);
}

/** Types over all that is in the editor. */
async function write(page, text) {
  await page.locator(".cm-content").click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(text);
}

test("the page goes on while answers are worked out that take long; Stop ends them, and leaves the policies", async () => {
  await visitor(origin, async (page) => {
    await openHeld(page, SHORT);
    await page.locator(".findings").getByText("Not looked through yet").waitFor();
    const gate = await holdWorkers(page);
    await button(page, "Answer all the same").click();
    await working(page).getByText("This is being worked out, beside the page. This takes longer than usual.").waitFor();
    await isAccessible(page, "answers that take long");
    await fitsTheWindow(page, "answers that take long");
    await workers(page, 1);
    assert.equal(await page.locator("#answers-panel").count(), 0, "there are no answers yet");
    await button(page, "Stop").click();
    await stopped(page).waitFor();
    await workers(page, 0);
    await until(() => page.evaluate(() => document.activeElement?.textContent === "The answers were stopped"), "the focus is on what became of it");
    await isAccessible(page, "answers that were stopped");
    await page.locator(".findings").getByText("Not looked through yet").waitFor();
    // From here one can go on: with other policies, once more, and with none.
    gate.open();
    await write(page, ` ${SHORT}`);
    await stopped(page).waitFor();
    await workers(page, 0);
    await button(page, "Answer all the same").click();
    await page.locator("tr.row").filter({ has: page.getByText(SHOW, { exact: true }) }).getByText("Conditional").waitFor();
    await button(page, "Remove").click();
    await button(page, "Go on without saving").click();
    await page.getByRole("heading", { name: "What may a user with these policies do?" }).waitFor();
    await workers(page, 0);
  });
});

test("the answers from a worker are those of the page itself, with explanations, comparisons and files", async () => {
  let expected;
  let explained;
  await visitor(origin, async (page) => {
    await page.getByRole("button", { name: /^A policy of your own/ }).click();
    await page.locator(".editor[data-ready]").waitFor();
    await write(page, SHORT);
    await page.locator("tr.row").filter({ has: page.getByText(SHOW, { exact: true }) }).getByText("Conditional").waitFor();
    expected = await answers(page);
    await page.locator("tr.row").filter({ has: page.getByText(SHOW, { exact: true }) }).getByRole("button").click();
    explained = await page.getByRole("group", { name: "Explanation", exact: true }).locator(".keys").innerText();
    assert.equal(page.workers().length, 0);
  }, HASH);
  assert.deepEqual([...new Set(expected.map(([, verdict]) => verdict))].sort(), ["Allowed", "Conditional", "Explicit deny", "Implicit deny"]);
  await visitor(origin, async (page) => {
    await openHeld(page, SHORT);
    await button(page, "Answer all the same").click();
    const row = page.locator("tr.row").filter({ has: page.getByText(SHOW, { exact: true }) });
    await row.getByText("Conditional").waitFor();
    await workers(page, 1);
    assert.deepEqual(await answers(page), expected);
    await page.locator(".fact").filter({ hasText: "g:UserName" }).waitFor();
    assert.deepEqual(await page.evaluate(() => [({}).type, ({}).several, ({}).kind]), [undefined, undefined, undefined]);
    await row.getByRole("button").click();
    const explanation = page.getByRole("group", { name: "Explanation", exact: true });
    await reads(explanation.locator(".keys"), explained);
    await explanation.getByRole("button", { name: "Show in the editor" }).first().click();
    await page.locator(".cm-deciding-pattern").first().waitFor();
    await page.locator(".fact").filter({ hasText: "g:UserName" }).getByRole("combobox").selectOption("given");
    await page.locator(".fact").filter({ hasText: "g:UserName" }).getByRole("textbox").fill("alice");
    await row.getByText("Implicit deny").waitFor();
    await page.getByRole("tab", { name: "Before and after" }).click();
    await button(page, "Set baseline").click();
    await page.getByText("Nothing changes").or(page.getByText("Every API has the same answer as before")).first().waitFor();
    await page.getByRole("tab", { name: "Least-privilege policy" }).click();
    await page.getByLabel("List the servers").check();
    await page.locator("pre.document").getByText("ecs:cloudServers:list").or(page.locator("pre.document").getByText("ecs:servers:list")).first().waitFor();
    await page.getByRole("tab", { name: "APIs" }).click();
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("group", { name: "Save as: Preview" }).getByRole("button", { name: "CSV" }).click()]);
    assert.equal(file.suggestedFilename(), "permissions.csv");
    await workers(page, 1);
  });
});

test("what is shown while a change is worked out is said to be from before it", async () => {
  await visitor(origin, async (page) => {
    await openHeld(page, SHORT);
    const gate = await holdWorkers(page);
    gate.open();
    await button(page, "Answer all the same").click();
    await page.locator("tr.row").first().waitFor();
    gate.close();
    await write(page, ` ${SHORT}`);
    await working(page).getByText("What is shown is from before the last change.").waitFor();
    await page.locator(".findings").getByText(/, from before the last change$/).waitFor();
    await isAccessible(page, "answers from before the last change");
    // Another change takes the place of what is being worked out.
    gate.open();
    await write(page, '{"Version":"1.1","Statement":[{"Effect":"Deny","Action":["ecs:*:*"]}]}');
    await page.locator("tr.row").filter({ has: page.getByText(SHOW, { exact: true }) }).getByText("Explicit deny").waitFor();
    await counts(working(page), 0);
    await reads(page.locator(".findings h3"), /^(?!.*before)/);
    await workers(page, 1);
  });
});

test("a large policy is written in the other version beside the page, which can be cancelled", async () => {
  const statements = (count) => JSON.stringify({ Version: "1.1", Statement: Array.from({ length: count }, (_, index) => ({ Effect: "Deny", Action: ["ecs:*:*"], Condition: { [`Op${String(index)}`]: { "g:UserName": ["x"] } } })) });
  await visitor(origin, async (page) => {
    await page.getByRole("button", { name: /^A policy of your own/ }).click();
    await page.locator(".editor[data-ready]").waitFor();
    await button(page, "Huawei Cloud").click();
    await write(page, statements(12_000));
    const gate = await holdWorkers(page);
    await button(page, "Write as 5.0").click();
    await page.getByText("It is being written in the other version.").waitFor();
    await isAccessible(page, "a policy that is being translated");
    await button(page, "Cancel").click();
    await button(page, "Write as 5.0").waitFor();
    gate.open();
    await write(page, statements(300));
    await button(page, "Write as 5.0").click();
    await page.getByRole("heading", { name: /^Written from “Policy”: Many things are not the same, or to be known; \d+ of them are not listed$/ }).waitFor();
    await isAccessible(page, "much that is not the same");
    // Of that which wrote it none is left; the policies themselves may be answered from in one.
    await until(() => page.workers().length <= 1, "a worker goes on that nobody waits for");
  }, HASH);
});
