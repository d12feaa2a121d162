// Changing to another project of the user, or another region. Each effect ends in events.
import type { ListedProject } from "ecs-password/slim";
import type { TemplateResult } from "lit";
import type { SessionUses } from "../session/actions.ts";
import type { CloudEntry } from "../shared/clouds.ts";
import type { Context, Dispatch } from "../shared/context.ts";
import type { Loss } from "../shared/feature.ts";
import { toProblem } from "../shared/problem.ts";
import { lazily } from "../ui/loaded.ts";
import type { ProjectsEvent, ProjectsState, Wanted } from "./state.ts";

/** What comes when the dialog is first opened. */
export interface ProjectsParts {
  /** What is in it. */
  view: (state: ProjectsState, losses: readonly Loss[], actions: ProjectsUses) => TemplateResult;
  /** Asks for what is not there yet. */
  list: (context: ProjectsContext) => void;
}

export type ProjectsContext = Context<ProjectsState, ProjectsEvent, SessionUses>;

export type ProjectsActions = ReturnType<typeof createProjectsActions>;
/** What a view is given that works with the projects. */
export type ProjectsUses = SessionUses & Dispatch<ProjectsEvent> & { readonly projects: ProjectsActions };

export function createProjectsActions(context: ProjectsContext, loadParts: () => Promise<ProjectsParts>) {
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
