// Sharing by link: what it carries is said before it is made, and asked before it takes the place of other work.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { PermissionsUses } from "../actions.ts";
import type { PermissionsState } from "../state.ts";
import { callout, keepFocus } from "../../ui/parts.ts";
import { modal } from "../../ui/modal.ts";
import { nameOf } from "../notes.ts";
import { msg, str, words } from "../../locales/words.ts";

const WORDS = words(() => ({
  share: msg("Share by link"),
  holds: msg("The link itself holds what it shares: it is stored nowhere, and browsers do not send this part of an address to any server. Whoever has the link can read:"),
  policies: msg("the names and texts of the policies"),
  places: msg("where they are attached, project IDs included"),
  cloud: msg("which cloud was chosen"),
  not: msg("It does not hold your session, what you said is known of requests, or any server."),
  make: msg("Make the link"),
  copy: msg("Copy the link"),
  close: msg("Close"),
  link: msg("Link"),
  opened: msg("Open the shared policies?"),
  replace: msg("Replace mine"),
  add: msg("Add to mine"),
  keep: msg("Keep mine only"),
  faults: {
    damaged: [msg("This link is damaged"), msg("Part of it is missing, or something changed it on the way. Mail and chat programs cut long links: ask for it again, as a file or as one line.")],
    version: [msg("This link is from a newer version"), msg("Reload the page to get the present version, then open the link again.")],
    stopped: [msg("Reading the link was stopped"), msg("Nothing of it was read by then. To go on, open the link again.")],
    failed: [msg("This link could not be read"), msg("The part of the page that reads links did not start. Reload the page, then open the link again.")],
    large: [msg("This link holds too much"), msg("It unpacks to more than 1 MB, which no set of policies needs. It is not opened.")],
  },
  dismiss: msg("Dismiss"),
  working: msg("The link is being read, beside the page. It takes longer than usual."),
  stop: msg("Stop"),
}));

export function linkViews(state: PermissionsState, { permissions: actions, dispatch }: PermissionsUses): TemplateResult {
  const { sharing, offered, linkFault, linkWorking, policies } = state.permissions;
  const close = (): void => { dispatch({ type: "permissions/sharing", sharing: undefined }); };
  const settle = (how: "replace" | "add" | "keep"): void => { dispatch({ type: "permissions/linkSettled", how }); };
  const names = offered?.policies.map(nameOf).join(", ") ?? "";
  return html`
    ${linkWorking
      ? html`<div class="progress">
          <wa-spinner aria-hidden="true"></wa-spinner>
          <span>${WORDS().working}</span>
          <wa-button size="s" appearance="outlined" @click=${() => { actions.stopLink(); keepFocus("h1"); }}>${WORDS().stop}</wa-button>
        </div>`
      : nothing}
    ${linkFault
      ? html`<div class="link-fault" role="alert">
          ${callout(
            "danger",
            "warning",
            html`<h2 class="problem-title">${WORDS().faults[linkFault][0]}</h2>
              <p>${WORDS().faults[linkFault][1]}</p>
              <button type="button" class="link" @click=${() => { settle("keep"); keepFocus("h1"); }}>${WORDS().dismiss}</button>`,
          )}
        </div>`
      : nothing}
    <dialog aria-labelledby="share-title" @close=${close} ${modal(sharing !== undefined)}>
      ${sharing
        ? html`<h2 id="share-title">${WORDS().share}</h2>
            <p>${WORDS().holds}</p>
            <ul class="bullets"><li>${WORDS().policies}</li><li>${WORDS().places}</li><li>${WORDS().cloud}</li></ul>
            <p>${WORDS().not}</p>
            ${sharing.link === undefined
              ? nothing
              : html`<input class="control wide mono" type="text" readonly aria-label=${WORDS().link} .value=${sharing.link} @focus=${(event: FocusEvent) => { (event.currentTarget as HTMLInputElement).select(); }} />
                  <p class="quiet small">${msg(str`${sharing.link.length.toString()} characters`)}</p>`}
            <div class="buttons">
              <wa-button appearance="plain" @click=${close}>${WORDS().close}</wa-button>
              ${sharing.link === undefined
                ? html`<wa-button variant="brand" autofocus @click=${() => void actions.makeLink()}>${WORDS().make}</wa-button>`
                : html`<wa-button variant="brand" @click=${() => void actions.copy(sharing.link ?? "")}>${WORDS().copy}</wa-button>`}
            </div>`
        : nothing}
    </dialog>
    <dialog aria-labelledby="offered-title" @close=${() => { if (offered) settle("keep"); }} ${modal(offered !== undefined)}>
      ${offered
        ? html`<h2 id="offered-title">${WORDS().opened}</h2>
            <p>${msg(str`The link holds: ${names}. You have ${policies.length.toString()} of your own here.`)}</p>
            <div class="buttons">
              <wa-button appearance="plain" @click=${() => { settle("keep"); }}>${WORDS().keep}</wa-button>
              <wa-button appearance="outlined" @click=${() => { settle("add"); }}>${WORDS().add}</wa-button>
              <wa-button variant="brand" @click=${() => { settle("replace"); }}>${WORDS().replace}</wa-button>
            </div>`
        : nothing}
    </dialog>
  `;
}
