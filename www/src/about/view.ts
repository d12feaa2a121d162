// What is in the dialog. Each sentence about what goes where is what the code does: the package's client, the page and its server.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { msg, str, words } from "../locales/words.ts";
import { branding, product } from "../shared/branding.ts";
import { icon } from "../ui/parts.ts";
import { drawing } from "./drawing.ts";
import { closeButton, headView } from "./head.ts";
import "./about.css";

/** The build puts it in. */
declare const CONSOLE_VERSION: string;

const WORDS = words(() => ({
  title: msg("About and help"),
  version: msg(str`Version ${CONSOLE_VERSION}`),
  leaves: msg("What leaves the browser"),
  leavesLead: msg("This page comes from the console's server and sends requests to it alone. The server passes them on to the clouds that its operator named, and to no other address."),
  what: msg("What"),
  where: msg("Where it goes"),
  rows: [
    [1, msg("User name, password, one-time code"), msg("At a sign-in with them, through the server to the cloud.")],
    [1, msg("Application credential"), msg("ID and secret, at a sign-in with them, through the server to the cloud.")],
    [2, msg("Token"), msg("Through the server to the cloud, with every call.")],
    [2, msg("Access key"), msg("Its ID, the security token and a signature, with every call. The secret access key signs in this tab and is sent nowhere.")],
    [2, msg("A new password that you set"), msg("Through the server to the cloud: the request holds it, as the cloud sets it.")],
    [3, msg("Token of a sign-in"), msg("From the cloud through the server to this tab.")],
    [3, msg("Encrypted password"), msg("From the cloud through the server to this tab, which decrypts it.")],
    [undefined, msg("Private keys, passphrases"), msg("Nowhere. Reloading or closing this tab forgets them.")],
    [undefined, msg("Decrypted passwords"), msg("Nowhere by themselves. What you copy is in the clipboard, what you export is in a file that the browser saves.")],
    [undefined, msg("Policies that you write or paste"), msg("Nowhere. A link that shares them holds them behind its #, which browsers do not send to servers.")],
    [undefined, msg("Theme, language, keyboard shortcuts turned off"), msg("Into this browser's storage, which holds nothing else of this page.")],
  ] as const,
  goes: (way: number) => msg(str`Way ${way} in the drawing`),
  stays: msg("Stays in this tab"),
  notes: [
    msg("The server sees what passes through it and keeps none of its contents. If its operator logs accesses, that log has addresses, times and paths with server IDs, no secrets."),
    msg("To clouds on other machines the server uses https. Where its operator allowed plain http to a cloud, this page says so at the sign-in and above every view."),
    msg("A browser extension that may read this page reads what you see here."),
  ],
  guides: msg("Guides"),
  lists: [
    {
      title: msg("Get the password of a server"),
      steps: [
        msg("Sign in and open the Windows server in the list."),
        msg("Choose the private key of the key pair that the server was created with."),
        msg("Get the password, then reveal or copy it."),
        msg("Delete the stored copy. The password in Windows stays as it is."),
      ],
    },
    {
      title: msg("No password is stored"),
      steps: [
        msg("Only a Windows server with an RSA key pair stores one, after its first start. Just created, it may need some minutes: the page can wait for it."),
        msg("Somebody may have deleted the stored copy. Deleting does not change the password in Windows."),
        msg("“Renew the password…” stops and starts the server, and has Windows make a new one where Cloudbase-Init runs in it. Where the cloud has a call for it, “Set a new password” orders one."),
      ],
    },
    {
      title: msg("The passwords of many servers"),
      steps: [
        msg("Select the servers in the list, then “Get passwords”."),
        msg("Load the private keys: each password is decrypted with the one that fits."),
        msg("Export them for KeePass, encrypted with a master password, or as CSV. A CSV holds the passwords as plain text: delete it after the import."),
      ],
    },
  ],
  without: msg("Without a sign-in"),
  decrypt: msg("Decrypt only: an encrypted password that you have, and its key"),
  permissions: msg("Permissions: who may get a password, by IAM policies"),
  keyboard: msg("Keyboard shortcuts"),
  support: msg("Help"),
  supportText: msg("Whoever runs this console helps here:"),
  licences: msg("Licences"),
  licence: msg("This console is under the Apache License 2.0, and holds parts of other packages under licences of their own."),
  notices: msg("Licences and notices"),
}));

export function aboutView(close: () => void, shortcuts: () => void): TemplateResult {
  const { supportUrl } = branding();
  const { lists, without, decrypt, permissions } = WORDS();
  return html`
    ${headView(WORDS().title, html`<p class="quiet">${product()} · ${WORDS().version}</p>`, close)}
    <section aria-labelledby="about-leaves">
      <h3 id="about-leaves">${WORDS().leaves}</h3>
      <p>${WORDS().leavesLead}</p>
      ${drawing()}
      ${goesTable()}
      <ul class="about-notes">${WORDS().notes.map((note) => html`<li>${note}</li>`)}</ul>
    </section>
    <section aria-labelledby="about-guides">
      <h3 id="about-guides">${WORDS().guides}</h3>
      ${lists.map(({ title, steps }) => html`<details class="about-guide"><summary>${title}</summary><ol>${steps.map((step) => html`<li>${step}</li>`)}</ol></details>`)}
      <details class="about-guide"><summary>${without}</summary><ul><li><a href="#/decrypt">${decrypt}</a></li><li><a href="#/permissions">${permissions}</a></li></ul></details>
      <p><button type="button" class="link" @click=${shortcuts}>${WORDS().keyboard}</button></p>
    </section>
    ${supportUrl === undefined
      ? nothing
      : html`<section aria-labelledby="about-support"><h3 id="about-support">${WORDS().support}</h3>
          <p>${WORDS().supportText} <a class="about-support" href=${supportUrl} target="_blank" rel="noopener noreferrer">${supportUrl.replace(/^(?:mailto:|https:\/\/)/, "").replace(/\/$/, "")}</a></p></section>`}
    <section aria-labelledby="about-licences">
      <h3 id="about-licences">${WORDS().licences}</h3>
      <p>${WORDS().licence} <a href="licences.txt" target="_blank">${WORDS().notices}</a></p>
    </section>
    ${closeButton(close)}
  `;
}

/** The same as the drawing, thing by thing; its numbers are those of the ways there. The roles stay where its rows are laid out otherwise. */
function goesTable(): TemplateResult {
  const mark = (way: number | undefined): TemplateResult => (way === undefined ? html`<span class="about-stays">${icon("lock")}<span class="visually-hidden">${WORDS().stays}</span></span>` : html`<span class="about-way" aria-hidden="true">${way}</span><span class="visually-hidden">${WORDS().goes(way)}</span>`);
  return html`<table class="about-goes" role="table">
    <thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader"><span class="visually-hidden">${WORDS().leaves}</span></th><th scope="col" role="columnheader">${WORDS().what}</th><th scope="col" role="columnheader">${WORDS().where}</th></tr></thead>
    <tbody role="rowgroup">${WORDS().rows.map(([way, what, where]) => html`<tr role="row"><td role="cell">${mark(way)}</td><th scope="row" role="rowheader">${what}</th><td role="cell">${where}</td></tr>`)}</tbody>
  </table>`;
}
