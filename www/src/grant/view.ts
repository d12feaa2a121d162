// Beside a button: that its call is expected to fail, or hangs on something; where it is certainly refused, the button explains that first. And
// beside a refusal, folded, what would allow the call.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { hintText } from "../session/expected.ts";
import { mayDo } from "../session/may-do.ts";
import type { ServerOperation } from "../shared/api-versions.ts";
import type { Problem } from "../shared/problem.ts";
import { icon } from "../ui/parts.ts";
import { loadedView } from "../ui/loaded.ts";
import { msg } from "../locales/words.ts";
import type { GrantParts, GrantUses } from "./actions.ts";
import type { GrantState } from "./state.ts";

/** Only policies say no for certain: the rules that Nova comes with can be changed, and what is assumed may be wrong. */
function isCertainlyRefused({ session }: GrantState, operation: ServerOperation): boolean {
  const { may, basis } = mayDo(session)[operation];
  return may === "deny" && basis === "policies";
}

/** A button, given what a press of it does. Of a call that is certainly refused the first press explains why; it can be tried all the same. */
export function guardedButton(state: GrantState, operation: ServerOperation, actions: GrantUses, act: () => void, button: (press: () => void) => unknown): unknown {
  if (!isCertainlyRefused(state, operation)) return button(act);
  return state.grant.warned === operation ? warning(state, operation, actions, act) : button(() => { actions.grant.warn(operation); });
}

/** The same of a form: what sending it does, and its button or what stands in its place. */
export function guardedForm(state: GrantState, operation: ServerOperation, actions: GrantUses, send: (event: SubmitEvent) => void, button: unknown): { submit: (event: SubmitEvent) => void; button: unknown } {
  if (!isCertainlyRefused(state, operation)) return { submit: send, button };
  if (state.grant.warned === operation) return { submit: send, button: warning(state, operation, actions) };
  const warn = (event: SubmitEvent): void => {
    event.preventDefault();
    actions.grant.warn(operation);
  };
  return { submit: warn, button };
}

/** Without `act`, in a form: its button sends it. */
const warning = (state: GrantState, operation: ServerOperation, actions: GrantUses, act?: () => void): TemplateResult =>
  html`<div class="warned" role="group" tabindex="-1" data-focus="warned" aria-label=${hintText(state, operation)}>
    ${wanted(state, actions, (parts) => parts.warning(state, operation))}
    <div class="buttons">
      <wa-button size="s" type=${act ? "button" : "submit"} appearance="outlined" @click=${act ?? nothing}>${msg("Try all the same")}</wa-button>
      <wa-button size="s" appearance="plain" @click=${() => { actions.grant.warn(undefined); }}>${msg("Leave it")}</wa-button>
    </div>
  </div>`;

/** Nothing before somebody wants it. */
const wanted = (state: GrantState, { grant }: GrantUses, view: (parts: GrantParts) => unknown): unknown =>
  state.grant.wanted ? loadedView(state.grant.parts, grant.parts(), grant.load, view) : nothing;

/** Beside a button. */
export function mayHint(state: GrantState, operation: ServerOperation, { grant }: GrantUses): unknown {
  const { may } = mayDo(state.session)[operation];
  if (may === "conditional") return grant.parts()?.condition(state, operation) ?? nothing;
  return may === "deny" ? html`<p class="may-hint small">${icon("warning")}<span>${hintText(state, operation)}</span></p>` : nothing;
}

/** Of a refusal that names an action, or whose cause the policies or the roles may tell; of any other, nothing is known that would help. */
export function grantView(state: GrantState, operation: ServerOperation, refusal: Problem, actions: GrantUses): unknown {
  if (refusal.code !== "forbidden" || !state.session.current) return nothing;
  const { may } = mayDo(state.session)[operation];
  if (refusal.action?.name === undefined && may !== "deny" && may !== "conditional") return nothing;
  return html`<details class="facts grant" @toggle=${actions.grant.load}>
    <summary>${msg("What would allow it")}</summary>
    <div>${wanted(state, actions, (parts) => parts.allowing(state, operation, refusal, actions))}</div>
  </details>`;
}

/** The same for many servers: of one refusal, as the others have the same cause as far as it is known. */
export function grantOfMany(state: GrantState, operation: ServerOperation, problems: readonly (Problem | undefined)[], actions: GrantUses): unknown {
  const refusal = problems.find((problem) => problem?.code === "forbidden");
  return refusal ? grantView(state, operation, refusal, actions) : nothing;
}
