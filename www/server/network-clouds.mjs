// The clouds on the network, each with its two services.
/** @import { Cloud, CloudAddress, Sender } from "./types.ts" */
import { plainServices } from "./clouds.mjs";
import { REGIONS } from "./regions.mjs";

/** What every request says of how it is answered, and by whom it is sent. */
const OWN_HEADERS = { "accept-encoding": "identity", "user-agent": "ecs-password-console" };

/**
 * @param {CloudAddress[]} addresses
 * @param {Sender} senderFor
 * @returns {Cloud[]}
 */
export function networkClouds(addresses, senderFor) {
  return addresses.map((address) => {
    const bases = { identity: new URL(address.identity), compute: new URL(address.compute) };
    const senders = { identity: senderFor(address.name, bases.identity), compute: senderFor(address.name, bases.compute) };
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
      send: (request) => senders[request.service]({ ...request, headers: { ...request.headers, ...OWN_HEADERS } }),
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
