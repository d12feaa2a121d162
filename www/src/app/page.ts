// The frame around every view.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { Actions } from "./actions.ts";
import { connectionView, sessionStrip } from "../session/connection-view.ts";
import { frameStrips, insecureView, languageSwitch } from "./frame/view.ts";
import { leaveDialog } from "./leaving/view.ts";
import { manyView } from "../many/view.ts";
import { permissionsView } from "../permissions/view.ts";
import type { State } from "./state.ts";
import { decryptView } from "../password/pasted-view.ts";
import { callout, icon, startIcon } from "../ui/parts.ts";
import { problemView } from "../ui/problem.ts";
import { serverView } from "../server/view.ts";
import { serversView } from "../servers/view.ts";
import { signInView } from "../session/sign-in-view.ts";
import { waitStrips } from "../waiting/view.ts";
import { msg, words } from "../locales/words.ts";

const WORDS = words(() => ({
  views: msg("Views"),
  servers: msg("Servers"),
  permissions: msg("Permissions"),
  decrypt: msg("Decrypt only"),
  skip: msg("Skip to the content"),
  name: msg("ecs-password"),
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
  noServer: msg("No server is chosen."),
}));

export function page(state: State, actions: Actions): TemplateResult {
  const { session, theme, core, announcement, route } = state;
  const inSandbox = session?.cloud.sandbox === true;
  const skip = (event: Event): void => {
    event.preventDefault();
    document.querySelector<HTMLElement>("h1")?.focus();
  };
  return html`
    <a class="skip" href="#content" @click=${skip}>${WORDS().skip}</a>
    <header class="bar">
      <div class="bar-inner">
        <a class="brand" href=${session ? "#/servers" : "#/"}><span class="mark">${icon("key")}</span>${WORDS().name}</a>
        ${state.frame.secure ? html`<nav class="views" aria-label=${WORDS().views}>
          ${navLink("#/servers", WORDS().servers, route.view === "servers" || route.view === "server" || route.view === "many")}
          ${navLink("#/permissions", WORDS().permissions, route.view === "permissions")}
          ${navLink("#/decrypt", WORDS().decrypt, route.view === "decrypt")}
        </nav>` : nothing}
        ${session
          ? html`<div class="who" role="group" aria-label=${WORDS().signedIn}>
              <span class="who-text">
                <a class="who-link" href="#/connection" aria-label=${`${session.user ?? WORDS().token}: ${WORDS().connection}`} aria-current=${route.view === "connection" ? "page" : nothing}><strong>${session.user ?? WORDS().token}</strong></a>
                <span class="quiet">${[session.cloud.label, session.project].filter(Boolean).join(" · ")}</span>
              </span>
            </div>`
          : nothing}
        <div class="bar-actions">
          ${languageSwitch(state, actions)}
          ${session
            ? html`<wa-button size="s" appearance="plain" class="sign-out" @click=${actions.askToSignOut}>${startIcon("sign-out")}<span class="sign-out-text">${WORDS().signOut}</span></wa-button>`
            : nothing}
          <wa-button
            size="s"
            appearance="plain"
            @click=${() => { actions.dispatch({ type: "themeChosen", theme: theme === "dark" ? "light" : "dark" }); }}
            ><wa-icon name=${theme === "dark" ? "sun" : "moon"} label=${theme === "dark" ? WORDS().light : WORDS().dark}></wa-icon
          ></wa-button>
        </div>
      </div>
      ${frameStrips(state)}
      ${inSandbox ? html`<p class="sandbox-strip">${icon("flask")}${WORDS().sandbox}</p>` : nothing}
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
      ${sessionStrip(state, actions)} ${waitStrips(state, actions)} ${state.frame.secure ? content(state, actions) : insecureView()}
    </main>
    ${session ? leaveDialog(state, actions) : nothing}
    <footer class="foot"><p>${icon("lock")}<span>${WORDS().local}</span> <a href="/licences.txt" target="_blank">${WORDS().licences}</a></p></footer>
    <div class="visually-hidden" role="status" aria-live="polite" aria-label=${WORDS().results}>
      ${announcement.count % 2 === 0 ? announcement.text : html`<span>${announcement.text}</span>`}
    </div>
  `;
}

function navLink(href: string, text: string, current: boolean): TemplateResult {
  return html`<a href=${href} aria-current=${current ? "page" : nothing}>${text}</a>`;
}

function content(state: State, actions: Actions): unknown {
  switch (state.route.view) {
    case "signIn":
      return signInView(state, actions);
    case "servers":
      return serversView(state, actions);
    case "server":
      return state.panel ? serverView(state, state.panel, actions) : callout("neutral", "info", WORDS().noServer);
    case "many":
      return manyView(state, actions);
    case "permissions":
      return permissionsView(state, actions);
    case "connection":
      return state.session ? connectionView(state, state.session, actions) : signInView(state, actions);
    case "decrypt":
      return decryptView(state, actions);
  }
}
