// What a user meets when something fails: each state is designed, says the next step, and leads on.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launchBrowser } from "../../src/xtask/browser.mjs";
import { start } from "../../www/server/start.mjs";
import { describedSandbox } from "../server/sandbox-cloud.mjs";
import * as steps from "./steps.mjs";
import { announces, counts, fitsTheWindow, isAccessible, reads, stopClock, visitor } from "./visitor.mjs";

const { cloud, sandbox } = await describedSandbox();
const { origin } = sandbox;
const { servers, users } = cloud;

const LOOKS = [
  ["light", { colorScheme: "light" }],
  ["dark", { colorScheme: "dark" }],
  ["390 wide", { width: 390, height: 844 }],
];

/** What the browser itself says of a failure that a test makes. */
const EXPECTED = /net::ERR_|Failed to fetch dynamically imported module/;

const seen = async (page, state) => {
  await isAccessible(page, state);
  await fitsTheWindow(page, state);
};

const strip = (page, title) => page.getByRole("group", { name: title });

async function toServer(page, user = users.alice) {
  await steps.signIn(page, user);
  await steps.openServer(page, servers.win2048);
}

/** The page under a policy that a careful administrator may have set. */
async function withoutWasm(route) {
  const response = await route.fetch();
  const headers = response.headers();
  const policy = headers["content-security-policy"].replace(" 'wasm-unsafe-eval'", "");
  await route.fulfill({ response, headers: { ...headers, "content-security-policy": policy } });
}

for (const [look, options] of LOOKS) {
  describe(`failures (${look})`, () => {
    before(() => sandbox.reset());
    after(() => sandbox.clearFaults());
    const visit = (act) => visitor(origin, act, { ...options, allow: EXPECTED });

    test("a list with odd entries: the others are listed, and what is odd is told", () =>
      visit(async (page) => {
        await page.route(/\/servers\/detail/, async (route) => {
          const response = await route.fetch();
          const list = await response.json();
          const own = list.servers.find(({ id }) => id === servers.win2048.id);
          Object.assign(own, { addresses: null, key_name: 7 });
          await route.fulfill({ response, json: { ...list, servers: [null, ...list.servers] } });
        });
        await steps.signIn(page, users.alice);
        await page.getByRole("link", { name: servers.win2048.name, exact: true }).waitFor();
        const notice = page.getByText("3 things in the cloud's list are not as its documents have it. Everything else is shown.");
        await notice.click();
        await page.getByText("This entry is not an object: it is left out.").waitFor();
        await page.getByText("the addresses are not known").waitFor();
        const row = page.getByRole("row").filter({ has: page.getByRole("link", { name: servers.win2048.name, exact: true }) });
        await counts(row.getByText("Unknown", { exact: true }), 2, "the key pair and the addresses");
        await seen(page, "odd entries");
      }));

    test("a list of odd entries alone is not called empty", () =>
      visit(async (page) => {
        await page.route(/\/servers\/detail/, (route) => route.fulfill({ json: { servers: [null, "x"] } }));
        await steps.signIn(page, users.alice);
        await page.getByRole("heading", { name: "No server of the cloud's list could be read" }).waitFor();
        await page.getByText("2 things in the cloud's list").waitFor();
        await seen(page, "odd entries alone");
      }));

    test("a stored password: when it may be another one than the server's", () =>
      visit(async (page) => {
        await toServer(page);
        await steps.getPassword(page);
        await page.getByRole("heading", { name: "A password is stored" }).waitFor();
        await page.getByText("After a rebuild or a change of the operating system").waitFor();
        await seen(page, "a stored password");
      }));

    test("offline: said at once, and tried again by itself once back", () =>
      visit(async (page, { context }) => {
        await toServer(page);
        await context.setOffline(true);
        await strip(page, "You are offline").waitFor();
        await announces(page, /offline/);
        await steps.getPassword(page);
        await steps.problem(page, "The cloud did not answer").waitFor();
        await seen(page, "offline");
        await context.setOffline(false);
        await strip(page, "You are offline").waitFor({ state: "detached" });
        await page.getByRole("heading", { name: "A password is stored" }).waitFor();
      }));

    test("slow: says so after some seconds, and can be cancelled", () =>
      visit(async (page) => {
        await toServer(page);
        await sandbox.addFault({ match: { path: "/os-server-password" }, fault: { delayMs: 120_000 }, times: 1 });
        await stopClock(page);
        await steps.getPassword(page);
        await page.getByText("Getting the password…").waitFor();
        await page.clock.runFor(5000);
        await counts(page.getByText("This takes longer than usual"), 0);
        await page.clock.runFor(2000);
        await page.getByText("This takes longer than usual").waitFor();
        await seen(page, "slow");
        await page.getByRole("button", { name: "Cancel" }).click();
        await page.getByRole("button", { name: "Get password", exact: true }).waitFor();
      }));

    test("429 with a wait: says when the page tries again, and does", () =>
      visit(async (page) => {
        await toServer(page);
        await sandbox.addFault({ match: { path: "/os-server-password" }, fault: { status: 429, retryAfter: 4, body: "{}" }, times: 1 });
        await stopClock(page);
        await steps.getPassword(page);
        const pause = strip(page, "The cloud asks for a pause: too many requests");
        await pause.waitFor();
        await reads(pause, /tries again by itself at \d+:\d\d:\d\d/);
        await seen(page, "429");
        await page.clock.runFor(5000);
        await page.getByRole("heading", { name: "A password is stored" }).waitFor();
        await counts(pause, 0);
      }));

    test("429 for too long: says from when on to try again", () =>
      visit(async (page) => {
        await toServer(page);
        await sandbox.addFault({ match: { path: "/os-server-password" }, fault: { status: 429, retryAfter: 600, body: "{}" }, times: 9 });
        await steps.getPassword(page);
        await steps.problem(page, "Too many requests").waitFor();
        await reads(strip(page, /asks for a pause/), /Try again from \d+:\d\d:\d\d/);
        await seen(page, "429 for long");
        await sandbox.clearFaults();
        await page.getByRole("group", { name: "Error" }).getByRole("button", { name: "Get password" }).click();
        await page.getByRole("heading", { name: "A password is stored" }).waitFor();
        await counts(strip(page, /asks for a pause/), 0);
      }));

    test("5xx: what failed, the request ID, and another try", () =>
      visit(async (page) => {
        await toServer(page);
        await sandbox.addFault({ match: { path: "/os-server-password" }, fault: { status: 500, body: "{}" }, times: 1 });
        await steps.getPassword(page);
        const error = steps.problem(page, "The cloud failed");
        await error.waitFor();
        await seen(page, "500");
        await error.getByRole("button", { name: "Get password" }).click();
        await page.getByRole("heading", { name: "A password is stored" }).waitFor();
      }));

    test("401 in the middle of getting: sign in, and it goes on by itself", () =>
      visit(async (page) => {
        await toServer(page);
        await steps.chooseKeyFile(page, servers.win2048.keyFile);
        await page.getByText("Same fingerprint as the server's key pair").waitFor();
        await sandbox.addFault({ match: { path: "/os-server-password" }, fault: { status: 401, body: "{}" }, times: 2 });
        await steps.getPassword(page);
        await page.getByRole("heading", { name: "Sign in again", level: 1 }).waitFor();
        await seen(page, "sign in again");
        await steps.signIn(page, users.alice);
        assert.equal(await steps.reveal(page), servers.win2048.password);
      }));

    test("401 in the middle of deleting: sign in, and it is asked about once more", async () => {
      await visit(async (page) => {
        await toServer(page);
        await steps.waive(page);
        await sandbox.addFault({ match: { method: "DELETE" }, fault: { status: 401, body: "{}" }, times: 1 });
        await steps.deleteStoredCopy(page);
        await page.getByRole("heading", { name: "Sign in again", level: 1 }).waitFor();
        await steps.signIn(page, users.alice);
        await page.getByRole("dialog").waitFor();
        await seen(page, "asked once more");
        await page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click();
        await page.getByRole("heading", { name: "The stored copy is deleted" }).waitFor();
      });
      await sandbox.reset();
    });

    test("403: the missing action, and the way to its explanation", () =>
      visit(async (page) => {
        await toServer(page, users.carol);
        await steps.getPassword(page);
        const error = steps.problem(page, "carol may not get passwords here");
        await error.waitFor();
        await seen(page, "403");
        const link = error.getByRole("link", { name: /See what the policies allow/ });
        assert.equal(await link.getAttribute("href"), "#/permissions?explain=os_compute_api%3Aos-server-password%3Ashow&call=getServerPassword.v2.1");
        await link.click();
        await page.getByRole("heading", { name: "Permissions", level: 1 }).waitFor();
        // No IAM policy decides on a plain OpenStack: what does is said instead.
        await page.getByRole("heading", { name: "One of Nova's rules decides on this call" }).waitFor();
        await page.getByText("takes the role reader, and this session has it").waitFor();
        await seen(page, "403 explained");
      }));

    test("a part that does not load: reloading is offered, and what it forgets is said", () =>
      visit(async (page) => {
        await toServer(page);
        await steps.chooseKeyFile(page, servers.win2048.keyFile);
        await page.getByText("Same fingerprint as the server's key pair").waitFor();
        await page.route(/\/assets\/de-/, (route) => route.fulfill({ status: 404, body: "404 not found" }));
        await page.getByLabel("Language").selectOption("de");
        const outdated = strip(page, "A part of the page did not load");
        await outdated.waitFor();
        await reads(outdated, /keys and passwords in this tab are forgotten/);
        await seen(page, "outdated");
        await page.getByRole("button", { name: "Forget", exact: false }).first().click();
        await page.unroute(/\/assets\/de-/);
        await Promise.all([page.waitForEvent("load"), outdated.getByRole("button", { name: "Reload the page" }).click()]);
        await page.getByRole("heading", { name: "Sign in", exact: true }).waitFor();
      }));

    test("the console's own server is away, and comes back", async () => {
      // One of its own, which can be stopped; and on the same port again.
      let own = await start({ host: "127.0.0.1", port: 0, sandbox: {} });
      const port = own.server.address().port;
      const stop = () => own.server.close().closeAllConnections();
      try {
        await visitor(
          new URL(own.url).origin,
          async (page) => {
            await toServer(page);
            stop();
            await steps.getPassword(page);
            await strip(page, "The console's server does not answer").waitFor();
            await seen(page, "no server");
            own = await start({ host: "127.0.0.1", port, sandbox: {} });
            await strip(page, "The console's server does not answer").waitFor({ state: "detached" });
          },
          { ...options, allow: EXPECTED },
        );
      } finally {
        stop();
      }
    });

    test("WebAssembly is blocked: says so, and what to do", () =>
      visitor(
        origin,
        async (page) => {
          await page.getByRole("heading", { name: "WebAssembly is blocked" }).waitFor();
          await seen(page, "WebAssembly is blocked");
        },
        { ...options, allow: /WebAssembly|wasm|Content Security Policy/, prepare: (context) => context.route(`${origin}/`, withoutWasm) },
      ));

    test("a page that came over plain http from another machine asks for nothing secret", async () => {
      const { server } = await start({ host: "127.0.0.1", port: 0, names: ["console.test"], sandbox: {} });
      const browser = await launchBrowser("--host-resolver-rules=MAP console.test 127.0.0.1");
      try {
        const context = await browser.newContext({ viewport: { width: 1280, height: 900, ...options }, reducedMotion: "reduce", colorScheme: options.colorScheme ?? "light" });
        const page = await context.newPage();
        await page.goto(`http://console.test:${String(server.address().port)}/`);
        await page.getByRole("heading", { name: "This page came unencrypted", level: 1 }).waitFor();
        assert.equal(await page.getByRole("link", { name: "Open the encrypted page" }).getAttribute("href"), "https://console.test/");
        await counts(page.locator("input, textarea"), 0);
        await seen(page, "plain http");
        await page.goto(page.url().replace(/#.*|$/, "#/decrypt"));
        await counts(page.locator("input, textarea"), 0);
      } finally {
        await browser.close();
        server.close().closeAllConnections();
      }
    });
  });
}
