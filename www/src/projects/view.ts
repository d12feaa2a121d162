// The projects of the user to choose from, and what a change would lose.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { ListedProject } from "ecs-password/slim";
import { msg, str, words } from "../locales/words.ts";
import type { Session } from "../session/state.ts";
import type { Loss } from "../shared/feature.ts";
import { nameOf } from "../shared/visible-text.ts";
import { lossList } from "../ui/losses.ts";
import { icon, progress, startIcon } from "../ui/parts.ts";
import { problemView } from "../ui/problem.ts";
import type { ProjectsUses } from "./actions.ts";
import { placeOf } from "./place.ts";
import type { ProjectsState } from "./state.ts";

const WORDS = words(() => ({
  title: msg("Change the project"),
  lead: msg("The projects that you may use. Changing signs in to one of them without typing anything again; keys stay."),
  loading: msg("Asking for the projects"),
  again: msg("Try again"),
  failed: msg("The projects were not listed"),
  none: msg("The cloud lists no project of this user."),
  noOther: msg("There is no other project of this user."),
  odd: msg("Some of the list is not as the cloud's documents have it: a project may be missing."),
  current: msg("Current project"),
  disabled: msg("Disabled: nobody can sign in to it"),
  elsewhere: (region: string) => msg(str`In the region ${region}, to which this server does not lead`),
  notChanged: msg("The project was not changed"),
  before: (project: string) => msg(str`You are still in ${project}; nothing is lost.`),
  stillSignedIn: msg("You are still signed in as before; nothing is lost."),
  working: (project: string) => msg(str`Signing in to ${project}`),
  close: msg("Close"),
  losesTitle: msg("Change the project and lose this?"),
  loses: msg("It is of the servers of this project. What is stored in the cloud stays there."),
  stay: msg("Stay in this project"),
  change: msg("Change the project"),
}));

export function projectsView(state: ProjectsState, losses: readonly Loss[], actions: ProjectsUses): TemplateResult {
  const { session: { current: session }, projects: { list, asked } } = state;
  const wanted = list.status === "ready" ? list.list.find(({ id }) => id === asked) : undefined;
  if (wanted && session) return askView(session, wanted, losses, state, actions);
  return html`
    <h2 id="projects-title">${WORDS().title}</h2>
    ${session ? listView(state, session, losses.length > 0, actions) : nothing}
    <div class="buttons"><wa-button appearance="outlined" @click=${actions.projects.close}>${WORDS().close}</wa-button></div>
  `;
}

function listView(state: ProjectsState, session: Session, loses: boolean, actions: ProjectsUses): unknown {
  const { projects: { list, changing, problem } } = state;
  if (list.status === "failed") {
    return problemView(list.problem, { title: WORDS().failed, more: html`<wa-button size="s" @click=${actions.projects.list}>${WORDS().again}</wa-button>` });
  }
  if (list.status !== "ready") return progress(WORDS().loading);
  const wanted = list.list.find(({ id }) => id === changing);
  const next = session.project === undefined ? WORDS().stillSignedIn : WORDS().before(session.project);
  const isOther = ({ id }: ListedProject): boolean => id !== session.projectId;
  return html`
    <p class="quiet">${WORDS().lead}</p>
    ${problem ? problemView(problem, { title: WORDS().notChanged, more: html`<p>${next}</p>` }) : nothing}
    ${wanted ? progress(WORDS().working(nameOf(wanted) ?? wanted.id), () => { actions.cancel("project"); }, true) : nothing}
    ${list.list.length === 0
      ? html`<p>${WORDS().none}</p>`
      : html`<ul class="project-list" aria-label=${WORDS().title}>${list.list.map((project) => row(state, session, project, loses, actions))}</ul>`}
    ${list.list.length > 0 && !list.list.some(isOther) ? html`<p>${WORDS().noOther}</p>` : nothing}
    ${list.odd > 0 ? html`<p class="quiet small">${icon("info")} ${WORDS().odd}</p>` : nothing}
  `;
}

function row({ session: { clouds }, projects: { changing } }: ProjectsState, session: Session, project: ListedProject, loses: boolean, actions: ProjectsUses): TemplateResult {
  const isCurrent = project.id === session.projectId;
  const place = placeOf(session, clouds, project);
  const note = isCurrent ? WORDS().current : unavailable(project, place);
  const choose = (): void => {
    // What would be lost is said first.
    if (loses) actions.dispatch({ type: "projects/asked", id: project.id });
    else if ("entry" in place) actions.projects.change(project, place.entry);
  };
  return html`<li>
    <button type="button" aria-current=${isCurrent ? "true" : nothing} ?disabled=${note !== undefined || changing !== undefined} @click=${choose}>
      <span class="project-name">${isCurrent ? icon("check") : nothing}${nameOf(project) ?? project.id}</span>
      <span class="project-id mono quiet">${project.id}</span>
      ${note === undefined ? nothing : html`<span class="project-note">${note}</span>`}
    </button>
  </li>`;
}

/** Why it cannot be changed to. */
function unavailable({ enabled }: ListedProject, place: ReturnType<typeof placeOf>): string | undefined {
  if (!enabled) return WORDS().disabled;
  return "region" in place ? WORDS().elsewhere(place.region) : undefined;
}

function askView(session: Session, project: ListedProject, losses: readonly Loss[], state: ProjectsState, { dispatch, projects }: ProjectsUses): TemplateResult {
  const place = placeOf(session, state.session.clouds, project);
  return html`
    <h2 id="projects-title">${WORDS().losesTitle}</h2>
    ${lossList(losses)}
    <p class="quiet">${WORDS().loses}</p>
    <div class="buttons">
      <wa-button appearance="outlined" autofocus @click=${() => { dispatch({ type: "projects/kept" }); }}>${WORDS().stay}</wa-button>
      <wa-button variant="danger" @click=${() => { if ("entry" in place) projects.change(project, place.entry); }}>${startIcon("refresh")}${WORDS().change}</wa-button>
    </div>
  `;
}
