// Changing to another project of the same user, or another region, without typing anything again.
import type { SessionUses } from "../session/actions.ts";
import { feature } from "../shared/feature.ts";
import { createProjectsActions } from "./actions.ts";
import type { ProjectsActions } from "./actions.ts";
import { NO_PROJECTS, on, reduce } from "./state.ts";
import type { Projects, ProjectsEvent, ProjectsState } from "./state.ts";

export const projects = feature<"projects", Projects, ProjectsEvent, ProjectsState, SessionUses, ProjectsActions>({
  name: "projects",
  initial: NO_PROJECTS,
  // What is loaded stays loaded.
  kept: ({ view }) => ({ ...NO_PROJECTS, view }),
  reduce,
  on,
  actions: (context) => createProjectsActions(context, () => import("./parts.ts")),
});
