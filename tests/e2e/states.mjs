// Every state of the console, view by view, for whoever wants to look at each of them: `pictures.mjs` with eyes, `states.test.mjs` with axe.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { deflateSync } from "node:zlib";
import { readTexts } from "../../src/xtask/languages.mjs";
import { CONSOLE_HEADER } from "../../www/server/guard.mjs";
import { SWITCHING_MS } from "../../www/server/sandbox/power.mjs";
import { DOMAIN, PROJECTS, USERS } from "../../www/server/sandbox/world.mjs";
import { start } from "../../www/server/start.mjs";
import { tokenOf } from "../openstack/keystone.mjs";
import { send } from "../server/helpers.mjs";
import { holdWorkers } from "./held-workers.mjs";
import { drawn, letPass, ordered, PATIENCE_MS } from "./waiting.mjs";

export const LOOKS = {
  light: { viewport: { width: 1440, height: 900 }, colorScheme: "light" },
  dark: { viewport: { width: 1440, height: 900 }, colorScheme: "dark" },
  "light-390": { viewport: { width: 390, height: 844 }, colorScheme: "light" },
  "dark-390": { viewport: { width: 390, height: 844 }, colorScheme: "dark" },
};

/** Further ones, of which pictures are taken where they are named: other widths, a zoom of 200 %, and the colours of a system that has its own. */
export const MORE_LOOKS = {
  ...LOOKS,
  "light-320": { viewport: { width: 320, height: 800 }, colorScheme: "light" },
  "light-768": { viewport: { width: 768, height: 1024 }, colorScheme: "light" },
  "dark-1024": { viewport: { width: 1024, height: 768 }, colorScheme: "dark" },
  "light-2560": { viewport: { width: 2560, height: 1300 }, colorScheme: "light" },
  "forced-1024": { viewport: { width: 1024, height: 768 }, colorScheme: "dark", forcedColors: "active" },
  zoomed: { viewport: { width: 720, height: 450 }, deviceScaleFactor: 2, colorScheme: "light" },
};

/** The languages of the page, as browsers ask for them. */
export const LOCALES = { en: "en-US", de: "de-DE", "zh-Hans": "zh-CN" };
/** What the browser has to be started with, so that a page can come from another machine. */
export const BROWSER = "--host-resolver-rules=MAP console.test 127.0.0.1";
const SERVER = "11111111-1111-4111-8111-111111111111";

const CONDITIONAL = {
  Effect: "Allow",
  Action: ["ecs:servers:get"],
  Condition: { StringEquals: { "g:UserName": ["bob"] }, Bool: { "g:MFAPresent": ["true"] }, NumberLessThan: { "g:MFAAge": ["900"] } },
};
const OPERATORS = [
  { Effect: "Allow", Action: ["ecs:*:get*", "ecs:*:list*", "ecs:serverPasswords:manage"] },
  { Effect: "Deny", Action: ["ecs:serverPasswords:*"], Condition: { Bool: { "g:MFAPresent": ["false"] } } },
];
const MISTAKES = '{\n  "Version": "1.1",\n  "Statement": [\n    {\n      "Effect": "Allow"\n      "Action": ["ecs:servers:nope", "ECS:servers:list"]\n    }\n  ]\n}\n';
const SERVICE_LIST = JSON.stringify({
  version: "v1",
  actions: [{ name: "rds:instance:list", access_level: "list" }],
  conditions: [{ key: "rds:Encrypted", value_type: "boolean", multi_valued: false }],
  resources: [{ type_name: "instance" }],
  operations: [],
}, null, 2);
const EXPECTATIONS = `version: 1
cloud: otc
policies: [limits.json]
groups:
  - {name: operators, policies: [policies/operators.json]}
users:
  - {name: anna.operators@example.com, groups: [operators]}
tests:
  - {name: operators list servers, user: anna.operators@example.com, operation: listServers, expect: allow, because: "policies/operators.json#0"}
  - {user: anna.operators@example.com, operation: getServerPassword, project: 0123456789abcdef0123456789abcdef, context: {g:MFAPresent: "true", g:UserName: null}, expect: conditional}
  - {name: nobody loads a text that is wrong, user: anna.operators@example.com, action: ecs, expect: deny}
who_can:
  - {name: who deletes stored passwords, operation: deleteServerPassword, exactly: []}
`;
const policy = (...statements) => JSON.stringify({ Version: "1.1", Statement: statements }, null, 2);

/** The states of each view; `t` is what the page says in its language for an English text. */
export const VIEWS = {
  async "sign-in"({ page, shot, t, fault, form, request, button }) {
    await page.locator(".demo-user").first().waitFor();
    await shot("sandbox");
    await form("Application credential");
    await shot("application-credential");
    await form("Token");
    await shot("token");
    await form("Password");
    for (const [name, value] of Object.entries({ user: "alice", domain: "Default", password: "no", project: "demo" })) await page.locator(`wa-input[name=${name}] input`).fill(value);
    await page.locator("form wa-button[type=submit]").click();
    await page.locator(".problem").waitFor();
    await shot("refused");
    await request();
    await fault({ match: { path: "/auth/tokens" }, fault: { delayMs: 120_000 } });
    await page.locator("form wa-button[type=submit]").click();
    await page.locator(".slow").filter({ hasText: t("This takes longer than usual. Keep waiting, or cancel.") }).waitFor();
    await shot("slow");
    await button("Cancel").click();
    await page.locator(".progress").waitFor({ state: "detached" });
  },

  async about({ page, shot, t }) {
    await page.locator(".about-open").click();
    await page.locator(".about-goes").waitFor();
    await shot("leaves");
    for (const guide of await page.locator(".about-guide > summary").all()) await guide.click();
    await page.locator(".about").getByText(t("Licences and notices")).scrollIntoViewIfNeeded();
    await shot("guides");
    await page.locator(".about").getByRole("button", { name: t("Keyboard shortcuts") }).click();
    await page.locator(".about-shortcuts dl").first().waitFor();
    await shot("shortcuts");
  },

  async "access-key"({ page, shot, t, as, form, demo, go }) {
    await as("T Cloud Public");
    await form("Access key");
    await page.locator("wa-input[name=access] input").waitFor();
    await shot("temporary");
    for (const [name, value] of Object.entries({ access: "OTCSANDBOXTEMPORARY1", secretKey: "no", securityToken: "no", projectId: PROJECTS.demo.id })) await page.locator(`wa-input[name=${name}] input`).fill(value);
    await page.locator("form wa-button[type=submit]").click();
    await page.locator(".problem").waitFor();
    await shot("refused");
    await page.locator("wa-radio").filter({ hasText: t("Permanent") }).click();
    await page.locator("wa-input[name=securityToken]").waitFor({ state: "detached" });
    await shot("permanent");
    await page.locator(".request-show").first().click();
    for (const form of ["http", "javascript"]) {
      await page.locator(".request-forms button").nth(["http", "javascript"].indexOf(form)).click();
      await page.locator("dialog[open] pre").waitFor();
      await shot(`request-${form}`);
    }
    await page.keyboard.press("Escape");
    await demo("OTCSANDBOXTEMPORARY3");
    await page.locator(".problem").filter({ hasText: "IAM.1108" }).waitFor();
    await shot("expired");
    await demo("OTCSANDBOXTEMPORARY1");
    await page.locator("tbody tr[aria-rowindex]").first().waitFor();
    await shot("servers");
    await go("#/connection");
    await shot("connection");
    await go("#/permissions");
    await page.locator(".session-note").waitFor();
    await shot("permissions");
  },

  async servers({ page, shot, fault, t, demo, button, hold }) {
    const answer = await hold(/\/servers\/detail/);
    await demo("alice");
    await page.locator("h1").filter({ hasText: t("Servers") }).waitFor();
    await page.locator(".progress").waitFor();
    await shot("loading");
    await answer();
    await page.locator("tbody tr[aria-rowindex]").first().waitFor();
    await shot("list");
    await page.getByText(t("Windows only"), { exact: true }).click();
    await shot("every-system");
    await page.locator("tbody tr[aria-rowindex] input").nth(1).click();
    await page.locator("tbody tr[aria-rowindex] input").nth(3).click();
    await shot("selected");
    await page.locator("wa-input.search input").fill("no such server");
    await shot("no-match");
    await fault({ match: { path: "/servers/detail" }, fault: { status: 500, body: "{}" } });
    await button("Refresh").click();
    await page.locator(".problem").waitFor();
    await page.locator("wa-input.search input").fill("");
    await shot("failed-with-list");
    await fault({ match: { path: "/servers/detail" }, fault: { status: 200, body: '{"servers":[]}', contentType: "application/json" } });
    await button("Refresh").click();
    await page.getByText(t("There are no servers in this project")).waitFor();
    await shot("empty");
    await fault({ match: { path: "/servers/detail" }, fault: { status: 500, body: "{}" } });
    await button("Refresh").click();
    await page.locator(".problem").waitFor();
    await shot("failed");
    await fault(undefined);
    const pages = await hold(/\/servers\/detail/, 1, 5);
    await button("Refresh").click();
    await page.locator(".list-foot wa-button").waitFor();
    await shot("loading-rest");
    await page.locator("wa-input.search input").fill("no-such-server");
    await page.locator(".by-name").waitFor();
    await shot("searching-the-cloud");
    await page.locator("wa-input.search input").fill("");
    await page.getByRole("checkbox", { name: t("Select all that are shown") }).click();
    await button("Load and select all").click();
    await shot("selecting-all");
    await button("Stop").click();
    await button("Load the rest").waitFor();
    await shot("stopped");
    await pages();
  },

  async server({ page, shot, fault, t, demo, open, button, keys, advance, again, reset, request }) {
    await demo("alice");
    await open(SERVER);
    await shot("new");
    await button("Paste the key").click();
    await shot("paste");
    await button("Cancel").click();
    await page.locator("input[type=file]").setInputFiles({ name: "id_rsa.pub", mimeType: "text/plain", buffer: Buffer.from("ssh-rsa AAAAB3NzaC1yc2E= me") });
    await page.locator(".problem").waitFor();
    await shot("no-key");
    await page.locator("input[type=file]").setInputFiles(keys("alice-rsa2048-passphrase"));
    await page.locator("input[name=passphrase], wa-input[name=passphrase] input").first().waitFor();
    await page.locator("wa-input[name=passphrase] input").fill("wrong");
    await button("Unlock").click();
    await page.locator("#passphrase-error").waitFor();
    await shot("passphrase-wrong");
    await button("Cancel").click();
    await button("Get password").click();
    await page.getByText(t("A password is stored")).first().waitFor();
    await shot("encrypted");
    await page.locator("input[type=file]").setInputFiles(keys("dave-rsa2048", "alice-rsa4096"));
    await page.locator(".key-name").nth(1).waitFor();
    await page.locator(".problem").waitFor();
    await shot("no-key-fits");
    await page.locator("input[type=file]").setInputFiles(keys("alice-rsa2048"));
    await page.locator(".password-hidden").waitFor();
    await shot("hidden");
    await button("Reveal").click();
    await page.locator(".password[role=group]").waitFor();
    await shot("revealed");
    await button("Copy").click();
    await page.locator(".copied").waitFor();
    await shot("copied");
    await page.locator(".bar-actions .sign-out").click();
    await page.locator("dialog[open]").waitFor();
    await shot("leave-asked");
    await page.keyboard.press("Escape");
    await button("Delete").click();
    await page.locator("dialog[open]").waitFor();
    await shot("delete-asked");
    await page.locator("dialog[open]").getByText(t("Delete"), { exact: true }).click();
    await page.getByText(t("The stored copy is deleted")).first().waitFor();
    await shot("deleted");
    await again();
    await page.locator(".key-name").first().waitFor({ state: "detached" });
    await reset();
    await demo("alice");
    await open("55555555-5555-4555-8555-555555555555");
    await button("Get password").click();
    await page.getByText(t("No password is stored")).first().waitFor();
    await shot("none-stored");
    await page.clock.install();
    await page.locator(".card wa-button").filter({ hasText: t("Wait for it") }).first().click();
    await page.locator(".wait").waitFor();
    await shot("waiting");
    await page.locator(".crumb a").click();
    await page.locator(".notice").waitFor();
    await shot("waiting-elsewhere");
    await advance(61_000);
    await page.clock.runFor(21_000);
    await page.locator(".notice-stored").waitFor();
    await shot("stored-elsewhere");
    await open("77777777-7777-4777-8777-777777777777");
    await shot("key-pair-not-visible");
    await open("66666666-6666-4666-8666-666666666666");
    await shot("ed25519");
    await fault({ match: { method: "DELETE" }, fault: { reset: true }, times: "always" });
    await open(SERVER);
    await page.locator("label.check, label").filter({ hasText: t("I do not need the password") }).first().click();
    await button("Delete").click();
    await page.locator("dialog[open]").getByText(t("Delete"), { exact: true }).click();
    await page.getByText(t("It may have been deleted all the same")).first().waitFor();
    await shot("delete-unsure");
    await reset();
    await request();
  },

  async refused({ page, shot, fault, demo, open, button, again, t }) {
    await demo("carol");
    await open(SERVER);
    await button("Get password").click();
    await page.locator(".problem").waitFor();
    await shot("403");
    await page.locator(".problem details.facts > summary").first().click();
    await shot("403-details");
    await page.locator(".problem a").first().click();
    await page.locator("h1").filter({ hasText: t("Permissions") }).waitFor();
    await shot("403-explained");
    await again();
    await demo("bob");
    await open(SERVER);
    await shot("may-not-delete");
    await fault({ match: { path: "/os-server-password" }, fault: { status: 429, retryAfter: 600, body: "{}" }, times: 9 });
    await button("Get password").click();
    await page.locator(".problem").waitFor();
    await shot("429");
    await fault(undefined);
    await fault({ match: { path: "/os-server-password" }, fault: { status: 503, body: "no" }, times: 20 });
    await button("Get password").first().click();
    await page.locator(".problem").filter({ hasText: t("The cloud is not available") }).waitFor();
    await shot("503");
    await fault(undefined);
    await fault({ match: { path: "/os-server-password" }, fault: { status: 200, body: "<html><title>Login</title></html>", contentType: "text/html" }, times: 9 });
    await button("Get password").first().click();
    await page.locator(".problem").filter({ hasText: t("Unexpected response") }).waitFor();
    await shot("login-page");
    await fault(undefined);
    await fault({ match: { path: "/os-server-password" }, fault: { status: 401, body: "{}" }, times: 2 });
    await button("Get password").first().click();
    await page.locator("h1").filter({ hasText: t("Sign in again") }).waitFor();
    await shot("401");
  },

  async grant({ page, shot, t, as, demo, open, button, go, again }) {
    const grant = page.locator("details.grant");
    const opened = async () => {
      await grant.locator("summary").click();
      await grant.locator("p").first().waitFor();
    };
    const loaded = async () => {
      await go("#/permissions");
      // In a narrow window they are on the other half.
      await page.locator(".api-group").first().waitFor({ state: "attached" });
      await go("#/servers");
      await open(SERVER);
    };
    await as("T Cloud Public");
    await demo("alice");
    await open(SERVER);
    await button("Get password").click();
    await grant.waitFor();
    await opened();
    await shot("from-none");
    await loaded();
    await shot("will-be-refused");
    await button("Get password").click();
    await page.locator(".warned li").first().waitFor();
    await shot("warned");
    await button("Try all the same").click();
    await grant.waitFor();
    await opened();
    await shot("denied");
    await again();
    await as("Huawei Cloud");
    await demo("erin");
    await page.locator("tbody tr[aria-rowindex]").first().waitFor();
    await loaded();
    await page.locator(".may-hint").first().waitFor();
    await button("Set a new password").click();
    await page.locator(".reset form").waitFor();
    await shot("hangs");
    await again();
    await demo("bob");
    await open(SERVER);
    await page.getByText(t("I do not need the password")).click();
    await button("Delete").first().click();
    await page.locator("dialog[open] wa-button[variant=danger]").click();
    await grant.waitFor();
    await opened();
    await shot("least-role");
  },

  async offline({ page, context, shot, demo, open, button }) {
    await demo("alice");
    await open(SERVER);
    await context.setOffline(true);
    await button("Get password").click();
    await page.locator(".problem").waitFor();
    await shot("offline");
    await context.setOffline(false);
  },

  async blocked({ page, context, origin, shot }) {
    await context.route(`${origin}/`, async (route) => {
      const response = await route.fetch();
      const headers = response.headers();
      await route.fulfill({ response, headers: { ...headers, "content-security-policy": headers["content-security-policy"].replace(" 'wasm-unsafe-eval'", "") } });
    });
    await page.reload();
    await page.locator(".core-problem").waitFor();
    await shot("wasm");
  },

  async unencrypted({ page, port, shot }) {
    await page.goto(`http://console.test:${String(port)}/`);
    await page.locator("h1").waitFor();
    await shot("page");
  },

  async decrypt({ page, shot, keys, go, t, button, ciphertext }) {
    await go("#/decrypt");
    await page.locator("h1").filter({ hasText: t("Decrypt only") }).waitFor();
    await shot("empty");
    await page.locator("textarea").first().fill("UHC9+YW1xDC1Yu8Mg9n+tnOp7euEO/cW//9KgdJKWhr5w==");
    await page.locator("input[type=file]").setInputFiles(keys("dave-rsa2048"));
    await page.locator(".key-name").waitFor();
    await button("Decrypt").click();
    await page.locator(".problem").waitFor();
    await shot("damaged");
    await page.locator("textarea").first().fill(ciphertext);
    await page.locator("input[type=file]").setInputFiles(keys("alice-rsa2048"));
    await page.locator(".key-name").nth(1).waitFor();
    await button("Decrypt").click();
    await button("Reveal").click();
    await page.locator(".password[role=group]").waitFor();
    await shot("decrypted");
  },

  async many({ page, shot, fault, demo, t, button, keys, go, hold, narrow }) {
    await demo("alice");
    await page.locator("tbody tr[aria-rowindex]").first().waitFor();
    await go("#/passwords");
    await shot("none");
    await go("#/servers");
    await page.getByRole("checkbox", { name: t("Select all that are shown") }).first().click();
    await button("Get passwords").click();
    await page.locator(".many-run").waitFor();
    await shot("chosen");
    await page.locator("input[type=file]").setInputFiles(keys("alice-rsa2048"));
    await page.locator(".key-name").waitFor();
    await fault({ match: { path: "/88888888-8888-4888-8888-888888888888/os-server-password" }, fault: { status: 500, body: "{}" }, times: 9 });
    // Those that come after the first six, which are under way together.
    const answer = await hold(/\/os-server-password$/, 6);
    await page.locator(".many-run wa-button[variant=brand]").first().click();
    await page.waitForFunction(() => document.querySelector(".many-progress progress")?.value === 6);
    await shot("running");
    await answer();
    await page.locator(".many-summary").waitFor();
    await shot("done");
    await page.locator(".many-filters .choice").filter({ hasText: t("None stored") }).click();
    await page.locator(".result-none + .why").first().waitFor();
    await shot("none-stored");
    await page.locator(".many-filters .choice").first().click();
    await page.locator(".many-tools .search input").fill("no such server");
    await page.locator(".many-results .placeholder").waitFor();
    await shot("no-match");
    await page.locator(".many-tools .search input").fill("");
    if (narrow) await page.locator(".many-tools select").selectOption("result descending");
    else await page.locator(".many-table .column-result button").click();
    await shot("sorted");
    if (narrow) await page.locator(".many-tools select").selectOption("");
    else for (const column of ["server", "server", "server"]) await page.locator(`.many-table .column-${column} button`).click();
    const wait = page.locator(".many-run wa-button:has(wa-icon[name=refresh])").last();
    await wait.click();
    await page.locator(".many-wait").waitFor();
    await shot("waiting");
    await button("Stop waiting").click();
    await page.locator(".many-wait").waitFor({ state: "detached" });
    await page.clock.install();
    await wait.click();
    await page.locator(".many-wait").waitFor();
    await page.clock.fastForward(15 * 60_000);
    await page.locator(".many-wait").waitFor({ state: "detached" });
    await shot("wait-over");
    await page.locator("input[type=file]").setInputFiles(keys("alice-rsa4096"));
    await page.locator(".many-summary .is-decrypted").filter({ hasText: "4" }).waitFor();
    await shot("another-key");
    await page.locator("input[type=file]").setInputFiles(keys("bob-rsa2048"));
    await page.locator(".many-summary .is-decrypted").filter({ hasText: "5" }).waitFor();
    await page.locator(".one-password wa-button, .one-password button").first().click();
    await shot("revealed");
    await button("Export for KeePass").click();
    await page.locator("dialog[open]").waitFor();
    await shot("export-asked");
    const master = (name) => page.locator(`dialog[open] wa-input[name=${name}] input`);
    const save = page.locator("dialog[open] wa-button[type=submit]");
    await master("master").fill("too short");
    await save.click();
    await page.locator("dialog[open] .field-error").waitFor();
    await shot("export-too-short");
    await master("master").fill("long enough to be one");
    await master("repeat").fill("another one");
    await save.click();
    await page.locator("dialog[open] .field-error").filter({ hasText: t("The two passwords differ.") }).waitFor();
    await shot("export-differs");
    await master("repeat").fill("long enough to be one");
    const workers = await holdWorkers(page);
    await save.click();
    await page.getByText(t("Encrypting…")).waitFor();
    await shot("export-encrypting");
    workers.open();
    await page.locator("dialog[open]").waitFor({ state: "detached" });
    await shot("exported");
    await button("Export as CSV").click();
    await page.locator("dialog[open]").waitFor();
    await shot("export-csv");
    await page.locator("dialog[open] wa-button[variant=warning]").click();
    await page.locator("dialog[open]").waitFor({ state: "detached" });
    await shot("exported-csv");
    await page.locator(".many-after wa-button[variant=danger]").click();
    await page.locator("dialog[open]").waitFor();
    await shot("delete-asked");
    const phrase = await page.locator("dialog[open] label strong, dialog[open] label code").first().innerText();
    await page.locator("dialog[open] input").fill(phrase);
    await fault({ match: { method: "DELETE", path: SERVER }, fault: { status: 409, body: "{}" } });
    await page.locator("dialog[open] wa-button[variant=danger]").click();
    await page.locator(".is-deleted").waitFor();
    await page.locator(".many-causes").waitFor();
    await shot("deleted");
    await button("Show them").click();
    await page.locator(".many-causes").waitFor({ state: "detached" });
    await shot("not-deleted");
  },

  async "new-password"({ page, shot, fault, t, as, demo, open, button, request, again }) {
    const field = () => page.locator("wa-input[name=newPassword] input");
    const send = async () => {
      await page.locator(".reset wa-button[type=submit]").click();
      await page.locator(".reset dialog[open]").waitFor();
    };
    const confirmed = () => page.locator(".reset dialog[open] wa-button[variant=danger]").click();
    await as("Huawei Cloud");
    await demo("grace");
    await open(SERVER);
    await button("Set a new password").waitFor();
    await button("Set a new password").click();
    await page.getByText(t("The cloud says that the password of this server can be reset. Whether the plug-in is there and runs, this does not tell.")).waitFor();
    await shot("form");
    await field().fill("Admin");
    await page.locator(".missing").waitFor();
    await shot("missing");
    await button("Generate one").click();
    await page.locator(".keeps").waitFor();
    await shot("generated");
    await send();
    await shot("asked");
    await fault({ match: { path: "/os-reset-password" }, fault: { status: 400, body: '{"error":{"code":"Ecs.0610","message":"Failed to reset the password of the ECS"}}' } });
    await confirmed();
    await page.locator(".reset .problem").waitFor();
    await shot("not-set");
    await fault({ match: { path: "/os-reset-password" }, fault: { status: 500, body: "{}" } });
    await send();
    await confirmed();
    await page.locator(".reset .one-password").waitFor();
    await shot("unknown");
    await page.locator(".reset .buttons wa-button").first().click();
    await page.locator(".reset h3[data-focus=reset]").waitFor();
    await page.locator(".reset .icon-button").first().click();
    await shot("accepted");
    await button("Sign out").click();
    await page.locator(".losses").waitFor();
    await shot("losses");
    await again();
    await demo("alice");
    await open(SERVER);
    await button("Get password").click();
    await page.locator(".cipher").waitFor({ state: "attached" });
    await button("Set a new password").click();
    await field().fill("new");
    await request();
    await send();
    await confirmed();
    await page.locator(".reset .one-password").waitFor();
    await shot("changed");
    await again();
    await as("T Cloud Public");
    await demo("alice");
    await open(SERVER);
    await page.locator(".reset").waitFor();
    await shot("no-api");
  },

  async renewal({ page, shot, fault, t, demo, open, button, advance }) {
    const asked = async (english) => {
      await button(english).click();
      await page.locator(".renew dialog[open]").waitFor();
    };
    const started = (step) => page.locator(`.renew-step:nth-child(${String(step)}).is-working`).waitFor();
    /** Its looks come with the page's clock, the server's changes with that of the sandbox. */
    const reach = async (place) => {
      for (let count = 0; count < 100 && (await page.locator(place).count()) === 0; count += 1) {
        await letPass(page, 20_000);
        await drawn(page);
      }
      await page.locator(place).waitFor();
    };
    await demo("alice");
    await open(SERVER);
    await button("Renew the password…").click();
    await shot("plan");
    await page.locator(".renew label.check").click();
    await asked("Renew the password");
    await shot("asked");
    await page.clock.install();
    await page.clock.pauseAt(Date.now() + 10_000);
    await page.locator(".renew dialog[open] wa-button[variant=danger]").click();
    await started(1);
    await shot("stopping");
    await page.locator(".crumb a").click();
    await page.locator(".notice").waitFor();
    await shot("elsewhere");
    await open(SERVER);
    await fault({ match: { method: "DELETE" }, fault: { status: 500, body: "{}" } });
    await ordered(page, "os-stop");
    await advance(SWITCHING_MS);
    await reach(".renew .problem");
    await shot("failed");
    await fault(undefined);
    await button("Go on").click();
    await started(3);
    await ordered(page, "os-start");
    await advance(SWITCHING_MS);
    await reach(".renew-step:nth-child(4).is-working");
    await shot("waiting");
    await page.locator(".renew .buttons wa-button").filter({ hasText: t("Cancel") }).click();
    await page.locator(".is-cancelled").waitFor();
    await shot("cancelled");
    await button("Go on").click();
    await started(4);
    await reach(".is-over");
    await shot("not-in-time");
    await advance(61_000);
    await button("Go on").click();
    await page.locator(".renew-step:nth-child(5).is-done").waitFor();
    await shot("finished");
  },

  async "new-passwords"({ page, shot, t, as, demo, go, button, hold }) {
    await as("Huawei Cloud");
    await demo("grace");
    await page.locator("tbody tr[aria-rowindex]").first().waitFor();
    await go("#/new-passwords");
    await page.locator(".many-none").waitFor();
    await shot("none");
    await go("#/servers");
    await page.getByRole("checkbox", { name: t("Select all that are shown") }).first().click();
    await shot("bar");
    await button("Set new passwords").click();
    await page.locator(".many-table").waitFor();
    await shot("each");
    await page.locator("wa-radio").filter({ hasText: t("The same for all") }).click();
    await button("Generate one").click();
    await page.locator(".keeps").waitFor();
    await shot("one-for-all");
    await page.locator("wa-radio").filter({ hasText: t("One for each, generated") }).click();
    const answer = await hold(/\/os-reset-password$/, 3);
    await page.locator(".many-run wa-button[type=submit]").click();
    await page.locator("dialog[open]").waitFor();
    await shot("asked");
    await page.locator("dialog[open] input").fill(await page.locator("dialog[open] label strong").first().innerText());
    await page.locator("dialog[open] wa-button[variant=danger]").click();
    await page.waitForFunction(() => document.querySelector(".many-progress progress")?.value === 3);
    await shot("setting");
    await answer();
    await page.locator(".many-summary").waitFor();
    await page.locator(".one-password button").first().click();
    await shot("set");
    await button("Export as CSV").click();
    await page.locator("dialog[open]").waitFor();
    await page.locator("dialog[open] wa-button[variant=warning]").click();
    await page.locator("dialog[open]").waitFor({ state: "detached" });
    await page.locator("wa-callout[variant=warning]").first().waitFor();
    await shot("saved");
    await button("Forget these passwords").click();
    await page.locator(".one-password").waitFor({ state: "detached" });
    await shot("left");
  },

  async permissions({ page, shot, go, write, example, own, tab, pane, origin, button }) {
    await go("#/permissions");
    await page.locator(".demo-user").first().waitFor();
    await shot("start");
    await own();
    await write(policy(...OPERATORS));
    await shot("policy");
    await pane("results");
    await page.locator(".api-rows").waitFor();
    await shot("apis");
    await page.locator(".result-filters input").fill("os-server-password");
    await page.locator(".row-title").first().click();
    await page.locator(".explanation").waitFor();
    await shot("explanation");
    const deny = page.locator("button.deny");
    if (await deny.isVisible()) {
      await deny.click();
      await page.locator(".denied button").waitFor();
      await shot("denied");
      await page.locator(".denied button").click();
      await page.locator(".denied").waitFor({ state: "detached" });
    }
    await page.locator(".result-filters input").fill("no such api");
    await shot("no-match");
    await page.locator(".result-filters input").fill("");
    await pane("policies");
    await page.locator(".menu > summary").click();
    await shot("menu");
    await page.keyboard.press("Escape");
    await example("ECS ReadOnlyAccess");
    await page.locator("#policy-scope").selectOption("project");
    await shot("scope-without-id");
    await page.locator("#policy-scope").selectOption("none");
    await own("menu");
    await write(MISTAKES);
    await page.locator(".finding").first().waitFor();
    await shot("findings");
    await page.locator(".finding .link").first().click();
    await page.locator(".cm-lintRange").first().hover();
    await page.locator(".cm-tooltip").first().waitFor();
    await shot("finding-hovered");
    await write('Version: "1.1"\nStatement:\n  - Effect: Allow\n    Action: ["ecs:*:*"]\n');
    await pane("results");
    await page.locator(".set-notes").waitFor();
    await shot("not-read");
    await pane("policies");
    await write(policy(CONDITIONAL));
    await pane("results");
    await page.locator(".chips .choice").nth(2).click();
    await shot("conditional");
    await tab("password");
    await shot("who-reads");
    await tab("compare");
    await shot("compare-empty");
    await page.locator("#answers-panel wa-button, #answers-panel button").first().click();
    await pane("policies");
    await write(policy({ Effect: "Allow", Action: ["ecs:servers:*"] }, { Effect: "Deny", Action: ["ecs:*:get*"] }));
    await pane("results");
    await page.locator("#answers-panel .changes").first().waitFor();
    await shot("compare");
    const side = page.locator(".before-side");
    await side.locator("input[type=file]").setInputFiles([{ name: "old.json", mimeType: "application/json", buffer: Buffer.from(MISTAKES) }, { name: "none.bin", mimeType: "text/plain", buffer: Buffer.from("\0") }]);
    await side.locator(".finding").first().waitFor();
    await side.getByText("none.bin").waitFor();
    await shot("compare-opened");
    await side.locator(".cm-content").click();
    await page.keyboard.insertText(" ");
    await button("Discard baseline").click();
    await page.locator("dialog[open]").waitFor();
    await shot("losing-asked");
    await page.keyboard.press("Escape");
    await tab("least");
    await shot("least-empty");
    await page.locator("#answers-panel input[type=checkbox]").first().click();
    await shot("least");
    await page.locator(".permissions-head wa-button").click();
    await page.locator("dialog[open]").waitFor();
    await shot("share");
    await page.locator("dialog[open] wa-button[variant=brand]").click();
    await page.locator("dialog[open] input, dialog[open] textarea, dialog[open] wa-textarea, dialog[open] pre").first().waitFor();
    await shot("shared");
    await page.keyboard.press("Escape");
    await page.goto("about:blank");
    await page.goto(`${origin}/#/permissions?v=1&p=eJxx`);
    await page.getByRole("alert").waitFor();
    await shot("damaged-link");
  },

  async expectations({ page, shot, go, write, own, tab, pane }) {
    const open = page.locator(".expectations input[type=file]");
    const form = page.locator("dialog.pin-form[open]");
    const pin = async (name, api, reason) => {
      await tab("apis");
      await page.locator(".result-filters input").fill(api);
      const row = page.locator(".row-title").first();
      if ((await row.getAttribute("aria-expanded")) === "false") await row.click();
      await page.locator("button.pin").click();
      await form.locator(".pin-answer .verdict").waitFor();
      await form.locator("input[name=name]").fill(name);
      if (reason) await form.locator(".pin-deciding button").first().click();
      if (reason) await shot("pin");
      await form.locator("wa-button[type=submit]").click();
      await form.waitFor({ state: "detached" });
      await tab("expectations");
      await page.locator(".expectation-holds").filter({ hasText: name }).waitFor();
    };
    await go("#/permissions");
    await own();
    await write(policy(...OPERATORS));
    await pane("results");
    await tab("expectations");
    await shot("empty");
    await page.locator(".expectations .files wa-button").first().click();
    await page.locator(".result-filters input").fill("os-server-password");
    await pin("", "servers/detail");
    await page.locator(".request-known select").last().selectOption("given");
    await pin("operators read passwords with a second factor", "os-server-password", true);
    await shot("holds");
    await pane("policies");
    await write(policy({ Effect: "Deny", Action: ["ecs:serverPasswords:*"] }, OPERATORS[0]));
    await pane("results");
    await page.locator(".expectation-fails").waitFor();
    await shot("expectation-fails");
    await open.setInputFiles([{ name: "wrong.yaml", mimeType: "text/plain", buffer: Buffer.from("version: 1\npolicies: [a.json]\ntests:\n  - {action: a:b:c, expct: allow}\n") }]);
    await page.locator(".expectations [role=alert]").waitFor();
    await shot("wrong");
    await open.setInputFiles([{ name: "expectations-of-the-operators.yaml", mimeType: "text/plain", buffer: Buffer.from(EXPECTATIONS) }]);
    await page.locator("dialog[open]").waitFor();
    await shot("replace-asked");
    await page.locator("dialog[open] wa-button[variant=danger]").click();
    await page.locator(".expectation-open").first().waitFor();
    await shot("expectation-file");
    await page.locator(".expectation .icon-button").first().click();
    await form.waitFor();
    await shot("edit");
    await page.keyboard.press("Escape");
  },

  async "nova-roles"({ page, shot, demo, go }) {
    await demo("bob");
    await page.locator("tbody tr[aria-rowindex]").first().waitFor();
    await go("#/permissions");
    await page.locator(".nova-answers").waitFor();
    await shot("roles");
    await page.locator(".nova-roles select").selectOption("1");
    await page.locator(".nova-roles > .small").waitFor();
    await shot("switched-off");
  },

  async "slow-policies"({ page, shot, t, button, pane, hold, write, origin }) {
    const text = policy({ Effect: "Allow", Action: ["ecs:servers:*"] }, CONDITIONAL);
    const packed = deflateSync(JSON.stringify({ cloud: "otc", policies: [{ name: "theirs", text, attachment: { kind: "none", id: "" }, catalog: "" }] })).toString("base64url");
    const answer = await hold(/policy.*\.wasm$/);
    await page.goto("about:blank");
    await page.goto(`${origin}/#/permissions?v=1&p=${packed}`);
    await page.getByText(t("The link is being read, beside the page. It takes longer than usual.")).waitFor();
    await shot("reading");
    await button("Stop").click();
    await answer();
    await pane("results");
    await button("Answer all the same").waitFor();
    await shot("stopped");
    const gate = await holdWorkers(page);
    gate.open();
    await button("Answer all the same").click();
    await page.locator(".api-rows").waitFor();
    await shot("answered");
    await pane("policies");
    gate.close();
    await write(` ${text}`, false);
    await page.locator(".findings h3").filter({ hasText: t("from before the last change") }).waitFor();
    await shot("findings-before");
    await pane("results");
    await page.locator(".beside").waitFor();
    await shot("working-anew");
    await button("Stop").click();
    await button("Answer all the same").click();
    await page.locator(".beside").getByText(t("This takes longer than usual.")).waitFor();
    await shot("working");
    await button("Stop").click();
    await button("Answer all the same").waitFor();
  },

  async policies({ page, shot, fault, t, as, demo, go, again, open, button, hold }) {
    await as("T Cloud Public");
    await shot("sign-in");
    const answer = await hold(/\/groups$/);
    await demo("alice");
    await page.locator("tbody tr[aria-rowindex]").first().waitFor();
    await go("#/permissions");
    await page.locator(".progress").waitFor();
    await shot("reading");
    await answer();
    await page.locator(".permissions .cm-content").waitFor();
    await page.locator(".api-rows").waitFor({ state: "attached" });
    await shot("read");
    await page.locator(".tab:has(.tab-unread)").first().click();
    await page.locator(".unread-name").waitFor();
    await shot("not-told");
    await go("#/connection");
    await shot("may-do");
    await open(SERVER);
    await shot("expected-refusal");
    await button("Get password").click();
    await button("Try all the same").click();
    await page.locator(".problem").waitFor();
    await shot("refused");
    await page.locator(".problem a").first().click();
    await page.locator(".explanation").waitFor();
    await page.locator(".cm-content").waitFor({ state: "attached" });
    await shot("explained");
    await again();
    await as("T Cloud Public");
    await demo("bob");
    await page.locator("tbody tr[aria-rowindex]").first().waitFor();
    await go("#/permissions");
    await page.getByText(t("IAM refuses to list the policies")).waitFor();
    await page.locator(".cm-content").waitFor({ state: "attached" });
    await shot("forbidden");
    await again();
    await as("T Cloud Public");
    await demo("carol");
    await page.locator("tbody tr[aria-rowindex]").first().waitFor();
    await fault({ match: { path: "/groups" }, fault: { status: 500, body: "{}" }, times: 9 });
    await go("#/permissions");
    await page.getByText(t("Your policies could not be read")).waitFor();
    await shot("failed");
  },

  async "version-5"({ page, shot, go, write, example, own, pane, button }) {
    await go("#/permissions");
    await page.locator(".demo-user").first().waitFor();
    await own();
    await button("Huawei Cloud").click();
    await page.locator(".menu > summary").click();
    await shot("starters");
    await page.keyboard.press("Escape");
    await example("ReadPasswordOfServer");
    await page.locator(".findings, .finding, .no-findings").first().waitFor();
    await shot("identity-policy");
    await page.locator("wa-button").filter({ hasText: "1.1" }).click();
    await page.locator("[data-focus=result]").waitFor();
    await shot("translated");
    await own("menu");
    await write(SERVICE_LIST);
    await button("Use this list").waitFor();
    await shot("own-list");
    await button("Use this list").click();
    await page.locator(".own-lists").waitFor();
    await pane("policies");
    await shot("own-list-in-use");
  },

  async projects({ page, shot, fault, t, as, demo, hold }) {
    await as("T Cloud Public");
    await demo("carol");
    await page.locator("tbody tr[aria-rowindex]").first().waitFor();
    const answer = await hold(/\/v3\/auth\/projects/);
    await page.locator(".where-button").click();
    await page.locator("dialog[open] .progress").waitFor();
    await shot("loading");
    await answer();
    await page.locator(".project-list button").first().waitFor();
    await shot("projects");
    await fault({ match: { method: "POST", path: "/v3/auth/tokens" }, fault: { status: 403, body: "{}" } });
    await page.locator(".project-list button").nth(1).click();
    await page.locator("dialog[open]").getByText(t("The project was not changed")).waitFor();
    await shot("not-changed");
    await page.locator(".project-list button").nth(1).click();
    await page.locator(".where-button").filter({ hasText: "eu-de_staging" }).waitFor();
    await page.locator("tbody tr[aria-rowindex]").first().waitFor();
    await shot("changed");
    await fault({ match: { path: "/v3/auth/projects" }, fault: { status: 500, body: "{}" } });
    await page.locator(".where-button").click();
    await page.locator("dialog[open] .problem").waitFor();
    await shot("not-listed");
  },

  async regions({ page, shot, fault, demo }) {
    await fault({ match: { path: "/v3/auth/catalog" }, fault: { status: 500, body: "{}" } });
    await demo("alice");
    await page.locator("tbody tr[aria-rowindex]").first().waitFor();
    await page.locator(".where-button").click();
    await page.locator("dialog[open] .problem").waitFor();
    await page.locator(".project-list").waitFor();
    await shot("not-listed");
    await page.locator("dialog[open] .problem wa-button").click();
    await page.locator(".project-list").nth(1).waitFor();
    await shot("regions");
  },

  async connection({ page, shot, demo, go, button, again, form, token }) {
    await demo("bob");
    await go("#/connection");
    await shot("session");
    await again();
    await form("Token");
    await page.locator("wa-input[name=token] input").fill(await token());
    await page.locator("wa-input[name=projectId] input").fill(PROJECTS.demo.id);
    await page.clock.install();
    await page.locator("form wa-button[type=submit]").click();
    await page.locator("tbody tr[aria-rowindex]").first().waitFor();
    await page.clock.fastForward(57 * 60_000);
    await go("#/connection");
    await page.clock.runFor(2000);
    await shot("ending");
    await button("Sign out").first().click();
    await page.locator(".welcome").waitFor();
    await shot("signed-out");
  },
};

/** A console on a sandbox with faults, and what a visit needs to know of it. */
export async function openConsole() {
  const { server, url } = await start({ host: "127.0.0.1", port: 0, names: ["console.test"], sandbox: { faults: true } });
  const { origin, port } = new URL(url);
  const keyFolder = mkdtempSync(path.join(os.tmpdir(), "keys-"));
  const guide = await (await fetch(`${origin}/sandbox.json`)).json();
  for (const { name, file } of guide.keys) writeFileSync(path.join(keyFolder, `${name}.pem`), await (await fetch(origin + file)).text(), { mode: 0o600 });
  const token = () => tokenOf(`${origin}/proxy/sandbox/identity/v3`, { ...USERS[0], domain: DOMAIN.name });
  const stored = await fetch(`${origin}/proxy/sandbox/compute/v2.1/servers/${SERVER}/os-server-password`, { headers: { [CONSOLE_HEADER]: "1", "x-auth-token": await token() } });
  const { password: ciphertext } = await stored.json();
  return {
    origin,
    port,
    token,
    ciphertext,
    keys: (...names) => names.map((name) => path.join(keyFolder, `${name}.pem`)),
    async control(method, name, body) {
      // On a connection of its own: one that has waited may end just then.
      const answer = await send(origin, `/sandbox/${name}`, { method, body: body && JSON.stringify(body) });
      if (answer.status >= 300) throw new Error(answer.text);
    },
    close() {
      server.close().closeAllConnections();
      rmSync(keyFolder, { recursive: true });
    },
  };
}

/** What the page says in a language for an English text. */
export function translator(language) {
  const { texts, languages } = readTexts();
  return (english) => languages[language]?.get(texts.find(({ text }) => text === english)?.id) ?? english;
}

/** Until nothing in the page moves any more by itself: its fonts are there, what runs to an end has ended, and it is drawn. */
async function still(page) {
  await page.evaluate(async () => {
    await document.fonts.ready;
    const ending = document.getAnimations().filter((each) => each.effect?.getComputedTiming().endTime < Infinity);
    await Promise.all(ending.map(({ finished }) => finished.catch(() => undefined)));
  });
  for (let frames = 0; frames < 2; frames += 1) await drawn(page);
}

/** Takes `page` through the states of a view, and calls `look` in each of them with its name. */
export async function visitStates(view, { console: { control, origin, ...given }, page, context, t, look }) {
  page.setDefaultTimeout(PATIENCE_MS);
  page.on("dialog", (dialog) => void dialog.accept());
  await control("POST", "reset");
  await page.goto(`${origin}/`);
  await page.locator("h1").waitFor();
  const shot = async (state) => {
    await still(page);
    await look(state);
  };
  const { width } = page.viewportSize();
  const narrow = width < 1000;
  const button = (english) => page.getByRole("button", { name: t(english), exact: true }).first();
  const editor = () => page.locator(".policies .cm-content");
  const tools = {
    ...given,
    page,
    context,
    shot,
    t,
    narrow,
    origin,
    button,
    reset: () => control("POST", "reset"),
    advance: (ms) => control("POST", "clock", { advanceMs: ms }),
    fault: (fault) => (fault ? control("POST", "faults", fault) : control("DELETE", "faults")),
    go: async (hash) => {
      await page.evaluate((to) => { location.hash = to; }, hash);
      await page.locator(`.view-${hash === "#/passwords" ? "many" : hash === "#/new-passwords" ? "newPasswords" : hash.slice(2)}`).waitFor();
    },
    /** The answers of a place wait until the function that it gives is called; all but the first `through` of them. Of lists with `few`, so short pages. */
    async hold(place, through = 0, few) {
      let open;
      const held = new Promise((resolve) => { open = resolve; });
      let come = 0;
      const wait = async (route) => {
        come += 1;
        if (come > through) await held;
        const url = few === undefined ? undefined : route.request().url().replace(/limit=\d+/, `limit=${String(few)}`);
        // Given up meanwhile, it has nobody to answer to.
        await route.continue({ url }).catch(() => undefined);
      };
      await page.route(place, wait);
      return async () => {
        open();
        await page.unroute(place, wait);
      };
    },
    demo: (name) => page.locator(".demo-user").filter({ has: page.getByText(name, { exact: true }) }).click(),
    open: async (id) => {
      await page.locator("tbody tr[aria-rowindex], .columns, .columns-wide").first().waitFor();
      await page.evaluate((to) => { location.hash = to; }, `#/servers/${id}`);
      await page.locator(".view-server .card").first().waitFor();
    },
    async as(cloud) {
      await page.locator("wa-select.cloud").click();
      await page.locator("wa-select.cloud wa-option").filter({ hasText: t(cloud) }).click();
      await page.locator(".demo-user").first().waitFor();
    },
    async form(method) {
      await page.locator(".demo-user").first().waitFor();
      const more = page.locator("details.more");
      if ((await more.count()) > 0 && !(await more.evaluate((element) => element.open))) await more.locator("summary").first().click();
      await page.locator("wa-radio").filter({ hasText: t(method) }).click();
    },
    async again() {
      await page.goto("about:blank");
      await page.goto(`${origin}/`);
    },
    async request() {
      await page.locator(".request-show").first().click();
      await page.locator("dialog[open] pre").waitFor();
      for (const form of ["http", "curl", "javascript"]) {
        await page.locator(".request-forms button").nth(["http", "curl", "javascript"].indexOf(form)).click();
        await shot(`request-${form}`);
      }
      await page.keyboard.press("Escape");
    },
    async own(menu) {
      if (menu) await page.locator(".menu > summary").click();
      await page.locator(menu ? ".menu .demo-user" : ".demo-user").first().click();
      await editor().waitFor();
    },
    async example(name) {
      await page.locator(".menu > summary").click();
      await page.locator(".menu .demo-user").filter({ hasText: name }).click();
      await page.getByRole("tab", { name, selected: true }).waitFor();
    },
    async write(text, wait = true) {
      await editor().click();
      await page.keyboard.press("ControlOrMeta+a");
      if (!wait) {
        await page.keyboard.insertText(text);
        return;
      }
      const before = await page.evaluate(() => performance.getEntriesByName("permissions").length);
      await page.keyboard.insertText(text);
      await page.waitForFunction((count) => performance.getEntriesByName("permissions").length > count, before);
    },
    tab: (name) => page.locator(`#answers-${name}`).click(),
    pane: async (which) => {
      if (width <= 1024) await page.locator(".panes .choice").nth(which === "policies" ? 0 : 1).click();
    },
  };
  await VIEWS[view](tools);
}
