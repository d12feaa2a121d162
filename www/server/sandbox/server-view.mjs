// A server as Nova shows it, by microversion.
/** @import { Server } from "./world.mjs" */
import { createHash } from "node:crypto";
import { PROJECTS, USERS } from "./world.mjs";

const FLAVOR = { vcpus: 2, ram: 4096, disk: 40, ephemeral: 0, swap: 0, original_name: "win.small", extra_specs: {} };
const POWER = { ACTIVE: 1, SHUTOFF: 4, BUILD: 0, ERROR: 0 };
/** Nova's `vm_state` of each status. */
export const STATES = { ACTIVE: "active", SHUTOFF: "stopped", BUILD: "building", ERROR: "error" };

/**
 * @param {Server} server
 * @param {object} call
 * @param {number} call.minor the microversion is 2.minor
 * @param {string} call.prefix such as `/v2.1`, with the project ID where the request had it
 * @param {string} call.url of the service
 */
export function serverView(server, { minor, prefix, url }) {
  const { id, name, status = "ACTIVE", created } = server;
  const project = prefix.replace(/^\/[^/]+/, "");
  const bookmark = (/** @type {string} */ path) => ({ rel: "bookmark", href: `${url}${project}${path}` });
  const imageId = `99999999-9999-4999-8999-99999999999${server.imageOs === "linux" ? "3" : "1"}`;
  const isUp = status === "ACTIVE" || status === "SHUTOFF";
  const properties = server.imageOs ? { os_type: server.imageOs } : {};
  return {
    accessIPv4: "",
    accessIPv6: "",
    addresses: addresses(server),
    created,
    flavor: minor >= 47 ? FLAVOR : { id: "win.small", links: [bookmark("/flavors/win.small")] },
    hostId: isUp ? createHash("sha224").update(id).digest("hex") : "",
    id,
    image: { id: imageId, links: [bookmark(`/images/${imageId}`)], properties: minor >= 98 ? properties : undefined },
    links: [{ rel: "self", href: `${url}${prefix}/servers/${id}` }, bookmark(`/servers/${id}`)],
    metadata: server.metadataOs ? { os_type: server.metadataOs } : {},
    name,
    status,
    tenant_id: PROJECTS[server.project]?.id,
    user_id: USERS.find((user) => user.name === server.user)?.id,
    updated: created,
    "OS-DCF:diskConfig": "AUTO",
    fault: status === "ERROR" ? { code: 500, created, message: "No valid host was found. " } : undefined,
    progress: status === "ACTIVE" || status === "BUILD" ? 0 : undefined,
    "OS-EXT-AZ:availability_zone": isUp ? "nova" : "",
    config_drive: "",
    key_name: server.keyPair,
    "OS-SRV-USG:launched_at": isUp ? created.replace("Z", ".000000") : null,
    "OS-SRV-USG:terminated_at": null,
    "OS-EXT-STS:task_state": taskOf(server),
    "OS-EXT-STS:vm_state": STATES[status],
    "OS-EXT-STS:power_state": POWER[status],
    "os-extended-volumes:volumes_attached": [],
    ...since(minor, 9, { locked: false }),
    ...since(minor, 19, { description: name }),
    ...since(minor, 26, { tags: [] }),
    ...since(minor, 63, { trusted_image_certificates: null }),
    ...since(minor, 73, { locked_reason: null }),
    ...since(minor, 90, { "OS-EXT-SRV-ATTR:hostname": name }),
    ...since(minor, 96, { pinned_availability_zone: null }),
    ...since(minor, 100, { scheduler_hints: null }),
  };
}

/** What Nova is about to do to it. @param {Server} server */
export function taskOf({ status, switching }) {
  if (switching) return switching === "ACTIVE" ? "powering-on" : "powering-off";
  return status === "BUILD" ? "spawning" : null;
}

/**
 * @param {number} minor
 * @param {number} first
 * @param {Record<string, unknown>} fields
 */
const since = (minor, first, fields) => (minor >= first ? fields : {});

/** @param {number} value */
const hex = (value) => value.toString(16).padStart(2, "0");

/** @param {Server} server */
function addresses({ address, floating }) {
  if (address === undefined) return {};
  const [high, low] = [address >> 8, address & 255];
  const mac = `fa:16:3e:00:${hex(high)}:${hex(low)}`;
  const entry = (/** @type {string} */ addr, /** @type {string} */ type) => ({
    version: 4,
    addr,
    "OS-EXT-IPS:type": type,
    "OS-EXT-IPS-MAC:mac_addr": mac,
  });
  const fixed = entry(`192.168.${String(high)}.${String(low)}`, "fixed");
  return { private: floating ? [fixed, entry(`203.0.113.${String(address)}`, "floating")] : [fixed] };
}
