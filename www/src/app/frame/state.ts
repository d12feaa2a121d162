// What surrounds every view: the language, and the failures that concern the whole page.
import type { Language } from "../../locales/locale.ts";
import { mayDelete } from "../state.ts";
import type { Event, State } from "../state.ts";
import { msg } from "../../locales/words.ts";

/** What was refused because the session had ended, and is taken up again after the next sign-in. */
export interface Pending {
  job: "password" | "delete";
  serverId: string;
}

/** The cloud asks for a pause: until when (milliseconds since 1970), and whether the page asks again by itself. */
export interface Pause {
  until: number;
  itself: boolean;
}

export interface Frame {
  language: Language;
  /** Whether there is a network and, as far as is known, this page's own server. */
  connection: "on" | "offline" | "noServer";
  pause: Pause | undefined;
  /** A part of the page did not load, as after a new version was installed. */
  outdated: boolean;
  /** Browsers keep the clipboard and their cryptography from pages that came unencrypted. */
  secure: boolean;
  pending: Pending | undefined;
}

export const NEW_FRAME: Frame = { language: "en", connection: "on", pause: undefined, outdated: false, secure: true, pending: undefined };

export type FrameEvent =
  | { type: "frame/languageShown"; language: Language; chosen: boolean }
  | { type: "frame/connection"; connection: Frame["connection"] }
  | { type: "frame/paused"; until: number }
  /** The last try was refused: the page does not ask again by itself. */
  | { type: "frame/pauseLeft" }
  | { type: "frame/pauseEnded" }
  | { type: "frame/outdated" }
  | { type: "frame/resumed" };

export function reduceFrame(state: State, event: FrameEvent): State {
  switch (event.type) {
    case "frame/languageShown":
      return event.chosen ? say(frame(state, { language: event.language }), msg("The page is in English now")) : frame(state, { language: event.language });
    case "frame/connection":
      return state.frame.connection === event.connection ? state : say(frame(state, { connection: event.connection }), connectionText(event.connection));
    case "frame/paused":
      return say(frame(state, { pause: { until: event.until, itself: true } }), msg("The cloud asks for a pause: too many requests"));
    case "frame/pauseLeft":
      return state.frame.pause ? frame(state, { pause: { ...state.frame.pause, itself: false } }) : state;
    case "frame/pauseEnded":
      return state.frame.pause ? frame(state, { pause: undefined }) : state;
    case "frame/outdated":
      return say(frame(state, { outdated: true }), msg("A part of the page did not load"));
    case "frame/resumed":
      return frame(state, { pending: undefined });
  }
}

/** What the frame remembers of an event that is not its own. */
export function noteFrame(before: State, after: State, event: Event): State {
  if (event.type === "signedIn") return resumed(after);
  const ended = before.session?.ended === false && after.session?.ended === true;
  if (ended && event.type === "deleteFailed") return frame(after, { pending: { job: "delete", serverId: event.serverId } });
  if (ended && event.type === "passwordFailed" && event.of !== "pasted") {
    return frame(after, { pending: { job: "password", serverId: event.of.serverId } });
  }
  return after;
}

/** A delete is asked about once more; a password is fetched again, which the actions do. Elsewhere both are forgotten. */
function resumed(state: State): State {
  const { panel, frame: own } = state;
  if (!own.pending) return state;
  if (own.pending.serverId !== panel?.id) return frame(state, { pending: undefined });
  if (own.pending.job === "password") return state;
  const again = mayDelete(panel) ? { ...state, panel: { ...panel, deletion: { phase: "asking" as const } } } : state;
  return frame(again, { pending: undefined });
}

function connectionText(connection: Frame["connection"]): string {
  if (connection === "on") return msg("The connection is back");
  return connection === "offline" ? msg("You are offline") : msg("The console's server does not answer");
}

/** In the live region. */
function say(state: State, text: string): State {
  return { ...state, announcement: { text, count: state.announcement.count + 1 } };
}

function frame(state: State, change: Partial<Frame>): State {
  return { ...state, frame: { ...state.frame, ...change } };
}
