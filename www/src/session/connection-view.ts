// The connection: where to, as whom, until when, and what it may do.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { apiVersions } from "ecs-password/slim";
import type { ApiVersion, Cloud } from "ecs-password/slim";
import { addressesOf } from "../request/addresses.ts";
import { copyButton } from "../ui/copy.ts";
import { icon, pathText, startIcon, valueOf } from "../ui/parts.ts";
import { clockText, everySecond } from "../ui/every-second.ts";
import { formats } from "../locales/locale.ts";
import { msg, str, words } from "../locales/words.ts";
import { isOf, SERVER_OPERATIONS } from "../shared/api-versions.ts";
import type { ServerOperation } from "../shared/api-versions.ts";
import { labelOf } from "../shared/clouds.ts";
import type { SessionUses } from "./actions.ts";
import { signInView } from "./sign-in-view.ts";
import { mayDo } from "./may-do.ts";
import type { MayDo } from "./may-do.ts";
import { ENDING_MS, remainingMs } from "./state.ts";
import type { May, Session, SessionState } from "./state.ts";

const WORDS = words(() => ({
  back: msg("All servers"),
  title: msg("Connection"),
  where: msg("Cloud"),
  cloud: msg("Name"),
  kind: msg("Kind"),
  kinds: { openstack: msg("OpenStack"), otc: msg("T Cloud Public (Open Telekom Cloud)"), huawei: msg("Huawei Cloud") } satisfies Record<Cloud, string>,
  region: msg("Region"),
  project: msg("Project"),
  projectId: msg("Project ID"),
  identity: msg("Identity"),
  compute: msg("Compute"),
  notTold: msg("Not told by the cloud"),
  version: msg("API version"),
  versionHint: msg("For the calls that exist in it; the others use v2.1. It decides the path and the permission that a call needs."),
  versions: {
    "v2.1": msg("v2.1, the usual one"),
    v2: msg("v2, the older OpenStack path"),
    v1: msg("v1, Huawei Cloud's own API"),
  } satisfies Record<ApiVersion, string>,
  who: msg("Session"),
  user: msg("User"),
  token: msg("A token that was pasted"),
  roles: msg("Roles"),
  noRoles: msg("Not told"),
  ends: msg("Token"),
  endUnknown: msg("The cloud did not say until when it is valid"),
  ended: msg("has ended"),
  renews: msg("When it ends, the next call signs in again by itself."),
  notRenewed: msg("When it ends, you have to sign in again; keys and the open server stay."),
  again: msg("Sign in again"),
  signOut: msg("Sign out"),
  signOutHint: msg("Forgets the token, the credentials, all keys and passwords, and ends the waiting."),
  may: msg("What this session may do"),
  operations: {
    listServers: msg("List the servers"),
    getServer: msg("See the status of a server"),
    getKeyPair: msg("Read a key pair"),
    getServerPassword: msg("Get a password"),
    deleteServerPassword: msg("Delete a stored password"),
    stopServer: msg("Stop a server"),
    startServer: msg("Start a server"),
    getResetPasswordFlag: msg("See whether a password can be reset"),
    resetServerPassword: msg("Reset a password"),
    resetServerPasswords: msg("Reset several passwords at once"),
    changeServerPassword: msg("Change a password"),
  } satisfies Record<ServerOperation, string>,
  usually: { allow: msg("Usually allowed"), conditional: msg("It depends"), deny: msg("Usually not allowed"), unknown: msg("Not known") } satisfies Record<May, string>,
  verdicts: { allow: msg("Allowed"), conditional: msg("It depends"), deny: msg("Not allowed"), unknown: msg("Not known") } satisfies Record<May, string>,
  bases: {
    policies: msg("By the policies that are loaded under Permissions."),
    assumed: msg("By the policies that are loaded under Permissions, and what is assumed there."),
    defaults: msg("By the roles, and the rules that Nova comes with. The cloud's operator may have changed them."),
    none: msg("The cloud does not say it beforehand. The user's policies say more."),
  } satisfies Record<MayDo["basis"], string>,
  permissions: msg("See all permissions of this user"),
  ending: msg("Your session ends in"),
  over: msg("Your session has ended. Keys and the open server stay."),
}));

const ICONS: Record<May, string> = { allow: "check", conditional: "info", deny: "xmark", unknown: "minus" };

export function connectionView(state: SessionState, actions: SessionUses): TemplateResult {
  const { current: session } = state.session;
  if (!session) return signInView(state, actions);
  return html`
    <p class="crumb"><a href="#/servers">${icon("chevron-left")}${WORDS().back}</a></p>
    <div class="head"><h1 tabindex="-1" data-focus="heading">${WORDS().title}</h1></div>
    <div class="columns connection">
      <div class="column">${cloudCard(session, actions)}</div>
      <div class="column">${sessionCard(session, actions)} ${mayCard(state, session)}</div>
    </div>
  `;
}

function cloudCard(session: Session, actions: SessionUses): TemplateResult {
  const { cloud, project, projectId, apiVersion } = session;
  const { identity, compute } = addressesOf(cloud);
  const known = apiVersions[cloud.kind];
  return html`<section class="card" aria-labelledby="cloud-title">
    <h2 id="cloud-title">${WORDS().where}</h2>
    <dl class="pairs">
      ${pair(WORDS().cloud, labelOf(cloud))} ${pair(WORDS().kind, WORDS().kinds[cloud.kind])}
      ${cloud.region === undefined ? nothing : pair(WORDS().region, cloud.region)}
      ${pair(WORDS().project, project ?? html`<span class="quiet">${WORDS().notTold}</span>`)}
      ${pair(WORDS().projectId, projectId === undefined ? html`<span class="quiet">${WORDS().notTold}</span>` : html`<span class="mono">${projectId}</span>${copyButton(projectId)}`)}
      ${pair(WORDS().identity, html`<span class="mono">${pathText(identity)}</span>`)} ${pair(WORDS().compute, html`<span class="mono">${pathText(compute)}</span>`)}
    </dl>
    <wa-select
      size="s"
      class="version"
      label=${WORDS().version}
      hint=${WORDS().versionHint}
      .value=${live(apiVersion)}
      @change=${(event: Event) => { actions.dispatch({ type: "session/apiVersionChosen", version: valueOf(event) as ApiVersion }); }}
    >
      ${known.map((version) => html`<wa-option value=${version}>${WORDS().versions[version]}</wa-option>`)}
    </wa-select>
  </section>`;
}

const pair = (name: string, value: unknown): TemplateResult => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;

function sessionCard(session: Session, actions: SessionUses): TemplateResult {
  const { user, roles, renews, accessKey } = session;
  const ofKey = accessKey && actions.session.accessKeys()?.sessionFacts(accessKey);
  return html`<section class="card" aria-labelledby="session-title">
    <h2 id="session-title">${WORDS().who}</h2>
    ${ofKey
      ? html`<dl class="pairs">${ofKey.pairs.map(([name, value]) => pair(name, value))}</dl>${ofKey.notes}`
      : html`<dl class="pairs">
            ${pair(WORDS().user, user ?? WORDS().token)}
            ${pair(
              WORDS().roles,
              roles.length === 0 ? html`<span class="quiet">${WORDS().noRoles}</span>` : html`<ul class="roles">${roles.map((role) => html`<li><code>${role}</code></li>`)}</ul>`,
            )}
            ${pair(WORDS().ends, everySecond(() => timeLeft(session)))}
          </dl>
          <p class="quiet small">${renews ? WORDS().renews : WORDS().notRenewed}</p>`}
    <div class="buttons">
      <wa-button size="s" appearance="outlined" @click=${() => { actions.dispatch({ type: "session/again" }); }}>${startIcon("lock")}${WORDS().again}</wa-button>
      <wa-button size="s" appearance="outlined" @click=${actions.leave}>${startIcon("sign-out")}${WORDS().signOut}</wa-button>
    </div>
    <p class="quiet small">${WORDS().signOutHint}</p>
  </section>`;
}

function timeLeft({ expiresAt }: Session): unknown {
  const left = remainingMs(expiresAt);
  if (left === undefined || expiresAt === undefined) return html`<span class="quiet">${WORDS().endUnknown}</span>`;
  const end = new Date(expiresAt).toLocaleString(formats(), { dateStyle: "medium", timeStyle: "short" });
  if (left <= 0) return html`<span class="time-over">${WORDS().ended}</span> <span class="quiet">(${end})</span>`;
  const time = clockText(left);
  return html`<span class=${left <= ENDING_MS ? "time-left time-short" : "time-left"}>${msg(str`${time} left`)}</span> <span class="quiet">${msg(str`until ${end}`)}</span>`;
}

function mayCard(state: SessionState, { cloud }: Session): TemplateResult {
  const all = mayDo(state.session);
  const here = SERVER_OPERATIONS.filter((operation) => isOf(cloud.kind, operation));
  const basis = here.map((operation) => all[operation].basis);
  const shown = (["policies", "assumed", "defaults", "none"] as const).filter((each) => basis.includes(each));
  return html`<section class="card" aria-labelledby="may-title">
    <h2 id="may-title">${WORDS().may}</h2>
    <ul class="may">
      ${here.map((operation) => {
        const { may, basis: from } = all[operation];
        const verdict = (from === "defaults" ? WORDS().usually : WORDS().verdicts)[may];
        return html`<li class=${`may-${may}`}>
          ${icon(ICONS[may])}<span>${WORDS().operations[operation]}</span><strong>${verdict}</strong>
        </li>`;
      })}
    </ul>
    ${shown.map((each) => html`<p class="quiet small">${WORDS().bases[each]}</p>`)}
    <p><a href="#/permissions">${WORDS().permissions}</a></p>
  </section>`;
}

/** What a call is called where several are spoken of. */
export const operationName = (operation: ServerOperation): string => WORDS().operations[operation];

/** In every view, once the session is about to end. */
export function sessionStrip({ session: { current: session, ending } }: SessionState, actions: SessionUses): unknown {
  if (!session || session.ended || !ending) return nothing;
  return html`<div class="notice notice-ending" role="group" aria-label=${WORDS().ending}>
    ${icon("warning")}
    <span class="notice-text">${everySecond(() => {
      const left = remainingMs(session.expiresAt) ?? 0;
      return left <= 0 ? WORDS().over : html`${WORDS().ending} <strong>${clockText(left)}</strong>`;
    })}</span>
    <button type="button" class="link" @click=${() => { actions.dispatch({ type: "session/again" }); }}>${WORDS().again}</button>
  </div>`;
}

