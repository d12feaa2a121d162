// Changing to another project of the same user, or another region: which there are, the one that is wanted, and what became of it. Plain data.
import type { ListedProject } from "ecs-password/slim";
import { endsSession } from "../session/state.ts";
import type { SessionState } from "../session/state.ts";
import type { Step } from "../shared/feature.ts";
import { isAborted } from "../shared/problem.ts";
import type { Problem } from "../shared/problem.ts";
import type { Signal } from "../shared/signals.ts";
import type { Loading } from "../ui/loaded.ts";

export type ProjectList =
  | { readonly status: "none" | "loading" }
  | { readonly status: "failed"; readonly problem: Problem }
  /** `odd`: how much of it is not as the cloud's documents have it. */
  | { readonly status: "ready"; readonly list: readonly ListedProject[]; readonly odd: number };

/** Of a cloud whose catalogue has them. */
export type RegionList =
  | { readonly status: "none" | "loading" }
  | { readonly status: "failed"; readonly problem: Problem }
  | { readonly status: "ready"; readonly list: readonly string[] };

/** The ID of a project, which has no colon, or `region:` with the name of a region. */
export type Wanted = string;

export interface Projects {
  readonly open: boolean;
  readonly list: ProjectList;
  readonly regions: RegionList;
  /** The one that takes a yes first: something would be lost. */
  readonly asked: Wanted | undefined;
  /** Of the one that is being signed in to. */
  readonly changing: Wanted | undefined;
  /** Why it was not changed to the last one; the session before goes on. */
  readonly problem: Problem | undefined;
  /** The one that this is about. */
  readonly last: Wanted | undefined;
  readonly view: Loading;
}

export const NO_PROJECTS: Projects = { open: false, list: { status: "none" }, regions: { status: "none" }, asked: undefined, changing: undefined, problem: undefined, last: undefined, view: "none" };

/** What a feature sees that works with the projects. */
export interface ProjectsState extends SessionState {
  readonly projects: Projects;
}

export type ProjectsEvent =
  | { type: "projects/opened" | "projects/closed" | "projects/requested" | "projects/kept" }
  | { type: "projects/loaded"; view: Loading }
  | { type: "projects/listed"; list: readonly ListedProject[]; odd: number }
  | { type: "projects/regions"; regions: RegionList }
  | { type: "projects/listFailed" | "projects/changeFailed"; problem: Problem }
  | { type: "projects/asked" | "projects/changeStarted"; id: Wanted };

export function reduce(slice: Projects, event: ProjectsEvent, state: ProjectsState): Step<Projects> {
  switch (event.type) {
    case "projects/opened":
      return { slice: { ...slice, open: true, asked: undefined, problem: undefined } };
    case "projects/closed":
      return { slice: { ...slice, open: false, asked: undefined } };
    case "projects/kept":
      return { slice: { ...slice, asked: undefined } };
    case "projects/loaded":
      return { slice: { ...slice, view: event.view } };
    case "projects/requested":
      return { slice: { ...slice, list: { status: "loading" } } };
    case "projects/listed":
      return { slice: { ...slice, list: { status: "ready", list: event.list, odd: event.odd } } };
    case "projects/regions":
      return { slice: { ...slice, regions: event.regions } };
    case "projects/listFailed": {
      const { problem } = event;
      if (isAborted(problem)) return { slice: { ...slice, list: { status: "none" } } };
      // A token that is refused here is refused everywhere; of a signature IAM alone has judged.
      if (endsSession(state, problem) && !state.session.current?.accessKey) return { slice: NO_PROJECTS, signals: [{ type: "sessionEnded", problem }] };
      return { slice: { ...slice, list: { status: "failed", problem } }, focus: "problem" };
    }
    case "projects/asked":
      return { slice: { ...slice, asked: event.id, problem: undefined } };
    case "projects/changeStarted":
      return { slice: { ...slice, asked: undefined, changing: event.id, problem: undefined }, focus: "working" };
    case "projects/changeFailed": {
      const { problem } = event;
      const left: Projects = { ...slice, changing: undefined };
      return isAborted(problem) ? { slice: left } : { slice: { ...left, problem, last: slice.changing }, focus: "problem" };
    }
  }
}

/** Another session has other projects, or another current one. */
export const on = (slice: Projects, { type }: Signal): Step<Projects> => ({
  slice: type === "signedIn" || type === "sessionEnded" ? { ...NO_PROJECTS, view: slice.view } : slice,
});
