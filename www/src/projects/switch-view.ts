// In the head of the page: the cloud and the project of the session, and the dialog that changes the project.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { msg, words } from "../locales/words.ts";
import type { Session } from "../session/state.ts";
import { labelOf } from "../shared/clouds.ts";
import type { Loss } from "../shared/feature.ts";
import { loadedView } from "../ui/loaded.ts";
import { modal, modalEvents } from "../ui/modal.ts";
import { icon } from "../ui/parts.ts";
import type { ProjectsUses } from "./actions.ts";
import type { ProjectsState } from "./state.ts";

const WORDS = words(() => ({
  title: msg("Change the project or region"),
}));

/** Where the session is; a button where its credentials are good for other places. */
export function whereView({ cloud, project, otherProjects, ended }: Session, actions: ProjectsUses): TemplateResult {
  // The short name of a cloud that has two.
  const label = labelOf(cloud).replace(/ ?[(（]Open Telekom Cloud[)）]/, "");
  // On the public clouds the one or the other has the region within.
  const { kind, region = "" } = cloud;
  const named = [label, project].join(" ").includes(region) ? label : `${label} · ${region}`;
  const text = [named, project].filter(Boolean).join(" · ");
  if (ended || (!otherProjects && kind !== "openstack")) return html`<span class="quiet where">${text}</span>`;
  return html`<button type="button" class="where-button" aria-haspopup="dialog" aria-label=${`${text}: ${WORDS().title}`} @click=${actions.projects.open}>
    <span class="where-cloud">${named}${project === undefined ? nothing : " ·"}</span>${project === undefined ? nothing : html`<span class="where-project">${project}</span>`}${icon("chevron-down")}
  </button>`;
}

export function projectsDialog(state: ProjectsState, losses: () => readonly Loss[], actions: ProjectsUses): TemplateResult {
  const { open, view } = state.projects;
  const { projects } = actions;
  const { escaped, gone } = modalEvents(projects.close);
  return html`<dialog class="projects-dialog" aria-labelledby="projects-title" ${modal(open)} @cancel=${escaped} @close=${gone}>
    ${open
      ? loadedView(view, projects.parts(), projects.list, (parts) => parts.view(state, losses(), actions))
      : nothing}
  </dialog>`;
}
