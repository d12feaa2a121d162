// Signing one request with an access key, beside Huawei Cloud's own SDK for Node.js, whose hashes are those of Node's OpenSSL.
import { createRequire } from "node:module";
import path from "node:path";
import { Stop } from "../../src/xtask/steps.mjs";
import { sdk } from "../../src/xtask/tools.mjs";
import { median } from "./measure.mjs";

const ACCESS = "HQKEXAMPLE0123456789";
const SECRET = "aXyz0123456789/+EXAMPLEsecretEXAMPLE4567";
const HOST = "ecs.eu-de.otc.t-systems.com";
const PROJECT = "0123456789abcdef0123456789abcdef";
const URL_OF_PASSWORD = `https://${HOST}/v2.1/${PROJECT}/servers/11111111-2222-4333-8444-555555555555/os-server-password`;
const DATE = "20261129T120000Z";
/** As the clock of the processor time is coarse. */
const REPEATS = 5000;

/** The headers that a user of either gives; at no given time they are signed as of now. */
const headers = (date) => ({ host: HOST, "X-Project-Id": PROJECT, "content-type": "application/json", ...(date && { "X-Sdk-Date": date }) });

/** Each gives a function that signs the request that gets a password, and gives its `Authorization`. */
const PEERS = {
  "ecs-password": async () => {
    const { AccessKey, signRequest } = await import("../../dist/client.js");
    const key = new AccessKey({ access: ACCESS, secret: SECRET });
    return (date) => signRequest({ method: "GET", url: URL_OF_PASSWORD, headers: headers(date) }, key).headers.Authorization;
  },
  "Huawei Cloud's SDK": async () => {
    const { AKSKSigner } = createRequire(path.join(sdk(), "x.js"))("@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner.js");
    const credential = { getAk: () => ACCESS, getSk: () => SECRET };
    return (date) => AKSKSigner.sign({ endpoint: URL_OF_PASSWORD, method: "GET", headers: headers(date), queryParams: {} }, credential).Authorization;
  },
};

/** The median of each in microseconds of processor time, of this whole process: on a busy machine it is the same as on an idle one. */
export async function timeSigning(rounds) {
  const tasks = [];
  for (const [name, make] of Object.entries(PEERS)) tasks.push({ name, sign: await make(), samples: [] });
  const [one, other] = tasks.map(({ sign }) => sign(DATE));
  if (one !== other) throw new Stop(`two signatures of one request at ${DATE}: ${one} and ${other}`);
  // The first is the warm-up.
  for (let round = 0; round <= rounds; round += 1) {
    for (const { sign, samples } of tasks) {
      const us = processorTime(sign);
      if (round > 0) samples.push(us);
    }
  }
  return tasks.map(({ name, samples }) => ({ name, us: median(samples) }));
}

function processorTime(sign) {
  const start = process.cpuUsage();
  for (let turn = 0; turn < REPEATS; turn += 1) sign();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / REPEATS;
}
