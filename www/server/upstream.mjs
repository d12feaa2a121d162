// A cloud on the network. Node's own fetch ignores HTTPS_PROXY and hides redirects, hence undici itself.
/** @import { Dispatcher } from "undici" */
/** @import { Cloud, CloudAddress } from "./types.ts" */
import { Agent, EnvHttpProxyAgent } from "undici";
import { isLoopback } from "./addresses.mjs";
import { plainServices } from "./clouds.mjs";
import { REGIONS } from "./regions.mjs";
import { Stop } from "./errors.mjs";

// The proxy's own limit is for the whole exchange.
const TIMEOUTS = { headersTimeout: 0, bodyTimeout: 0, connect: { timeout: 0 } };

/**
 * @param {CloudAddress[]} addresses
 * @returns {Cloud[]}
 */
export function networkClouds(addresses) {
  const direct = new Agent(TIMEOUTS);
  /** @type {Dispatcher | undefined} */
  let environment;
  /** @param {string} hostname */
  const dispatcherFor = (hostname) => (isLoopback(hostname) ? direct : (environment ??= environmentAgent()));
  return addresses.map((address) => {
    const bases = { identity: new URL(address.identity), compute: new URL(address.compute) };
    const dispatchers = { identity: dispatcherFor(bases.identity.hostname), compute: dispatcherFor(bases.compute.hostname) };
    const plainHttp = plainServices(address);
    return {
      name: address.name,
      kind: address.kind,
      label: address.label ?? address.name,
      ...(address.region ? { region: address.region } : {}),
      // The addresses of a region that is known by name are public; those that an operator wrote may be nobody else's business.
      ...(isPublic(address) ? { addresses: { identity: address.identity, compute: address.compute } } : {}),
      ...keystoneOf(address, addresses),
      // Of the address only what a signature covers. Plain OpenStack takes none.
      ...(address.kind === "openstack" ? {} : { basePath: bases.compute.pathname.replace(/\/$/, "") }),
      ...(address.preset ? { preset: address.preset } : {}),
      ...(plainHttp.length > 0 ? { plainHttp } : {}),
      ...(address.allowAccount ? { allowAccount: true } : {}),
      sandbox: false,
      async send({ service, method, path, query, headers, body, signal }) {
        const { origin, pathname } = bases[service];
        const answer = await dispatchers[service].request({
          origin,
          // Not joined by `URL`, which would write some characters differently than they were signed.
          path: pathname.replace(/\/$/, "") + path + query,
          method: /** @type {Dispatcher.HttpMethod} */ (method),
          headers: { ...headers, "accept-encoding": "identity", "user-agent": "ecs-password-console" },
          body: body ?? null,
          signal,
        });
        return { status: answer.statusCode, headers: answer.headers, body: answer.body };
      },
    };
  });
}

/** @param {CloudAddress} address */
const isPublic = ({ identity, compute }) => Object.values(REGIONS).some((each) => each.identity === identity && each.compute === compute);

/** Of a Keystone that several clouds have, as of several regions: the name of the first. @param {CloudAddress} address @param {CloudAddress[]} all */
function keystoneOf({ kind, identity }, all) {
  const same = all.filter((each) => kind === "openstack" && each.kind === kind && each.identity === identity);
  return same[1] ? { keystone: /** @type {CloudAddress} */ (same[0]).name } : {};
}

function environmentAgent() {
  try {
    return new EnvHttpProxyAgent(TIMEOUTS);
  } catch {
    throw new Stop("the outbound proxy is no URL, expected HTTPS_PROXY and HTTP_PROXY such as `http://proxy.example.com:3128`");
  }
}
