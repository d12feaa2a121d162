// Signing in with a one-time code besides the password, and what becomes of the token at sign-out.
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";
import { OTC } from "../../www/server/sandbox/otc-world.mjs";
import { passcodeOf } from "../../www/server/sandbox/totp.mjs";
import { describedSandbox } from "../server/sandbox-cloud.mjs";
import * as steps from "./steps.mjs";
import { fitsTheWindow, isAccessible, visitor } from "./visitor.mjs";

const { cloud, sandbox } = await describedSandbox();
const { origin } = sandbox;
const { erika, alice } = cloud.users;
const ofOtc = OTC.users.find(({ totpSecret }) => totpSecret !== undefined);

beforeEach(() => sandbox.reset());

const code = (page) => page.getByLabel("One-time code", { exact: true });
const submit = (page) => page.getByRole("button", { name: "Sign in", exact: true }).click();
/** Of now, or of a day ago. */
const passcode = ({ totpSecret }, ago = 0) => passcodeOf(totpSecret, Date.now() - ago);
const WRONG = 86_400_000;

describe("a user with a second factor", () => {
  for (const look of [{}, { width: 390, height: 844, colorScheme: "dark" }]) {
    test(`is asked for the code once the cloud has, and keeps what stands in the form (${look.colorScheme ?? "light"})`, async () => {
      await visitor(origin, async (page) => {
        await steps.signIn(page, erika);
        await steps.problem(page, "The cloud refused the sign-in").waitFor();
        await code(page).waitFor();
        await page.waitForFunction(() => document.activeElement?.closest("wa-input")?.getAttribute("name") === "passcode");
        await isAccessible(page, "a one-time code is asked for");
        await fitsTheWindow(page, "a one-time code is asked for");
        await page.keyboard.type(passcode(erika, WRONG));
        await page.keyboard.press("Enter");
        await page.getByText(/check user, domain, project, password and one-time code/i).waitFor();
        await code(page).fill(passcode(erika));
        await submit(page);
        await page.getByRole("heading", { name: "Servers", level: 1 }).waitFor();
        await page.getByRole("link", { name: "erika: Connection" }).click();
        await page.getByRole("heading", { name: "Connection", level: 1 }).waitFor();
        await page.getByText("is not renewed").or(page.getByText("sign in again")).first().waitFor();
      }, look);
    });
  }

  test("may give the code at once", async () => {
    await visitor(origin, async (page, { requests }) => {
      await page.getByText("Or sign in with the form").click();
      await page.getByRole("button", { name: "Add a one-time code" }).click();
      await code(page).fill(passcode(erika).replace(/^.../, "$& "));
      await steps.signIn(page, erika);
      await page.getByRole("heading", { name: "Servers", level: 1 }).waitFor();
      const signIns = requests.filter((request) => request.method() === "POST").map((request) => request.postDataJSON().auth.identity.methods);
      assert.deepEqual(signIns, [["password", "totp"]]);
    });
  });

  test("gives the ID besides where a public cloud wants it, and then gets what a policy denies without the second factor", async () => {
    await visitor(origin, async (page) => {
      await page.getByRole("combobox", { name: "Cloud" }).click();
      await page.getByRole("option", { name: "Sandbox, as T Cloud Public (Open Telekom Cloud)" }).click();
      await steps.signIn(page, { ...ofOtc, domain: OTC.account.name, project: OTC.project.name });
      await code(page).waitFor();
      await page.getByLabel("User ID").fill(ofOtc.id);
      await code(page).fill(passcode(ofOtc));
      await submit(page);
      await steps.openServer(page, cloud.servers.win2048);
      await steps.getPassword(page);
      await page.getByRole("heading", { name: "The encrypted password is here" }).or(page.getByText("Stored")).first().waitFor();
    });
  });

  test("signs in as a demo user with the code of the moment", async () => {
    await visitor(origin, async (page) => {
      await page.getByRole("button", { name: /^erika/ }).click();
      await page.getByRole("heading", { name: "Servers", level: 1 }).waitFor();
    });
  });
});

describe("signing out", () => {
  test("has the token revoked, and says so", async () => {
    await visitor(origin, async (page, { requests }) => {
      await steps.signIn(page, alice);
      await page.getByRole("heading", { name: "Servers", level: 1 }).waitFor();
      await steps.signOut(page);
      await page.getByText("The cloud has revoked the token.").waitFor();
      const asked = requests.filter((request) => request.method() === "DELETE").map((request) => new URL(request.url()).pathname);
      assert.deepEqual(asked, ["/proxy/sandbox/identity/v3/auth/tokens"]);
    });
  });

  test("says where the cloud did not confirm it", async () => {
    await visitor(origin, async (page) => {
      await steps.signIn(page, alice);
      await page.getByRole("heading", { name: "Servers", level: 1 }).waitFor();
      await sandbox.addFault({ match: { method: "DELETE", path: "/v3/auth/tokens" }, fault: { status: 503, body: "away" } });
      await steps.signOut(page);
      await page.getByText("The cloud did not confirm that the token is revoked").first().waitFor();
      await page.getByRole("heading", { name: "You are signed out" }).waitFor();
    });
  });

  test("leaves a token alone that was given", async () => {
    const answer = await fetch(`${cloud.identityUrl}/auth/tokens`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-ecs-password-console": "1" },
      body: JSON.stringify({ auth: { identity: { methods: ["password"], password: { user: { id: alice.id, password: alice.password } } }, scope: { project: { id: cloud.project.id } } } }),
    });
    const token = answer.headers.get("x-subject-token");
    await visitor(origin, async (page, { requests }) => {
      await steps.signInWithToken(page, token, cloud.project.id);
      await page.getByRole("heading", { name: "Servers", level: 1 }).waitFor();
      await steps.signOut(page);
      await page.getByRole("heading", { name: "You are signed out" }).waitFor();
      assert.ok(!requests.some((request) => request.method() === "DELETE"));
      assert.equal(await page.getByText(/revoke/).count(), 0);
    });
  });
});
