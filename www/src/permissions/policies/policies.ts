// The policies: one in the editor, the others a tab away; each with a name and the place where it is attached.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { live } from "lit/directives/live.js";
import type { PermissionsUses } from "../actions.ts";
import type { PermissionsState } from "../state.ts";
import { getLocale } from "../../locales/locale.ts";
import type { Language } from "../../locales/locale.ts";
import { callout, valueOf } from "../../ui/parts.ts";
import { loadedView } from "../../ui/loaded.ts";
import { prose } from "../../ui/problem.ts";
import { msg, str, words } from "../../locales/words.ts";
import { lastMemo } from "../../shared/memo.ts";
import { editorHost } from "../editor/editor-host.ts";
import { examplesMenu } from "./examples-view.ts";
import { field, iconButton, tabs } from "../parts.ts";
import { causeOf, nameOf } from "../notes.ts";
import { findingsOf, hasId, isInSet, LARGE, openPolicy } from "../state.ts";
import { isOf5 } from "../version.ts";
import type { PolicyKind } from "ecs-password/slim";
import type { Attachment, Permissions, Policy } from "../state.ts";

/** Where what a list could not tell is attached; nobody chooses that. */
type Unchosen = "enterpriseProjects" | "otherProjects";

const WORDS = words(() => ({
  title: msg("Policies"),
  duplicate: msg("Duplicate"),
  remove: msg("Remove"),
  name: msg("Name"),
  attached: msg("Scope"),
  kinds: {
    none: msg("Not specified (assumed to apply)"),
    project: msg("One project"),
    allProjects: msg("All projects"),
    allResources: msg("All resources"),
    global: msg("Global service"),
    enterpriseProject: msg("Enterprise project"),
  } satisfies Record<Exclude<Attachment["kind"], Unchosen>, string>,
  unchosen: {
    enterpriseProjects: msg("Some enterprise projects"),
    otherProjects: msg("Other projects than"),
  } satisfies Record<Unchosen, string>,
  kind: msg("What it does"),
  does: {
    identity: msg("Identity policy: it grants"),
    session: msg("Session policy: it limits a session"),
    scp: msg("Service control policy: it limits an account"),
  } satisfies Record<PolicyKind, string>,
  level: msg("Level"),
  levelHint: msg("Such as the name of an organizational unit. Policies of one level are united; each level must allow."),
  unread: msg("Not read"),
  unreadText: msg("Where it is attached it may allow and deny anything: answers that depend on it are conditional. Remove it to answer from the rest alone."),
  projectId: msg("Project ID"),
  enterpriseProjectId: msg("Enterprise project ID"),
  idMissing: msg("Enter the ID. Until then the answers are those from before."),
  idWrong: msg("An ID has letters, digits, - and _ only. The answers are those from before."),
  catalog: msg("Catalog"),
  catalogHint: msg("Of a role, such as BASE: other roles depend on it by catalog and name. Empty: a custom policy."),
  more: msg("More"),
  editor: msg("Policy text"),
  leave: msg("Escape, then Tab leaves the editor."),
  plain: msg("The editor did not load: this plain field works the same, without colours and completion."),
  findings: msg("Findings"),
  clean: msg("No findings"),
  notYet: msg("Not looked through yet"),
  stale: msg("from before the last change"),
  empty: msg("No text yet: not among the policies that are asked"),
  fromRole: msg("From role names"),
  fromRoleText: msg("The policies of the account could not be read. The token names a role of this name; what else is attached is not known."),
  fromIam: msg("From IAM"),
  touched: msg("changed here"),
}));

export function policiesView(state: PermissionsState, actions: PermissionsUses): TemplateResult {
  const { permissions } = state;
  const policy = openPolicy(permissions);
  const items = permissions.policies.map((one) => ({ key: one.id, label: tabLabel(one, permissions) }));
  const kept = actions.permissions.kept();
  return html`<section class="card policies" aria-labelledby="policies-title" data-files="after">
    <div class="head">
      <h2 id="policies-title" tabindex="-1" data-focus="policies">${WORDS().title}</h2>
      ${examplesMenu(state, actions)}
    </div>
    ${kept?.filesView("after", permissions, actions) ?? keptView(permissions, actions)}
    ${tabs("policy", WORDS().title, items, policy?.id, (id) => { actions.dispatch({ type: "permissions/opened", id }); })}
    ${policy ? html`<div id="policy-panel" role="tabpanel" aria-labelledby=${`policy-${policy.id.toString()}`} class="policy">${policyView(policy, state, actions)}</div>` : nothing}
    ${kept?.ownListsView(permissions, actions)}
  </section>`;
}

/** Only where it did not come there is something to say. */
export const keptView = ({ files }: Permissions, { permissions }: PermissionsUses): unknown => (typeof files === "string" ? nothing : loadedView(files, undefined, permissions.loadKept, () => nothing));

function tabLabel(policy: Policy, permissions: Permissions): unknown {
  if (policy.unread !== undefined) {
    return html`${nameOf(policy)}<span class="tab-errors tab-unread"><span aria-hidden="true">?</span><span class="visually-hidden">, ${WORDS().unread}</span></span>`;
  }
  const errors = findingsOf(permissions, policy).filter(({ severity }) => severity === "error").length;
  const text = policy.name.trim() === "" ? "…" : policy.name;
  return html`${text}${errors > 0 ? html`<span class="tab-errors"><span aria-hidden="true">${errors}</span><span class="visually-hidden">, ${msg(str`errors: ${errors.toString()}`)}</span></span>` : nothing}`;
}

/** An entry that was not read has nothing to edit. */
function unreadView(policy: Policy, cause: string, { permissions }: PermissionsState, actions: PermissionsUses): TemplateResult {
  const { kind, id } = policy.attachment;
  const { kinds, unchosen } = WORDS();
  const place = kind === "enterpriseProjects" || kind === "otherProjects" ? unchosen[kind] : kinds[kind];
  return html`
    ${originView(policy, permissions)}
    <div class="policy-head">
      <h3 class="unread-name">${nameOf(policy)}</h3>
      <div class="policy-tools">${iconButton("trash", WORDS().remove, () => { actions.permissions.remove(policy); })}</div>
    </div>
    ${callout("warning", "warning", html`<p><strong>${WORDS().unread}:</strong> ${prose(causeOf({ cause, said: undefined }))}</p><p>${WORDS().unreadText}</p>`)}
    <p class="small">${WORDS().attached}: <strong>${place}</strong> ${id === "" ? nothing : html`<code>${id}</code>`}</p>
  `;
}

function policyView(policy: Policy, state: PermissionsState, actions: PermissionsUses): TemplateResult {
  const { permissions } = state;
  if (policy.unread !== undefined) return unreadView(policy, policy.unread, state, actions);
  const { dispatch } = actions;
  const kept = actions.permissions.kept();
  const { id, attachment } = policy;
  const findings = steady(findingsOf(permissions, policy));
  const { mark } = permissions;
  const needsId = hasId(attachment);
  const index = permissions.policies.filter(isInSet).indexOf(policy);
  const scopeProblem = permissions.problem?.path?.startsWith(`policies[${index.toString()}].scope`) === true ? permissions.problem : undefined;
  const attach = (change: Partial<Attachment>): void => { dispatch({ type: "permissions/changed", id, change: { attachment: { ...attachment, ...change } } }); };
  const edited = (policyId: number, text: string): void => { dispatch({ type: "permissions/changed", id: policyId, change: { text } }); };
  return html`
    ${originView(policy, permissions)}
    <div class="policy-head">
      ${field("policy-name", WORDS().name, html`<input id="policy-name" class="control" type="text" autocomplete="off" .spellcheck=${false} .value=${live(policy.name)} @input=${(event: globalThis.Event) => { dispatch({ type: "permissions/changed", id, change: { name: valueOf(event) } }); }} />`)}
      ${field(
        "policy-scope",
        WORDS().attached,
        html`<select id="policy-scope" class="control" .value=${live(attachment.kind)} @change=${(event: globalThis.Event) => { attach({ kind: valueOf(event) as Attachment["kind"] }); }}>
          ${Object.entries(WORDS().kinds).map(([kind, text]) => html`<option value=${kind} ?selected=${attachment.kind === kind}>${text}</option>`)}
        </select>`,
      )}
      ${needsId
        ? field(
            "policy-scope-id",
            attachment.kind === "project" ? WORDS().projectId : WORDS().enterpriseProjectId,
            html`<input id="policy-scope-id" class="control" type="text" autocomplete="off" autocapitalize="off" .spellcheck=${false} aria-invalid=${scopeProblem ? "true" : "false"} .value=${live(attachment.id)} @input=${(event: globalThis.Event) => { attach({ id: valueOf(event) }); }} />`,
            scopeProblem ? html`<span class="field-error">${attachment.id.trim() === "" ? WORDS().idMissing : WORDS().idWrong}</span>` : nothing,
          )
        : nothing}
      ${kindView(policy, actions)}
      <div class="policy-tools">
        ${iconButton("copy", WORDS().duplicate, () => { actions.permissions.duplicate(policy); })}
        ${iconButton("trash", WORDS().remove, () => { actions.permissions.remove(policy); })}
      </div>
    </div>
    <div
      class="editor"
      ${editorHost(
        {
          policyId: id,
          label: `${WORDS().editor}: ${policy.name}`,
          text: policy.text,
          language: getLocale() as Language,
          dark: state.theme === "dark",
          cloud: permissions.cloud,
          ownLists: permissions.ownLists,
          rows: permissions.evaluation?.rows ?? NO_ROWS,
          names: permissions.evaluation?.names,
          findings,
          fix: findings.length === 0 ? undefined : actions.permissions.views().fixIn(permissions, policy, findings, actions),
          mark: mark?.policyId === id ? mark : undefined,
        },
        { edited, failed: () => { dispatch({ type: "permissions/editorFailed" }); } },
      )}
    >
      ${plainField(policy, permissions, edited)}
    </div>
    ${kept && permissions.foundList?.id === id && permissions.foundList.list.text === policy.text ? kept.foundListView(permissions.foundList.list, actions) : nothing}
    ${kept && permissions.parts?.id === id && permissions.parts.text === policy.text ? kept.partsView(permissions.parts, actions) : nothing}
    ${kept?.translationView(policy, permissions, actions)}
    <p class="quiet small">${permissions.plainEditor ? WORDS().plain : WORDS().leave}</p>
    <div class="findings">
      <h3 class="small-title">${findingsTitle(policy, findings.length, permissions)}</h3>
      ${findings.length === 0 ? nothing : actions.permissions.views().findingsView(findings, policy, permissions, actions)}
    </div>
    <details class="policy-more">
      <summary>${WORDS().more}</summary>
      ${field("policy-catalog", WORDS().catalog, html`<input id="policy-catalog" class="control" type="text" autocomplete="off" .spellcheck=${false} .value=${live(policy.catalog)} @input=${(event: globalThis.Event) => { dispatch({ type: "permissions/changed", id, change: { catalog: valueOf(event) } }); }} />`, WORDS().catalogHint)}
    </details>
  `;
}

/** Does the work of the editor until that is there, and where it does not load. A large text takes the browser longer to lay out in it than the editor to come. */
function plainField({ id, name, text }: Policy, { plainEditor }: Permissions, edited: (policyId: number, text: string) => void): unknown {
  if (text.length > LARGE && !plainEditor) return nothing;
  return keyed(id, html`<textarea class="plain-editor" aria-label=${`${WORDS().editor}: ${name}`} rows="18" autocapitalize="off" autocomplete="off" .spellcheck=${false} .value=${live(text)} @input=${(event: globalThis.Event) => { edited(id, valueOf(event)); }}></textarea>`);
}

function findingsTitle(policy: Policy, count: number, { evaluation, working }: Permissions): string {
  const { empty, notYet, clean, findings, stale } = WORDS();
  if (!isInSet(policy)) return empty;
  if (evaluation?.policies.includes(policy.id) !== true) return notYet;
  const title = count === 0 ? clean : `${findings} (${count.toString()})`;
  return working?.stale === true ? `${title}, ${stale}` : title;
}

/** What a policy of version 5.0 does: nothing in its text says whether it grants or limits. */
function kindView({ id, text, kind, level }: Policy, { dispatch }: PermissionsUses): unknown {
  if (kind === undefined && !isOf5(text)) return nothing;
  const choose = (event: globalThis.Event): void => {
    const chosen = valueOf(event) as PolicyKind;
    dispatch({ type: "permissions/changed", id, change: { kind: chosen, level: undefined } });
  };
  const { does, levelHint } = WORDS();
  return html`${field(
      "policy-kind",
      WORDS().kind,
      html`<select id="policy-kind" class="control" .value=${live(kind ?? "identity")} @change=${choose}>
        ${Object.entries(does).map(([name, label]) => html`<option value=${name} ?selected=${name === (kind ?? "identity")}>${label}</option>`)}
      </select>`,
    )}
    ${kind === "scp"
      ? field("policy-level", WORDS().level, html`<input id="policy-level" class="control" type="text" autocomplete="off" .spellcheck=${false} .value=${live(level ?? "")} @input=${(event: globalThis.Event) => { dispatch({ type: "permissions/changed", id, change: { level: valueOf(event) } }); }} />`, levelHint)
      : nothing}`;
}

/** Where it comes from, if not from the visitor. */
function originView({ source, group, touched, unread }: Policy, { reading }: Permissions): unknown {
  // Why is said above, where it is known.
  const why = reading.status === "forbidden" ? nothing : html`<p>${WORDS().fromRoleText}</p>`;
  if (source === "role" && unread === undefined) return callout("warning", "warning", html`<strong>${WORDS().fromRole}</strong>${why}`);
  if (source !== "iam") return nothing;
  const granted = group === undefined ? nothing : html`<span class="quiet">${msg(str`granted to the group ${group}`)}</span>`;
  return html`<p class="origin small"><strong>${WORDS().fromIam}</strong> ${granted} ${touched ? html`<em>${WORDS().touched}</em>` : nothing}</p>`;
}

const NO_ROWS: never[] = [];

/** The same array for the same findings: the editor draws them anew only where they differ. */
const sameList = lastMemo((...findings: ReturnType<typeof findingsOf>) => findings);
const steady = (findings: ReturnType<typeof findingsOf>): ReturnType<typeof findingsOf> => sameList(...findings);
