// What surrounds every view: the language, and the failures that concern the whole page.
import type { Language } from "../../locales/locale.ts";
import { msg } from "../../locales/words.ts";
import type { PermissionsState } from "../../permissions/state.ts";
import type { ServerState } from "../../server/state.ts";
import type { Step } from "../../shared/feature.ts";

/** The cloud asks for a pause: until when (milliseconds since 1970), and whether the page asks again by itself. */
export interface Pause {
  until: number;
  itself: boolean;
}

export interface Frame {
  readonly language: Language;
  /** Whether there is a network and, as far as is known, this page's own server. */
  readonly connection: "on" | "offline" | "noServer";
  readonly pause: Pause | undefined;
  /** A part of the page did not load, as after a new version was installed. */
  readonly outdated: boolean;
  /** Browsers keep the clipboard and their cryptography from pages that came unencrypted. */
  readonly secure: boolean;
}

export const NEW_FRAME: Frame = { language: "en", connection: "on", pause: undefined, outdated: false, secure: true };

export interface FrameState extends ServerState, PermissionsState {
  readonly frame: Frame;
}

export type FrameEvent =
  | { type: "frame/languageShown"; language: Language; chosen: boolean }
  | { type: "frame/connection"; connection: Frame["connection"] }
  | { type: "frame/paused"; until: number }
  /** The last try was refused: the page does not ask again by itself. */
  | { type: "frame/pauseLeft" }
  | { type: "frame/pauseEnded" }
  | { type: "frame/outdated" };

export function reduce(frame: Frame, event: FrameEvent): Step<Frame> {
  switch (event.type) {
    case "frame/languageShown":
      return { slice: { ...frame, language: event.language }, say: event.chosen ? msg("The page is in English now") : undefined };
    case "frame/connection":
      if (frame.connection === event.connection) return { slice: frame };
      return { slice: { ...frame, connection: event.connection }, say: connectionText(event.connection) };
    case "frame/paused":
      return { slice: { ...frame, pause: { until: event.until, itself: true } }, say: msg("The cloud asks for a pause: too many requests") };
    case "frame/pauseLeft":
      return { slice: frame.pause ? { ...frame, pause: { ...frame.pause, itself: false } } : frame };
    case "frame/pauseEnded":
      return { slice: frame.pause ? { ...frame, pause: undefined } : frame };
    case "frame/outdated":
      return { slice: { ...frame, outdated: true }, say: msg("A part of the page did not load") };
  }
}

function connectionText(connection: Frame["connection"]): string {
  if (connection === "on") return msg("The connection is back");
  return connection === "offline" ? msg("You are offline") : msg("The console's server does not answer");
}
