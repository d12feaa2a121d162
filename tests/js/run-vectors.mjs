// Runs tests/vectors on the built package; the same code in Node and in a browser.
// Answers with how many cases each file has and with every case that failed.

const RUNNERS = { keys: runKey, decrypt: runDecrypt, requests: runRequest, responses: runResponse };

/** `load(name)` gives the bytes of a file below tests/vectors. */
export async function runVectors(api, load) {
  const counts = {};
  const failures = [];
  for (const [suite, run] of Object.entries(RUNNERS)) {
    const cases = JSON.parse(new TextDecoder().decode(await load(`${suite}.json`)));
    if (!Array.isArray(cases) || cases.length === 0) throw new Error(`tests/vectors/${suite}.json holds no case`);
    counts[suite] = cases.length;
    for (const each of cases) {
      const why = await problem(api, each, run, load);
      if (why) failures.push(`${suite}: ${each.name}: ${why}`);
    }
  }
  return { counts, failures };
}

async function problem(api, { expect, ...given }, run, load) {
  let actual;
  try {
    actual = await run(api, given, load);
  } catch (error) {
    if (!api.isEcsPasswordError(error)) return `threw something else: ${error}`;
    if (!expect.error) return `threw ${error.code}: ${error.message}`;
    const { error: expected, ...others } = expect;
    return errorDifference(error, typeof expected === "string" ? { code: expected, ...others } : expected);
  }
  if (expect.error) return `expected ${JSON.stringify(expect.error)}, and nothing was thrown`;
  return difference(actual, expect, "result") ?? difference(expect, actual, "expectation");
}

async function runKey(api, given, load) {
  const key = parseKey(api, given.text ?? (await load(`keys/${given.file}`)), given);
  try {
    return { format: key.format, bits: key.bits, ...key.fingerprints };
  } finally {
    key.free();
  }
}

async function runDecrypt(api, given, load) {
  const key = parseKey(api, await load(`keys/${given.key}`), given);
  try {
    const secret = key.decrypt(given.ciphertext);
    const password = secret.reveal();
    secret.free();
    return { password };
  } finally {
    key.free();
  }
}

function parseKey(api, text, { passphrase }) {
  return api.PrivateKey.parse(text, passphrase === undefined ? {} : { passphrase });
}

function runRequest(api, { input }) {
  return api.buildRequest(input);
}

function runResponse(api, { input }) {
  return api.parseResponse(input);
}

function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** `…Contains` and `messageLengthAtMost` speak of texts, `bytes` of the secret; the rest are fields. */
function errorDifference(error, { hintContains = "", messageContains = "", messageLengthAtMost = Infinity, ...fields }) {
  const { message, hint = "" } = error;
  if (!hint.includes(hintContains)) return `the hint \`${hint}\` does not say \`${hintContains}\``;
  if (!message.includes(messageContains)) return `the message \`${message}\` does not say \`${messageContains}\``;
  if (message.length > messageLengthAtMost) return `the message has ${message.length} characters`;
  return difference({ ...error.toJSON(), bytes: error.secret && hex(error.secret.bytes()) }, fields, "error");
}

/** Where `actual` lacks something of `expected`, or undefined. */
function difference(actual, expected, path) {
  if (Object.is(actual, expected)) return undefined;
  if (typeof expected !== "object" || expected === null || typeof actual !== "object" || actual === null) {
    return `${path} is ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`;
  }
  if (Array.isArray(actual) !== Array.isArray(expected)) return `${path} is of another kind`;
  for (const key of Object.keys(expected)) {
    const found = difference(actual[key], expected[key], `${path}.${key}`);
    if (found) return found;
  }
  return undefined;
}
