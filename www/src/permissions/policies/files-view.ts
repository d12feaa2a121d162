// Opening and saving files, on both sides; and being asked before a text goes away that is in none.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { PermissionsUses } from "../actions.ts";
import { inWords } from "../../locales/said.ts";
import { msg, str, words } from "../../locales/words.ts";
import { modal, modalEvents } from "../../ui/modal.ts";
import { callout, icon, keepFocus, startIcon } from "../../ui/parts.ts";
import { prose } from "../../ui/problem.ts";
import { nameOf } from "../notes.ts";
import { isInSet, openBefore, openPolicy } from "../state.ts";
import type { Losing, OpenedFiles, Permissions, Policy, Side } from "../state.ts";
import { fileNameOf } from "./file-names.ts";
import type { FileFault } from "./file-fault.ts";
import { lostBy } from "./losing.ts";

const WORDS = words(() => ({
  open: msg("Open files"),
  drop: msg("or drop them here"),
  forms: msg("JSON, YAML, Terraform or text, up to 1 MB each"),
  save: msg("Save"),
  unsaved: msg("Changed, not saved"),
  groups: { after: msg("Files"), before: msg("Files of the baseline") } satisfies Record<Side, string>,
  faults: {
    large: msg("it is larger than 1 MB, which no set of policies needs"),
    together: msg("with the other files it is more than 4 MB: open fewer of them at once"),
    unreadable: msg("it cannot be read: see whether it is a file, is still there, and may be read by you"),
    empty: msg("it is empty"),
    noText: msg("it is no text in UTF-8 or UTF-16"),
    many: msg("there would be more than 200 policies here: remove some first"),
  } satisfies Record<FileFault, string>,
  besides: msg("What to know besides"),
  dismiss: msg("Dismiss"),
  notSaved: msg("Changed here and not saved as a file:"),
  keep: msg("Keep it"),
  first: msg("Save, then go on"),
  lose: msg("Go on without saving"),
  titles: {
    remove: msg("Remove this policy?"),
    baseline: msg("Replace the baseline?"),
    putBack: msg("Restore the baseline?"),
    forget: msg("Discard the baseline?"),
  } satisfies Record<Losing["what"], string>,
}));

export const faultWord = (fault: FileFault): string => WORDS().faults[fault];

const ACCEPTED = ".json,.yaml,.yml,.tf,.hcl,.txt,application/json,application/yaml,text/*";

const kept = ({ permissions }: PermissionsUses) => permissions.kept();

const policiesOf = ({ policies, before = [] }: Permissions, side: Side): readonly Policy[] => (side === "before" ? before : policies);

/** Buttons for the policies of one side. */
export function filesView(side: Side, permissions: Permissions, actions: PermissionsUses): TemplateResult {
  const policy = side === "before" ? openBefore(permissions) : openPolicy(permissions);
  const all = policiesOf(permissions, side).filter((one) => one.unread === undefined && isInSet(one));
  const chosen = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const files = [...(input.files ?? [])];
    input.value = "";
    void kept(actions)?.open(files, side);
  };
  const count = all.length.toString();
  return html`<div class="files" role="group" aria-label=${WORDS().groups[side]}>
      <label class="file">
        <input type="file" class="visually-hidden" multiple accept=${ACCEPTED} @change=${chosen} aria-label=${WORDS().open} />
        <span class="file-button" aria-hidden="true">${icon("upload")}${WORDS().open}</span>
      </label>
      <span class="quiet drop-text">${WORDS().drop}</span>
      ${policy && all.includes(policy)
        ? html`<span class="files-save">
            ${policy.unsaved ? html`<span class="quiet small">${WORDS().unsaved}</span>` : nothing}
            <wa-button size="s" appearance="outlined" title=${fileNameOf(policy)} @click=${() => kept(actions)?.save(policy)}>${startIcon("download")}${WORDS().save}</wa-button>
            ${all.length > 1 ? html`<wa-button size="s" appearance="plain" @click=${() => void kept(actions)?.saveAll(all)}>${msg(str`Save all (${count})`)}</wa-button>` : nothing}
          </span>`
        : nothing}
    </div>
    ${policiesOf(permissions, side).length === 0 ? html`<p class="quiet small">${WORDS().forms}</p>` : nothing}
    ${permissions.opened?.side === side ? openedView(permissions.opened, actions) : nothing}`;
}

/** More of them than anybody reads. */
const MOST = 20;

function openedView({ side, faults, notes }: OpenedFiles, { dispatch }: PermissionsUses): TemplateResult {
  const dismiss = (): void => {
    dispatch({ type: "permissions/filesOpened", opened: undefined });
    keepFocus(side === "before" ? ".before-side input[type=file]" : ".files input[type=file]");
  };
  const count = faults.length.toString();
  const title = faults.length === 1 ? msg("1 file was not opened") : msg(str`${count} files were not opened`);
  const list = (items: readonly unknown[], length: number): TemplateResult => html`<ul>
    ${items}${length > MOST ? html`<li>${msg(str`and ${(length - MOST).toString()} more`)}</li>` : nothing}
  </ul>`;
  return callout(
    faults.length === 0 ? "neutral" : "danger",
    faults.length === 0 ? "info" : "warning",
    html`${faults.length === 0
        ? nothing
        : html`<h3 class="small-title" tabindex="-1" data-focus="problem">${title}</h3>
            ${list(faults.slice(0, MOST).map(({ name, fault }) => html`<li><code>${name}</code>: ${WORDS().faults[fault]}</li>`), faults.length)}`}
      ${notes.length === 0
        ? nothing
        : html`<h3 class="small-title">${WORDS().besides}</h3>
            ${list(notes.slice(0, MOST).map(({ name, message, said }) => html`<li><code>${name}</code>: ${prose(inWords(message, said))}</li>`), notes.length)}`}
      <button type="button" class="link" @click=${dismiss}>${WORDS().dismiss}</button>`,
  );
}

/** Asks before something is lost. */
export function losingView(permissions: Permissions, actions: PermissionsUses): TemplateResult {
  const { losing } = permissions;
  const keep = (): void => { actions.dispatch({ type: "permissions/losing", losing: undefined }); };
  const { escaped, gone } = modalEvents(() => { if (losing) keep(); });
  const lost = losing ? lostBy(permissions, losing) : [];
  return html`<dialog aria-labelledby="losing-title" ${modal(losing !== undefined)} @cancel=${escaped} @close=${gone}>
    ${losing
      ? html`<h2 id="losing-title">${WORDS().titles[losing.what]}</h2>
          <p>${WORDS().notSaved}</p>
          <ul class="bullets">${lost.slice(0, MOST).map((policy) => html`<li>${nameOf(policy)}</li>`)}${lost.length > MOST ? html`<li>${msg(str`and ${(lost.length - MOST).toString()} more`)}</li>` : nothing}</ul>
          <div class="buttons">
            <wa-button appearance="plain" autofocus @click=${keep}>${WORDS().keep}</wa-button>
            <wa-button appearance="outlined" @click=${() => void kept(actions)?.saveAndLose(losing)}>${WORDS().first}</wa-button>
            <wa-button variant="danger" @click=${() => kept(actions)?.lose(losing, true)}>${WORDS().lose}</wa-button>
          </div>`
      : nothing}
  </dialog>`;
}
