// Renewing a password, on the sandboxes that are like OpenStack and Huawei Cloud: all its steps, with failures, cancelled and gone on with, here and elsewhere in the page.
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { renewed } from "../../www/server/sandbox/passwords.mjs";
import { SWITCHING_MS } from "../../www/server/sandbox/power.mjs";
import { SERVERS } from "../../www/server/sandbox/world.mjs";
import { describedSandbox } from "../server/sandbox-cloud.mjs";
import * as steps from "./steps.mjs";
import { allRead, announces, counts, fitsTheWindow, isAccessible, letPass, ordered, reads, stopClock, until, visitor } from "./visitor.mjs";

const { cloud, sandbox } = await describedSandbox();
const { origin } = sandbox;
const { servers, users } = cloud;
const PHONE = { width: 390, height: 844 };
const NEW = renewed(SERVERS.find(({ name }) => name === "win-2022-a"));

beforeEach(() => sandbox.reset());

const seen = async (page, state) => {
  await isAccessible(page, state);
  await fitsTheWindow(page, state);
};

async function signInAs(page, name, kind) {
  await page.getByRole("combobox", { name: "Cloud" }).click();
  await page.getByRole("option", { name: `Sandbox, as ${kind}` }).click();
  await page.getByRole("button", { name: new RegExp(`^${name}`) }).click();
  await page.getByRole("heading", { name: "Servers", level: 1 }).waitFor();
}

const card = (page) => page.getByRole("region", { name: "Renew the password" });
const states = (page) => card(page).locator(".renew-state > span:first-child");
const heading = (page, name) => card(page).getByRole("heading", { name }).waitFor();
const dialog = (page) => page.getByRole("dialog", { name: "Renew the password of win-2022-a?" });
const press = (page, name) => card(page).getByRole("button", { name, exact: true }).click();

/** Opens the form, and says that the old password is not needed. */
async function openForm(page) {
  await press(page, "Renew the password…");
  await card(page).getByText("I do not need the old password").click();
}

async function begin(page) {
  await press(page, "Renew the password");
  await dialog(page).getByRole("button", { name: "Renew it" }).click();
}

/** The orders that went out, by what they do. */
const sent = (requests) =>
  requests.flatMap((request) => {
    const { pathname } = new URL(request.url());
    if (request.method() === "DELETE" && pathname.endsWith("os-server-password")) return ["delete"];
    return pathname.endsWith("/action") ? [request.postData()] : [];
  });

/** Lets the page look once more, until its list of steps is so. */
async function becomes(page, expected) {
  await until(async () => {
    await letPass(page, 20_000);
    return (await states(page).allInnerTexts()).join() === expected.join();
  }, async () => `${expected.join()} is expected, and there is ${(await states(page).allInnerTexts()).join()}`);
}

/** The server has stopped or started, as it was told to. */
async function switches(page, order) {
  await ordered(page, order);
  await sandbox.advance(SWITCHING_MS);
}

/** From the stop to the new password, the sandbox's clock moved on where it waits. */
async function carriedOut(page) {
  await allRead(states(page), ["Under way", "To come", "To come", "To come", "To come"]);
  await switches(page, "os-stop");
  await startedAndStored(page);
}

async function startedAndStored(page) {
  await becomes(page, ["Done", "Done", "Under way", "To come", "To come"]);
  await switches(page, "os-start");
  await becomes(page, ["Done", "Done", "Done", "Under way", "To come"]);
  await sandbox.advance(61_000);
  await becomes(page, ["Done", "Done", "Done", "Done", "Done"]);
}

for (const [kind, name, value] of [["OpenStack", "alice", "null"], ["Huawei Cloud", "grace", "{}"]]) {
  test(`on ${kind}: what it does is said, it is asked for, and the new password is there in the end`, async () => {
    await visitor(origin, async (page, { requests }) => {
      if (kind === "OpenStack") await steps.signIn(page, users.alice);
      else await signInAs(page, name, kind);
      await steps.openServer(page, servers.win2048);
      await steps.chooseKeyFile(page, servers.win2048.keyFile);
      await seen(page, "folded");
      await press(page, "Renew the password…");
      await card(page).getByText("whoever works on it is cut off").waitFor();
      assert.equal(await card(page).getByRole("button", { name: "Renew the password", exact: true }).isDisabled(), true, "the old password was not seen");
      await seen(page, "what it does");
      await card(page).getByText("I do not need the old password").click();
      await press(page, "Renew the password");
      await dialog(page).getByText("You have not seen the old password here.").waitFor();
      await seen(page, "asked");
      await page.keyboard.press("Escape");
      assert.deepEqual(sent(requests), []);
      await stopClock(page);
      await begin(page);
      await heading(page, "The renewal is under way");
      await seen(page, "under way");
      await carriedOut(page);
      await heading(page, "A new password is stored");
      await page.getByRole("heading", { name: "Password", level: 3, exact: true }).waitFor();
      assert.equal(await steps.reveal(page), NEW);
      await seen(page, "the new password");
      assert.deepEqual(sent(requests), [`{"os-stop":${value}}`, "delete", `{"os-start":${value}}`]);
      await reads(page.locator(".head .status"), "Active");
      await press(page, "Dismiss");
      await card(page).getByRole("button", { name: "Renew the password…" }).waitFor();
    }, { secrets: [NEW] });
  });
}

describe("failures, and going on", () => {
  test("refused in the middle, cancelled, elsewhere in the page: nothing is sent twice, and nothing is lost", async () => {
    await visitor(origin, async (page, { requests }) => {
      await steps.signIn(page, users.alice);
      await steps.openServer(page, servers.win2048);
      await openForm(page);
      await stopClock(page);
      await begin(page);
      await allRead(states(page), ["Under way", "To come", "To come", "To come", "To come"]);
      await until(() => sent(requests).length === 1, "the order to stop");
      await press(page, "Cancel");
      await heading(page, "The renewal is not finished");
      await announces(page, /The renewal of the password of win-2022-a is cancelled/);
      await allRead(states(page), ["Cancelled", "To come", "To come", "To come", "To come"]);
      await card(page).getByText("Delete the stored password, while the server is stopped.").waitFor();
      await seen(page, "cancelled");
      await sandbox.addFault({ match: { method: "DELETE", path: "/os-server-password" }, fault: { status: 500, body: "{}" } });
      await sandbox.advance(SWITCHING_MS);
      await press(page, "Go on");
      await steps.problem(page, "The order may have been carried out all the same").waitFor();
      await allRead(states(page), ["Done", "Failed", "To come", "To come", "To come"]);
      await seen(page, "may have been deleted");
      await sandbox.clearFaults();
      await press(page, "Go on");
      await startedAndStored(page);
      // What was not deleted is deleted once more; nothing else is sent again.
      assert.deepEqual(sent(requests), ['{"os-stop":null}', "delete", "delete", '{"os-start":null}']);
    }, { allow: /500/ });
  });

  test("what is not allowed is said, and leads to the permissions", async () => {
    await visitor(origin, async (page) => {
      await steps.signIn(page, users.bob);
      await steps.openServer(page, servers.win2048);
      await openForm(page);
      await card(page).getByText("Stop a server: The cloud will probably refuse this").waitFor();
      await begin(page);
      await steps.problem(page, `${users.bob.name} may not stop servers here`).getByRole("link", { name: "Why is it missing? See what the policies allow" }).waitFor();
      await allRead(states(page), ["Failed", "To come", "To come", "To come", "To come"]);
      await card(page).getByText("os_compute_api:servers:stop").first().waitFor();
      await seen(page, "refused");
    }, { allow: /403/ });
  });

  test("elsewhere in the page a strip tells of it, in a window of a phone; signing out asks", async () => {
    await visitor(origin, async (page) => {
      await steps.signIn(page, users.alice);
      await steps.openServer(page, servers.win2048);
      await openForm(page);
      await stopClock(page);
      await begin(page);
      await page.getByRole("link", { name: "All servers" }).click();
      const strip = (text) => page.getByRole("group", { name: text, exact: true });
      await strip("Renewing the password of win-2022-a").waitFor();
      await seen(page, "elsewhere");
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.getByRole("dialog").getByText("Unfinished renewals of passwords: 1. Servers may stay stopped.", { exact: true }).waitFor();
      await page.keyboard.press("Escape");
      await until(async () => {
        await sandbox.advance(61_000);
        await letPass(page, 20_000);
        return (await strip("The new password of win-2022-a is stored").count()) === 1;
      }, "the strip of a renewal that has ended");
      await seen(page, "stored elsewhere");
      await page.getByRole("link", { name: "Open the server" }).click();
      await heading(page, "A new password is stored");
      await page.getByRole("heading", { name: "A password is stored", exact: true }).waitFor();
      await steps.chooseKeyFile(page, servers.win2048.keyFile);
      assert.equal(await steps.reveal(page), NEW);
    }, { ...PHONE, secrets: [NEW] });
  });

  test("a guest that sets none: after 15 minutes it says so with the causes, and looks again when it is asked to", async () => {
    await visitor(origin, async (page) => {
      await steps.signIn(page, users.alice);
      await steps.openServer(page, servers.win2048);
      await openForm(page);
      await stopClock(page);
      await begin(page);
      await switches(page, "os-stop");
      await becomes(page, ["Done", "Done", "Under way", "To come", "To come"]);
      await switches(page, "os-start");
      await becomes(page, ["Done", "Done", "Done", "Not in time", "To come"]);
      await card(page).getByRole("heading", { name: "Why there may be none" }).waitFor();
      await seen(page, "not in time");
      await counts(card(page).getByRole("button", { name: "Cancel", exact: true }), 0);
      await sandbox.advance(61_000);
      await press(page, "Go on");
      await heading(page, "A new password is stored");
    });
  });
});
