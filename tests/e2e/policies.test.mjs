// The user's own policies, read from IAM, on the sandboxes that are like Open Telekom Cloud and like Huawei Cloud.
import assert from "node:assert/strict";
import { afterEach, describe, test } from "node:test";
import { startSandbox } from "../server/sandbox-cloud.mjs";
import { openServer, getPassword, problem } from "./steps.mjs";
import { announces, counts, fitsTheWindow, isAccessible, reads, visitor } from "./visitor.mjs";

const { origin, addFault, clearFaults } = await startSandbox();
afterEach(clearFaults);

const SHOW = "GET /v2.1/{project_id}/servers/{server_id}/os-server-password";
const row = (page, id) => page.locator("tr.row").filter({ has: page.getByText(id, { exact: true }) });
const decides = (page, id, word) => row(page, id).filter({ has: page.getByText(word, { exact: true }) }).waitFor();
const editor = (page) => page.getByRole("textbox", { name: /^Policy text/ }).and(page.locator(".cm-content"));
const policies = async (page) => {
  const texts = await page.getByRole("tablist", { name: "Policies" }).getByRole("tab").allInnerTexts();
  return texts.map((text) => text.replace(/\s*\?\s*, Not read$/, ""));
};
const notRead = (page) => page.getByRole("region", { name: "What was not read" });
/** What the list of IAM leaves open of every user. */
const NOT_TOLD = ["what enterprise projects grant", "what other projects grant"];

async function signInAs(page, name, cloud = "T Cloud Public") {
  await page.getByRole("combobox", { name: "Cloud" }).click();
  await page.getByRole("option", { name: `Sandbox, as ${cloud}` }).click();
  await page.getByRole("button", { name: new RegExp(`^${name}`) }).click();
  await page.getByRole("heading", { name: "Servers", level: 1 }).waitFor();
}

const toPermissions = (page) => page.getByRole("link", { name: "Permissions" }).click();

describe("with the right to read policies", () => {
  test("opening Permissions loads them, with their attachment, and the preview is complete", async () => {
    await visitor(origin, async (page, { requests }) => {
      await signInAs(page, "alice");
      await toPermissions(page);
      await page.getByRole("tab", { name: "passwords-with-mfa", selected: true }).waitFor();
      assert.deepEqual(await policies(page), ["passwords-with-mfa", "ECS CommonOperations", "read-permissions", ...NOT_TOLD]);
      await page.getByText("From IAM: 3 policies, of 2 groups.").waitFor();
      await notRead(page).getByText("Another API lists what is granted in enterprise projects, and it was not asked.").waitFor();
      await page.getByText("granted to the group operators").waitFor();
      assert.equal(await page.getByLabel("Scope").inputValue(), "allProjects");
      await page.getByRole("tab", { name: "ECS CommonOperations" }).click();
      assert.equal(await page.getByLabel("Scope").inputValue(), "project");
      assert.equal(await page.getByRole("textbox", { name: "Project ID" }).first().inputValue(), "de300000000000000000000000000001");
      await decides(page, SHOW, "Explicit deny");
      await page.getByRole("tab", { name: NOT_TOLD[0] }).click();
      await page.getByText("Some enterprise projects").waitFor();
      await counts(page.locator(".cm-content, .plain-editor"), 0, "there is nothing to edit");
      await isAccessible(page, "an entry that was not read");
      await page.getByRole("tab", { name: "passwords-with-mfa" }).click();
      await isAccessible(page, "policies read");
      const asked = requests.map((request) => new URL(request.url()).pathname).filter((path) => /identity.*(groups|roles)/.test(path));
      assert.equal(asked.length, 7, asked.join("\n"));
    });
  });

  test("on Huawei Cloud the identity policies of user and groups come with them, and what cannot be read is told", async () => {
    await visitor(origin, async (page) => {
      await signInAs(page, "erin", "Huawei Cloud");
      await toPermissions(page);
      await page.getByText("From IAM: 6 policies, of this user and of this user's groups.").waitFor();
      const read = ["ECS CommonOperations", "read-permissions", "read-identity-policies", "no-deleting", "see-servers", "withheld", "windows-passwords"];
      // Without the findings on them, which each tab counts.
      const names = (await policies(page)).map((text) => text.replace(/\d+\n[^]*$/, ""));
      assert.deepEqual(names, [...read, ...NOT_TOLD, "service control policies"]);
      await notRead(page).getByText("IAM refused to show it").waitFor();
      await page.getByRole("tab", { name: "windows-passwords" }).click();
      await page.getByText("granted to the group operators").waitFor();
      await reads(editor(page), /"Version": "5\.0"[^]*g:MFAPresent/);
      await page.getByRole("tab", { name: "withheld" }).click();
      await page.getByText("IAM refused to show it").first().waitFor();
      await isAccessible(page, "identity policies read");
      await page.getByRole("button", { name: "Show request: The requests that read your policies" }).click();
      const text = await page.getByRole("dialog").getByRole("region", { name: "HTTP" }).innerText();
      assert.match(text, /\/v5\/users\/USER_ID\/attached-policies[^]*\/v5\/policies\/POLICY_ID\/versions\/v1/);
    });
  });

  test("a refusal leads to the statement that decides, in the policy that IAM gave", async () => {
    await visitor(origin, async (page) => {
      await signInAs(page, "alice");
      await openServer(page, { name: "win-2022-a" });
      await getPassword(page);
      await problem(page, "alice may not get passwords here").waitFor();
      // Before the policies are read nothing is known of the reason.
      await counts(page.locator(".denied-by"), 0);
      await page.getByRole("link", { name: /^Why is it missing/ }).click();
      const explanation = page.getByRole("group", { name: "Explanation", exact: true });
      await explanation.waitFor();
      await reads(explanation, /Denied by passwords-with-mfa:[^]*the sign-in was without a second factor[^]*passwords-with-mfa, statement 1/);
      // The same action opens four APIs: this is the one that was called.
      await row(page, SHOW).locator(".row-title[aria-expanded=true]").waitFor();
      await page.getByRole("tab", { name: "passwords-with-mfa", selected: true }).waitFor();
      await page.locator(".cm-deciding-deny").first().waitFor();
      await reads(page.locator(".cm-deciding-pattern"), '"ecs:serverPasswords:manage"');
    });
  });

  test("a refusal by a condition on the second factor is told as that, where the policies are known", async () => {
    await visitor(origin, async (page) => {
      await signInAs(page, "alice");
      await toPermissions(page);
      await decides(page, SHOW, "Explicit deny");
      await page.getByRole("link", { name: "Servers", exact: true }).click();
      await openServer(page, { name: "win-2022-a" });
      await getPassword(page);
      await page.getByRole("button", { name: "Try all the same" }).click();
      const refused = problem(page, "alice may not get passwords here");
      await refused.getByText("By the loaded policies it is denied by passwords-with-mfa: the sign-in was without a second factor").waitFor();
      await counts(refused.getByText("ask an administrator for a policy"), 0, "another policy does not help where one denies");
      await isAccessible(page, "denied for want of a second factor");
      await fitsTheWindow(page, "denied for want of a second factor");
    });
  });

  test("what the session may do rests on them", async () => {
    await visitor(origin, async (page) => {
      await signInAs(page, "carol");
      await toPermissions(page);
      await decides(page, SHOW, "Allowed");
      await page.getByRole("link", { name: "carol" }).click();
      const may = page.getByRole("region", { name: "What this session may do" });
      await may.getByText("By the policies that are loaded under Permissions.").waitFor();
      await counts(may.getByText("Allowed", { exact: true }), 7);
    });
  });

  test("what was changed is replaced only after asking, and policies of one's own stay", async () => {
    await visitor(origin, async (page) => {
      await signInAs(page, "alice");
      await toPermissions(page);
      await page.getByRole("tab", { name: "passwords-with-mfa", selected: true }).waitFor();
      await page.locator(".menu > summary").click();
      await page.locator(".menu").getByRole("button", { name: /^A policy of your own/ }).click();
      await page.getByRole("button", { name: "Load again" }).click();
      await announces(page, /3 policies are read from IAM/);
      await counts(page.getByRole("dialog"), 0, "nothing of IAM was changed");
      await page.getByRole("tab", { name: "passwords-with-mfa", selected: true }).waitFor();
      await editor(page).click();
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.insertText("{}");
      await page.getByText("changed here").waitFor();
      await page.getByRole("button", { name: "Load again" }).click();
      const dialog = page.getByRole("dialog", { name: "Load your policies again?" });
      await dialog.waitFor();
      await isAccessible(page, "asking to replace");
      await dialog.getByRole("button", { name: "Keep my changes" }).click();
      await dialog.waitFor({ state: "hidden" });
      await reads(editor(page), "{}");
      await page.getByRole("button", { name: "Load again" }).click();
      await dialog.getByRole("button", { name: "Load and replace" }).click();
      await decides(page, SHOW, "Explicit deny");
      assert.deepEqual(await policies(page), ["Policy", "passwords-with-mfa", "ECS CommonOperations", "read-permissions", ...NOT_TOLD]);
    });
  });

  test("a user in no group has none, and is told so; what IAM was not asked for stays open", async () => {
    await visitor(origin, async (page) => {
      await signInAs(page, "dave");
      await toPermissions(page);
      await page.getByText("From IAM: no policy of this user's groups.").waitFor();
      assert.deepEqual(await policies(page), NOT_TOLD);
      await decides(page, SHOW, "Implicit deny");
      await page.getByRole("button", { name: /^Conditional/ }).click();
      await page.locator("tr.row").first().getByText("depends on what was not read").waitFor();
      await isAccessible(page, "no policies");
    });
  });

  test("the requests are shown, with what stands for the IDs", async () => {
    await visitor(origin, async (page) => {
      await signInAs(page, "alice");
      await toPermissions(page);
      await page.getByRole("button", { name: "Show request: The requests that read your policies" }).click();
      const dialog = page.getByRole("dialog");
      const text = await dialog.getByRole("region", { name: "HTTP" }).innerText();
      assert.match(text, /\/v3\/users\/USER_ID\/groups[^]*\/v3\/domains\/ACCOUNT_ID\/groups\/GROUP_ID\/roles[^]*\/v3\/projects\/de30/);
      await dialog.getByText("iam:permissions:listRolesForGroupOnProject").waitFor();
      await dialog.getByRole("button", { name: "JavaScript" }).click();
      await reads(dialog.getByRole("region", { name: "JavaScript" }), /identityEndpoint[^]*client\.listPolicies\(\)/);
    });
  });
});

describe("without it", () => {
  test("the page says why, and the roles in the token preselect system policies, beside what they do not say", async () => {
    await visitor(origin, async (page) => {
      await signInAs(page, "bob");
      await toPermissions(page);
      await page.getByRole("heading", { name: "IAM refuses to list the policies" }).waitFor();
      await page.getByText(/It takes the role Security Administrator/).waitFor();
      await page.getByRole("tab", { name: "Tenant Guest", selected: true }).waitFor();
      assert.deepEqual(await policies(page), ["Tenant Guest", "what else is granted"]);
      await notRead(page).getByText(/no role says what else is granted/).waitFor();
      await decides(page, SHOW, "Conditional");
      await isAccessible(page, "policies refused");
    });
  });
});

describe("when it fails", () => {
  test("a failure is shown, and the next try loads them", async () => {
    await addFault({ match: { path: "/groups" }, fault: { status: 500 } });
    await visitor(origin, async (page) => {
      await signInAs(page, "alice");
      await toPermissions(page);
      const failed = problem(page, "Your policies could not be read");
      await failed.waitFor();
      await isAccessible(page, "reading failed");
      await failed.getByRole("button", { name: "Try again" }).click();
      await page.getByRole("tab", { name: "passwords-with-mfa", selected: true }).waitFor();
      await counts(failed, 0);
    });
  });

  test("it can be cancelled, and begun again", async () => {
    await addFault({ match: { path: "/groups" }, fault: { delayMs: 120_000 } });
    await visitor(origin, async (page) => {
      await signInAs(page, "alice");
      await toPermissions(page);
      await page.getByText("Reading your policies from IAM…").waitFor();
      await isAccessible(page, "reading policies");
      await page.getByRole("button", { name: "Cancel" }).click();
      await announces(page, /Cancelled/);
      await page.getByRole("button", { name: "Load my policies" }).click();
      await page.getByRole("tab", { name: "passwords-with-mfa", selected: true }).waitFor();
    });
  });

  test("what IAM refuses in one place leaves the rest, and no certain answer where it may be granted", async () => {
    await addFault({ match: { path: "/inherited_to_projects" }, fault: { status: 403, body: { error_code: "IAM.0003", error_msg: "no" } } });
    await visitor(origin, async (page) => {
      await signInAs(page, "alice");
      await toPermissions(page);
      await notRead(page).getByText("IAM refused to list what is granted in all projects.").waitFor();
      assert.deepEqual(await policies(page), ["ECS CommonOperations", "read-permissions", ...NOT_TOLD, "what is granted in all projects"]);
      await decides(page, SHOW, "Conditional");
      await row(page, SHOW).getByText("depends on what was not read").waitFor();
      await page.getByRole("tab", { name: "what is granted in all projects" }).click();
      await page.getByRole("button", { name: "Remove" }).click();
      await decides(page, SHOW, "Allowed");
    });
  });

  test("policies of one's own are left alone: nothing is loaded unasked", async () => {
    await visitor(origin, async (page, { requests }) => {
      await toPermissions(page);
      await page.getByRole("button", { name: /^ECS ReadOnlyAccess/ }).click();
      await editor(page).waitFor();
      await page.getByRole("link", { name: "Servers" }).click();
      await signInAs(page, "alice");
      await toPermissions(page);
      await page.getByRole("button", { name: "Load my policies" }).waitFor();
      assert.ok(!requests.some((request) => /\/groups/.test(request.url())));
      await page.getByRole("button", { name: "Load my policies" }).click();
      await page.getByRole("tab", { name: "passwords-with-mfa", selected: true }).waitFor();
      assert.deepEqual(await policies(page), ["ECS ReadOnlyAccess", "passwords-with-mfa", "ECS CommonOperations", "read-permissions", ...NOT_TOLD]);
    });
  });
});

test("390 wide and dark, in German: nothing stands over the edge", async () => {
  await visitor(
    origin,
    async (page) => {
      await page.getByRole("combobox", { name: "Cloud" }).click();
      await page.getByRole("option", { name: "Sandbox, wie T Cloud Public (Open Telekom Cloud)" }).click();
      await page.getByRole("button", { name: /^alice/ }).click();
      await page.getByRole("heading", { name: "Server", level: 1 }).waitFor();
      await page.getByRole("link", { name: "Berechtigungen" }).click();
      await page.getByText("Aus IAM: 3 Richtlinien, von 2 Gruppen.").waitFor();
      await editor(page).or(page.locator(".cm-content")).first().waitFor();
      await fitsTheWindow(page, "policies read");
      await isAccessible(page, "policies read, in German");
      await page.getByRole("tab", { name: "was Enterprise-Projekte" }).click();
      await page.getByText("Einige Enterprise-Projekte").waitFor();
      await fitsTheWindow(page, "an entry that was not read");
      await page.getByRole("button", { name: /^Ergebnisse/ }).click();
      await page.getByRole("region", { name: "Was nicht gelesen wurde" }).waitFor();
      await fitsTheWindow(page, "answers beside what was not read");
      await isAccessible(page, "answers beside what was not read, in German");
    },
    { width: 390, colorScheme: "dark", locale: "de-DE" },
  );
});
