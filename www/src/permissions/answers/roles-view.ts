// On plain OpenStack: what the roles of the session come to by the rules that a release of Nova comes with. An expectation, never what this cloud says.
import { novaReleases, operations } from "ecs-password/slim";
import { html } from "lit";
import type { TemplateResult } from "lit";
import { msg, str, words } from "../../locales/words.ts";
import { operationName } from "../../session/connection-view.ts";
import { mayByRole } from "../../session/may-do.ts";
import type { May, Session } from "../../session/state.ts";
import { isOf, SERVER_OPERATIONS } from "../../shared/api-versions.ts";
import type { ServerOperation } from "../../shared/api-versions.ts";
import { chooser, icon } from "../../ui/parts.ts";
import type { PermissionsUses } from "../actions.ts";
import type { PermissionsState } from "../state.ts";
import "./roles.css";

const WORDS = words(() => ({
  title: msg("What the roles of this session allow"),
  roles: msg("Its roles in the project:"),
  none: msg("The cloud does not tell the roles of this session. Without them nothing can be said."),
  release: msg("Release of Nova, assumed"),
  lead: msg("On plain OpenStack roles decide, and no IAM policy. These are the rules that Nova comes with: this cloud may have its own (policy.yaml), which no API shows, so that none of it is certain here."),
  anyRole: msg("any role in the project"),
  own: msg("the user's own key pairs"),
  notNamed: msg("the token does not name it, only one that implies it in Keystone; Nova looks for the name"),
  off: msg("These releases have the rules of later ones, switched off unless the operator switches them on."),
  call: msg("Call"),
  verdict: msg("By the defaults"),
  takes: msg("What it takes"),
  verdicts: { allow: msg("Usually allowed"), conditional: msg("It depends"), deny: msg("Usually not allowed"), unknown: msg("Not known") } satisfies Record<May, string>,
}));

const ICONS: Record<May, string> = { allow: "check", conditional: "info", deny: "xmark", unknown: "minus" };

type Release = (typeof novaReleases)[number];

function releaseName({ from, to, names }: Release): string {
  if (from === undefined) return msg(str`${names.to ?? ""} (Nova ${to ?? 0}) and before`);
  if (to === undefined) return msg(str`${names.from ?? ""} (Nova ${from}) and later`);
  return msg(str`${names.from ?? ""} to ${names.to ?? ""} (Nova ${from} to ${to})`);
}

/** What a role is, where a call takes one; else what it goes by. */
function answerOf(session: Session, operation: ServerOperation, { byRole }: Release): { may: May; takes: unknown } {
  const { novaRole } = operations[operation] as { novaRole?: "reader" | "member" };
  if (novaRole === undefined) return { may: "allow", takes: WORDS().own };
  if (!byRole) return { may: "allow", takes: WORDS().anyRole };
  const takes = html`<code>${novaRole}</code>`;
  const may = mayByRole(session, novaRole);
  return { may, takes: may === "conditional" ? html`${takes}: ${WORDS().notNamed}` : takes };
}

export function rolesView({ permissions: { novaRelease } }: PermissionsState, session: Session, actions: PermissionsUses): TemplateResult {
  const release = novaReleases[novaRelease] ?? novaReleases[0];
  const { title, lead, none, roles, off } = WORDS();
  return html`<section class="card nova-roles" aria-labelledby="nova-roles-title">
    <h2 id="nova-roles-title">${title}</h2>
    <p class="quiet">${lead}</p>
    ${release === undefined || session.roles.length === 0
      ? html`<p>${none}</p>`
      : html`<p>${roles} ${session.roles.map((role, index) => html`${index > 0 ? ", " : ""}<code>${role}</code>`)}</p>
          ${releaseChoice(novaRelease, actions)}
          ${release.from !== undefined && release.to !== undefined ? html`<p class="quiet small">${off}</p>` : ""}
          ${answersTable(session, release)}`}
  </section>`;
}

const releaseChoice = (chosen: number, actions: PermissionsUses): TemplateResult =>
  chooser(WORDS().release, chosen.toString(), novaReleases.map((release, index) => [index.toString(), releaseName(release)] as const), (value) => {
    actions.dispatch({ type: "permissions/releaseChosen", release: Number(value) });
  });

function answersTable(session: Session, release: Release): TemplateResult {
  const { call, verdict, takes: what, verdicts } = WORDS();
  return html`<table class="nova-answers">
    <thead><tr><th scope="col">${call}</th><th scope="col">${verdict}</th><th scope="col">${what}</th></tr></thead>
    <tbody>
      ${SERVER_OPERATIONS.filter((operation) => isOf("openstack", operation)).map((operation) => {
        const { may, takes } = answerOf(session, operation, release);
        return html`<tr><th scope="row">${operationName(operation)}</th><td class=${`nova-${may}`}>${icon(ICONS[may])} ${verdicts[may]}</td><td>${takes}</td></tr>`;
      })}
    </tbody>
  </table>`;
}
