// Requests to be signed, made up at random, that the clouds' SDKs sign by the same rules as the package.
import { randomInt } from "node:crypto";

/** What they follow from: to be had again by `SIGNING_SEED`. */
export const seedOf = () => Number(process.env.SIGNING_SEED ?? randomInt(2 ** 31));

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const TEXT = `${LETTERS} -._~!$&'()*+,;=:@/?#[]%"<>\\^\`{|}\u00e4\u00e9\u4e00\u20ac`;

/** Numbers that follow from a seed (mulberry32). */
export function numbers(seed) {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

export function generated(random) {
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
export function written(query, random) {
  const pairs = Object.entries(query).flatMap(([name, value]) => [value].flat().map((each) => `${encodeURIComponent(name)}=${encodeURIComponent(each)}`));
  if (random(2) === 0) pairs.reverse();
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}
