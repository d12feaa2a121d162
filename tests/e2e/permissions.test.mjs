// Permissions: policies, what they allow, and why; on the sandbox, without signing in where that is not the point.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { deflateSync } from "node:zlib";
import { describedSandbox } from "../server/sandbox-cloud.mjs";
import { allRead, announces, counts, fitsTheWindow, isAccessible, reads, until, visitor } from "./visitor.mjs";

const { sandbox } = await describedSandbox();
const { origin } = sandbox;

const HASH = { hash: "#/permissions" };
const DENY = { Effect: "Deny", Action: ["ecs:serverPasswords:manage"] };
const CONDITIONAL = {
  Effect: "Allow",
  Action: ["ecs:servers:get"],
  Condition: {
    StringEquals: { "g:UserName": ["bob"] },
    Bool: { "g:MFAPresent": ["true"] },
    NumberLessThan: { "g:MFAAge": ["900"] },
    DateLessThan: { "g:CurrentTime": ["2027-01-01T00:00:00Z"] },
  },
};
const policy = (...statements) => JSON.stringify({ Version: "1.1", Statement: statements }, null, 2);

const editor = (page) => page.getByRole("textbox", { name: /^Policy text/ }).and(page.locator(".cm-content"));
const start = (page, name) => page.getByRole("button", { name: new RegExp(`^${name}`) }).click();
const notRead = (page) => page.getByRole("region", { name: "What was not read" });
const row = (page, id) => page.locator("tr.row").filter({ has: page.getByText(id, { exact: true }) });
const SHOW = "GET /v2.1/{project_id}/servers/{server_id}/os-server-password";
const DETAILS = "GET /v2.1/{project_id}/servers/{server_id}";

/** Types over all that is in the editor. */
async function write(page, text) {
  await editor(page).click();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.insertText(text);
}

async function own(page, ...statements) {
  await start(page, "A policy of your own");
  await editor(page).waitFor();
  if (statements.length > 0) await write(page, policy(...statements));
}

async function addPolicy(page, name) {
  await page.locator(".menu > summary").click();
  await page.locator(".menu").getByRole("button", { name: new RegExp(`^${name}`) }).click();
}

/** The decision of one API, once it is `word`. */
const decides = (page, id, word) => row(page, id).filter({ has: page.getByText(word, { exact: true }) }).waitFor();

const filter = (page, text) => page.getByRole("searchbox", { name: /^Filter/ }).fill(text);
const tab = (page, name) => page.getByRole("tab", { name, exact: true }).click();
const give = async (page, key) => page.locator(".fact").filter({ hasText: key }).getByRole("combobox").first().selectOption("given");

/** Where the focus is, in the shadow roots too. */
const focused = (page) =>
  page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return `${element?.getAttribute("aria-label") ?? element?.getRootNode().host?.innerText ?? element?.innerText ?? ""}`.trim() || (element?.innerText ?? "");
  });

const focusOn = (page, pattern) =>
  until(async () => pattern.test(await focused(page)), async () => `the focus is at "${await focused(page)}", not at ${String(pattern)}`);

describe("while somebody types", () => {
  test("every decision follows, and findings appear in the text, in the list and on the tab", async () => {
    await visitor(origin, async (page) => {
      await own(page, { Effect: "Allow", Action: ["ecs:serverPasswords:manage"] });
      await decides(page, SHOW, "Allowed");
      await decides(page, DETAILS, "Implicit deny");
      await page.getByRole("heading", { name: "No findings" }).waitFor();
      await announces(page, /\d+ allowed, 0 conditional/);
      await write(page, policy({ Effect: "Allow", Action: ["ecs:serverPasswords:manage"] }, { Effect: "Deny", Action: ["ecs:*:*"] }));
      await decides(page, SHOW, "Explicit deny");
      await write(page, '{"Version":"1.1","Statement":[{"Effect":"Allow" "Action":["ecs:servers:nope"]}]}');
      await page.locator(".cm-lintRange-error, .cm-lintPoint-error").first().waitFor({ state: "attached" });
      await page.locator(".finding").filter({ hasText: "expected , before the next member" }).waitFor();
      await page.locator(".finding").filter({ hasText: "IAM.1036" }).waitFor();
      await page.getByRole("tab", { name: /errors: 1/ }).waitFor();
      await page.getByRole("button", { name: "Line 1" }).last().click();
      assert.match(await focused(page), /^Policy text/);
      await page.locator(".cm-lintRange").first().hover();
      await page.locator(".cm-tooltip .cm-diagnostic").first().waitFor();
    }, HASH);
  });

  test("actions, operators and condition keys are completed and explained from the catalogue", async () => {
    await visitor(origin, async (page) => {
      await own(page);
      await write(page, '{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["ecs:serverPass');
      await page.keyboard.press("Control+Space");
      const option = page.locator(".cm-completionLabel").filter({ hasText: "ecs:serverPasswords:manage" });
      await option.waitFor();
      await page.locator(".cm-completionDetail").filter({ hasText: "password for logging in" }).first().waitFor();
      await option.click();
      await page.keyboard.insertText('"],"Condition":{"StringNotEqualsIgn');
      await page.keyboard.press("Control+Space");
      await page.locator(".cm-completionLabel").filter({ hasText: /^StringNotEqualsIgnoreCaseIfExists$/ }).click();
      await page.keyboard.insertText('":{"g:MFAA');
      await page.keyboard.press("Control+Space");
      await page.locator(".cm-completionLabel").filter({ hasText: "g:MFAAge" }).click();
      await page.keyboard.insertText('":["1"]}}}]}');
      const hoverOver = async (text, tip) => {
        await page.mouse.move(0, 0);
        await page.locator(".cm-line span").filter({ hasText: text }).first().hover();
        await page.locator(".cm-hover").filter({ hasText: tip }).waitFor();
      };
      await hoverOver("ecs:serverPasswords:manage", "4 APIs");
      await hoverOver("StringNotEqualsIgnoreCaseIfExists", "equals none, case does not count");
    }, HASH);
  });

  test("between braces members and statements are completed with their values", async () => {
    await visitor(origin, async (page) => {
      await own(page);
      await write(page, '{"Version":"1.1","Statement":[');
      await page.keyboard.press("Control+Space");
      await page.locator(".cm-completionLabel").filter({ hasText: '{ "Effect": "Deny" }' }).click();
      await page.keyboard.insertText("ecs:*:*");
      await editor(page).press("ControlOrMeta+End");
      await page.keyboard.insertText("]}");
      await decides(page, SHOW, "Explicit deny");
      await page.locator(".finding-error").first().waitFor({ state: "detached" });
    }, HASH);
  });

  test("what was typed is completed at once, also where the editor puts off reading it", async () => {
    await visitor(origin, async (page) => {
      await own(page);
      await write(page, '{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["ecs:servers:get"],"');
      // For the editor each of its steps takes 25 ms from here on: it puts off what is left after 20.
      await page.evaluate(() => {
        const now = Date.now.bind(Date);
        let passed = 0;
        Date.now = () => now() + (passed += 25);
      });
      await page.keyboard.insertText('Condition":{"StringNotEqualsIgn');
      await page.keyboard.press("Control+Space");
      await page.locator(".cm-completionLabel").filter({ hasText: /^StringNotEqualsIgnoreCaseIfExists$/ }).waitFor();
    }, HASH);
  });

  test("the answers follow each of several keystrokes with five policies, each evaluated once", async () => {
    await visitor(origin, async (page) => {
      await start(page, "ECS FullAccess");
      for (const name of ["ECS CommonOperations", "ECS ReadOnlyAccess", "Server Administrator", "Tenant Guest"]) await addPolicy(page, name);
      await editor(page).click();
      await page.evaluate(() => performance.clearMeasures());
      for (let strokes = 0; strokes < 5; strokes += 1) {
        await page.keyboard.press("Space");
        await page.waitForFunction((count) => performance.getEntriesByName("permissions").length === count, strokes + 1);
      }
    }, HASH);
  });
});

describe("a text that holds policies in another form", () => {
  const TERRAFORM = `resource "huaweicloud_identity_role" "ops" {
  name   = "ops"
  policy = jsonencode({
    Version = "1.1"
    Statement = [{ Effect = "Allow", Action = ["ecs:serverPasswords:manage"] }]
  })
}
resource "huaweicloud_identity_role" "rest" {
  name   = "rest"
  policy = jsonencode(local.rest)
}
resource "huaweicloud_obs_bucket" "b" {
  bucket = "b"
}
`;

  test("is taken apart when somebody wants that, and its module is loaded then", async () => {
    await visitor(origin, async (page, { requests }) => {
      const modules = () => requests.map((request) => new URL(request.url()).pathname).filter((name) => /\/read-[\w-]+\.wasm$/.test(name));
      await own(page, { Effect: "Allow", Action: ["ecs:servers:list"] });
      await decides(page, SHOW, "Implicit deny");
      assert.deepEqual(modules(), []);
      await write(page, TERRAFORM);
      await page.getByText("This text holds 1 policy.").waitFor();
      assert.equal(modules().length, 1);
      await page.getByText("Not read, and open in the answers: 1.").waitFor();
      await page.getByText("1 resource without a policy was passed over").waitFor();
      await isAccessible(page, "a text that holds policies");
      await page.getByRole("button", { name: "Read them from this text" }).click();
      await page.getByRole("tab", { name: "ops", selected: true }).waitFor();
      await page.getByRole("tab", { name: /^rest/ }).click();
      await page.getByText(/depends on local.rest in line 10/).first().waitFor();
      await decides(page, SHOW, "Conditional");
      await page.getByRole("button", { name: "Remove" }).click();
      await decides(page, SHOW, "Allowed");
    }, HASH);
  });
});

describe("a list of a service as its cloud gives it", () => {
  const LIST = {
    version: "v9",
    actions: ["rds:instance:list", "rds:instance:shrinkAgain"].map((name) => ({ name, access_level: "list", resources: [], condition_keys: [] })),
    resources: [],
    conditions: [],
    operations: [],
  };
  const statement = { Effect: "Allow", Action: ["rds:instance:shrinkAgain"] };
  const unknown = (page) => page.locator(".finding").getByText("there is no rds:instance:shrinkAgain in the list of Huawei Cloud");

  test("takes the place of the page's own when somebody wants that, until it is removed", async () => {
    await visitor(origin, async (page) => {
      await own(page, statement);
      await page.getByRole("group", { name: "Cloud" }).getByRole("button", { name: "Huawei Cloud" }).click();
      await unknown(page).waitFor();
      await addPolicy(page, "A policy of your own");
      await write(page, JSON.stringify(LIST, null, 2));
      await page.getByText("Huawei Cloud's own list of the service rds. Actions in it: 2.").waitFor();
      await isAccessible(page, "a list in an editor");
      await page.getByRole("button", { name: "Use this list" }).click();
      await announces(page, "Names of rds are looked up in this list now");
      await page.getByText("No findings").waitFor();
      await counts(page.getByRole("tablist", { name: "Policies" }).getByRole("tab"), 1);
      await isAccessible(page, "a list that somebody brought");
      await page.getByRole("button", { name: "Remove the list of rds" }).click();
      await unknown(page).waitFor();
      await write(page, policy({ Effect: "Allow", Action: ["rds:instance:list"] }));
      await page.getByText("No findings").waitFor();
    }, HASH);
  });

  test("decides what a policy of version 5.0 allows, as long as it is there", async () => {
    const V1 = "GET /v1/{project_id}/cloudservers/{server_id}/os-server-password";
    const actions = [{ name: "ecs:cloudServers:showServerPassword", access_level: "read", aliases: ["ecs:passwords:read"] }];
    await visitor(origin, async (page) => {
      await own(page);
      await page.getByRole("group", { name: "Cloud" }).getByRole("button", { name: "Huawei Cloud" }).click();
      await write(page, JSON.stringify({ Version: "5.0", Statement: [{ Effect: "Allow", Action: ["ecs:passwords:read"] }] }, null, 2));
      await decides(page, V1, "Implicit deny");
      await addPolicy(page, "A policy of your own");
      await write(page, JSON.stringify({ ...LIST, actions }, null, 2));
      await page.getByRole("button", { name: "Use this list" }).click();
      await decides(page, V1, "Allowed");
      await page.getByRole("button", { name: "Remove the list of ecs" }).click();
      await decides(page, V1, "Implicit deny");
    }, HASH);
  });

  test("stays in use where it was all that there was", async () => {
    await visitor(origin, async (page) => {
      await own(page);
      await write(page, JSON.stringify(LIST));
      await page.getByRole("button", { name: "Use this list" }).click();
      await page.getByRole("button", { name: "Remove the list of rds" }).waitFor();
      await own(page, statement);
      await page.getByRole("group", { name: "Cloud" }).getByRole("button", { name: "Huawei Cloud" }).click();
      await page.getByText("No findings").waitFor();
    }, HASH);
  });
});

test("of a policy of version 5.0 somebody says whether it grants or limits, and the answers follow", async () => {
  const V1 = "GET /v1/{project_id}/cloudservers/{server_id}/os-server-password";
  await visitor(origin, async (page) => {
    await own(page, { Effect: "Allow", Action: ["ecs:*:*"] });
    await page.getByRole("group", { name: "Cloud" }).getByRole("button", { name: "Huawei Cloud" }).click();
    await counts(page.getByLabel("What it does"), 0);
    await decides(page, V1, "Allowed");
    await addPolicy(page, "A policy of your own");
    await write(page, JSON.stringify({ Version: "5.0", Statement: [{ Effect: "Allow", Action: ["vpc:*:*"] }] }, null, 2));
    await page.getByLabel("What it does").waitFor();
    await decides(page, V1, "Allowed");
    await page.getByLabel("What it does").selectOption({ label: "Service control policy: it limits an account" });
    await decides(page, V1, "Implicit deny");
    await page.getByLabel("Level").fill("root");
    await isAccessible(page, "a service control policy");
    await page.getByLabel("What it does").selectOption({ label: "Identity policy: it grants" });
    await decides(page, V1, "Allowed");
  }, HASH);
});

describe("what was not read", () => {
  const YAML = 'Version: "1.1"\nStatement:\n  - Effect: Allow\n    Action:\n      - ecs:serverPasswords:manage\n';
  const TRUST = '{ "Version": "5.0", "Statement": [ { "Effect": "Allow", "Principal": { "Service": ["service.ECS"] }, "Action": ["sts:agencies:assume"] } ] }';
  const count = (page, word) => page.getByRole("group", { name: "Decision" }).getByRole("button", { name: word }).locator(".number").innerText();
  const saved = async (page, what, format) => {
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("group", { name: `Save as: ${what}` }).getByRole("button", { name: format }).click()]);
    return readFileSync(await file.path(), "utf8");
  };

  test("beside a text that cannot be read nothing is certainly denied; it is named, and leads to its place", async () => {
    await visitor(origin, async (page) => {
      await start(page, "ECS ReadOnlyAccess");
      await decides(page, SHOW, "Implicit deny");
      await addPolicy(page, "A policy of your own");
      await page.getByLabel("Name", { exact: true }).fill("policy.yaml");
      await write(page, YAML);
      await decides(page, SHOW, "Conditional");
      await row(page, SHOW).getByText("depends on what was not read").waitFor();
      assert.deepEqual([await count(page, "Implicit deny"), await count(page, "Allowed")], ["0", "0"]);
      await notRead(page).getByText(/Expected a policy object, got a text that is not JSON/).waitFor();
      await isAccessible(page, "a text that cannot be read");
      await tab(page, "Can these policies reach a password?");
      const native = page.getByRole("region", { name: "Native API" });
      await allRead(native.locator("li .verdict"), Array(2).fill("Conditional"));
      await native.getByText("depends on what was not read").first().waitFor();
      await tab(page, "APIs");
      await filter(page, SHOW);
      await page.locator("button.row-title").click();
      const explanation = page.getByRole("group", { name: "Explanation", exact: true });
      await explanation.getByRole("heading", { name: "Depends on what was not read" }).waitFor();
      await reads(explanation, /not read:[^]*policy\.yaml, line 1/);
      await explanation.getByRole("button", { name: "It denies: Explicit deny" }).click();
      await decides(page, SHOW, "Explicit deny");
      await notRead(page).getByText("Assumed here: it denies everything.").waitFor();
      assert.match(await saved(page, "Preview", "Markdown"), /- not read: policy\.yaml, line 1:1: expected a policy object[^]*- assumed: unread: what was not read denies/);
      await notRead(page).getByRole("button", { name: "Leave it open" }).click();
      await decides(page, SHOW, "Conditional");
      assert.match(await saved(page, "Preview", "CSV"), /"not read","policy\.yaml, line 1:1",/);
      await page.getByRole("tab", { name: /^ECS ReadOnlyAccess/ }).click();
      await notRead(page).getByRole("button", { name: "policy.yaml, line 1" }).click();
      await page.getByRole("tab", { name: /^policy\.yaml/, selected: true }).waitFor();
      await focusOn(page, /^Policy text/);
      await write(page, " ");
      await decides(page, SHOW, "Implicit deny");
      await page.getByText("No text yet: not among the policies that are asked").waitFor();
      await counts(notRead(page), 0);
      await page.getByRole("tab", { name: /^ECS ReadOnlyAccess/ }).click();
      await write(page, "");
      await page.getByText("No policy here has a text yet").waitFor();
      await counts(page.locator(".verdict"), 0, "no answer without a policy");
      await isAccessible(page, "no policy has a text");
    }, HASH);
  });

  test("beside a trust policy nothing is certainly allowed, before and after says so, and a link carries it", async () => {
    let link = "";
    await visitor(origin, async (page) => {
      await own(page, { Effect: "Allow", Action: ["ecs:serverPasswords:manage"] });
      await decides(page, SHOW, "Allowed");
      await tab(page, "Before and after");
      await page.getByRole("button", { name: "Set baseline" }).click();
      await addPolicy(page, "A policy of your own");
      await write(page, TRUST);
      const conditional = page.getByRole("region", { name: "Restricted: was allowed, now conditional" });
      await conditional.waitFor();
      await reads(conditional, /Allowed[^]*→[^]*Conditional/);
      assert.match(await saved(page, "Difference", "Markdown"), /- not read after: Policy \(2\), line 1:\d+: this is a trust policy/);
      await page.getByRole("button", { name: "Replace baseline" }).click();
      await page.getByText("what the conditional ones depend on may differ").waitFor();
      await page.getByText("Not read, before:").waitFor();
      await tab(page, "APIs");
      await decides(page, SHOW, "Conditional");
      await page.getByRole("button", { name: "Share…" }).click();
      await page.getByRole("button", { name: "Make the link" }).click();
      link = await page.getByLabel("Link", { exact: true }).inputValue();
    }, HASH);
    await visitor(origin, async (page) => {
      await decides(page, SHOW, "Conditional");
      await notRead(page).getByText(/This is a trust policy/).waitFor();
    }, { hash: new URL(link).hash });
  });

  test("a text that IAM would refuse is answered as it would read once mended, which is said", async () => {
    await visitor(origin, async (page) => {
      await own(page);
      await write(page, '{"Version":"1.1","Statement":[{"Effect":"Allow" "Action":["ecs:serverPasswords:manage"]}]}');
      await decides(page, SHOW, "Allowed");
      await notRead(page).getByText("IAM would refuse:").waitFor();
      await notRead(page).getByText("The answers are as it would read once mended.").waitFor();
      await notRead(page).getByText(/Expected , before the next member/).waitFor();
      assert.match(await saved(page, "Preview", "CSV"), /"IAM would refuse","Policy, line 1:\d+","[^"]*answered as it would read once mended"/);
    }, HASH);
  });

  test("while a policy is typed, letter by letter, no answer is shown that the finished text contradicts", async () => {
    await visitor(origin, async (page) => {
      await own(page);
      await write(page, "");
      await page.getByText("No policy here has a text yet").waitFor();
      await page.evaluate((id) => {
        globalThis.seen = new Set();
        new globalThis.MutationObserver(() => {
          const row = [...document.querySelectorAll("tr.row")].find((each) => each.querySelector(".path")?.textContent === id);
          if (row) globalThis.seen.add(row.querySelector(".verdict").textContent.trim());
        }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
      }, SHOW);
      for (const letter of '{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["ecs:serverPasswords:manage"]}]}') {
        const evaluated = await page.evaluate(() => performance.getEntriesByName("permissions").length);
        await page.keyboard.insertText(letter);
        await page.waitForFunction((before) => performance.getEntriesByName("permissions").length > before, evaluated);
      }
      await decides(page, SHOW, "Allowed");
      assert.deepEqual(await page.evaluate(() => [...globalThis.seen].sort()), ["Allowed", "Conditional"]);
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.press("Delete");
      await editor(page).pressSequentially('{"');
      await reads(editor(page), '{"', "nothing closes itself: the text ends where somebody is");
    }, HASH);
  });

  test("what a list could not tell is carried by a link, in the page's language", async () => {
    const policies = [
      { name: "mine", text: policy({ Effect: "Allow", Action: ["ecs:servers:get"] }), attachment: { kind: "none", id: "" }, catalog: "" },
      { name: "identity policies", text: "", attachment: { kind: "none", id: "" }, catalog: "", unread: "IAM did not answer when it was asked for identity policies" },
    ];
    const hash = `#/permissions?v=2&p=${deflateSync(JSON.stringify({ cloud: "huawei", policies })).toString("base64url")}`;
    let link = "";
    await visitor(origin, async (page) => {
      await decides(page, SHOW, "Bedingt");
      await page.getByRole("region", { name: "Was nicht gelesen wurde" }).getByText(/Identitätsrichtlinien/).first().waitFor();
    }, { hash, locale: "de-DE" });
    await visitor(origin, async (page) => {
      await decides(page, SHOW, "Conditional");
      await page.getByRole("button", { name: "Share…" }).click();
      await page.getByRole("button", { name: "Make the link" }).click();
      link = await page.getByLabel("Link", { exact: true }).inputValue();
    }, { hash });
    assert.match(link, /\?v=2&/);
    await visitor(origin, async (page) => {
      await page.getByRole("tab", { name: /^identity policies/ }).click();
      await page.getByRole("button", { name: "Remove" }).click();
      await decides(page, SHOW, "Implicit deny");
      await counts(notRead(page), 0);
    }, { hash: new URL(link).hash });
  });
});

describe("why", () => {
  test("the deciding statement is highlighted, in the tab of its policy", async () => {
    await visitor(origin, async (page) => {
      await own(page, DENY);
      await addPolicy(page, "ECS FullAccess");
      await page.getByRole("tab", { name: "ECS FullAccess", selected: true }).waitFor();
      await page.getByRole("button", { name: /^Explicit deny/ }).click();
      const deleting = page.getByRole("button", { name: /^Obtaining the password/ }).first();
      await deleting.focus();
      await page.keyboard.press("Enter");
      await page.getByRole("tab", { name: "Policy", selected: true }).waitFor();
      await page.locator(".cm-deciding-deny").first().waitFor();
      await reads(page.locator(".cm-deciding-pattern"), '"ecs:serverPasswords:manage"');
      const explanation = page.getByRole("group", { name: "Explanation", exact: true });
      await reads(explanation, /Denied by [^]*Policy, statement 1, line 7[^]*documented:/);
      assert.equal(await deleting.getAttribute("aria-expanded"), "true");
      await explanation.getByRole("button", { name: "Show in the editor" }).first().click();
      assert.match(await focused(page), /^Policy text: Policy/);
      await explanation.getByRole("button", { name: "Close" }).click();
      await counts(page.locator(".cm-deciding"), 0);
      await focusOn(page, /^Obtaining the password/);
    }, HASH);
  });

  test("what the documents leave open shows both outcomes, and is settled with a button", async () => {
    await visitor(origin, async (page) => {
      await start(page, "ECS ReadOnlyAccess");
      await page.getByRole("button", { name: "Huawei Cloud" }).click();
      await filter(page, "GET cloudservers os-server-password");
      await page.getByRole("button", { name: "Reading the stored password of a Windows server", exact: true }).click();
      const explanation = page.getByRole("group", { name: "Explanation", exact: true });
      await explanation.getByRole("button", { name: "Yes: Implicit deny" }).waitFor();
      await explanation.getByRole("button", { name: "No: Allowed" }).click();
      await decides(page, "GET /v1/{project_id}/cloudservers/{server_id}/os-server-password", "Allowed");
      await focusOn(page, /^Reading the stored password/);
      await page.getByRole("button", { name: "Leave renamedAction open" }).click();
      await decides(page, "GET /v1/{project_id}/cloudservers/{server_id}/os-server-password", "Conditional");
    }, HASH);
  });

  test("the form asks for what matters, in the right kind of field, and settles what is conditional", async () => {
    await visitor(origin, async (page) => {
      await own(page, CONDITIONAL);
      await decides(page, DETAILS, "Conditional");
      await page.locator(".fact").nth(3).waitFor();
      await allRead(page.locator(".fact label"), ["g:CurrentTime", "g:MFAAge", "g:MFAPresent", "g:UserName"]);
      for (const key of ["g:CurrentTime", "g:MFAAge", "g:MFAPresent", "g:UserName"]) await give(page, key);
      const kinds = await page.locator(".fact input").evaluateAll((inputs) => inputs.map(({ type }) => type));
      assert.deepEqual(kinds, ["datetime-local", "number", "text"]);
      await page.getByLabel(/^Value of g:CurrentTime/).fill("2026-06-01T10:00:00");
      await page.getByLabel("Value of g:MFAAge").fill("60");
      await page.getByLabel("Value of g:UserName").fill("bob");
      await decides(page, DETAILS, "Allowed");
      await page.getByLabel("Value of g:MFAPresent").selectOption("false");
      await decides(page, DETAILS, "Implicit deny");
      await page.locator(".fact").filter({ hasText: "g:MFAPresent" }).getByRole("combobox").first().selectOption("absent");
      await decides(page, DETAILS, "Implicit deny");
    }, HASH);
  });

  test("the link of a key that is unknown opens the form, and leads to its field", async () => {
    await visitor(origin, async (page) => {
      await own(page, CONDITIONAL);
      await decides(page, DETAILS, "Conditional");
      await filter(page, DETAILS);
      await row(page, DETAILS).locator(".row-title").click();
      const form = page.locator("details").filter({ has: page.getByRole("heading", { name: "Request context" }) });
      await form.locator("summary").click();
      await form.locator(".fact").first().waitFor({ state: "hidden" });
      await page.getByRole("group", { name: "Explanation", exact: true }).getByRole("button", { name: "g:MFAAge" }).click();
      await form.locator(".fact").filter({ hasText: "g:MFAAge" }).waitFor();
      assert.equal(await page.evaluate(() => document.activeElement.id), "fact-g_MFAAge");
    }, HASH);
  });

  test("where a policy is attached counts, and an ID that is none is said at its field", async () => {
    await visitor(origin, async (page) => {
      await own(page, { Effect: "Allow", Action: ["ecs:servers:get"] });
      await page.getByLabel("Scope").selectOption("project");
      await page.getByText("Enter the ID. Until then").waitFor();
      await isAccessible(page, "no project ID");
      await page.locator("#policy-scope-id").fill("abc");
      await decides(page, DETAILS, "Conditional");
      await give(page, "Project ID");
      await page.getByLabel("Value of Project ID").fill("abd");
      await decides(page, DETAILS, "Implicit deny");
      await page.getByLabel("Value of Project ID").fill("abc");
      await decides(page, DETAILS, "Allowed");
      await page.getByLabel("Value of Project ID").fill("a b");
      await page.locator(".fact .field-error").waitFor();
    }, HASH);
  });

  test("who reads this password: every way, and from there to the explanation", async () => {
    await visitor(origin, async (page) => {
      await start(page, "ECS CommonOperations");
      await page.getByRole("button", { name: "Huawei Cloud" }).click();
      await tab(page, "Can these policies reach a password?");
      const way = (name) => page.getByRole("region", { name, exact: true }).locator("li .verdict").allInnerTexts();
      await page.getByRole("region", { name: "API of the cloud (v1)" }).waitFor();
      assert.deepEqual(await way("Native API"), ["Allowed", "Allowed"]);
      assert.deepEqual(await way("API of the cloud (v1)"), ["Conditional", "Implicit deny"]);
      assert.deepEqual(await way("Reset the password"), ["Implicit deny"]);
      assert.deepEqual(await way("Log in at the console"), ["Allowed", "Implicit deny"]);
      await page.getByRole("button", { name: `Explain ${SHOW}` }).click();
      await page.getByRole("group", { name: "Explanation", exact: true }).waitFor();
      await reads(page.locator(".cm-deciding-pattern"), '"ecs:serverPasswords:manage"');
      await focusOn(page, /^Obtaining the password/);
    }, HASH);
  });
});

describe("what the policies come to", () => {
  const verdict = (page) => page.getByRole("region", { name: "Verdict" });

  test("is told above the tabs, in words with a reason, and says what it depends on", async () => {
    await visitor(origin, async (page) => {
      await own(page, { Effect: "Allow", Action: ["ecs:*:*"] }, DENY);
      await reads(verdict(page), /cannot read a stored password[^]*can delete servers[^]*Reading a password: Denied by Policy: `?ecs:serverPasswords:manage/);
      await write(page, policy({ Effect: "Allow", Action: ["ecs:*:*"], Condition: { Bool: { "g:MFAPresent": ["true"] } } }));
      await reads(verdict(page), /may be able to read a stored password[^]*depends on: second factor/);
      await give(page, "g:MFAPresent");
      await reads(verdict(page), /can read a stored password[^]*can delete servers/);
      await write(page, "Version: 1.1");
      await reads(verdict(page), /may be able to read a stored password[^]*may be able to delete servers[^]*depends on: what was not read/);
      await isAccessible(page, "verdict");
    }, HASH);
  });

  test("a starter policy opens without questions; they are behind a sentence with how many answers depend on them", async () => {
    await visitor(origin, async (page) => {
      await start(page, "ECS ReadOnlyAccess");
      const sentence = page.getByText(/^\d+ answers depend on a question that the documents leave open$/);
      await sentence.waitFor();
      assert.equal(await page.locator(".open-questions .question").first().isVisible(), false);
      await sentence.click();
      await page.locator(".open-questions").getByRole("button", { name: "Yes", exact: true }).click();
      await page.getByRole("button", { name: "Leave renamedAction open" }).waitFor();
      await reads(verdict(page), /as assumed below/);
    }, HASH);
  });

  test("an API of v2 and v2.1 is one row, passwords come first, and what IAM may refuse is told above the answers", async () => {
    await visitor(origin, async (page) => {
      await own(page, { Effect: "allow", Action: ["ecs:*:*"] });
      await reads(row(page, SHOW), /also in v2/);
      await counts(row(page, SHOW.replace("v2.1", "v2")), 0);
      await reads(page.locator("details.api-group summary").first(), /Password Management/);
      await reads(notRead(page), /IAM may refuse:[^]*Expected Allow, got allow/);
      await page.locator(".finding").getByRole("button", { name: "Write Allow, Line 5" }).click();
      await counts(notRead(page), 0);
    }, HASH);
  });
});

describe("what is mended and denied with a button", () => {
  const text = (page) => page.locator(".cm-content").evaluate((content) => content.innerText);

  test("a finding has a button where it is certain what mends it, all have one together, and the editor takes them back", async () => {
    await visitor(origin, async (page) => {
      await own(page);
      await write(page, '{"Version":1.1,"Statement":[{"Effect":"deny" "Action":["ecs:*"],}]}');
      const findings = page.locator(".findings");
      await findings.getByRole("button", { name: "Type the comma, Line 1" }).waitFor();
      await isAccessible(page, "fixes");
      await findings.getByRole("button", { name: "Write Deny, Line 1" }).click();
      await until(async () => (await text(page)).includes('"Effect":"Deny"'), () => text(page));
      await findings.getByRole("button", { name: "Fix all (4)" }).click();
      await until(async () => (await text(page)).trim() === '{"Version":"1.1","Statement":[{"Effect":"Deny", "Action":["ecs:*:*"]}]}', () => text(page));
      await decides(page, SHOW, "Explicit deny");
      await editor(page).click();
      await page.keyboard.press("ControlOrMeta+z");
      await until(async () => (await text(page)).includes('"Version":1.1'), () => text(page));
      await page.locator(".cm-lintRange-error").first().hover();
      await page.locator(".cm-tooltip .cm-diagnosticAction").first().click();
      await until(async () => (await text(page)).includes('"Version":"1.1"'), () => text(page));
    }, HASH);
  });

  test("an API is denied from its row: the statement is added, shown, and taken back", async () => {
    await visitor(origin, async (page) => {
      await own(page, { Effect: "Allow", Action: ["ecs:*:*"] });
      await row(page, DETAILS).locator(".row-title").click();
      await page.getByRole("button", { name: "Deny this" }).click();
      await decides(page, DETAILS, "Explicit deny");
      await page.getByText("Added to Policy: a Deny of ecs:servers:get.").waitFor();
      await page.locator(".cm-deciding-deny").filter({ hasText: "Deny" }).waitFor();
      await counts(page.getByRole("button", { name: "Deny this" }), 0);
      await isAccessible(page, "denied");
      await page.getByRole("button", { name: "Undo" }).click();
      await decides(page, DETAILS, "Allowed");
      assert.equal((await text(page)).includes("Deny"), false);
      await counts(page.locator(".denied"), 0);
    }, HASH);
  });
});

describe("changing and writing policies", () => {
  test("before and after: what a change allows and takes away, with reasons, and back again", async () => {
    await visitor(origin, async (page) => {
      await own(page, { Effect: "Allow", Action: ["ecs:servers:get"] });
      await tab(page, "Before and after");
      await page.getByRole("button", { name: "Set baseline" }).click();
      await page.getByText("Nothing changes").waitFor();
      await focusOn(page, /^Before and after$/);
      await write(page, policy({ Effect: "Allow", Action: ["ecs:serverPasswords:manage"] }));
      const allowed = page.getByRole("region", { name: "Newly allowed" });
      await allowed.waitFor();
      await reads(allowed, /Implicit deny[^]*→[^]*Allowed[^]*ecs:serverPasswords:manage/);
      await page.getByRole("region", { name: "Newly denied" }).getByText("Reasons").first().click();
      await page.getByRole("region", { name: "Newly denied" }).getByText("no statement allows").first().waitFor();
      const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("group", { name: "Save as: Difference" }).getByRole("button", { name: "Markdown" }).click()]);
      assert.equal(file.suggestedFilename(), "permissions-difference.md");
      assert.match(readFileSync(await file.path(), "utf8"), /newly allowed/);
      // What was changed here is in no file.
      await page.getByRole("button", { name: "Restore baseline" }).click();
      await page.getByRole("dialog", { name: "Restore the baseline?" }).getByRole("button", { name: "Go on without saving" }).click();
      await page.getByText("Nothing changes").waitFor();
    }, HASH);
  });

  test("the least policy names what cannot be separated, and has no findings", async () => {
    await visitor(origin, async (page) => {
      await own(page);
      await tab(page, "Least-privilege policy");
      await page.getByText("Get the stored password").click();
      await page.getByRole("searchbox", { name: /^Find an API/ }).fill("stopping");
      await page.locator(".api-choice").first().click();
      await page.getByText("allows reading the stored password and deleting it alike").waitFor();
      const text = await page.getByRole("region", { name: "The policy" }).innerText();
      assert.match(text, /"ecs:serverPasswords:manage"/);
      await page.getByRole("button", { name: "Copy", exact: true }).click();
      await announces(page, /Copied/);
      assert.deepEqual(JSON.parse(await page.evaluate(() => navigator.clipboard.readText())), JSON.parse(text));
      await page.getByRole("button", { name: "Add as a policy" }).click();
      await page.getByRole("tab", { name: "Least-privilege policy", selected: true }).first().waitFor();
      await page.getByRole("heading", { name: "No findings" }).waitFor();
      await tab(page, "APIs");
      await decides(page, SHOW, "Allowed");
    }, HASH);
  });

  test("policies are renamed, duplicated and removed; the last one leads back to the start", async () => {
    await visitor(origin, async (page) => {
      await own(page);
      await page.getByLabel("Name", { exact: true }).fill("Mine");
      await page.getByRole("button", { name: "Duplicate" }).click();
      await page.getByRole("tab", { name: "Copy of Mine", selected: true }).waitFor();
      await page.getByRole("button", { name: "Remove" }).click();
      await page.getByRole("tab", { name: "Mine", selected: true }).waitFor();
      await page.getByRole("button", { name: "Remove" }).click();
      await page.getByRole("heading", { name: "What may a user with these policies do?" }).waitFor();
      assert.match(await focused(page), /What may a user/);
    }, HASH);
  });

  test("the preview and an explanation are saved as files", async () => {
    await visitor(origin, async (page) => {
      await start(page, "ECS ReadOnlyAccess");
      await filter(page, SHOW);
      const save = async (what, format) => {
        const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("group", { name: `Save as: ${what}` }).getByRole("button", { name: format }).click()]);
        return [file.suggestedFilename(), readFileSync(await file.path(), "utf8")];
      };
      const [name, text] = await save("Preview", "CSV");
      assert.equal(name, "permissions.csv");
      assert.match(text, /^API,title,action,decision/);
      await page.locator("button.row-title").click();
      const [other, why] = await save("Explanation", "Markdown");
      assert.equal(other, "explanation.md");
      assert.match(why, /because:/);
    }, HASH);
  });
});

describe("sharing", () => {
  test("a link opens what it was made from, and leaves no trace in the address", async () => {
    let link = "";
    await visitor(origin, async (page) => {
      await own(page, DENY);
      await page.getByLabel("Name", { exact: true }).fill("No passwords");
      await page.getByLabel("Scope").selectOption("allProjects");
      await page.getByRole("button", { name: "Huawei Cloud" }).click();
      await page.getByRole("button", { name: "Share…" }).click();
      await page.getByText("Whoever has the link can read").waitFor();
      await isAccessible(page, "sharing");
      await page.getByRole("button", { name: "Make the link" }).click();
      link = await page.getByLabel("Link", { exact: true }).inputValue();
      await page.getByRole("button", { name: "Copy the link" }).click();
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), link);
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "hidden" });
      assert.match(await focused(page), /Share/);
    }, HASH);
    const hash = new URL(link).hash;
    await visitor(origin, async (page) => {
      await page.getByRole("tab", { name: "No passwords" }).waitFor();
      assert.equal(new URL(page.url()).hash, "#/permissions");
      assert.equal(await page.getByLabel("Scope").inputValue(), "allProjects");
      assert.equal(await page.getByRole("button", { name: "Huawei Cloud" }).getAttribute("aria-pressed"), "true");
      await page.getByRole("button", { name: /^Explicit deny/ }).filter({ hasText: "2" }).waitFor();
    }, { hash });
    await visitor(origin, async (page) => {
      await start(page, "ECS ReadOnlyAccess");
      await editor(page).waitFor();
      await page.evaluate((to) => { location.hash = to; }, hash);
      const dialog = page.getByRole("dialog", { name: "Open the shared policies?" });
      await dialog.waitFor();
      await isAccessible(page, "a link beside other work");
      await dialog.getByRole("button", { name: "Add to mine" }).click();
      await page.getByRole("tab", { name: "No passwords", selected: true }).waitFor();
      await page.getByRole("tab", { name: "ECS ReadOnlyAccess" }).waitFor();
    }, HASH);
  });

  test("a link is read beside the page, which can be stopped and loses nothing", async () => {
    const text = JSON.stringify({ Version: "1.1", Statement: [{ Effect: "Allow", Action: ["ecs:*:*"], Condition: { NumberLessThan: { ["__proto__"]: ["1"] }, "ForAnyValue:StringEquals": { ["__proto__"]: ["1"], constructor: ["1"] } } }] });
    const packed = deflateSync(JSON.stringify({ cloud: "otc", policies: [{ name: "theirs", text, attachment: { kind: "none", id: "" }, catalog: "" }] })).toString("base64url");
    await visitor(origin, async (page) => {
      // The worker has nothing to answer with until this goes on.
      let goOn;
      const held = new Promise((resolve) => { goOn = resolve; });
      await page.route(/policy.*\.wasm$/, async (route) => {
        await held;
        await route.continue();
      });
      await page.evaluate((hash) => { location.hash = hash; }, `#/permissions?v=1&p=${packed}`);
      await page.getByText("The link is being read, beside the page.").waitFor();
      await isAccessible(page, "a link that takes long");
      await page.getByRole("button", { name: "Stop", exact: true }).click();
      await page.getByRole("heading", { name: "The answers were stopped" }).waitFor();
      await isAccessible(page, "answers that were stopped");
      goOn();
      await page.getByRole("button", { name: "Answer all the same" }).click();
      await page.getByText("Request context").waitFor();
      assert.deepEqual(await page.evaluate(() => [({}).type, ({}).several, ({}).kind]), [undefined, undefined, undefined]);
    });
  });

  test("a link that is damaged, or from a later version, says so and what to do", async () => {
    for (const [query, title] of [["v=1&p=eJxx", "This link is damaged"], ["v=7&p=eJxx", "This link is from a newer version"]]) {
      await visitor(origin, async (page) => {
        await page.getByRole("alert").getByRole("heading", { name: title }).waitFor();
        await isAccessible(page, title);
        await page.getByRole("button", { name: "Dismiss" }).click();
        await page.getByRole("alert").waitFor({ state: "detached" });
        await focusOn(page, /^Permissions$/);
      }, { hash: `#/permissions?${query}` });
    }
  });
});

describe("a session", () => {
  test("fills in what is certain, and says where it is from", async () => {
    await visitor(origin, async (page) => {
      await page.getByRole("button", { name: /^alice/ }).click();
      await page.getByRole("link", { name: "Permissions" }).click();
      await page.getByText("Its roles in the project: member, reader").waitFor();
      await isAccessible(page, "signed in, nothing yet");
      await own(page, CONDITIONAL);
      const fact = page.locator(".fact").filter({ hasText: "g:UserName" });
      await fact.getByText("from the session").waitFor();
      assert.equal(await fact.getByRole("textbox").inputValue(), "alice");
      await decides(page, DETAILS, "Implicit deny");
    });
  });

  test("who goes there while the sign-in is under way stays there", async () => {
    await visitor(origin, async (page) => {
      let answer;
      const asked = new Promise((resolve) => { answer = resolve; });
      await page.route(/\/auth\/tokens/, async (route) => {
        await asked;
        await route.continue();
      });
      await page.getByRole("button", { name: /^alice/ }).click();
      await page.getByRole("link", { name: "Permissions" }).click();
      await page.getByRole("heading", { level: 1, name: "Permissions" }).waitFor();
      answer();
      await page.getByText("Its roles in the project: member, reader").waitFor();
      assert.equal(new URL(page.url()).hash, "#/permissions");
    });
  });

  test("roles of the token preselect system policies, beside what they do not say", async () => {
    await visitor(origin, async (page) => {
      await page.route(/\/auth\/tokens/, async (route) => {
        const answer = await route.fetch();
        const body = await answer.json();
        body.token.roles = [{ id: "1", name: "readonly" }, { id: "2", name: "unheard" }];
        await route.fulfill({ response: answer, json: body });
      });
      await page.getByRole("button", { name: /^alice/ }).click();
      await page.getByRole("link", { name: "Permissions" }).click();
      await page.getByRole("tab", { name: "Tenant Guest", selected: true }).waitFor();
      await page.getByText("From role names").waitFor();
      await notRead(page).getByText(/no role says what else is granted/).waitFor();
      await decides(page, SHOW, "Conditional");
      await isAccessible(page, "from role names");
    });
  });
});

test("by keyboard alone: from an example to the explanation and out of the editor", async () => {
  await visitor(origin, async (page) => {
    const tabTo = async (pattern, key = "Tab") => {
      for (let presses = 0; presses < 60; presses += 1) {
        await page.keyboard.press(key);
        if (pattern.test(await focused(page))) return;
      }
      assert.fail(`${key} does not lead to ${String(pattern)}; it is at ${await focused(page)}`);
    };
    await page.getByRole("button", { name: /^ECS ReadOnlyAccess/ }).waitFor();
    await tabTo(/^ECS ReadOnlyAccess/);
    await page.keyboard.press("Enter");
    await editor(page).waitFor();
    assert.equal(await focused(page), "Policies");
    await tabTo(/^ECS ReadOnlyAccess$/);
    await tabTo(/^Policy text/);
    await page.keyboard.press("Tab");
    assert.match(await focused(page), /^Policy text/, "Tab indents");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Tab");
    assert.doesNotMatch(await focused(page), /^Policy text/, "Escape, then Tab leaves");
    await tabTo(/^APIs$/);
    await page.keyboard.press("ArrowRight");
    await page.getByRole("tab", { name: "Can these policies reach a password?", selected: true }).waitFor();
    await page.keyboard.press("ArrowLeft");
    await tabTo(/^Querying AZs/);
    await page.keyboard.press("Enter");
    await page.getByRole("group", { name: "Explanation", exact: true }).waitFor();
    assert.match(await focused(page), /^Querying AZs/);
    await tabTo(/^Show in the editor$/);
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement?.shadowRoot !== null);
    assert.match(await focused(page), /^Policy text/);
  }, HASH);
});

test("without the core the policies stay, and the answers come once it is there", async () => {
  await visitor(origin, async (page) => {
    await page.route(/\.wasm$/, (route) => route.abort());
    await page.reload();
    await own(page, { Effect: "Allow", Action: ["ecs:serverPasswords:manage"] });
    await page.getByText("Without the core there are no answers").waitFor();
    await isAccessible(page, "no core");
    await page.unroute(/\.wasm$/);
    await page.getByRole("button", { name: "Try again" }).click();
    await decides(page, SHOW, "Allowed");
  }, HASH);
});

test("whoever types before CodeMirror is there goes on where they are", async () => {
  await visitor(origin, async (page) => {
    let load;
    const held = new Promise((resolve) => { load = resolve; });
    await page.route(/assets\/editor-.*\.js/, async (route) => {
      await held;
      await route.continue();
    });
    await start(page, "A policy of your own");
    const plain = page.getByRole("textbox", { name: /^Policy text/ });
    await plain.fill('{"Version":"","Statement":[]}');
    await plain.press("Home");
    for (let steps = 0; steps < 12; steps += 1) await page.keyboard.press("ArrowRight");
    await page.keyboard.type("1.");
    load();
    await editor(page).waitFor();
    await page.waitForFunction(() => document.activeElement?.shadowRoot !== null);
    await page.keyboard.type("1");
    await reads(editor(page), '{"Version":"1.1","Statement":[]}');
  }, HASH);
});

test("without CodeMirror the plain field does the same work", async () => {
  await visitor(origin, async (page) => {
    await page.route(/assets\/editor-.*\.js/, (route) => route.fulfill({ contentType: "text/javascript", body: "throw 1" }));
    await start(page, "A policy of your own");
    await page.getByText("The editor did not load").waitFor();
    await page.getByLabel(/^Policy text/).fill(policy({ Effect: "Allow", Action: ["ecs:serverPasswords:manage"] }));
    await decides(page, SHOW, "Allowed");
    await isAccessible(page, "plain field");
  }, HASH);
});

test("the list is by category: open where there is room, short on a phone, and as somebody left it", async () => {
  const category = (page, name) => page.locator("details.api-group").filter({ has: page.getByRole("heading", { name, exact: true }) });
  const isOpen = (page, name) => category(page, name).evaluate((details) => details.open);
  await visitor(origin, async (page) => {
    await own(page, { Effect: "Allow", Action: ["ecs:*:list*"] });
    await row(page, SHOW).waitFor();
    await counts(page.locator("details.api-group:not([open])"), 0);
    await page.getByRole("button", { name: "Close every category" }).click();
    await counts(page.locator("details.api-group[open]"), 0);
    const heading = category(page, "Disk Management").locator("summary");
    await reads(heading, /Disk Management\s+\d+\s+Allowed/);
    await heading.focus();
    await page.keyboard.press("Enter");
    assert.equal(await isOpen(page, "Disk Management"), true);
    await filter(page, "os-server-password");
    await row(page, SHOW).waitFor();
  }, HASH);
  await visitor(origin, async (page) => {
    await own(page, { Effect: "Allow", Action: ["ecs:*:list*"] });
    await page.getByRole("button", { name: /^Results/ }).click();
    await page.locator("details.api-group").first().waitFor();
    await counts(page.locator("details.api-group[open]"), 0);
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    assert.ok(height < 4 * 844, `${String(height)} pixels`);
    await isAccessible(page, "categories, closed");
    // As the browser's own search does it.
    await category(page, "Password Management").evaluate((details) => { details.open = true; });
    await page.getByRole("button", { name: "Policies", exact: true }).click();
    await write(page, policy({ Effect: "Allow", Action: ["ecs:serverPasswords:manage"] }));
    await page.getByRole("button", { name: /^Results/ }).click();
    await decides(page, SHOW, "Allowed");
    assert.equal(await isOpen(page, "Password Management"), true);
    assert.equal(await isOpen(page, "Disk Management"), false);
    await category(page, "Password Management").locator("button.row-title").first().click();
    await page.getByRole("group", { name: "Explanation", exact: true }).waitFor();
    await isAccessible(page, "a category, open");
    await fitsTheWindow(page, "a category, open");
  }, { ...HASH, width: 390, height: 844 });
});

for (const [name, options] of Object.entries({
  light: { width: 1440, height: 900 },
  dark: { width: 1440, height: 900, colorScheme: "dark" },
  phone: { width: 390, height: 844 },
  "dark phone": { width: 390, height: 844, colorScheme: "dark" },
})) {
  test(`axe finds nothing, and nothing is too wide (${name})`, async () => {
    await visitor(origin, async (page) => {
      const look = async (state) => {
        await isAccessible(page, state);
        await fitsTheWindow(page, state);
      };
      const pane = async (which) => {
        if (options.width < 1000) await page.getByRole("button", { name: which }).click();
      };
      await page.getByRole("heading", { name: "Permissions", level: 1 }).waitFor();
      await look("start");
      await own(page, CONDITIONAL, { Effect: "Deny", Action: ["ecs:servers:nope"] });
      await page.locator(".finding").waitFor();
      await look("policy with findings");
      await page.locator(".menu > summary").click();
      await look("menu");
      await page.keyboard.press("Escape");
      await pane(/^Results/);
      await give(page, "g:CurrentTime");
      await give(page, "g:MFAAge");
      await page.getByRole("button", { name: /^Conditional/ }).click();
      await page.locator("button.row-title").first().click();
      await look("explanation and form");
      await filter(page, "no such api");
      await page.getByText("No API matches the filter.").waitFor();
      await look("nothing matches");
      await tab(page, "Can these policies reach a password?");
      await look("who reads");
      await tab(page, "Before and after");
      await look("nothing remembered");
      await page.getByRole("button", { name: "Set baseline" }).click();
      await pane("Policies");
      await write(page, policy({ Effect: "Allow", Action: ["ecs:*:*"] }));
      await pane(/^Results/);
      await page.getByRole("region", { name: "Newly allowed" }).waitFor();
      await look("before and after");
      // Where the list is the page, many changes are folded at first.
      if (options.width < 1000) await page.getByRole("heading", { name: /^Newly allowed/ }).click();
      await page.getByRole("region", { name: "Newly allowed" }).getByText("Reasons").first().click();
      await look("difference");
      await tab(page, "Least-privilege policy");
      await page.getByText("Get the stored password").click();
      await page.getByRole("region", { name: "The policy" }).waitFor();
      await look("least policy");
    }, { ...options, ...HASH });
  });
}
