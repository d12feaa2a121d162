// The clouds the proxy may reach: `--cloud name=[kind:]identity-url,compute-url`, or a region that is known by name: `--cloud otc:eu-de`.
/** @import { Cloud, CloudAddress, CloudKind, Service } from "./types.ts" */
import { Stop } from "./errors.mjs";
import { REGIONS } from "./regions.mjs";
import { baseOf, isLoopback } from "./addresses.mjs";

/** @type {CloudKind[]} */
export const KINDS = ["openstack", "otc", "huawei"];

/** @type {Service[]} */
const SERVICES = ["identity", "compute"];

export const NAME = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/;
const KIND = /^(openstack|otc|huawei):(?=https?:)/;
const REGION = /^[a-z]+:[a-z0-9-]+$/;
const SANDBOXES = new Set(["sandbox", "sandbox-otc", "sandbox-huawei"]);
const FORM = "`name=<identity-url>,<compute-url>`";

/**
 * @param {string} text
 * @param {readonly string[]} [allowHttp] the clouds that may be reached by plain http
 * @returns {CloudAddress}
 */
export function parseCloud(text, allowHttp = []) {
  if (REGION.test(text)) return knownRegion("--cloud", text, `, or ${FORM}`);
  const equals = text.indexOf("=");
  const name = text.slice(0, Math.max(equals, 0));
  if (!NAME.test(name)) {
    throw new Stop(`--cloud \`${shown(text)}\` has no valid name, expected ${FORM} with a name of a-z, 0-9 and -`);
  }
  checkName("--cloud", name);
  const rest = text.slice(equals + 1);
  const kind = /** @type {CloudKind} */ (KIND.exec(rest)?.[1] ?? "openstack");
  const [identity, compute, ...more] = rest.replace(KIND, "").split(",");
  if (!identity || !compute || more.length > 0) throw new Stop(`--cloud \`${name}\` needs two URLs, expected ${FORM}`);
  const http = { isAllowed: allowHttp.includes(name), by: `--allow-http ${name}` };
  return {
    name,
    kind,
    identity: baseUrl(`the identity URL of --cloud \`${name}\``, "identity", identity, http),
    compute: baseUrl(`the compute URL of --cloud \`${name}\``, "compute", compute, http),
  };
}

/** @param {string} where @param {string} name */
export function checkName(where, name) {
  if (!NAME.test(name)) throw new Stop(`${where} is \`${shown(name)}\`, expected 1 to 32 of a-z, 0-9 and -, with no - at either end`);
  if (SANDBOXES.has(name)) throw new Stop(`${where} \`${name}\` is taken by the sandbox cloud, expected another name`);
}

/**
 * @param {string} where
 * @param {string} id
 * @param {string} or what else may stand there
 * @returns {CloudAddress}
 */
export function knownRegion(where, id, or = "") {
  const region = Object.hasOwn(REGIONS, id) ? REGIONS[id] : undefined;
  if (!region) throw new Stop(`${where} \`${shown(id)}\` is not a known region, expected one of ${Object.keys(REGIONS).join(", ")}${or}`);
  return { name: id.replace(":", "-"), ...region };
}

/**
 * Every name once.
 *
 * @param {CloudAddress[]} clouds
 * @param {(cloud: CloudAddress, index: number) => string} twice
 */
export function distinct(clouds, twice) {
  clouds.forEach((cloud, index) => {
    if (clouds.findIndex(({ name }) => name === cloud.name) !== index) throw new Stop(`${twice(cloud, index)}, expected one each`);
  });
  return clouds;
}

/** An option as an error may show it: a URL can hold a password. @param {string} text */
const shown = (text) => text.replace(/\/\/[^/@]*@/g, "//…@");

/**
 * @param {string} where
 * @param {Service} service
 * @param {string} text
 * @param {{ isAllowed: boolean, by: string }} http whether plain http is allowed, and what would do it
 */
export function baseUrl(where, service, text, http) {
  if (!URL.canParse(text)) throw new Stop(`${where} is no URL, expected such as \`https://${service}.example.com\``);
  const url = new URL(text);
  if (url.username || url.password) throw new Stop(`${where} has credentials, expected none`);
  if (url.search || url.hash || text.includes("?") || text.includes("#")) {
    throw new Stop(`${where} has a query or a fragment, expected none`);
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") throw new Stop(`${where} begins with \`${url.protocol}\`, expected https`);
  if (isPlain(url) && !http.isAllowed) {
    throw new Stop(`${where} is \`${url.origin}\`, expected https, or http on this machine; ${http.by} allows it: others on the network can then read and change what passes`);
  }
  const { base, tail } = baseOf(text);
  const address = baseAddress(new URL(base));
  // As in `OS_AUTH_URL`.
  const isIdentity = service === "identity" && /\/v3\/*$/.test(text) && tail === "version";
  if (tail && !isIdentity) throw new Stop(`${where} must not contain ${TAILS[tail]}, expected \`${address}\``);
  return address;
}

const TAILS = { placeholder: "a placeholder", version: "the API version", path: "a path of the API" };

/** @param {URL} url */
const baseAddress = ({ origin, pathname }) => origin + pathname.replace(/\/+$/, "");

/** Whether others on the network can read and change what passes. @param {URL} url */
const isPlain = ({ protocol, hostname }) => protocol === "http:" && !isLoopback(hostname);

/** The services of a cloud that are reached so. @param {CloudAddress} cloud */
export const plainServices = (cloud) => SERVICES.filter((service) => isPlain(new URL(cloud[service])));

/** @param {Cloud[]} clouds @param {string} at the path of the console */
export function suggestions(clouds, at) {
  return clouds.map(({ name, kind, label, region, keystone, addresses, basePath, preset, plainHttp, allowAccount, sandbox }) => ({
    name,
    kind,
    label,
    ...(region ? { region } : {}),
    ...(keystone ? { keystone } : {}),
    ...(addresses ? { addresses } : {}),
    ...(basePath === undefined ? {} : { basePath }),
    ...(preset ? { preset } : {}),
    ...(plainHttp ? { plainHttp } : {}),
    ...(allowAccount ? { allowAccount } : {}),
    identity: `${at}/proxy/${name}/identity`,
    compute: `${at}/proxy/${name}/compute`,
    sandbox,
  }));
}
