// Asking for the projects of the user, and for the regions of the cloud. Loaded with what shows them. Each effect ends in events.
import { isAborted, toProblem } from "../shared/problem.ts";
import type { ProjectsContext } from "./actions.ts";
import type { RegionList } from "./state.ts";

/** Asks for what is not there yet. */
export function list(context: ProjectsContext): void {
  const { projects, session: { current } } = context.state;
  const isWanted = ({ status }: { status: string }): boolean => status !== "ready" && status !== "loading";
  if (current?.otherProjects === true && isWanted(projects.list)) void listProjects(context);
  // On the public clouds the name of a project says its region.
  if (current?.cloud.kind === "openstack" && isWanted(projects.regions)) void listRegions(context);
}

async function listProjects({ actions, dispatch, run }: ProjectsContext): Promise<void> {
  const client = actions.session.client();
  if (!client) return;
  dispatch({ type: "projects/requested" });
  try {
    const { projects, oddities = [] } = await run("projects", (signal) => client.listProjects({ signal }));
    if (client === actions.session.client()) dispatch({ type: "projects/listed", list: projects, odd: oddities.length });
  } catch (error) {
    if (client === actions.session.client()) dispatch({ type: "projects/listFailed", problem: toProblem(error) });
  }
}

async function listRegions({ actions, dispatch, run }: ProjectsContext): Promise<void> {
  const client = actions.session.client();
  if (!client) return;
  const told = (regions: RegionList): void => { if (client === actions.session.client()) dispatch({ type: "projects/regions", regions }); };
  told({ status: "loading" });
  try {
    const { regions } = await run("regions", (signal) => client.listRegions({ signal }));
    told({ status: "ready", list: regions });
  } catch (error) {
    const problem = toProblem(error);
    told(isAborted(problem) ? { status: "none" } : { status: "failed", problem });
  }
}
