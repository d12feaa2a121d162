// Changing to another project of the user, or another region. Each effect ends in events.
import type { ListedProject } from "ecs-password/slim";
import type { SessionUses } from "../session/actions.ts";
import type { CloudEntry } from "../shared/clouds.ts";
import type { Context, Dispatch } from "../shared/context.ts";
import { toProblem } from "../shared/problem.ts";
import { lazily } from "../ui/loaded.ts";
import type { ProjectsEvent, ProjectsState, Wanted } from "./state.ts";

/** What is in the dialog, which comes when it is first opened. */
type ProjectsParts = typeof import("./parts.ts");

export type ProjectsActions = ReturnType<typeof createProjectsActions>;
/** What a view is given that works with the projects. */
export type ProjectsUses = SessionUses & Dispatch<ProjectsEvent> & { readonly projects: ProjectsActions };

export function createProjectsActions(context: Context<ProjectsState, ProjectsEvent, SessionUses>, loadParts: () => Promise<ProjectsParts>) {
  const { dispatch, jobs } = context;
  const parts = lazily(loadParts, (loading) => { dispatch({ type: "projects/loaded", view: loading }); });

  const list = async (): Promise<void> => {
    await parts.load();
    parts.parts()?.list(context);
  };

  function open(): void {
    dispatch({ type: "projects/opened" });
    void list();
  }

  async function change(wanted: Wanted, project: Pick<ListedProject, "id" | "name">, entry: CloudEntry): Promise<void> {
    dispatch({ type: "projects/changeStarted", id: wanted });
    try {
      await context.actions.session.changeProject(project, entry);
    } catch (error) {
      dispatch({ type: "projects/changeFailed", problem: toProblem(error) });
    }
  }

  function close(): void {
    jobs.cancel("project");
    dispatch({ type: "projects/closed" });
  }

  return {
    parts: parts.parts,
    list: () => void list(),
    open,
    change: (wanted: Wanted, project: Pick<ListedProject, "id" | "name">, entry: CloudEntry) => void change(wanted, project, entry),
    close,
  };
}
