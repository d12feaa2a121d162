// Signatures are those of Huawei Cloud's own SDK for Node.js, for the same headers and time.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import path from "node:path";
import { test } from "node:test";
import { AccessKey, signRequest } from "ecs-password";
import { sdk } from "../../src/xtask/tools.mjs";
import { generated, numbers, seedOf, written } from "./signing-requests.mjs";

const load = createRequire(path.join(sdk(), "x.js"));
const { AKSKSigner } = load("@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner.js");
const { DerivedAKSKSigner } = load("@huaweicloud/huaweicloud-sdk-core/auth/DerivedAKSKSigner.js");

const REQUESTS = 1000;
test(`${String(REQUESTS)} requests are signed as the SDK signs them`, (context) => {
  const seed = seedOf();
  context.diagnostic(`SIGNING_SEED=${String(seed)}`);
  const random = numbers(seed);
  for (let count = 0; count < REQUESTS; count += 1) {
    const { access, secret, method, url, headers, query, data, isDerived } = generated(random);
    const credential = { getAk: () => access, getSk: () => secret, getRegionId: () => "eu-de", getDerivedAuthServiceName: () => "ecs" };
    const request = { method, url: url + written(query, random), headers, ...(data && { body: JSON.stringify(data) }) };
    const given = { endpoint: url, method, headers, queryParams: query, ...(data && { data }) };
    const expected = (isDerived ? DerivedAKSKSigner : AKSKSigner).sign(given, credential).Authorization;
    const key = new AccessKey({ access, secret });
    const options = isDerived ? { algorithm: "V11-HMAC-SHA256", region: "eu-de", service: "ecs" } : {};
    const { Authorization } = signRequest(request, key, options).headers;
    key.free();
    assert.equal(Authorization, expected, `SIGNING_SEED=${String(seed)}, request ${String(count)}: ${JSON.stringify(request)}`);
  }
});
