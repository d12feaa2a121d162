// Where the requests of a project go.
import type { ListedProject } from "ecs-password/slim";
import type { Session, SessionSlice } from "../session/state.ts";
import type { CloudEntry } from "../shared/clouds.ts";

/** A region of the public clouds: the name of a project is that of its region, or begins with it. */
const regionOf = (project: string): string => project.split("_", 1)[0] ?? "";

/**
 * Where the requests of a project go, of the places that this page's server leads to: nowhere else. On the public clouds a project is one of its region;
 * where no region is known of the session, its own place is taken.
 */
export function placeOf(session: Session, clouds: SessionSlice["clouds"], { name }: Pick<ListedProject, "name">): { entry: CloudEntry } | { region: string } {
  const { cloud } = session;
  const here = cloud.region ?? (session.project === undefined ? undefined : regionOf(session.project));
  if (cloud.kind === "openstack" || here === undefined) return { entry: cloud };
  const region = regionOf(name);
  if (region === here) return { entry: cloud };
  const entry = clouds.status === "ready" && clouds.list.find((each) => each.kind === cloud.kind && each.sandbox === cloud.sandbox && each.region === region);
  return entry ? { entry } : { region };
}
