// One server: its password, the key that opens it, and deleting the stored copy.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { refusedAs } from "../grant/refusal.ts";
import { grantView, guardedButton, mayHint } from "../grant/view.ts";
import { requestView } from "../request/view.ts";
import type { KeyPairView } from "../keys/state.ts";
import type { ServerPassword } from "../password/state.ts";
import type { ServerUses } from "./actions.ts";
import { prospectsOf } from "../password/prospects.ts";
import type { Prospects } from "../password/prospects.ts";
import type { ServerPanel, ServerState } from "./state.ts";
import { deleteView } from "./delete-view.ts";
import { loadedView } from "../ui/loaded.ts";
import { openedRow } from "../many/state.ts";
import { keysView } from "../keys/view.ts";
import { remoteView } from "./remote-view.ts";
import { nothingOpensView, openedWith, outcomeOf } from "../password/opening.ts";
import { copyButton } from "../ui/copy.ts";
import { callout, icon, progress, startIcon } from "../ui/parts.ts";
import { storedNotesView } from "../password/stored-notes.ts";
import { passwordView } from "../password/view.ts";
import { problemView } from "../ui/problem.ts";
import { addressesView, statusView } from "../servers/parts.ts";
import { nameOf } from "../shared/visible-text.ts";
import { unreadFields } from "../servers/state.ts";
import { waitFor } from "../waiting/state.ts";
import { waitView } from "../waiting/view.ts";
import { inWords } from "../locales/said.ts";
import { msg, words } from "../locales/words.ts";

const WORDS = words(() => ({
  back: msg("All servers"),
  noName: msg("Server"),
  noServer: msg("No server is chosen."),
  notListed: msg("This server is not in the list that was loaded."),
  facts: { status: msg("Status"), os: msg("System"), key: msg("Key pair"), print: msg("Its fingerprint"), addresses: msg("Addresses"), id: msg("Server ID") },
  os: { windows: msg("Windows"), other: msg("Other"), unknown: msg("Unknown") },
  noKeyName: msg("None"),
  pairLoading: msg("Asking…"),
  pairHidden: msg("Not visible to this user: key pairs belong to the user who made them"),
  title: msg("Stored password"),
  lead: msg("Fetches the encrypted password from the cloud and decrypts it here."),
  leadNoKey: msg("Fetches the encrypted password from the cloud. Choose the private key to decrypt it here."),
  get: msg("Get password"),
  getAgain: msg("Get it again"),
  working: msg("Getting the password…"),
  noneTitle: msg("No password is stored"),
  noneText: msg("None was stored yet, or it was deleted: the cloud's answer is the same. Linux servers store none."),
  again: msg("Check again"),
  wait: msg("Wait for it"),
  waitHint: msg("If the server is new: looks again every 20 seconds, for up to 15 minutes."),
  encryptedTitle: msg("A password is stored"),
  encrypted: msg("It is encrypted. Choose the private key of the server's key pair to decrypt it."),
  decrypt: msg("Decrypt"),
  cipher: msg("The encrypted text"),
  inSandbox: msg("In the sandbox:"),
}));

export function serverView(state: ServerState, actions: ServerUses): TemplateResult {
  const { server: { open }, password: { server: password } } = state;
  return open && password ? openView(state, open, password, actions) : callout("neutral", "info", WORDS().noServer);
}

function openView(state: ServerState, panel: ServerPanel, password: ServerPassword, actions: ServerUses): TemplateResult {
  const { server } = panel;
  const prospects = server && prospectsOf(server, password.keyPair, !isUnread(state, panel.id, "key_name"));
  return html`
    <p class="crumb"><a href="#/servers">${icon("chevron-left")}${WORDS().back}</a></p>
    <div class="head">
      <h1 tabindex="-1" data-focus="heading">${nameOf(server) ?? WORDS().noName}</h1>
      ${server?.name ? copyButton(server.name) : nothing}
      ${server ? statusView(server.status) : nothing}
    </div>
    ${facts(state, panel, password.keyPair, actions)} ${demoNote(state, panel)}
    ${prospects === undefined ? nothing : callout("warning", "info", prospects.text)}
    ${server || state.servers.status !== "ready" ? nothing : callout("neutral", "info", WORDS().notListed)}
    <div class="columns">
      <div class="column">${keysView(state, actions, password.keyPair, state.session.current?.cloud.sandbox, server?.keyName, outcomeOf(password.view))}</div>
      <div class="column">
        <section class="card stored" aria-labelledby="stored-title">
          <h2 id="stored-title" tabindex="-1" data-focus="result">${WORDS().title}</h2>
          ${password.outdated ? actions.reset.parts()?.outdated(() => void actions.password.get(panel.id)) : nothing}
          ${stored(state, panel, password, prospects, actions)} ${requestView(state, actions, { operation: "getServerPassword", serverId: panel.id }, state.session.current)}
        </section>
        ${password.view.phase === "none" && panel.deletion.phase === "open" ? nothing : deleteView(state, panel, actions)}
        ${loadedView(state.reset.parts, actions.reset.parts(), actions.reset.load, (parts) => parts.card(state, server ? openedRow(server) : { id: panel.id, name: panel.id }, actions))}
        ${state.renew.parts === "none" ? nothing : loadedView(state.renew.parts, actions.renew.parts(), actions.renew.load, (parts) => parts.card(state, panel.id, server, actions))}
      </div>
    </div>
  `;
}

const isUnread = ({ servers }: ServerState, id: string, field: string): boolean => unreadFields(servers.oddities).get(id)?.has(field) === true;

/** In the sandbox each server stands for one case. */
function demoNote({ session: { current, sandbox } }: ServerState, { id }: ServerPanel): unknown {
  const note = current?.cloud.sandbox === true ? sandbox?.servers.find((server) => server.id === id)?.note : undefined;
  return note === undefined ? nothing : html`<p class="demo-server">${icon("flask")}<span>${WORDS().inSandbox} ${inWords(note)}</span></p>`;
}

function facts(state: ServerState, { server, id }: ServerPanel, keyPair: KeyPairView, actions: ServerUses): TemplateResult {
  const { facts: names } = WORDS();
  const unread = unreadFields(state.servers.oddities).get(id);
  return html`<dl class="server-facts">
    ${server
      ? html`<div><dt>${names.os}</dt><dd class="capital">${server.os === "windows" ? WORDS().os.windows : (server.osType ?? WORDS().os[server.os])}</dd></div>
          <div><dt>${names.addresses}</dt><dd>${addressesView(server, unread)}</dd></div>
          <div><dt>${names.key}</dt><dd>${server.keyName ?? (isUnread(state, id, "key_name") ? WORDS().os.unknown : WORDS().noKeyName)}${pairView(keyPair, notSigned(state, server.keyName, actions))}${server.keyName === undefined ? nothing : requestView(state, actions, { operation: "getKeyPair", name: server.keyName }, state.session.current)}</dd></div>`
      : nothing}
    <div><dt>${names.id}</dt><dd class="mono"><span>${id}</span>${copyButton(id)}</dd></div>
  </dl>`;
}

/** Why a key pair is not even asked for in this session. */
function notSigned({ session: { current } }: ServerState, keyName: string | undefined, actions: ServerUses): string | undefined {
  return current?.accessKey && keyName !== undefined ? actions.session.accessKeys()?.pairNotRead(keyName) : undefined;
}

function pairView(pair: KeyPairView, notRead?: string): unknown {
  if (pair.status === "loading") return html`<span class="fact-note">${WORDS().pairLoading}</span>`;
  if (pair.status === "visible") return html`<span class="fact-note mono"><span>${pair.fingerprint}</span>${copyButton(pair.fingerprint)}</span>`;
  return pair.status === "hidden" ? html`<span class="fact-note">${notRead ?? WORDS().pairHidden}</span>` : nothing;
}

function stored(state: ServerState, panel: ServerPanel, { view: password, keyPair, notes }: ServerPassword, prospects: Prospects | undefined, actions: ServerUses): unknown {
  const { id } = panel;
  const get = (): void => void actions.password.get(id);
  const waitButton = (size: "s" | "m"): TemplateResult => html`<wa-button size=${size} variant="brand" @click=${() => { actions.waiting.start(id, nameOf(panel.server) ?? id); }}>${WORDS().wait}</wa-button>`;
  const hasKey = state.keys.loaded.length > 0;
  const wait = waitFor(state.waiting, id);
  if (wait && wait.phase !== "stored" && (password.phase === "idle" || password.phase === "none")) {
    return html`${waitView(state, wait, actions)}${wait.phase === "over" ? actions.renew.parts()?.causes() : nothing}`;
  }
  const blocked = state.core.status === "failed";
  switch (password.phase) {
    case "idle":
      return html`<p class="quiet">${hasKey ? WORDS().lead : WORDS().leadNoKey}</p>
        ${mayHint(state, "getServerPassword", actions)}
        <div class="buttons">
          ${prospects?.mayCome === true ? waitButton("m") : nothing}
          ${guardedButton(state, "getServerPassword", actions, get, (press) => html`<wa-button variant=${prospects ? "neutral" : "brand"} appearance=${prospects ? "outlined" : "accent"} ?disabled=${blocked} @click=${press}>${WORDS().get}</wa-button>`)}
        </div>`;
    case "working":
      return progress(WORDS().working, () => { actions.cancel("password"); }, true);
    case "none":
      return html`<h3 tabindex="-1" data-focus="result">${WORDS().noneTitle}</h3>
        <p>${WORDS().noneText}</p>
        <div class="buttons">
          ${prospects?.mayCome === false ? nothing : waitButton("s")}
          <wa-button size="s" appearance="outlined" @click=${get}>${startIcon("refresh")}${WORDS().again}</wa-button>
        </div>
        ${prospects?.mayCome === false ? nothing : html`<p class="quiet small">${WORDS().waitHint}</p>`}
        ${actions.renew.parts()?.causes()}`;
    case "encrypted":
      return html`<h3 tabindex="-1" data-focus="result">${WORDS().encryptedTitle}</h3>
        <p>${WORDS().encrypted}</p>
        ${hasKey
          ? html`<wa-button variant="brand" @click=${() => void actions.password.decrypt({ serverId: id }, password.ciphertext)}>${startIcon("key")}${WORDS().decrypt}</wa-button>`
          : nothing}
        ${storedNotesView(notes)} ${cipherView(password.ciphertext)}`;
    case "failed": {
      const { problem, ciphertext } = password;
      // Keys are tried as soon as they are loaded: only what is stored can be another one by now.
      const label = ciphertext === undefined ? WORDS().get : WORDS().getAgain;
      const more = html`${grantView(state, "getServerPassword", problem, actions)}<p><wa-button size="s" @click=${get}>${startIcon("refresh")}${label}</wa-button></p>`;
      const about = { pair: keyPair, keyName: panel.server?.keyName, more };
      return html`${nothingOpensView(state, password, about) ?? problemView(problem, { ...refusedAs(state, "getServerPassword", problem, actions), more })}${ciphertext === undefined ? nothing : storedNotesView(notes)}${ciphertext === undefined ? nothing : cipherView(ciphertext)}`;
    }
    case "decrypted":
      return html`${openedWith(state, password, keyPair)}${passwordView(state, { serverId: id }, password, actions)} ${storedNotesView(notes)}
        ${remoteView(panel, actions)}
        <details class="facts"><summary>${WORDS().cipher}</summary><p class="mono cipher">${password.ciphertext}</p>
          <wa-button size="s" appearance="outlined" @click=${get}>${startIcon("refresh")}${WORDS().getAgain}</wa-button></details>`;
  }
}

const cipherView = (ciphertext: string): TemplateResult =>
  html`<details class="facts"><summary>${WORDS().cipher}</summary><p class="mono cipher">${ciphertext}</p></details>`;
