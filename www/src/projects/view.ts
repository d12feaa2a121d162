// The projects of the user to choose from, and the regions, and what a change would lose.
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
import { placeOf, placeOfRegion, regionOf } from "./place.ts";
import type { Place } from "./place.ts";
import type { ProjectsState, Wanted } from "./state.ts";

const WORDS = words(() => ({
  title: msg("Change the project or region"),
  projects: msg("Project"),
  regions: msg("Region"),
  lead: msg("The projects that you may use. Changing signs in to one of them without typing anything again; keys stay."),
  ofAccount: msg("The projects of the account. Changing signs for one of them without typing anything again; keys stay."),
  action: msg("With an access key, listing them takes the permission iam:projects:listProjects."),
  ofCredential: msg("An application credential is for one project."),
  loading: msg("Asking for the projects"),
  regionsLoading: msg("Asking for the regions"),
  again: msg("Try again"),
  failed: msg("The projects were not listed"),
  regionsFailed: msg("The regions were not listed"),
  none: msg("The cloud lists no project of this user."),
  noRegion: msg("The cloud's catalogue has no region with a compute service for this session."),
  noOther: msg("There is no other project of this user."),
  odd: msg("Some of the list is not as the cloud's documents have it: a project may be missing."),
  current: msg("Current project"),
  currentRegion: msg("Current region"),
  disabled: msg("Disabled: nobody can sign in to it"),
  elsewhere: (region: string) => msg(str`In the region ${region}, to which this server does not lead`),
  notLed: msg("This server does not lead to it"),
  projectUnknown: msg("The cloud did not say which project this session is in"),
  unnamed: msg("Its name begins with no region: where its servers would be is not known here"),
  hereUnknown: msg("Which of these regions this session is in is not in the settings of this server."),
  ofRegion: (region: string) => msg(str`Region ${region}`),
  notChanged: msg("The project was not changed"),
  regionNotChanged: msg("The region was not changed"),
  before: (project: string) => msg(str`You are still in ${project}; nothing is lost.`),
  stillSignedIn: msg("You are still signed in as before; nothing is lost."),
  working: (project: string) => msg(str`Signing in to ${project}`),
  close: msg("Close"),
  losesTitle: msg("Change the project and lose this?"),
  losesRegionTitle: msg("Change the region and lose this?"),
  loses: msg("It is of the servers of this project. What is stored in the cloud stays there."),
  losesRegion: msg("It is of the servers of this region. What is stored in the cloud stays there."),
  stay: msg("Stay in this project"),
  cancel: msg("Cancel"),
  change: msg("Change the project"),
  changeRegion: msg("Change the region"),
}));

const isRegion = (wanted: Wanted | undefined): boolean => wanted?.startsWith("region:") === true;

/** Something to choose. */
interface Choice {
  readonly wanted: Wanted;
  readonly name: string;
  readonly id?: string;
  readonly isCurrent: boolean;
  /** Why it is not to be chosen, or that it is chosen already. */
  readonly note?: string | undefined;
  readonly place: Place;
  readonly project: Pick<ListedProject, "id" | "name">;
}

export function projectsView(state: ProjectsState, losses: readonly Loss[], actions: ProjectsUses): TemplateResult {
  const { session: { current }, projects: { asked } } = state;
  const session = current && named(current, projectsOf(state));
  const wanted = session && asked !== undefined ? choicesOf(state, session).find((each) => each.wanted === asked) : undefined;
  if (wanted) return askView(wanted, losses, actions);
  return html`
    <h2 id="projects-title">${WORDS().title}</h2>
    ${session ? bothViews(state, session, losses.length > 0, actions) : nothing}
    <div class="buttons"><wa-button appearance="outlined" @click=${actions.projects.close}>${WORDS().close}</wa-button></div>
  `;
}

const projectsOf = ({ projects: { list } }: ProjectsState): readonly ListedProject[] => (list.status === "ready" ? list.list : []);

/** With the name of its project where the list alone tells that, as of an access key: it says the region. */
const named = (session: Session, list: readonly ListedProject[]): Session => ({ ...session, project: session.project ?? list.find(({ id }) => id === session.projectId)?.name });

function choicesOf(state: ProjectsState, session: Session): Choice[] {
  const { session: { clouds }, projects: { regions } } = state;
  const names = regions.status === "ready" ? regions.list : [];
  return [...projectsOf(state).map((project) => ofProject(session, clouds, project)), ...names.map((region) => ofRegion(session, clouds, region))];
}

function ofProject(session: Session, clouds: ProjectsState["session"]["clouds"], project: ListedProject): Choice {
  const { id } = project;
  const isCurrent = id === session.projectId;
  const place = placeOf(session, clouds, project);
  return { wanted: id, name: nameOf(project) ?? id, id, isCurrent, note: isCurrent ? WORDS().current : unavailable(project, place), place, project };
}

/** Why it cannot be changed to. */
function unavailable({ enabled }: ListedProject, place: Place): string | undefined {
  if (!enabled) return WORDS().disabled;
  if ("entry" in place) return undefined;
  return place.region === undefined ? WORDS().unnamed : WORDS().elsewhere(place.region);
}

function ofRegion(session: Session, clouds: ProjectsState["session"]["clouds"], region: string): Choice {
  const { cloud, project = "", projectId } = session;
  const place = placeOfRegion(session, clouds, region);
  const isCurrent = cloud.region === region;
  const note = projectId === undefined ? WORDS().projectUnknown : "entry" in place ? undefined : WORDS().notLed;
  return { wanted: `region:${region}`, name: region, isCurrent, note: isCurrent ? WORDS().currentRegion : note, place, project: { id: projectId ?? "", name: project } };
}

function bothViews(state: ProjectsState, session: Session, loses: boolean, actions: ProjectsUses): TemplateResult {
  const { changing, problem } = state.projects;
  const wanted = choicesOf(state, session).find((each) => each.wanted === changing);
  const next = session.project === undefined ? WORDS().stillSignedIn : WORDS().before(session.project);
  const notChanged = isRegion(state.projects.last) ? WORDS().regionNotChanged : WORDS().notChanged;
  return html`
    ${problem ? problemView(problem, { title: notChanged, more: html`<p>${next}</p>` }) : nothing}
    ${wanted ? progress(WORDS().working(wanted.name), () => { actions.cancel("project"); }, true) : nothing}
    <div class="project-lists">
      ${session.otherProjects ? listView(state, session, loses, actions) : html`<p>${WORDS().ofCredential}</p>`}
      ${session.cloud.kind === "openstack" ? regionsView(state, session, loses, actions) : nothing}
    </div>
  `;
}

function listView(state: ProjectsState, session: Session, loses: boolean, actions: ProjectsUses): unknown {
  const { list, changing } = state.projects;
  if (list.status === "failed") {
    const action = session.accessKey && list.problem.code === "forbidden" ? html`<p>${WORDS().action}</p>` : nothing;
    return problemView(list.problem, { title: WORDS().failed, more: html`${action}<wa-button size="s" @click=${actions.projects.list}>${WORDS().again}</wa-button>` });
  }
  if (list.status !== "ready") return progress(WORDS().loading);
  const choices = list.list.map((project) => ofProject(session, state.session.clouds, project));
  return html`
    <p class="quiet">${session.accessKey ? WORDS().ofAccount : WORDS().lead}</p>
    ${choices.length === 0 ? html`<p>${WORDS().none}</p>` : groupsOf(session, choices).map(([title, group]) => rows(title, group, changing !== undefined, loses, actions))}
    ${choices.length > 0 && choices.every(({ isCurrent }) => isCurrent) ? html`<p>${WORDS().noOther}</p>` : nothing}
    ${list.odd > 0 ? html`<p class="quiet small">${icon("info")} ${WORDS().odd}</p>` : nothing}
  `;
}

/** By regions, where the names of the projects have several; those without one come last. */
function groupsOf({ cloud }: Session, choices: readonly Choice[]): [title: string, group: readonly Choice[]][] {
  const regions = new Set(cloud.kind === "openstack" ? [] : choices.map(({ project }) => regionOf(project.name)));
  if (regions.size < 2) return [[WORDS().projects, choices]];
  const order = [...regions].sort((one, other) => Number(one === undefined) - Number(other === undefined));
  return order.map((region) => [region === undefined ? WORDS().projects : WORDS().ofRegion(region), choices.filter(({ project }) => regionOf(project.name) === region)]);
}

function regionsView(state: ProjectsState, session: Session, loses: boolean, actions: ProjectsUses): unknown {
  const { regions, changing } = state.projects;
  if (regions.status === "failed") {
    return problemView(regions.problem, { title: WORDS().regionsFailed, more: html`<wa-button size="s" @click=${actions.projects.list}>${WORDS().again}</wa-button>` });
  }
  if (regions.status !== "ready") return progress(WORDS().regionsLoading);
  const choices = regions.list.map((region) => ofRegion(session, state.session.clouds, region));
  if (choices.length === 0) return html`<p>${WORDS().noRegion}</p>`;
  return html`${rows(WORDS().regions, choices, changing !== undefined, loses, actions)}
    ${session.cloud.region === undefined ? html`<p class="quiet small">${icon("info")} ${WORDS().hereUnknown}</p>` : nothing}`;
}

const rows = (title: string, choices: readonly Choice[], busy: boolean, loses: boolean, actions: ProjectsUses): TemplateResult => html`
  <h3 class="small-title">${title}</h3>
  <ul class="project-list" aria-label=${title}>${choices.map((choice) => row(choice, busy, loses, actions))}</ul>
`;

function row(choice: Choice, busy: boolean, loses: boolean, actions: ProjectsUses): TemplateResult {
  const { wanted, name, id, isCurrent, note } = choice;
  const choose = (): void => {
    // What would be lost is said first.
    if (loses) actions.dispatch({ type: "projects/asked", id: wanted });
    else change(choice, actions);
  };
  return html`<li>
    <button type="button" aria-current=${isCurrent ? "true" : nothing} ?disabled=${note !== undefined || busy} @click=${choose}>
      <span class="project-name">${isCurrent ? icon("check") : nothing}${name}</span>
      ${id === undefined ? nothing : html`<span class="project-id mono quiet">${id}</span>`}
      ${note === undefined ? nothing : html`<span class="project-note">${note}</span>`}
    </button>
  </li>`;
}

function change({ wanted, project, place }: Choice, { projects }: ProjectsUses): void {
  if ("entry" in place) projects.change(wanted, project, place.entry);
}

function askView(choice: Choice, losses: readonly Loss[], actions: ProjectsUses): TemplateResult {
  const ofRegion = isRegion(choice.wanted);
  return html`
    <h2 id="projects-title">${ofRegion ? WORDS().losesRegionTitle : WORDS().losesTitle}</h2>
    ${lossList(losses)}
    <p class="quiet">${ofRegion ? WORDS().losesRegion : WORDS().loses}</p>
    <div class="buttons">
      <wa-button appearance="outlined" autofocus @click=${() => { actions.dispatch({ type: "projects/kept" }); }}>${ofRegion ? WORDS().cancel : WORDS().stay}</wa-button>
      <wa-button variant="danger" @click=${() => { change(choice, actions); }}>${startIcon("refresh")}${ofRegion ? WORDS().changeRegion : WORDS().change}</wa-button>
    </div>
  `;
}
