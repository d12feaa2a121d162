// One server: its password, the key that opens it, and deleting the stored copy.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { Actions } from "../actions.ts";
import { compareFingerprints } from "../state.ts";
import type { KeyPairView, ServerPanel, State } from "../state.ts";
import { deleteView } from "./delete.ts";
import { keysView } from "./keys.ts";
import { callout, icon, progress, startIcon } from "./parts.ts";
import { passwordView } from "./password.ts";
import { problemView, prose } from "./problem.ts";
import { addressesView, nameOf, statusView } from "./servers.ts";
import { msg, words } from "../words.ts";

const WORDS = words(() => ({
  back: msg("All servers"),
  noName: msg("Server"),
  notListed: msg("This server is not in the list that was loaded."),
  notWindows: msg("The cloud says that this is no Windows server. Only Windows servers store a password."),
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
  again: msg("Check again"),
  causes: msg("Why there may be none"),
  encryptedTitle: msg("A password is stored"),
  encrypted: msg("It is encrypted. Choose the private key of the server's key pair to decrypt it."),
  decrypt: msg("Decrypt"),
  tryKey: msg("Try the chosen key"),
  cipher: msg("The encrypted text"),
  known: msg("What is known"),
  inSandbox: msg("In the sandbox:"),
}));

/** The hint begins with what the heading says. */
const TITLE_AGAIN = /^no password is stored: /i;

/** The documented causes, the likeliest first. */
const CAUSES = [
  "The server is new: Windows sets itself up for some minutes after its first start before it stores the password.",
  "It was deleted from the cloud already; what is deleted does not come back.",
  "The server was created without a key pair, with a password chosen then.",
  "The image is private and has no Cloudbase-Init: its password is the one of the image.",
  "Cloudbase-Init could not reach the metadata service: DHCP is off in the subnet, or a security group blocks port 80 outwards. Restart the server and check again.",
  "The log on the server says more: Program Files\\Cloudbase Solutions\\Cloudbase-Init\\log.",
];

export function serverView(state: State, panel: ServerPanel, actions: Actions): TemplateResult {
  const { server } = panel;
  return html`
    <p class="crumb"><a href="#/servers">${icon("chevron-left")}${WORDS().back}</a></p>
    <div class="head">
      <h1 tabindex="-1" data-focus="heading">${nameOf(server) ?? WORDS().noName}</h1>
      ${server ? statusView(server.status) : nothing}
    </div>
    ${facts(panel)} ${demoNote(state, panel)}
    ${server?.os === "other" ? callout("warning", "info", WORDS().notWindows) : nothing}
    ${server || state.servers.status !== "ready" ? nothing : callout("neutral", "info", WORDS().notListed)}
    <div class="columns">
      <div class="column">${keysView(state, actions, panel.keyPair, state.session?.cloud.sandbox, server?.keyName)}</div>
      <div class="column">
        <section class="card stored" aria-labelledby="stored-title">
          <h2 id="stored-title" tabindex="-1" data-focus="result">${WORDS().title}</h2>
          ${stored(state, panel, actions)}
        </section>
        ${panel.password.phase === "none" && panel.deletion.phase === "open" ? nothing : deleteView(panel, actions)}
      </div>
    </div>
  `;
}

/** In the sandbox each server stands for one case. */
function demoNote({ session, sandbox }: State, { id }: ServerPanel): unknown {
  const note = session?.cloud.sandbox === true ? sandbox?.servers.find((server) => server.id === id)?.note : undefined;
  return note === undefined ? nothing : html`<p class="demo-server">${icon("flask")}<span>${WORDS().inSandbox} ${note}</span></p>`;
}

function facts({ server, keyPair, id }: ServerPanel): TemplateResult {
  const { facts: names } = WORDS();
  return html`<dl class="server-facts">
    ${server
      ? html`<div><dt>${names.os}</dt><dd class="capital">${server.os === "windows" ? WORDS().os.windows : (server.osType ?? WORDS().os[server.os])}</dd></div>
          <div><dt>${names.addresses}</dt><dd>${addressesView(server)}</dd></div>
          <div><dt>${names.key}</dt><dd>${server.keyName ?? WORDS().noKeyName}${pairView(keyPair)}</dd></div>`
      : nothing}
    <div><dt>${names.id}</dt><dd class="mono">${id}</dd></div>
  </dl>`;
}

function pairView(pair: KeyPairView): unknown {
  if (pair.status === "loading") return html`<span class="fact-note">${WORDS().pairLoading}</span>`;
  if (pair.status === "visible") return html`<span class="fact-note mono">${pair.fingerprint}</span>`;
  return pair.status === "hidden" ? html`<span class="fact-note">${WORDS().pairHidden}</span>` : nothing;
}

function stored(state: State, panel: ServerPanel, actions: Actions): unknown {
  const { password, id } = panel;
  const get = (): void => void actions.getPassword(id);
  const hasKey = state.keys.selected !== undefined;
  const blocked = state.core.status === "failed";
  switch (password.phase) {
    case "idle":
      return html`<p class="quiet">${hasKey ? WORDS().lead : WORDS().leadNoKey}</p>
        <wa-button variant="brand" ?disabled=${blocked} @click=${get}>${WORDS().get}</wa-button>`;
    case "working":
      return progress(WORDS().working, () => { actions.cancel("password"); }, true);
    case "none":
      return html`<h3 tabindex="-1" data-focus="result">${WORDS().noneTitle}</h3>
        <p>${prose(password.hint.replace(TITLE_AGAIN, ""))}</p>
        <wa-button size="s" appearance="outlined" @click=${get}>${startIcon("refresh")}${WORDS().again}</wa-button>
        <div class="causes">
          <h4>${WORDS().causes}</h4>
          <ul>${CAUSES.map((cause) => html`<li>${cause}</li>`)}</ul>
        </div>`;
    case "encrypted":
      return html`<h3 tabindex="-1" data-focus="result">${WORDS().encryptedTitle}</h3>
        <p>${WORDS().encrypted}</p>
        ${hasKey
          ? html`<wa-button variant="brand" @click=${() => void actions.decrypt({ serverId: id }, password.ciphertext)}>${startIcon("key")}${WORDS().decrypt}</wa-button>`
          : nothing}
        ${cipherView(password.ciphertext)}`;
    case "failed": {
      const { problem, ciphertext } = password;
      const retry =
        ciphertext === undefined
          ? html`<wa-button size="s" @click=${get}>${startIcon("refresh")}${WORDS().get}</wa-button>`
          : html`<wa-button size="s" ?disabled=${!hasKey} @click=${() => void actions.decrypt({ serverId: id }, ciphertext)}>${startIcon("key")}${WORDS().tryKey}</wa-button>`;
      const known = problem.code === "wrongKey" || problem.code === "ciphertextLength" ? knownOf(state, panel) : nothing;
      return html`${problemView(problem, { more: html`${known}<p>${retry}</p>` })}${ciphertext === undefined ? nothing : cipherView(ciphertext)}`;
    }
    case "decrypted":
      return html`${passwordView(state, { serverId: id }, password, actions)}
        <details class="facts"><summary>${WORDS().cipher}</summary><p class="mono cipher">${password.ciphertext}</p>
          <wa-button size="s" appearance="outlined" @click=${get}>${startIcon("refresh")}${WORDS().getAgain}</wa-button></details>`;
  }
}

const cipherView = (ciphertext: string): TemplateResult =>
  html`<details class="facts"><summary>${WORDS().cipher}</summary><p class="mono cipher">${ciphertext}</p></details>`;

/** A wrong key and a damaged password look the same; what tells them apart is what the cloud and the key say. */
function knownOf(state: State, panel: ServerPanel): TemplateResult {
  const { password, keyPair, server } = panel;
  const keyId = password.phase === "failed" ? password.keyId : undefined;
  const key = state.keys.loaded.find(({ id }) => id === keyId);
  const wanted = password.phase === "failed" ? bitsOf(password.ciphertext ?? "") : undefined;
  const match = key ? compareFingerprints(keyPair, key) : "unknown";
  const lines = [
    server?.keyName === undefined ? "The server names no key pair." : `The server was created with the key pair ${server.keyName}.`,
    keyPair.status === "visible" ? `That pair has the fingerprint ${keyPair.fingerprint}.` : "The fingerprint of that pair is not visible to this user.",
    key ? `The chosen key ${key.name} has ${key.bits.toString()} bits and the fingerprint ${key.md5}.` : undefined,
    wanted === undefined ? undefined : `The password was encrypted for a key of about ${wanted.toString()} bits.`,
    match === "same" ? "The fingerprints are the same: the stored password may be damaged, or made for an earlier key pair." : undefined,
  ];
  return html`<h4>${WORDS().known}</h4><ul>${lines.filter((line) => line !== undefined).map((line) => html`<li>${line}</li>`)}</ul>`;
}

/** RSA ciphertext is as long as the key. */
function bitsOf(ciphertext: string): number | undefined {
  const digits = ciphertext.replace(/[\s=]/g, "").length;
  return digits > 0 ? Math.floor((digits * 6) / 8) * 8 : undefined;
}
