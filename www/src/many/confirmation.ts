// What concerns many servers is confirmed by typing what is to be done.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { msg } from "../locales/words.ts";
import { fieldsOf, icon } from "../ui/parts.ts";

interface Confirmation {
  /** What has to be typed. */
  readonly phrase: string;
  /** Something else was. */
  readonly wrong: boolean;
  readonly wrongText: (phrase: string) => string;
  readonly refused: () => void;
  readonly confirmed: () => void;
  readonly closed: () => void;
  /** The one that sends the form. */
  readonly button: TemplateResult;
}

/** The rest of a dialog that asks. */
export function confirmation({ phrase, wrong, wrongText, refused, confirmed, closed, button }: Confirmation): TemplateResult {
  const submit = (event: SubmitEvent): void => {
    const form = event.currentTarget as HTMLFormElement;
    const typed = fieldsOf(event)("confirmation");
    if (typed.trim().toLowerCase() !== phrase.toLowerCase()) {
      refused();
      form.querySelector("input")?.focus();
      return;
    }
    form.reset();
    confirmed();
  };
  return html`<form class="fields" autocomplete="off" novalidate @submit=${submit}>
    <label class="confirmation"
      ><span>${msg(html`Type <strong>${phrase}</strong> to confirm`)}</span>
      <input
        type="text"
        name="confirmation"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        aria-invalid=${wrong ? "true" : "false"}
        aria-describedby=${wrong ? "confirmation-error" : nothing}
      />
    </label>
    ${wrong ? html`<p class="field-error small" id="confirmation-error">${icon("warning")} ${wrongText(phrase)}</p>` : nothing}
    <div class="buttons">
      <wa-button appearance="outlined" @click=${closed}>${msg("Cancel")}</wa-button>
      ${button}
    </div>
  </form>`;
}
