// Where a new password is typed or generated, with what it lacks.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { inWords } from "../locales/said.ts";
import { msg, str, words } from "../locales/words.ts";
import { icon, startIcon, valueOf } from "../ui/parts.ts";
import { prose } from "../ui/problem.ts";
import type { Orders } from "./orders.ts";
import type { Check } from "./state.ts";

const WORDS = words(() => ({
  field: msg("New password"),
  generate: msg("Generate one"),
  missing: msg("What is missing"),
  unclear: msg("The cloud's documents leave open whether it is refused for this:"),
  keeps: msg("Keeps the known rules. The server can have rules of its own."),
}));

/** The password is kept by its field alone, and read when the form is sent. */
export function newPasswordField(check: Check | undefined, orders: Orders): TemplateResult {
  const generate = (event: Event): void => {
    const field = (event.currentTarget as HTMLElement).parentElement?.querySelector<HTMLElement & { value: string }>("wa-input");
    if (field) field.value = orders.generate();
  };
  return html`<div class="new-password">
      <wa-input
        type="password"
        name="newPassword"
        label=${WORDS().field}
        required
        password-toggle
        autocomplete="new-password"
        autocapitalize="off"
        autocorrect="off"
        .spellcheck=${false}
        @input=${(event: Event) => { orders.check(valueOf(event)); }}
      ></wa-input>
      <wa-button appearance="outlined" @click=${generate}>${startIcon("refresh")}${WORDS().generate}</wa-button>
    </div>
    ${check ? checkView(check) : nothing}`;
}

/** Not a live region: it changes with every key, and is said once nobody types any more. */
function checkView({ missing, unclear, entropy }: Check): TemplateResult {
  const bits = entropy?.toString() ?? "";
  if (missing.length > 0) {
    return html`<ul class="missing small" aria-label=${WORDS().missing}>${missing.map(({ message, said }) => html`<li>${icon("xmark")}<span>${prose(inWords(message, said))}</span></li>`)}</ul>`;
  }
  return html`<p class="small quiet keeps">${icon("check")}<span>${entropy === undefined ? nothing : msg(str`Generated at random, with ${bits} bits of entropy.`)} ${WORDS().keeps}</span></p>
    ${unclear.length === 0 ? nothing : html`<p class="small quiet">${WORDS().unclear} ${unclear.map(({ message, said }) => prose(inWords(message, said)))}</p>`}`;
}

/** Reads the field when its form is sent; where it is not fit, the focus stays with it. */
export function submitted(event: SubmitEvent, ask: (password: string) => boolean): void {
  event.preventDefault();
  const form = event.currentTarget as HTMLFormElement;
  const field = form.querySelector<HTMLElement & { value: string | null }>("wa-input[name=newPassword]");
  if (!ask(field?.value ?? "")) field?.focus();
}
