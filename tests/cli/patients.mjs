// Clouds for the doctor to look at: the sandbox's, with what is sent to them on record, and with what is in them under other names.
import { randomBytes, randomUUID } from "node:crypto";
import { OTC } from "../../www/server/sandbox/otc-world.mjs";
import { HUAWEI } from "../../www/server/sandbox/huawei-world.mjs";
import { APPLICATION_CREDENTIALS, DOMAIN, KEY_PAIRS, PROJECTS, REGION, SERVERS, USERS } from "../../www/server/sandbox/world.mjs";
import { COMPUTE_URL } from "../../www/server/sandbox/answers.mjs";
import { createSandbox } from "../../www/server/sandbox/sandbox.mjs";
import { startService } from "../server/helpers.mjs";

/** One for all: its keys are made but once, and nothing changes it. */
const sandbox = createSandbox({ latePasswordMs: 0 });

export const SERVER = SERVERS[0].id;

const addresses = ({ identity, compute }) => ["--identity-endpoint", identity, "--endpoint", compute];
const byPassword = (user, domain, project) => ({ OS_USERNAME: user.name, OS_PASSWORD: user.password, OS_USER_DOMAIN_NAME: domain, OS_PROJECT_DOMAIN_NAME: domain, OS_PROJECT_NAME: project });
const byKey = (key, region) => ({ HW_ACCESS_KEY: key.access, HW_SECRET_KEY: key.secret, HW_SECURITY_TOKEN: key.securityToken, HW_REGION_NAME: region });
const inWorld = (world, name) => world.users.find((user) => user.name === name);

/** Users of the three worlds, by how they sign in. */
export const PATIENTS = {
  openstack: { cloud: "sandbox", environment: (at) => ({ OS_AUTH_URL: `${at.identity}/v3`, ...byPassword(USERS[0], DOMAIN.name, "demo") }), args: () => ["--region", REGION, "--server", SERVER] },
  credential: { cloud: "sandbox", environment: (at) => ({ OS_AUTH_URL: at.identity, OS_AUTH_TYPE: "v3applicationcredential", OS_APPLICATION_CREDENTIAL_ID: APPLICATION_CREDENTIALS[0].id, OS_APPLICATION_CREDENTIAL_SECRET: APPLICATION_CREDENTIALS[0].secret }), args: () => ["--region", REGION] },
  otc: { cloud: "sandbox-otc", environment: () => byPassword(inWorld(OTC, "alice"), OTC.account.name, OTC.project.name), args: (at) => ["--cloud", "otc", ...addresses(at)] },
  huawei: { cloud: "sandbox-huawei", environment: () => byPassword(inWorld(HUAWEI, "erin"), HUAWEI.account.name, HUAWEI.project.name), args: (at) => ["--cloud", "huawei", ...addresses(at), "--server", SERVER] },
  accessKey: { cloud: "sandbox-huawei", environment: () => byKey(HUAWEI.accessKeys[1], HUAWEI.project.name), args: (at) => ["--cloud", "huawei", "--project", HUAWEI.project.id, ...addresses(at), "--server", SERVER] },
};

/** The same as another user, who may less. */
export const asUser = (patient, world, name) => ({ ...patient, environment: () => byPassword(inWorld(world, name), world.account.name, world.project.name) });

/** A cloud of the sandbox; `change` may give another answer. All requests, with what was answered, are in `sent`. */
export async function startPatient({ cloud }, { change = (answer) => answer, renamed } = {}) {
  // Making keys takes long, longer than the doctor waits where the machine is busy.
  await sandbox.routes.request("/sandbox/keys/alice-rsa4096.pem");
  const sent = [];
  const own = {};
  const of = sandbox.clouds.find(({ name }) => name === cloud);
  const send = async (request) => {
    const given = renamed?.request(request) ?? request;
    let answer = await of.send(given);
    const text = Buffer.concat([...answer.body]).toString().replaceAll(COMPUTE_URL, own.compute ?? COMPUTE_URL);
    answer = change({ status: answer.status, headers: answer.headers, body: [Buffer.from(renamed?.answer(text) ?? text)] }, request);
    sent.push({ ...request, body: request.body?.toString() ?? "", answer: { ...answer, body: Buffer.concat([...answer.body]).toString() } });
    return answer;
  };
  const clouds = { clouds: [{ ...of, send }] };
  own.compute = await startService(clouds, cloud, "compute");
  own.identity = await startService(clouds, cloud, "identity");
  return { ...own, sent };
}

/** All that is secret or somebody's name in a world, but for what the clouds call by these names themselves. */
export function valuesOf(world) {
  const public_ = new Set(["eu-de", "eu-nl", "cn-north-4", "eu-west-101", "member", "reader", "readonly", "secu_admin", "windows", "linux", "rsa", "ed25519", "default", "Default"]);
  const texts = [];
  const walk = (value) => {
    if (typeof value === "string") texts.push(value);
    else if (typeof value === "object" && value !== null) for (const [name, each] of Object.entries(value)) if (!["note", "policy", "versions", "created", "status", "format", "type", "method", "service", "path", "roles", "catalog", "flag", "inForce", "agent", "servers", "switching", "kind"].includes(name)) walk(each);
  };
  walk(world);
  return [...new Set(texts)].filter((text) => text.length > 2 && !public_.has(text) && !/^system_all_\d+$/.test(text));
}

export const WORLDS = { sandbox: [USERS, KEY_PAIRS, SERVERS, PROJECTS, APPLICATION_CREDENTIALS], "sandbox-otc": [OTC, KEY_PAIRS, SERVERS, PROJECTS], "sandbox-huawei": [HUAWEI, KEY_PAIRS, SERVERS, PROJECTS] };

/** The same world with random names and IDs: of what goes in and comes out. */
export function renaming(cloud) {
  const names = valuesOf(WORLDS[cloud]).filter((text) => text.length > 3);
  const pairs = names.map((text) => [text, another(text)]).sort(([one], [other]) => other.length - one.length);
  // What goes in stands in JSON, in paths and in queries; in JSON with its quotes, as a name may be a part of other words.
  const out = (text) => pairs.reduce((before, [from, to]) => before.replaceAll(`"${from}"`, `"${to}"`).replaceAll(`/${from}"`, `/${to}"`).replaceAll(`/${from}/`, `/${to}/`), text);
  const back = (text) => pairs.reduce((before, [from, to]) => before.replaceAll(to, from), text);
  return {
    request: (request) => ({ ...request, path: back(request.path), query: back(request.query ?? ""), body: request.body && Buffer.from(back(request.body.toString())) }),
    answer: out,
    /** What a user of this world gives. */
    given: (text) => pairs.find(([from]) => from === text)?.[1] ?? text,
    values: pairs.map(([, to]) => to),
  };
}

/** Of the same form, so that it is read in the same way. */
function another(text) {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) return randomUUID();
  if (/^[0-9a-f]{32}$/.test(text)) return randomBytes(16).toString("hex");
  const kinds = [() => `Ab${randomBytes(5).toString("hex")}`, () => `${randomBytes(4).toString("hex")} und ${randomBytes(4).toString("hex")}`, () => `ümläut-${randomBytes(5).toString("hex")}`, () => `${randomBytes(3).toString("hex")}@${randomBytes(3).toString("hex")}.example`];
  // Names in paths and of users are kept simple.
  return kinds[/^[a-z0-9-]+$/.test(text) ? 0 : randomBytes(1)[0] % kinds.length]();
}
