// Runs tests/vectors on the built package; the same code in Node and in a browser.
// Answers with how many cases each file has and with every case that failed.

export const RUNNERS = {
  keys: runKey,
  decrypt: runDecrypt,
  requests: runRequest,
  responses: runResponse,
  echoes: runCall,
  signing: runSigning,
  "sign-ins": runCall,
  "password-checks": runPasswordCheck,
  "password-generation": runGeneration,
  "policy-documents": runPolicyDocument,
  "policy-checks": runPolicyCheck,
  "policy-five": runPolicyCheck,
  "policy-own-lists": runPolicyCheck,
  "policy-lint": runPolicyLint,
  read: runRead,
  "policy-translate": runTranslate,
};

/** Their vectors name a part of what comes out. */
const POLICY = new Set([runPolicyDocument, runPolicyCheck, runPolicyLint, runRead]);

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
    actual = await run(api, run === runRead || run === runSigning ? { ...given, expected: expect } : given, load);
  } catch (error) {
    if (!api.isEcsPasswordError(error)) return `threw something else: ${error}`;
    if (!expect.error) return `threw ${error.code}: ${error.message}`;
    const { error: expected, ...others } = expect;
    return errorDifference(error, typeof expected === "string" ? { code: expected, ...others } : expected);
  }
  if (expect.error) return `expected ${JSON.stringify(expect.error)}, and nothing was thrown`;
  if (POLICY.has(run)) return lack(actual, completed(expect), "result");
  return difference(actual, expect, "result") ?? difference(expect, actual, "expectation");
}

async function runKey(api, given, load) {
  const key = parseKey(api, given.text ?? (await load(`keys/${given.file}`)), given);
  try {
    return { format: key.format, bits: key.bits, ...key.fingerprints, ...(key.repairs.length > 0 ? { repairs: [...key.repairs] } : {}) };
  } finally {
    key.free();
  }
}

async function runDecrypt(api, given, load) {
  const key = parseKey(api, await load(`keys/${given.key}`), given);
  try {
    const secret = key.decrypt(given.ciphertext);
    const password = secret.reveal();
    const { encoding } = secret;
    // Node.js 20 decodes Windows-1252 as Latin-1.
    const known = encoding !== "windows-1252" || new TextDecoder(encoding).decode(Uint8Array.of(0x80)) === "\u20ac";
    if (known && new TextDecoder(encoding ?? "utf-8", { ignoreBOM: encoding === undefined }).decode(secret.bytes()) !== password) throw new Error("the bytes are not those of the text");
    secret.free();
    return { password, ...(secret.trimmed && { trimmed: secret.trimmed }), ...(encoding && { encoding }) };
  } finally {
    key.free();
  }
}

function parseKey(api, text, { passphrase, allowSlow }) {
  return api.PrivateKey.parse(text, { ...(passphrase !== undefined && { passphrase }), ...(allowSlow !== undefined && { allowSlow }) });
}

function runRequest(api, { input }) {
  return api.buildRequest(input);
}

function runResponse(api, { input }) {
  return api.parseResponse(input);
}

/** The stages before the signature are looked at natively: the package does not show them. */
function runSigning(api, { key, request, options, time, expected }) {
  const accessKey = new api.AccessKey(key);
  const bytes = request.body === undefined ? request : { ...request, body: new TextEncoder().encode(request.body) };
  try {
    const { headers, ...others } = api.signRequest(request, accessKey, { ...options, time });
    if (JSON.stringify(api.signRequest(bytes, accessKey, { ...options, time }).headers) !== JSON.stringify(headers)) throw new Error("a body of bytes is signed otherwise");
    if (JSON.stringify(others) !== JSON.stringify({ ...request, headers: undefined })) throw new Error("it is another request");
    return { ...expected, headers, signature: headers.Authorization.split("Signature=")[1] };
  } finally {
    accessKey.free();
  }
}

/** The same of a password in a handle. */
function runPasswordCheck(api, { password, input }) {
  const checked = api.checkPassword(password, input);
  const codes = (findings) => findings?.map(({ code, message, said }) => {
    if (said.values.length > 0 ? !said.template.includes("{}") : said.template !== message) throw new Error(`the parts of ${message} are others`);
    return code;
  });
  const { unclear, ...others } = { ...checked, missing: codes(checked.missing), unclear: codes(checked.unclear) };
  return { ...others, ...(unclear && { unclear }) };
}

function runGeneration(api, { input, random }) {
  const bytes = Uint8Array.from(random.match(/../g) ?? [], (each) => Number.parseInt(each, 16));
  const { password, entropyBits } = api.generatePassword({ ...input, random: bytes });
  try {
    const { valid, unclear } = api.checkPassword(password, { cloud: input.cloud, operation: input.operation, ...(input.userName && { userName: input.userName }) });
    if (!valid || unclear) throw new Error("it does not keep the rules");
    if (bytes.length > 0 && !bytes.some((byte) => byte > 0)) throw new Error("the caller's bytes are gone");
    return { password: password.reveal(), entropyBits: Math.round(entropyBits * 1e6) / 1e6 };
  } finally {
    password.free();
  }
}

/** A client whose endpoints give `answers` one after the other, or fail. */
async function runCall(api, { auth, operation, passcode, input: given, answers = [], failure, hidden = [] }) {
  const next = [...answers];
  const fetchImpl = () => {
    if (failure) throw new Error(failure.message, { cause: new Error(failure.cause) });
    const { status, headers, body } = next.shift();
    return new Response(body, { status, headers });
  };
  const [identityEndpoint, endpoint] = ["https://iam.example.com", "https://ecs.example.com"];
  const client = new api.Client({ cloud: "openstack", identityEndpoint, endpoint, auth, fetchImpl });
  const input = operation === "signIn" ? [{ passcode }] : [given ?? { serverId: "11111111-2222-4333-8444-555555555555" }];
  try {
    return await client[operation](...input);
  } catch (error) {
    const told = [String(error), JSON.stringify(error), JSON.stringify(error.said), String(error.cause)].join("\n");
    const shown = hidden.filter((secret) => told.includes(secret) || told.includes(JSON.stringify(secret).slice(1, -1)));
    if (shown.length > 0) throw new Error(`shows ${shown.join(", ")} in ${told}`, { cause: error });
    throw error;
  } finally {
    client.free();
  }
}

function runPolicyDocument(api, { text, options = {} }) {
  const { policy = null, diagnostics, wouldBeRefused = false } = api.parsePolicy(text, options);
  const starts = diagnostics.map(({ span }) => span.start);
  if (starts.some((start, index) => start < starts[index - 1])) throw new Error("the findings are not by place");
  const found = sortedBy(diagnostics.map((each) => placed(each, text)), ({ span }) => [span.start]);
  return { policy, diagnostics: found, wouldBeRefused };
}

/** `at` is `line:column start..end`, `on` that piece of the text. */
function placed(finding, text) {
  const { start, end, line, column } = finding.span;
  return { ...finding, at: `${line}:${column} ${start}..${end}`, on: text.slice(start, end) };
}

async function runPolicyCheck(api, { policies, check, services: lists = [] }, load) {
  const services = lists.length > 0 ? new api.Services(...lists) : undefined;
  const answer = await withPolicies(api, policies, load, (set) => {
    const { decision, action, names = [], unknownKeys, assumptions, reasons, wouldBeRefused = [] } = set.check(check);
    const unread = reasons.filter(({ outcome }) => outcome === "unread");
    if (check.action && fastDecision(set, check) !== decision) throw new Error("the fast way says otherwise");
    return {
      decision,
      action,
      unknownKeys,
      questions: assumptions.map(({ code }) => code),
      // What each answer, true and false, makes of the decision.
      assumptions: Object.fromEntries(assumptions.map(({ code, outcomes }) => [code, outcomes.map((each) => each.decision)])),
      names: names.map((name) => [name.action, name.decision]),
      wouldBeRefused,
      // Where what was not read stands.
      unread: unread.map(({ policy, statement = null }) => [policy, statement]),
      reasons: reasons.map(({ what }) => what).join("; "),
    };
  }, services && { services });
  services?.free();
  return answer;
}

/** `json` is the document as data; `places` are where pieces of documents stand in the text. */
function runRead(api, { text, expected }) {
  const reading = api.readPolicies(text);
  const asBytes = api.readPolicies(new TextEncoder().encode(text));
  if (JSON.stringify(asBytes) !== JSON.stringify(reading)) throw new Error("as bytes it is read otherwise");
  // A set of policies takes them.
  new api.PolicySet(reading.entries).free();
  const places = (expected.places ?? []).map(([index, piece]) => {
    const start = reading.entries[index].document.indexOf(piece);
    const { line, column, ...span } = api.locate(text, reading.origins[index], { start, end: start + piece.length });
    return [index, piece, text.slice(span.start, span.end), line, column];
  });
  const entries = reading.entries.map((entry, index) => ({ ...entry, ...(expected.entries[index]?.json && { json: JSON.parse(entry.document) }) }));
  const only = entries.map(({ scope = null, catalog = null, document = null, unread = null, ...entry }) => ({ ...entry, scope, catalog, document, unread }));
  return { entries: only, origins: reading.origins, notes: reading.notes.map(({ code }) => code), places };
}

function fastDecision(set, { action, ...known }) {
  const situation = set.situation(known);
  try {
    return set.decide(action, situation);
  } finally {
    situation.free();
  }
}

async function runPolicyLint(api, { policies, options = {}, lists = [] }, load) {
  const services = lists.length > 0 ? await servicesOf(api, lists, load) : undefined;
  const findings = await withPolicies(api, policies, load, (set) => set.lint({ ...options, ...(services && { services }) }));
  services?.free();
  return { findings: sortedBy(findings, ({ policyIndex, path }) => [policyIndex, path]) };
}

/** The lists of these clouds, as they ship. */
async function servicesOf(api, lists, load) {
  return new api.Services(...(await Promise.all(lists.map((cloud) => load(`../../dist/services/${cloud}.json`)))));
}

/** Of the lists the codes, and what they are about. */
function runTranslate(api, { document, to, cloud = "huawei" }) {
  const text = typeof document === "string" ? document : JSON.stringify(document);
  const translation = api.translatePolicy(text, { cloud, to });
  const asBytes = api.translatePolicy(new TextEncoder().encode(text), { cloud, to });
  if (JSON.stringify(asBytes) !== JSON.stringify(translation)) throw new Error("as bytes it is written otherwise");
  // A set of policies takes it.
  if (translation.document !== undefined) new api.PolicySet([{ name: "p", document: translation.document }]).free();
  return {
    document: translation.document === undefined ? null : JSON.parse(translation.document),
    notTranslated: translation.notTranslated.map(({ code, statement = null, member = null, effect = null, actions }) => [code, statement, member, effect, actions]),
    notes: translation.notes.map(({ code, about }) => [code, about]),
  };
}

async function withPolicies(api, policies, load, use, options) {
  const entries = Array.isArray(policies) ? await Promise.all(policies.map((entry) => withText(entry, load))) : policies;
  const set = new api.PolicySet(entries, options);
  try {
    return use(set);
  } finally {
    set.free();
  }
}

/** A document may be in a file, or an object; `padTo` says how many characters it is to have. */
async function withText(entry, load) {
  if (typeof entry !== "object" || entry === null) return entry;
  const { file, padTo = 0, ...fields } = entry;
  if (file !== undefined) fields.document = new TextDecoder().decode(await load(file));
  else if (typeof fields.document === "object") fields.document = JSON.stringify(fields.document);
  if (padTo > 0) fields.document = fields.document.padEnd(padTo);
  return fields;
}

function sortedBy(findings, key) {
  const compare = (one, other) => (one < other ? -1 : Number(one > other));
  const keyed = findings.map((finding) => [...key(finding), finding.code, finding]);
  keyed.sort((one, other) => one.slice(0, -1).reduce((found, each, index) => found || compare(each, other[index]), 0));
  return keyed.map((each) => each.at(-1));
}

/** What a vector leaves out: no code of IAM, no unknown key, no assumption. */
function completed(expected) {
  // `hint: null`: there is none.
  const findings = (list) => list && list.map((finding) => ({ iamCode: undefined, ...finding, ...(finding.hint === null && { hint: undefined }) }));
  if (expected.entries) return { ...expected, entries: expected.entries.map((entry) => ({ scope: null, catalog: null, ...entry })) };
  const { diagnostics, findings: found, decision, assumptions = {}, unknownKeys = [], ...others } = expected;
  if (decision) return { decision, unknownKeys, assumptions, questions: Object.keys(assumptions).sort(), ...others };
  return diagnostics ? { ...others, diagnostics: findings(diagnostics) } : { ...others, findings: findings(found) };
}

/** Where `actual` lacks something of `expected`: lists have the same length, objects may have more. */
function lack(actual, expected, path) {
  if (Array.isArray(expected) && expected.length !== actual?.length) {
    return `${path} is ${JSON.stringify(actual)}, expected ${JSON.stringify(expected)}`;
  }
  if (typeof expected !== "object" || expected === null || typeof actual !== "object" || actual === null) {
    return difference(actual, expected, path);
  }
  for (const [name, value] of Object.entries(expected)) {
    const whole = actual[name.replace(/Contains$/, "")];
    const found = name.endsWith("Contains")
      ? !whole?.includes(value) && `${path}.${name}: \`${whole}\` does not say \`${value}\``
      : lack(whole, value, `${path}.${name}`);
    if (found) return found;
  }
  return undefined;
}

function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** `…Contains`, `…Lacks` and `messageLengthAtMost` speak of texts, `bytes` of the secret; the rest are fields. */
function errorDifference(error, { hintContains = "", hintLacks, messageContains = "", messageLengthAtMost = Infinity, ...fields }) {
  const { message, hint = "" } = error;
  if (!hint.includes(hintContains)) return `the hint \`${hint}\` does not say \`${hintContains}\``;
  if (hintLacks !== undefined && hint.includes(hintLacks)) return `the hint \`${hint}\` says \`${hintLacks}\``;
  if (!message.includes(messageContains)) return `the message \`${message}\` does not say \`${messageContains}\``;
  if (message.length > messageLengthAtMost) return `the message has ${message.length} characters`;
  return difference({ takesPasscode: false, ...error.toJSON(), bytes: error.secret && hex(error.secret.bytes()) }, fields, "error");
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
