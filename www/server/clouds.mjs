// The clouds the proxy may reach: `--cloud name=[kind:]identity-url,compute-url`.
/** @import { Cloud, CloudAddress, CloudKind } from "./types.ts" */
import { Stop } from "./errors.mjs";

const NAME = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/;
const KIND = /^(openstack|otc|huawei):(?=https?:)/;
const FORM = "`name=<identity-url>,<compute-url>`";

/**
 * @param {string} text
 * @returns {CloudAddress}
 */
export function parseCloud(text) {
  const equals = text.indexOf("=");
  const name = text.slice(0, Math.max(equals, 0));
  if (!NAME.test(name)) {
    throw new Stop(`--cloud \`${shown(text)}\` has no valid name, expected ${FORM} with a name of a-z, 0-9 and -`);
  }
  if (name === "sandbox") throw new Stop("--cloud `sandbox` is taken by the sandbox cloud, expected another name");
  const rest = text.slice(equals + 1);
  const kind = /** @type {CloudKind} */ (KIND.exec(rest)?.[1] ?? "openstack");
  const [identity, compute, ...more] = rest.replace(KIND, "").split(",");
  if (!identity || !compute || more.length > 0) throw new Stop(`--cloud \`${name}\` needs two URLs, expected ${FORM}`);
  return {
    name,
    kind,
    identity: baseUrl(name, "identity", identity).replace(/\/v3$/, ""),
    compute: baseUrl(name, "compute", compute),
  };
}

/** An option as an error may show it: a URL can hold a password. @param {string} text */
const shown = (text) => text.replace(/\/\/[^/@]*@/g, "//…@");

/**
 * @param {string} name
 * @param {string} service
 * @param {string} text
 */
function baseUrl(name, service, text) {
  const where = `the ${service} URL of --cloud \`${name}\``;
  if (!URL.canParse(text)) throw new Stop(`${where} is no URL, expected such as \`https://${service}.example.com\``);
  const url = new URL(text);
  if (url.username || url.password) throw new Stop(`${where} has credentials, expected none`);
  if (url.search || url.hash || text.includes("?") || text.includes("#")) {
    throw new Stop(`${where} has a query or a fragment, expected none`);
  }
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) {
    throw new Stop(`${where} is \`${url.origin}\`, expected https, or http on this machine`);
  }
  return url.origin + url.pathname.replace(/\/+$/, "");
}

/** @param {string} hostname as `URL` gives it */
export function isLoopback(hostname) {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/** @param {Cloud[]} clouds */
export function suggestions(clouds) {
  return clouds.map(({ name, kind, label, sandbox }) => ({
    name,
    kind,
    label,
    identity: `/proxy/${name}/identity`,
    compute: `/proxy/${name}/compute`,
    sandbox,
  }));
}
