// What one can start with: an empty policy, a system policy of the clouds, or an example of version 5.0.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { PermissionsUses } from "../actions.ts";
import type { PermissionsState } from "../state.ts";
import { icon } from "../../ui/parts.ts";
import { msg, str, words } from "../../locales/words.ts";
import { has5 } from "../version.ts";

const WORDS = words(() => ({
  add: msg("Add a policy"),
  empty: msg("A policy of your own"),
  emptyNote: msg("starts with list permissions"),
  system: msg("System policies"),
  heading: msg("What may a user with these policies do?"),
  lead: msg("Write or paste a policy, or start with one of the cloud's own. While you type, every documented API shows whether it may be called, and why. Nothing is sent anywhere; nothing is stored."),
  notes: [
    ["ECS FullAccess", msg("everything in ECS, and what it needs around it")],
    ["ECS CommonOperations", msg("start, stop, read, and the native password API")],
    ["ECS ReadOnlyAccess", msg("read only")],
    ["Server Administrator", msg("a role: everything in ECS")],
    ["Tenant Administrator", msg("a role: everything but IAM")],
    ["Tenant Guest", msg("a role: reading everything but IAM")],
    ["DNS Administrator", msg("a role that depends on others")],
  ] as const,
  identity: msg("Version 5.0: examples, not system policies"),
  identityNotes: [
    ["ReadPasswordOfServer", msg("enter the server's ID in its URN")],
    ["ReadAndDeletePassword", msg("the same, with deleting")],
    ["DenyReadingWithoutMFA", msg("grants nothing")],
    ["ResetPasswordsByTag", msg("of servers with a tag")],
    ["OnlyReadPasswords", msg("a session policy: it limits, and grants nothing")],
  ] as const,
}));

/** `files` is what opens files. */
export function examplesView(state: PermissionsState, actions: PermissionsUses, files: unknown): TemplateResult {
  const roles = state.session.current?.roles ?? [];
  // With policies of IAM nobody goes by names.
  const named = roles.length > 0 && state.permissions.reading.status === "forbidden";
  return html`<section class="card start" aria-labelledby="start-title" data-files="after">
    <h2 id="start-title" tabindex="-1" data-focus="policies">${WORDS().heading}</h2>
    <p class="lead">${WORDS().lead}</p>
    ${named ? html`<p class="quiet">${msg(str`The token names the roles ${roles.join(", ")}; no system policy known here has such a name.`)}</p>` : nothing}
    ${files}
    ${list(state, actions)}
  </section>`;
}

export function examplesMenu(state: PermissionsState, actions: PermissionsUses): TemplateResult {
  const leave = (event: KeyboardEvent): void => {
    const menu = event.currentTarget as HTMLDetailsElement;
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  };
  const away = (event: FocusEvent): void => {
    const menu = event.currentTarget as HTMLDetailsElement;
    if (event.relatedTarget instanceof Node && !menu.contains(event.relatedTarget)) menu.open = false;
  };
  return html`<details class="menu" @keydown=${leave} @focusout=${away}>
    <summary>${icon("plus")}${WORDS().add}</summary>
    <div class="menu-panel">${list(state, actions)}</div>
  </details>`;
}

function list({ permissions: { cloud } }: PermissionsState, { permissions }: PermissionsUses): TemplateResult {
  const item = (name: string, note: string, add: () => void): TemplateResult => {
    const choose = (event: globalThis.Event): void => {
      const menu = (event.currentTarget as Element).closest("details");
      if (menu) menu.open = false;
      add();
    };
    return html`<li>
      <button type="button" class="demo-user" @click=${choose}>
        <span class="demo-name">${name}</span><span class="demo-note">${note}</span>${icon("plus")}
      </button>
    </li>`;
  };
  const examples = (notes: readonly (readonly [string, string])[]): TemplateResult[] => notes.map(([name, note]) => item(name, note, () => void permissions.addExample(name)));
  const { empty, emptyNote, notes, identity, identityNotes } = WORDS();
  const more = has5(cloud) ? html`<h3 class="small-title">${identity}</h3><ul class="demo">${examples(identityNotes)}</ul>` : nothing;
  return html`<ul class="demo">${item(empty, emptyNote, permissions.addEmpty)}${examples(notes)}</ul>${more}`;
}
