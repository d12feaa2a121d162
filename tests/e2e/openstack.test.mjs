// The journeys on the real Keystone and Nova, through the console's own proxy.
import assert from "node:assert/strict";
import { test } from "node:test";
import { tokenOf } from "../openstack/keystone.mjs";
import { ownStand } from "../openstack/own-stand.mjs";
import { startServer } from "../server/helpers.mjs";
import { journeys } from "./journeys.mjs";
import * as steps from "./steps.mjs";
import { visitor } from "./visitor.mjs";
import { stopClock } from "./waiting.mjs";

const { cloud, controls } = await ownStand();
const origin = await startServer({
  sandbox: false,
  clouds: [{ name: "stand", kind: "openstack", identity: cloud.identityUrl.replace(/\/v3$/, ""), compute: cloud.computeUrl }],
});
journeys({ origin, cloud, controls });

test("waiting until the guest has stored its password", async () => {
  await controls.reset();
  const { win2048 } = cloud.servers;
  const password = "pO7%wLm3#Xs9&TqEy2Hb";
  const token = await tokenOf(cloud.identityUrl, cloud.users.alice);
  const stored = `${cloud.computeUrl}/v2.1/servers/${win2048.id}/os-server-password`;
  assert.equal((await fetch(stored, { method: "DELETE", headers: { "x-auth-token": token } })).status, 204);
  await visitor(
    origin,
    async (page) => {
      await steps.signIn(page, cloud.users.alice);
      await steps.openServer(page, win2048);
      await steps.chooseKeyFile(page, win2048.keyFile);
      await steps.getPassword(page);
      await page.getByRole("heading", { name: "No password is stored" }).waitFor();
      // Or the next look of the page itself comes between, where the machine is busy.
      await stopClock(page);
      await page.getByRole("button", { name: "Wait for it" }).click();
      await page.getByRole("button", { name: "Look now" }).click();
      await page.clock.runFor(1);
      await page.getByText("Looked once so far").waitFor();
      await controls.store(win2048, password);
      await page.getByRole("button", { name: "Look now" }).click();
      await page.clock.runFor(1);
      await page.getByRole("button", { name: "Reveal" }).waitFor();
      await page.clock.resume();
      assert.equal(await steps.reveal(page), password);
      await steps.deleteStoredCopy(page);
      await page.getByRole("heading", { name: "The stored copy is deleted" }).waitFor();
    },
    { secrets: [password] },
  );
});
