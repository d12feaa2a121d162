// The language, and the failures that concern the whole page, each with its next step.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { formats, LANGUAGES } from "../../locales/locale.ts";
import type { Language } from "../../locales/locale.ts";
import type { FrameActions } from "./actions.ts";
import { icon, startIcon, valueOf } from "../../ui/parts.ts";
import { msg, str, words } from "../../locales/words.ts";
import { countdown } from "../../ui/timed.ts";
import type { Frame, Pause } from "./state.ts";

const WORDS = words(() => ({
  language: msg("Language"),
  offline: msg("You are offline"),
  offlineNext: msg("What is loaded stays, and decrypting works. What failed is tried again once you are back."),
  noServer: msg("The console's server does not answer"),
  noServerNext: msg("Check the network, or start the server again. The page tries again by itself."),
  pause: msg("The cloud asks for a pause: too many requests"),
  pauseItself: (time: string) => msg(str`The page tries again by itself at ${time}.`),
  pauseYours: (time: string) => msg(str`Try again from ${time}.`),
  secondsLeft: (seconds: number) => msg(str`${seconds} s left`),
  outdated: msg("A part of the page did not load"),
  outdatedNext: msg("A new version may have been installed. Reload the page to get it."),
  outdatedLoses: msg("A new version may have been installed. Reload the page to get it: the sign-in, keys and passwords in this tab are forgotten then."),
  reload: msg("Reload the page"),
  insecure: msg("This page came unencrypted"),
  insecureLead: msg("Others on the network could read or change it, and the browser keeps its clipboard and cryptography from it. Passwords do not belong here."),
  insecureOpen: msg("Open the encrypted page"),
  insecureElse: msg("If that page does not open"),
  insecureOperator: msg("Whoever runs this server puts a TLS proxy before it and names it with the option --name. On your own machine, use the address with 127.0.0.1."),
}));

export function languageSwitch(frame: Frame, actions: FrameActions): TemplateResult {
  return html`<label class="language">
    <span class="visually-hidden">${WORDS().language}</span>
    ${icon("globe")}
    <select .value=${live(frame.language)} @change=${(event: Event) => void actions.showLanguage(valueOf(event) as Language)}>
      ${Object.entries(LANGUAGES).map(([language, { name, tag }]) => html`<option value=${language} lang=${tag} ?selected=${language === frame.language}>${name}</option>`)}
    </select>
  </label>`;
}

/** `loses`: whether reloading the page would lose something. */
export function frameStrips({ connection, pause, outdated }: Frame, loses: boolean): unknown {
  const reload = html`<wa-button size="s" appearance="outlined" @click=${() => { location.reload(); }}>${startIcon("refresh")}${WORDS().reload}</wa-button>`;
  return html`
    ${connection === "offline" ? strip("offline", WORDS().offline, WORDS().offlineNext) : nothing}
    ${connection === "noServer" ? strip("offline", WORDS().noServer, WORDS().noServerNext) : nothing}
    ${pause ? pauseStrip(pause) : nothing}
    ${outdated ? strip("warning", WORDS().outdated, loses ? WORDS().outdatedLoses : WORDS().outdatedNext, reload) : nothing}
  `;
}

function pauseStrip({ until, itself }: Pause): TemplateResult {
  const time = new Date(until).toLocaleTimeString(formats());
  const left = html`<span class="left" aria-hidden="true">${countdown(until, (seconds) => (seconds > 99 ? "" : WORDS().secondsLeft(seconds)))}</span>`;
  return strip("clock", WORDS().pause, html`${itself ? WORDS().pauseItself(time) : WORDS().pauseYours(time)} ${left}`);
}

export function strip(name: string, title: string, next: unknown, more: unknown = nothing): TemplateResult {
  return html`<div class=${name === "offline" ? "frame-strip frame-strip-cut" : "frame-strip"} role="group" aria-label=${title}>
    <p>${icon(name)}<span><strong>${title}</strong> ${next}</span></p>
    ${more}
  </div>`;
}

/** In the place of every view: nothing secret may be typed into a page that others can change. */
export function insecureView(): TemplateResult {
  const encrypted = `https://${location.hostname}/`;
  return html`<section class="card insecure">
    <h1 tabindex="-1" data-focus="heading">${icon("warning")}${WORDS().insecure}</h1>
    <p class="lead">${WORDS().insecureLead}</p>
    <p><wa-button variant="brand" href=${encrypted}>${startIcon("lock")}${WORDS().insecureOpen}</wa-button> <code>${encrypted}</code></p>
    <h2>${WORDS().insecureElse}</h2>
    <p>${WORDS().insecureOperator}</p>
  </section>`;
}
