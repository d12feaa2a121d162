// Signatures are those of Huawei Cloud's own SDK for Node.js, for the same headers and time.
import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { createRequire } from "node:module";
import path from "node:path";
import { test } from "node:test";
import { AccessKey, signRequest } from "ecs-password";
import { sdk } from "../../src/xtask/tools.mjs";

const load = createRequire(path.join(sdk(), "x.js"));
const { AKSKSigner } = load("@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner.js");
const { DerivedAKSKSigner } = load("@huaweicloud/huaweicloud-sdk-core/auth/DerivedAKSKSigner.js");

const REQUESTS = 1000;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const TEXT = `${LETTERS} -._~!$&'()*+,;=:@/?#[]%"<>\\^\`{|}\u00e4\u00e9\u4e00\u20ac`;

/** Numbers that follow from a seed (mulberry32). */
function numbers(seed) {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

function generated(random) {
  const text = (of, least, most) => Array.from({ length: least + random(most - least + 1) }, () => of[random(of.length)]).join("");
  const list = (most, make) => Array.from({ length: random(most + 1) }, make);
  const headers = { host: `${text("abcdefgh", 1, 8)}.example.com`, "X-Sdk-Date": dateOf(random) };
  // The SDK neither trims values, nor sorts the names of headers as their lines where one has a sign in the place of another's end.
  for (const name of list(4, () => `X-${text(LETTERS, 1, 8)}`)) {
    if (!Object.keys(headers).some((each) => each.toLowerCase() === name.toLowerCase())) headers[name] = text(`${LETTERS}-=/;,`, 0, 12);
  }
  const query = {};
  for (const name of list(4, () => text(TEXT, 1, 6))) query[name] = random(3) === 0 ? list(3, () => text(TEXT, 0, 5)) : text(TEXT, 0, 8);
  const data = random(2) === 0 ? undefined : { [text(TEXT, 1, 5)]: text(TEXT, 0, 20), list: list(3, () => random(1000)) };
  // Not `'`: the SDK takes the path from a parser that escapes it, and escapes that again.
  const segments = list(5, () => text(`${LETTERS}-._~!$&()*+,;=:@`, 1, 10)).filter((segment) => !/^\.+$/.test(segment));
  return {
    access: text(LETTERS, 5, 20), secret: text(`${LETTERS}/+=`, 1, 80), method: ["GET", "POST", "PUT", "DELETE", "PATCH"][random(5)],
    url: `https://${headers.host}/${segments.join("/")}${random(2) === 0 && segments.length > 0 ? "/" : ""}`, headers, query, data, isDerived: random(2) === 0,
  };
}

function dateOf(random) {
  const date = new Date(Date.UTC(2020, 0, 1) + random(2 ** 31) * 100);
  return date.toISOString().replace(/[-:]|\.\d+/g, "");
}

/** How a caller who escapes what has to be writes the query; as the values stand, also where they are several. */
function written(query, random) {
  const pairs = Object.entries(query).flatMap(([name, value]) => [value].flat().map((each) => `${encodeURIComponent(name)}=${encodeURIComponent(each)}`));
  if (random(2) === 0) pairs.reverse();
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

test(`${String(REQUESTS)} requests are signed as the SDK signs them`, (context) => {
  const seed = Number(process.env.SIGNING_SEED ?? randomInt(2 ** 31));
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
