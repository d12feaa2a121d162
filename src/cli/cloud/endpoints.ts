// Where the services of a cloud are.
import type { Cloud } from "ecs-password/client";
import { baseOf } from "../../../www/server/addresses.mjs";
import { REGIONS } from "../../../www/server/regions.mjs";
import { EXITS, Failure } from "../exits.ts";
import { listed } from "./settings.ts";

/** The regions of a public cloud that are known, by their names. */
const regionsOf = (cloud: Cloud): string[] => Object.values(REGIONS).filter(({ kind }) => kind === cloud).map(({ region }) => region);

const regionOf = (cloud: Cloud, region: string) => Object.values(REGIONS).find((each) => each.kind === cloud && each.region === region);

/** The addresses that a cloud has in a region; those of `domain` where the source names one, such as that of Flexible Engine. */
export function addressesIn(cloud: Cloud, region: string | undefined, domain: string | undefined): { identity: string; compute: string } | undefined {
  if (cloud === "openstack" || region === undefined) return undefined;
  const known = regionOf(cloud, region);
  if (known) return known;
  return domain === undefined ? undefined : { identity: `https://iam.${region}.${domain}`, compute: `https://ecs.${region}.${domain}` };
}

/** What to do where the addresses are not known. */
export function noAddress(cloud: Cloud, region: string | undefined): Failure {
  const hint = `known regions are ${listed(regionsOf(cloud))}; in another one give \`--endpoint\` and \`--identity-endpoint\``;
  return region === undefined ? new Failure("no region is given", { hint: `give \`--region\`: ${hint}` }) : new Failure(`the addresses of the region \`${region}\` are not known here`, { hint });
}

/** The kind of cloud that an address of Keystone or IAM is of. */
export function kindOfAddress(address: string): Cloud {
  const host = URL.canParse(address) ? new URL(address).hostname : "";
  if (/(?:^|\.)otc\.t-systems\.com$/.test(host)) return "otc";
  return /(?:^|\.)(?:myhuaweicloud\.(?:com|eu)|huaweicloud\.com)$/.test(host) ? "huawei" : "openstack";
}

/** The region of a public cloud that an address is of. */
export const regionOfAddress = (cloud: Cloud, address: string): string | undefined => Object.values(REGIONS).find(({ kind, identity }) => kind === cloud && identity === baseOf(address).base)?.region;

/** An address without what stands behind it in files and catalogues. */
export const withoutTail = (address: string): string => baseOf(address).base.replace(/\/+$/, "");

/** An endpoint of a catalogue, as Keystone answers it. */
interface CatalogueEndpoint {
  interface?: unknown;
  region?: unknown;
  region_id?: unknown;
  url?: unknown;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** The compute services of a catalogue. */
function computeEndpoints(text: string): CatalogueEndpoint[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  const services: unknown[] = isObject(value) && Array.isArray(value["catalog"]) ? value["catalog"] : [];
  return services.flatMap((service) => (isObject(service) && service["type"] === "compute" && Array.isArray(service["endpoints"]) ? service["endpoints"].filter(isObject) : []));
}

/**
 * The address of the compute service in a catalogue, in the way of openstackclient: by region and interface. One by plain `http` is taken only where Keystone's own
 * address is so, or it was allowed: a catalogue must not lead a token off the protected way.
 */
export function computeAddress(catalogue: string, wanted: { region: string | undefined; interface: string; plainHttp: boolean }): { address: string; region: string | undefined } {
  const all = computeEndpoints(catalogue).filter((each) => each.interface === wanted.interface);
  const regions = [...new Set(all.flatMap(({ region, region_id: id }) => { const name = id ?? region; return typeof name === "string" ? [name] : []; }))];
  const override = "or give the address of the compute service by `--endpoint`";
  if (all.length === 0) throw new Failure(`the catalogue of the cloud has no compute service with the interface \`${wanted.interface}\``, { exit: EXITS.refused, hint: `choose another interface by OS_INTERFACE, ${override}` });
  if (wanted.region === undefined && regions.length > 1) throw new Failure(`the cloud has several regions: ${listed(regions)}`, { hint: `choose one by \`--region\`, ${override}` });
  const found = all.find(({ region, region_id: id }) => wanted.region === undefined || region === wanted.region || id === wanted.region);
  if (!found) throw new Failure(`the catalogue of the cloud has no compute service in the region \`${wanted.region ?? ""}\``, { hint: `it has ${listed(regions)}: choose one by \`--region\`, ${override}` });
  const { url } = found;
  if (typeof url !== "string" || !URL.canParse(url) || !/^https?:/.test(url)) throw new Failure("the catalogue of the cloud has no URL for the compute service", { exit: EXITS.refused, hint: `give it by \`--endpoint\`` });
  if (url.startsWith("http:") && !wanted.plainHttp) {
    throw new Failure(`the catalogue of the cloud has the compute service at \`${new URL(url).origin}\`, by plain http, while the sign-in is by https: others on the network could read and change what passes`, { exit: EXITS.refused, hint: "give its https address by `--endpoint`, or take it as it is with `--allow-http`" });
  }
  return { address: withoutTail(url), region: wanted.region ?? regions[0] };
}
