// The journeys on the real Keystone and Nova, through the console's own proxy.
import { ownStand } from "../openstack/own-stand.mjs";
import { startServer } from "../server/helpers.mjs";
import { journeys } from "./journeys.mjs";

const { cloud, controls } = await ownStand();
const origin = await startServer({
  sandbox: false,
  clouds: [{ name: "stand", kind: "openstack", identity: cloud.identityUrl.replace(/\/v3$/, ""), compute: cloud.computeUrl }],
});
journeys({ origin, cloud, controls });
