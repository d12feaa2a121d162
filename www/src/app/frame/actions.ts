// The language, and noticing what concerns the whole page: the network, a cloud that asks for a pause, a missing part.
import { httpHeaders, retryAfterMs, tooManyRequests } from "ecs-password/client/slim";
import { rememberLanguage, setLocale } from "../../locales/locale.ts";
import type { Language } from "../../locales/locale.ts";
import type { PermissionsUses } from "../../permissions/actions.ts";
import type { ServerUses } from "../../server/actions.ts";
import { isSignedIn } from "../../session/state.ts";
import type { Context } from "../../shared/context.ts";
import type { News } from "../../shared/feature.ts";
import { toProblem } from "../../shared/problem.ts";
import type { FrameEvent, FrameState } from "./state.ts";

/** After a refusal that does not say how long to wait, or says a time that has passed. */
const SHORT_PAUSE_MS = 2000;
const LONGEST_PAUSE_MS = 3_600_000;
/** How often to look whether the server is back. */
const LOOK_MS = 3000;

export type FrameActions = ReturnType<typeof createFrameActions>;

export function createFrameActions(context: Context<FrameState, FrameEvent, ServerUses & PermissionsUses>) {
  const { dispatch } = context;
  let pause: ReturnType<typeof setTimeout> | undefined;
  let looking = false;

  /** `chosen` by somebody, else by the browser: only a choice is remembered. */
  async function showLanguage(language: Language, chosen = true): Promise<void> {
    try {
      await setLocale(language);
      if (chosen) rememberLanguage(language);
      dispatch({ type: "frame/languageShown", language, chosen });
    } catch {
      dispatch(navigator.onLine ? { type: "frame/outdated" } : { type: "frame/connection", connection: "offline" });
    }
  }

  function watch(): void {
    addEventListener("offline", () => { dispatch({ type: "frame/connection", connection: "offline" }); });
    addEventListener("online", () => { dispatch({ type: "frame/connection", connection: "on" }); });
    if (!navigator.onLine) dispatch({ type: "frame/connection", connection: "offline" });
    // Vite says this where a part of the page does not load.
    addEventListener("vite:preloadError", () => { if (navigator.onLine) dispatch({ type: "frame/outdated" }); });
  }

  /** What the clouds and the network say about the whole page is noticed on the way. */
  function heard(news: News): void {
    if (news.kind === "call") {
      if (news.error !== undefined) noteFailure(news.error);
    } else if (news.answer.status === tooManyRequests) {
      startPause(news.answer.headers.get(httpHeaders.retryAfter));
    } else {
      endPause();
    }
  }

  function startPause(retryAfter: string | null): void {
    const asked = retryAfter === null ? undefined : retryAfterMs(retryAfter);
    const ms = Math.min(LONGEST_PAUSE_MS, asked !== undefined && asked > 0 ? asked : SHORT_PAUSE_MS);
    clearTimeout(pause);
    dispatch({ type: "frame/paused", until: Date.now() + ms });
    // With its last try under way the next answer ends it earlier.
    pause = setTimeout(() => { if (context.state.frame.pause?.itself === false) endPause(); }, ms);
  }

  function endPause(): void {
    clearTimeout(pause);
    dispatch({ type: "frame/pauseEnded" });
  }

  /** After a call has failed for good. */
  function noteFailure(error: unknown): void {
    const { code } = toProblem(error);
    if (code === "network") void look();
    const { pause: current } = context.state.frame;
    if (!current) return;
    if (code === "rateLimited" && current.until > Date.now()) dispatch({ type: "frame/pauseLeft" });
    else endPause();
  }

  /** Is it the cloud alone, or this page's own server as well? Looks until it is back. */
  async function look(): Promise<void> {
    if (looking) return;
    looking = true;
    while (navigator.onLine && !(await serverAnswers())) {
      dispatch({ type: "frame/connection", connection: "noServer" });
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    looking = false;
    if (navigator.onLine) dispatch({ type: "frame/connection", connection: "on" });
  }

  function follow(before: FrameState, after: FrameState): void {
    if (before.frame.connection !== "on" && after.frame.connection === "on") tryAgain(after);
  }

  /** What failed for want of a network, and may be asked for once more: reading only. */
  function tryAgain(state: FrameState): void {
    const { core, session, servers, password: { server } } = state;
    const { actions } = context;
    if (core.status === "failed" && core.problem.code === "network") actions.startCore();
    if (session.clouds.status === "failed") void actions.session.loadClouds();
    if (!isSignedIn(state)) return;
    if (servers.status === "failed" && servers.problem?.code === "network") void actions.servers.load();
    if (server?.view.phase !== "failed") return;
    const { problem, ciphertext } = server.view;
    if (problem.code === "network" && ciphertext === undefined) void actions.password.get(server.id);
  }

  return { showLanguage, watch, heard, follow };
}

async function serverAnswers(): Promise<boolean> {
  try {
    await fetch("clouds.json", { credentials: "omit", cache: "no-store" });
    return true;
  } catch {
    return false;
  }
}
