// Where the requests of a project go, or those of a region.
import type { ListedProject } from "ecs-password/slim";
import type { Session, SessionSlice } from "../session/state.ts";
import type { CloudEntry } from "../shared/clouds.ts";

/** As the public clouds name their regions, such as `eu-de` and `cn-north-4`. */
const REGION = /^[a-z]{2}-[a-z]+(?:-?\d+)?$/;

/** A region of the public clouds: the name of a project is that of its region, or begins with it. Some projects of the clouds' own have other names. */
export function regionOf(project: string): string | undefined {
  const [name = ""] = project.split("_", 1);
  return REGION.test(name) ? name : undefined;
}

/** The region of a session, as far as it is known. */
export const regionOfSession = ({ cloud, project }: Session): string | undefined => cloud.region ?? (cloud.kind === "openstack" || project === undefined ? undefined : regionOf(project));

/** Where requests go; or the region that this page's server does not lead to, or that no region is known. */
export type Place = { readonly entry: CloudEntry } | { readonly region: string | undefined };

const all = (clouds: SessionSlice["clouds"]): readonly CloudEntry[] => (clouds.status === "ready" ? clouds.list : []);

/**
 * Where the requests of a project go, of the places that this page's server leads to: nowhere else. On the public clouds a project is one of its region;
 * where no region is known of the session, its own place is taken.
 */
export function placeOf(session: Session, clouds: SessionSlice["clouds"], { name }: Pick<ListedProject, "name">): Place {
  const { cloud } = session;
  const here = regionOfSession(session);
  if (cloud.kind === "openstack" || here === undefined) return { entry: cloud };
  const region = regionOf(name);
  if (region === here) return { entry: cloud };
  const entry = all(clouds).find((each) => region !== undefined && each.kind === cloud.kind && each.sandbox === cloud.sandbox && each.region === region);
  return entry ? { entry } : { region };
}

/** The same of a region of the session's Keystone. */
export function placeOfRegion({ cloud }: Session, clouds: SessionSlice["clouds"], region: string): Place {
  if (cloud.region === region) return { entry: cloud };
  const entry = all(clouds).find((each) => each.keystone !== undefined && each.keystone === cloud.keystone && each.region === region);
  return entry ? { entry } : { region };
}
