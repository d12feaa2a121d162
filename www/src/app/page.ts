// The frame around every view.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { aboutButton, aboutDialogs } from "../about/dialog.ts";
import type { Composed } from "./compose.ts";
import type { Actions, State } from "./console.ts";
import type { FEATURES } from "./features.ts";
import { frameStrips, insecureView, languageSwitch, strip } from "./frame/view.ts";
import { leaveDialog } from "./leaving/view.ts";
import { projectsDialog, whereView } from "../projects/switch-view.ts";
import { plainHttpWarning } from "../session/plain-http.ts";
import { nameOfSession } from "../session/state.ts";
import { branding, product } from "../shared/branding.ts";
import { icon, startIcon } from "../ui/parts.ts";
import type { Route } from "../shared/route.ts";
import { problemView } from "../ui/problem.ts";
import { msg, words } from "../locales/words.ts";

const WORDS = words(() => ({
  views: msg("Views"),
  skip: msg("Skip to the content"),
  dark: msg("Switch to the dark theme"),
  light: msg("Switch to the light theme"),
  signOut: msg("Sign out"),
  project: msg("Project"),
  sandbox: msg("Sandbox: made-up servers, no real cloud"),
  connection: msg("Connection"),
  local: msg("Keys and passwords stay in this tab. Reloading or closing it forgets them."),
  retry: msg("Try again"),
  licences: msg("Licences"),
  signedIn: msg("Signed in"),
  token: msg("Token"),
  results: msg("Results"),
  notice: msg("Notice"),
}));

/** `parts` is the page that the features make. */
export function page(parts: Composed<typeof FEATURES>, state: State, actions: Actions): TemplateResult {
  const { session: { current: session }, theme, core, announcement, route } = state;
  const view = parts.viewOf(route);
  const { logo, notice, alone } = branding();
  const inSandbox = session?.cloud.sandbox === true;
  const plainHttp = session && plainHttpWarning(session.cloud);
  const skip = (event: Event): void => {
    event.preventDefault();
    document.querySelector<HTMLElement>("h1")?.focus();
  };
  return html`
    <a class="skip" href="#content" @click=${skip}>${WORDS().skip}</a>
    <header class="bar">
      <div class="bar-inner">
        <a class="brand" href=${alone ? "#/decrypt" : session ? "#/servers" : "#/"}>${logo === undefined ? html`<span class="mark">${icon("key")}</span>` : html`<img class="logo" src=${logo} alt="" />`}<span class="brand-name">${product()}</span></a>
        ${state.frame.secure && !alone ? html`<nav class="views" aria-label=${WORDS().views}>
          ${parts.links.map(({ name, text }) => navLink(parts.toHash({ view: name } as Route), text(), (view?.under ?? view?.name) === name))}
        </nav>` : nothing}
        ${session
          ? html`<div class="who" role="group" aria-label=${WORDS().signedIn}>
              <span class="who-text">
                <a class="who-link" href="#/connection" aria-label=${`${nameOfSession(session) ?? WORDS().token}: ${WORDS().connection}`} aria-current=${route.view === "connection" ? "page" : nothing}><strong>${nameOfSession(session) ?? WORDS().token}</strong></a>
                ${whereView(session, actions)}
              </span>
            </div>`
          : nothing}
        <div class="bar-actions">
          ${languageSwitch(state.frame, actions.frame)}
          ${session
            ? html`<wa-button size="s" appearance="plain" class="sign-out" @click=${actions.leave}>${startIcon("sign-out")}<span class="sign-out-text">${WORDS().signOut}</span></wa-button>`
            : nothing}
          <wa-button
            size="s"
            appearance="plain"
            @click=${() => { actions.dispatch({ type: "page/themeChosen", theme: theme === "dark" ? "light" : "dark" }); }}
            ><wa-icon name=${theme === "dark" ? "sun" : "moon"} label=${theme === "dark" ? WORDS().light : WORDS().dark}></wa-icon
          ></wa-button>
          ${aboutButton(actions)}
        </div>
      </div>
      ${notice === undefined ? nothing : strip("info", WORDS().notice, notice)}
      ${frameStrips(state.frame, state.frame.outdated && parts.wouldLose(state))}
      ${inSandbox ? html`<p class="sandbox-strip">${icon("flask")}${WORDS().sandbox}</p>` : nothing}
      ${plainHttp ? strip("warning", plainHttp.title, plainHttp.text) : nothing}
    </header>
    <main id="content" class=${`view view-${route.view}`}>
      ${core.status === "failed" && state.frame.secure
        ? html`<div class="core-problem">
            ${problemView(core.problem, {
              level: 2,
              more: core.problem.code === "network" ? html`<wa-button size="s" @click=${actions.startCore}>${WORDS().retry}</wa-button>` : nothing,
            })}
          </div>`
        : nothing}
      ${parts.strips(state, actions)} ${state.frame.secure ? view?.render(state, actions) : insecureView()}
    </main>
    ${session
      ? html`${projectsDialog(state, () => parts.losses(state).filter(({ ofUser }) => ofUser !== true), actions)}
          ${leaveDialog(state.leaving, state.leaving.asking ? parts.losses(state) : [], () => { actions.dispatch({ type: "leaving/dismissed" }); }, actions.session.signOut)}`
      : nothing}
    ${aboutDialogs(state, actions)}
    <footer class="foot"><p>${icon("lock")}<span>${WORDS().local}</span> <a href="licences.txt" target="_blank">${WORDS().licences}</a></p></footer>
    <div class="visually-hidden" role="status" aria-live="polite" aria-label=${WORDS().results}>
      ${announcement.count % 2 === 0 ? announcement.text : html`<span>${announcement.text}</span>`}
    </div>
  `;
}

function navLink(href: string, text: string, current: boolean): TemplateResult {
  return html`<a href=${href} aria-current=${current ? "page" : nothing}>${text}</a>`;
}
