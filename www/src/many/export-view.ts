// Being asked before passwords are written into a file, and for which program.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { digits, msg, str } from "../locales/words.ts";
import { modal, modalEvents } from "../ui/modal.ts";
import { valueOf } from "../ui/parts.ts";
import type { Format } from "./state.ts";

interface Export {
  /** How many there are. */
  readonly number: number;
  readonly choose: (format: Format) => void;
  readonly save: (format: Format) => void;
  readonly closed: () => void;
}

/** Open where there is a format. */
export function exportDialog(format: Format | undefined, { number, choose, save, closed }: Export): TemplateResult {
  const { escaped, gone } = modalEvents(closed);
  const count = digits(number);
  const title =
    format !== "csv"
      ? number === 1 ? msg("Export 1 password for KeePass?") : msg(str`Export ${count} passwords for KeePass?`)
      : number === 1 ? msg("Export 1 password as CSV?") : msg(str`Export ${count} passwords as CSV?`);
  return html`<dialog aria-labelledby="export-title" ${modal(format !== undefined)} @cancel=${escaped} @close=${gone}>
    <h2 id="export-title">${title}</h2>
    <p>${msg("The file holds every password as plain text. Whoever can read it can sign in to these servers: also a backup, a synchronised folder, or a virus scanner that sends files away.")}</p>
    ${format === "csv"
      ? html`<p>${msg("Cells that a spreadsheet would take for a formula begin with an apostrophe. For a password manager take the export for KeePass: it changes nothing.")}</p>`
      : format
        ? programs(format, choose)
        : nothing}
    <div class="buttons">
      <wa-button appearance="outlined" ?autofocus=${format !== undefined} @click=${closed}>${msg("Cancel")}</wa-button>
      <wa-button variant="warning" @click=${() => { if (format) save(format); }}>${msg("Save the file")}</wa-button>
    </div>
  </dialog>`;
}

/** The two read a backslash differently. */
function programs(format: "keepass" | "keepassxc", choose: (format: Format) => void): TemplateResult {
  return html`<wa-radio-group label=${msg("Program")} orientation="horizontal" size="s" .value=${live(format)} @change=${(event: Event) => { choose(valueOf(event) === "keepassxc" ? "keepassxc" : "keepass"); }}>
      <wa-radio appearance="button" value="keepass">KeePass 2</wa-radio>
      <wa-radio appearance="button" value="keepassxc">KeePassXC</wa-radio>
    </wa-radio-group>
    <p>
      ${format === "keepass"
        ? msg("In KeePass: “File”, “Import”, “Generic CSV Importer”; go on to the end and leave everything as it is.")
        : msg("In KeePassXC: “Database”, “Import”, CSV; tick “First line has field names” and leave everything else as it is.")}
      ${msg("Then delete the file and empty the bin.")}
    </p>`;
}
