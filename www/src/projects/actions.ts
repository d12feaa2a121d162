// Listing the projects of the user, and changing to one of them. Each effect ends in events.
import type { ListedProject } from "ecs-password/slim";
import type { TemplateResult } from "lit";
import type { SessionUses } from "../session/actions.ts";
import type { CloudEntry } from "../shared/clouds.ts";
import type { Context, Dispatch } from "../shared/context.ts";
import type { Loss } from "../shared/feature.ts";
import { toProblem } from "../shared/problem.ts";
import { lazily } from "../ui/loaded.ts";
import type { ProjectsEvent, ProjectsState } from "./state.ts";

/** What is in the dialog, which comes when it is first opened. */
export type ProjectsView = (state: ProjectsState, losses: readonly Loss[], actions: ProjectsUses) => TemplateResult;

export type ProjectsActions = ReturnType<typeof createProjectsActions>;
/** What a view is given that works with the projects. */
export type ProjectsUses = SessionUses & Dispatch<ProjectsEvent> & { readonly projects: ProjectsActions };

export function createProjectsActions(context: Context<ProjectsState, ProjectsEvent, SessionUses>, loadView: () => Promise<ProjectsView>) {
  const { dispatch, jobs } = context;
  const view = lazily(loadView, (loading) => { dispatch({ type: "projects/loaded", view: loading }); });

  async function list(): Promise<void> {
    const client = context.actions.session.client();
    if (!client) return;
    dispatch({ type: "projects/requested" });
    try {
      const { projects, oddities = [] } = await context.run("projects", (signal) => client.listProjects({ signal }));
      if (client === context.actions.session.client()) dispatch({ type: "projects/listed", list: projects, odd: oddities.length });
    } catch (error) {
      if (client === context.actions.session.client()) dispatch({ type: "projects/listFailed", problem: toProblem(error) });
    }
  }

  function open(): void {
    dispatch({ type: "projects/opened" });
    void view.load();
    const { status } = context.state.projects.list;
    if (status !== "ready" && status !== "loading") void list();
  }

  async function change(project: ListedProject, entry: CloudEntry): Promise<void> {
    dispatch({ type: "projects/changeStarted", id: project.id });
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

  return { view: view.parts, load: () => void view.load(), list: () => void list(), open, change: (project: ListedProject, entry: CloudEntry) => void change(project, entry), close };
}
