// Being asked before passwords are written into a file: an encrypted one, with the master password that opens it, or a plain one.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { digits, msg, str, words } from "../locales/words.ts";
import { modal, modalEvents } from "../ui/modal.ts";
import { callout, icon } from "../ui/parts.ts";
import { problemView } from "../ui/problem.ts";
import type { ExportDialog } from "./state.ts";

/** Signs of a master password. Who has the file can try as many as they like: what a sign-in may ask for is not enough. */
const SHORTEST = 12;

const WORDS = words(() => ({
  kdbx: msg("Export for KeePass"),
  csv: msg("Export as CSV"),
  encrypted: msg("The file is encrypted (KDBX 4): KeePass 2, KeePassXC and others open it with the master password. That password is kept nowhere and cannot be recovered; without it the file is useless."),
  failed: msg("The file could not be encrypted"),
  failedNext: msg("Try again, or export as CSV."),
  master: msg("Master password"),
  repeat: msg("Repeat the master password"),
  differs: msg("The two passwords differ."),
  encrypting: msg("Encrypting…"),
  plain: msg("The file holds every password as plain text. Whoever can read it can sign in to these servers: also a backup, a synchronised folder, or a virus scanner that sends files away."),
  formulas: msg("Cells that a spreadsheet would take for a formula begin with an apostrophe. For a password manager take the export for KeePass: it changes no password."),
  cancel: msg("Cancel"),
  save: msg("Save the file"),
}));

interface Uses {
  /** How many passwords there are. */
  readonly number: number;
  readonly show: (dialog: ExportDialog) => void;
  readonly save: (master?: Uint8Array<ArrayBuffer>) => void;
  readonly closed: () => void;
}

/** The buttons that open it: the encrypted file first. */
export function exportButtons(show: (dialog: ExportDialog) => void, size: "s" | "m" = "m"): TemplateResult {
  const { kdbx, csv } = WORDS();
  return html`<wa-button size=${size} variant="brand" @click=${() => { show({ kind: "export", format: "kdbx" }); }}>${kdbx}</wa-button>
    <wa-button size=${size} appearance="outlined" @click=${() => { show({ kind: "export", format: "csv" }); }}>${csv}</wa-button>`;
}

/** What is known of the file that was saved. */
export function exportedView({ format, count }: { readonly format: ExportDialog["format"]; readonly count: number }): TemplateResult {
  const number = digits(count);
  if (format === "kdbx") {
    const text = count === 1
      ? msg("1 password is in the downloaded file, encrypted with the master password. Open it once before you forget or delete anything here.")
      : msg(str`${number} passwords are in the downloaded file, encrypted with the master password. Open it once before you forget or delete anything here.`);
    return callout("success", "check", html`<p>${text}</p>`);
  }
  const text = count === 1
    ? msg("1 password is in the downloaded file, readable for everyone who gets it. Import it where it belongs, then delete it.")
    : msg(str`${number} passwords are in the downloaded file, readable for everyone who gets it. Import it where it belongs, then delete it.`);
  return callout("warning", "warning", html`<p>${text}</p>`);
}

/** Open where there is a dialog. What is in its fields goes with it. */
export function exportDialog(dialog: ExportDialog | undefined, uses: Uses): TemplateResult {
  const { escaped, gone } = modalEvents(uses.closed);
  const count = digits(uses.number);
  const title =
    dialog?.format !== "csv"
      ? uses.number === 1 ? msg("Export 1 password for KeePass?") : msg(str`Export ${count} passwords for KeePass?`)
      : uses.number === 1 ? msg("Export 1 password as CSV?") : msg(str`Export ${count} passwords as CSV?`);
  const body = dialog && (dialog.format === "csv" ? plain(uses) : encrypted(dialog, uses));
  return html`<dialog aria-labelledby="export-title" ${modal(dialog !== undefined)} @cancel=${escaped} @close=${gone}>
    <h2 id="export-title">${title}</h2>
    ${body ?? nothing}
  </dialog>`;
}

function plain({ save, closed }: Uses): TemplateResult {
  return html`<p>${WORDS().plain}</p>
    <p>${WORDS().formulas}</p>
    <div class="buttons">
      <wa-button appearance="outlined" autofocus @click=${closed}>${WORDS().cancel}</wa-button>
      <wa-button variant="warning" @click=${() => { save(); }}>${WORDS().save}</wa-button>
    </div>`;
}

/** The master password is kept by its fields alone, and read when the form is sent. */
function encrypted(dialog: ExportDialog, { show, save, closed }: Uses): TemplateResult {
  const { stage } = dialog;
  const shortest = SHORTEST.toString();
  const isWorking = stage === "working";
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (isWorking) return;
    const [master, repeated] = [...(event.currentTarget as HTMLFormElement).querySelectorAll<HTMLElement & { value: string | null }>("wa-input")];
    const text = master?.value ?? "";
    const wrong = Array.from(text).length < SHORTEST ? "short" : text === repeated?.value ? undefined : "differs";
    if (!wrong) {
      save(new TextEncoder().encode(text));
      return;
    }
    show({ ...dialog, stage: wrong });
    (wrong === "short" ? master : repeated)?.focus();
  };
  return html`<p>${WORDS().encrypted}</p>
    <form class="fields" autocomplete="off" novalidate @submit=${submit}>
      ${field("master", WORDS().master, msg(str`At least ${shortest} characters. Whoever gets the file can try passwords without limit: take several random words, or have a program generate one.`))}
      ${stage === "short" ? fault(msg(str`It must have at least ${shortest} characters.`)) : nothing}
      ${field("repeat", WORDS().repeat)}
      ${stage === "differs" ? fault(WORDS().differs) : nothing}
      ${typeof stage === "object" ? problemView(stage, { title: WORDS().failed, next: WORDS().failedNext }) : nothing}
      <div class="buttons">
        <span class="export-status small quiet" role="status">${isWorking ? WORDS().encrypting : nothing}</span>
        <wa-button appearance="outlined" @click=${closed}>${WORDS().cancel}</wa-button>
        <wa-button type="submit" variant="brand" ?loading=${isWorking}>${WORDS().save}</wa-button>
      </div>
    </form>`;
}

function field(name: string, label: string, hint?: string): TemplateResult {
  return html`<wa-input
    type="password"
    name=${name}
    label=${label}
    hint=${hint ?? nothing}
    required
    password-toggle
    autocomplete="new-password"
    autocapitalize="off"
    autocorrect="off"
    ?autofocus=${name === "master"}
    .spellcheck=${false}
  ></wa-input>`;
}

const fault = (text: string): TemplateResult => html`<p class="field-error small" role="alert">${icon("warning")} ${text}</p>`;
