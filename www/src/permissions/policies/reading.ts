// The user's own policies, read from IAM: offered, under way, read, or why not.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { PermissionsUses } from "../actions.ts";
import { requestView } from "../../request/view.ts";
import type { PermissionsState } from "../state.ts";
import { modal } from "../../ui/modal.ts";
import { callout, progress, startIcon } from "../../ui/parts.ts";
import { problemView } from "../../ui/problem.ts";
import { msg, str, words } from "../../locales/words.ts";
import type { Granted } from "../state.ts";

const WORDS = words(() => ({
  load: msg("Load my policies"),
  again: msg("Load again"),
  retry: msg("Try again"),
  working: msg("Reading your policies from IAM…"),
  failed: msg("Your policies could not be read"),
  forbidden: msg("IAM refuses to list the policies"),
  forbiddenText: msg("It takes the role Security Administrator, or the actions of IAM that list what groups are granted. Ask an administrator for them, or for the policies themselves, and add those here."),
  byRoles: msg("Below are the system policies that the roles in the token stand for; what else is granted is not known."),
  none: msg("From IAM: no policy of this user's groups."),
  replaceTitle: msg("Load your policies again?"),
  replaceText: msg("You changed policies that came from IAM. Loading them again replaces these changes; policies of your own stay."),
  keep: msg("Keep my changes"),
  replace: msg("Load and replace"),
}));

export function readingView(state: PermissionsState, actions: PermissionsUses): unknown {
  const { session: { current: session }, core } = state;
  if (!session || session.ended || session.cloud.kind === "openstack" || core.status !== "ready") return nothing;
  if (session.accessKey) return actions.session.accessKeys()?.noPolicies();
  return html`<div class="reading">${statusView(state, actions)}</div>${askView(state, actions)}`;
}

function statusView(state: PermissionsState, actions: PermissionsUses): unknown {
  const { reading, granted, policies } = state.permissions;
  const read = (text: string): TemplateResult => html`<wa-button size="s" appearance="outlined" @click=${() => void actions.permissions.askToRead()}>${startIcon("refresh")}${text}</wa-button>`;
  const request = requestView(state, actions, { operation: "listPolicies" }, state.session.current);
  switch (reading.status) {
    case "none":
      return html`<div class="reading-line">${read(WORDS().load)} ${request}</div>`;
    case "working":
      return progress(WORDS().working, () => { actions.cancel("policies"); }, true);
    case "read":
      return html`<div class="reading-line">
        ${granted ? html`<p class="small">${granted.policies === 0 ? WORDS().none : found(granted)}</p>` : nothing}
        ${read(WORDS().again)} ${request}
      </div>`;
    case "forbidden": {
      const byRoles = policies.some(({ source }) => source === "role");
      return html`${callout(
          "neutral",
          "info",
          html`<h2 class="problem-title" tabindex="-1" data-focus="problem">${WORDS().forbidden}</h2>
            <p>${WORDS().forbiddenText} ${byRoles ? WORDS().byRoles : nothing}</p>`,
        )}
        <div class="reading-line">${read(WORDS().retry)} ${request}</div>`;
    }
    case "failed":
      return html`${problemView(reading.problem, { title: WORDS().failed, level: 2, more: html`<div class="buttons">${read(WORDS().retry)}</div>` })}
        <div class="reading-line">${request}</div>`;
  }
}

function found({ policies, groups, own }: Granted): string {
  const [count, groupCount] = [policies.toString(), groups.toString()];
  if (own === policies) return policies === 1 ? msg("From IAM: 1 policy of this user.") : msg(str`From IAM: ${count} policies of this user.`);
  if (own > 0) return msg(str`From IAM: ${count} policies, of this user and of this user's groups.`);
  if (policies === 1) return groups === 1 ? msg("From IAM: 1 policy, of 1 group.") : msg(str`From IAM: 1 policy, of ${groupCount} groups.`);
  return groups === 1 ? msg(str`From IAM: ${count} policies, of 1 group.`) : msg(str`From IAM: ${count} policies, of ${groupCount} groups.`);
}

function askView({ permissions: { replacing } }: PermissionsState, actions: PermissionsUses): TemplateResult {
  const keep = (): void => { actions.dispatch({ type: "permissions/replacing", on: false }); };
  return html`<dialog aria-labelledby="reading-title" @close=${() => { if (replacing) keep(); }} ${modal(replacing)}>
    ${replacing
      ? html`<h2 id="reading-title">${WORDS().replaceTitle}</h2>
          <p>${WORDS().replaceText}</p>
          <div class="buttons">
            <wa-button appearance="plain" autofocus @click=${keep}>${WORDS().keep}</wa-button>
            <wa-button variant="brand" @click=${() => void actions.permissions.readPolicies()}>${WORDS().replace}</wa-button>
          </div>`
      : nothing}
  </dialog>`;
}
