// Where requests of the page go, as it can tell.
import { CONSOLE_HEADER } from "../shared/cloud-fetch.ts";
import type { CloudEntry } from "../shared/clouds.ts";

/** Of the cloud itself where the page knows it, else the way through its own server, with the headers that this wants. */
export function addressesOf({ addresses, identity, compute }: CloudEntry): { identity: string; compute: string; more: Record<string, string> } {
  return addresses ? { ...addresses, more: {} } : { identity: own(identity), compute: own(compute), more: CONSOLE_HEADER };
}

/** A path of our own origin as an address. */
export const own = (path: string): string => new URL(path, location.origin).href;
