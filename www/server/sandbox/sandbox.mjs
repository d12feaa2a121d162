// The sandbox clouds, in memory, behind the same proxy as any other cloud: a Keystone and a Nova, and the same servers twice more behind an
// IAM with policies.
/** @import { Context } from "hono" */
/** @import { Cloud, Env, NodeEnv, SandboxOptions } from "../types.ts" */
/** @import { World } from "./otc-world.mjs" */
/** @import { Server } from "./world.mjs" */
import { Hono } from "hono";
import { readBody } from "../body.mjs";
import { nameRequest } from "../request-name.mjs";
import { Clock } from "./clock.mjs";
import { crowd } from "./crowd.mjs";
import { ecs } from "./ecs.mjs";
import { BadFault, Faults } from "./faults.mjs";
import { guide } from "./guide.mjs";
import { LABELS } from "./labels.mjs";
import { HUAWEI } from "./huawei-world.mjs";
import { iam } from "./iam.mjs";
import { at, parseJson } from "./input.mjs";
import { Keys } from "./keys.mjs";
import { keystone } from "./keystone.mjs";
import { fuzzy, nova } from "./nova.mjs";
import { OTC } from "./otc-world.mjs";
import { Passwords } from "./passwords.mjs";
import { Power } from "./power.mjs";
import { AccessKeys } from "./signatures.mjs";
import { Tokens } from "./tokens.mjs";
import { KEY_PAIRS, PROTECTED_KEY, REGION, SERVERS } from "./world.mjs";

const NO_STORE = { "cache-control": "no-store" };
const KEY_FILES = new Set([...KEY_PAIRS.map(({ name }) => name), PROTECTED_KEY.name].map((name) => `${name}.pem`));
/** For decrypting without a cloud. */
const SAMPLE = { key: "alice-rsa2048", password: "Sample-Passw0rd" };
const MOST_BYTES = 64 * 1024;
const MOST_AHEAD_MS = 7 * 24 * 60 * 60 * 1000;

/** The public clouds have the system of a server in its metadata, whatever the microversion. @param {Server} server @returns {Server} */
const withOsInMetadata = (server) => (server.imageOs ? { ...server, metadataOs: server.imageOs } : server);

/** @param {SandboxOptions} options @param {string} [basePath] what the paths of its key files begin with */
export function createSandbox({ latePasswordMs = 60_000, faults: hasFaults = false, servers = 0, readsPerSecond }, basePath = "") {
  const clock = new Clock();
  const keys = new Keys();
  const passwords = new Passwords(keys, clock, latePasswordMs);
  const power = new Power(clock, passwords);
  const tokens = new Tokens(clock);
  const faults = new Faults();
  const all = [...SERVERS, ...crowd(servers)];
  const services = { identity: keystone(tokens), compute: nova(tokens, keys, passwords, all, power) };

  /** @type {Cloud} */
  const cloud = {
    name: "sandbox",
    kind: "openstack",
    label: LABELS.openstack,
    region: REGION,
    allowAccount: true,
    sandbox: true,
    send: async (request) => services[request.service](request),
  };

  /** @type {AccessKeys[]} */
  const accessKeysOfAll = [];
  /** @param {World} world @param {Pick<Cloud, "name" | "label">} names @returns {Cloud} */
  const publicCloud = (world, names) => {
    const own = new Tokens(clock);
    const accessKeys = new AccessKeys(clock, world.accessKeys);
    accessKeysOfAll.push(accessKeys);
    const servers = all.map(withOsInMetadata);
    const ofWorld = { identity: iam(world, own, accessKeys, readsPerSecond), compute: ecs(world, own, accessKeys, nova(own, keys, passwords, servers, power, fuzzy), passwords, power, servers) };
    return { ...names, kind: world.kind, basePath: "", allowAccount: true, sandbox: true, send: async (request) => ofWorld[request.service](request) };
  };
  const clouds = [
    cloud,
    publicCloud(OTC, { name: "sandbox-otc", label: LABELS.otc }),
    publicCloud(HUAWEI, { name: "sandbox-huawei", label: LABELS.huawei }),
  ];

  /** @type {Hono<NodeEnv>} */
  const routes = new Hono();
  for (const path of ["/sandbox.json", "/sandbox/sample.json", "/sandbox/reset", "/sandbox/faults", "/sandbox/clock"]) {
    routes.use(path, async (context, next) => {
      nameRequest(context.env, path);
      await next();
    });
  }
  routes.get("/sandbox.json", (context) => context.json(guide({ latePasswordMs, faults: hasFaults, now: clock.now(), basePath }), 200, NO_STORE));
  routes.get("/sandbox/keys/:file", async (context) => {
    const file = context.req.param("file");
    if (!KEY_FILES.has(file)) return context.json(refusal("Sandbox.0001", `there is no key file \`${file}\``), 404, NO_STORE);
    nameRequest(context.env, `/sandbox/keys/${file}`);
    return context.body(await keys.file(file.replace(/\.pem$/, "")), 200, {
      ...NO_STORE,
      "content-type": "application/x-pem-file",
      "content-disposition": `attachment; filename="${file}"`,
    });
  });
  routes.get("/sandbox/sample.json", async (context) => context.json({ key: SAMPLE.key, ciphertext: await keys.encrypt(SAMPLE.key, SAMPLE.password) }, 200, NO_STORE));
  // Tokens stay valid: whoever is signed in stays so.
  routes.post("/sandbox/reset", (context) => {
    passwords.reset();
    power.reset();
    faults.clear();
    clock.reset();
    for (const each of accessKeysOfAll) each.reset();
    return context.body(null, 204, NO_STORE);
  });
  if (hasFaults) {
    for (const { name } of clouds) routes.use(`/proxy/${name}/*`, faults.middleware);
    routes.get("/sandbox/faults", (context) => context.json(faults.list(), 200, NO_STORE));
    routes.delete("/sandbox/faults", (context) => {
      faults.clear();
      return context.body(null, 204, NO_STORE);
    });
    routes.post("/sandbox/faults", async (context) => {
      try {
        return context.json(faults.add(await json(context)), 201, NO_STORE);
      } catch (error) {
        if (!(error instanceof BadFault)) throw error;
        return context.json(refusal("Sandbox.0002", error.message), 400, NO_STORE);
      }
    });
    routes.post("/sandbox/clock", async (context) => {
      const ms = at(await json(context), "advanceMs");
      if (typeof ms !== "number" || !(ms >= 0 && ms <= MOST_AHEAD_MS)) {
        return context.json(
          refusal("Sandbox.0003", "`advanceMs` is wrong, expected milliseconds from 0 to a week"),
          400,
          NO_STORE,
        );
      }
      clock.advance(ms);
      return context.json({ now: new Date(clock.now()).toISOString() }, 200, NO_STORE);
    });
  }
  routes.all("/sandbox/*", (context) => {
    const message = hasFaults ? "there is nothing here" : "there is nothing here; faults and clock need --sandbox-faults";
    return context.json(refusal("Sandbox.0004", message), 404, NO_STORE);
  });
  return { clouds, routes: /** @type {Hono<Env>} */ (/** @type {unknown} */ (routes)), passwords, warmUp: () => void keys.warmUp() };
}

/** @param {Context<NodeEnv>} context */
const json = async (context) => parseJson(new TextDecoder().decode(await readBody(context, MOST_BYTES)));

/** @param {string} code @param {string} message */
const refusal = (code, message) => ({ error: { code, message } });
