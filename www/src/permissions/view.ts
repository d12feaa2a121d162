// Permissions: policies on one side, what they allow on the other.
import { novaRulePrefix, policyClouds } from "ecs-password/slim";
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { PermissionsUses } from "./actions.ts";
import { novaDefault } from "../session/may-do.ts";
import type { PermissionsState } from "./state.ts";
import { callout, progress, startIcon } from "../ui/parts.ts";
import { problemView } from "../ui/problem.ts";
import { msg, str, words } from "../locales/words.ts";
import { examplesView } from "./policies/examples-view.ts";
import { keptView, policiesView } from "./policies/policies.ts";
import { readingView } from "./policies/reading.ts";
import { countOf, isInSet } from "./state.ts";
import { numberOf } from "./verdicts.ts";

const WORDS = words(() => ({
  title: msg("Permissions"),
  share: msg("Share…"),
  cloud: msg("Cloud"),
  clouds: { otc: msg("T Cloud Public (Open Telekom Cloud)"), huawei: msg("Huawei Cloud") },
  panes: msg("What to show"),
  policies: msg("Policies"),
  results: msg("Results"),
  answers: msg("Answers"),
  loading: msg("The core is starting…"),
  noCore: msg("Without the core there are no answers. The policies stay in the editor."),
  held: msg("The answers were stopped"),
  heldWhy: msg("Answering from these policies may take long. They are in the editor, to be changed or removed. What they allow is not known yet."),
  goOn: msg("Answer all the same"),
  empty: msg("No policy here has a text yet: there is nothing to answer from."),
  nova: {
    refused: msg("One of Nova's rules decides on this call"),
    rules: msg("On a plain OpenStack the roles in the project decide, and no IAM policy."),
    operator: msg("Ask the operator of the cloud which role the rule takes there (policy.yaml of Nova)."),
  },
  openstack: msg("Policies below are those of the public cloud chosen here; they decide nothing on this OpenStack."),
}));

export function permissionsView(state: PermissionsState, actions: PermissionsUses): TemplateResult {
  const { permissions, session: { current: session } } = state;
  const started = permissions.policies.length > 0;
  const kept = actions.permissions.kept();
  const pane = (name: "policies" | "results", text: string): TemplateResult => html`<button
    type="button"
    class="choice"
    aria-pressed=${permissions.pane === name ? "true" : "false"}
    @click=${() => { actions.dispatch({ type: "permissions/paneChosen", pane: name }); }}
  >${text}</button>`;
  return html`
    <div class="head permissions-head">
      <h1 tabindex="-1" data-focus="heading">${WORDS().title}</h1>
      <div class="cloud-choice" role="group" aria-label=${WORDS().cloud}>
        ${policyClouds.map(
          (cloud) => html`<button type="button" class="choice" aria-pressed=${permissions.cloud === cloud ? "true" : "false"} @click=${() => { actions.dispatch({ type: "permissions/cloudChosen", cloud }); }}>${WORDS().clouds[cloud]}</button>`,
        )}
      </div>
      ${started ? html`<wa-button size="s" appearance="outlined" @click=${actions.permissions.askToShare}>${startIcon("share")}${WORDS().share}</wa-button>` : nothing}
    </div>
    ${session?.cloud.kind === "openstack" ? html`${actions.permissions.rolesView()?.(state, session, actions)}<p class="quiet small session-note">${WORDS().openstack}</p>` : nothing}
    ${permissions.denied ? actions.permissions.views().deniedView(permissions, actions) : nothing} ${refusalView(state)} ${readingView(state, actions)} 
    ${kept?.linkViews(state, actions)} ${kept?.losingView(permissions, actions)}
    ${started
      ? html`<div class="panes" role="group" aria-label=${WORDS().panes}>${pane("policies", WORDS().policies)}${pane("results", resultsLabel(state))}</div>
          <div class="permissions" data-pane=${permissions.pane}>
            ${policiesView(state, actions)}
            <section class="card answers" aria-label=${WORDS().answers}>${answersView(state, actions)}</section>
          </div>`
      : html`${examplesView(state, actions, kept?.filesView("after", permissions, actions) ?? keptView(permissions, actions))} ${kept && permissions.ownLists.length > 0 ? html`<section class="card">${kept.ownListsView(permissions, actions)}</section>` : nothing}`}
  `;
}

/** What was refused, for whom a link from there leads here. */
function refusalView(state: PermissionsState): unknown {
  const { route, permissions: { policies, evaluation, reading } } = state;
  // What is being read may answer it.
  if (route.view !== "permissions" || route.explain === undefined || reading.status === "working") return nothing;
  const action = route.explain;
  if (action.startsWith(novaRulePrefix)) return novaRefusal(state, action);
  const known = evaluation?.rows.some((row) => row.action.toLowerCase() === action.toLowerCase()) !== false;
  const next =
    policies.length === 0
      ? msg("Add the policies of the user, as an administrator sees them, to learn which statement decides.")
      : known
        ? msg("Below is what the policies here say about it.")
        : msg("No API of the cloud chosen here needs it by this name: choose the other cloud, or search for it below.");
  return callout("neutral", "info", html`<p>${msg(str`A call that needs the action ${action} was refused.`)} ${next}</p>`);
}

/** Plain OpenStack has no IAM policies: roles decide, by rules that its operator can change. */
function novaRefusal(state: PermissionsState, rule: string): TemplateResult {
  const usual = novaDefault(state.session, rule);
  const roles = (state.session.current?.roles ?? []).join(", ");
  const { refused, rules, operator } = WORDS().nova;
  const role = usual?.role ?? "";
  const why =
    usual === undefined || roles === ""
      ? nothing
      : usual.has
        ? msg(str`Nova comes with a rule that takes the role ${role}, and this session has it (its roles: ${roles}). So the operator of this cloud may have changed the rule, or something else is in the way.`)
        : msg(str`Nova comes with a rule that takes the role ${role} in the project. This session does not have it (its roles: ${roles}).`);
  const next = usual?.has === false && roles !== "" ? msg(str`Ask an administrator of the project for the role ${role}, then sign in again.`) : operator;
  return callout("neutral", "info", html`<h2>${refused}</h2><p><code>${rule}</code></p><p>${rules} ${why}</p><p>${next}</p>`);
}

function resultsLabel({ permissions: { evaluation, working } }: PermissionsState): string {
  const allowed = working?.stale === true ? undefined : evaluation && countOf(evaluation, numberOf("allow"));
  return allowed === undefined ? WORDS().results : msg(str`Results: ${allowed.toString()} allowed`);
}

function answersView(state: PermissionsState, actions: PermissionsUses): unknown {
  const { permissions, core } = state;
  if (permissions.held) return heldView(actions);
  // Their views come with the module that gives them.
  if (permissions.evaluation ?? permissions.working) return actions.permissions.views().answersView(state, actions);
  if (core.status === "failed") return html`<p>${WORDS().noCore}</p>`;
  if (!permissions.policies.some(isInSet)) return html`<p class="quiet">${WORDS().empty}</p>`;
  if (permissions.problem) return problemView(permissions.problem, { level: 2 });
  return progress(WORDS().loading);
}

/** Where the answers wait: those that take long are not begun, or gone on with, unasked. */
function heldView({ permissions: actions }: PermissionsUses): TemplateResult {
  return callout("neutral", "info", html`<h2 tabindex="-1" data-focus="result">${WORDS().held}</h2>
    <p>${WORDS().heldWhy}</p>
    <wa-button size="s" appearance="outlined" @click=${actions.goOn}>${WORDS().goOn}</wa-button>`);
}
