// The least policy for what somebody should be able to do.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { repeat } from "lit/directives/repeat.js";
import type { OperationName } from "ecs-password/slim";
import type { PermissionsUses } from "../actions.ts";
import { inWords } from "../../locales/said.ts";
import type { PermissionsState } from "../state.ts";
import { checkedOf, pathText, valueOf } from "../../ui/parts.ts";
import { problemView, prose } from "../../ui/problem.ts";
import { msg, str, words } from "../../locales/words.ts";

const WORDS = words(() => ({
  title: msg("Least-privilege policy"),
  lead: msg("Choose what somebody should be able to do. The policy names exactly the actions for it, those it depends on included."),
  console: msg("What this console does"),
  operations: [
    ["listServers", msg("List the servers")],
    ["getKeyPair", msg("See a key pair")],
    ["getServerPassword", msg("Get the stored password")],
    ["deleteServerPassword", msg("Delete the stored password")],
  ] as const satisfies readonly (readonly [OperationName, string])[],
  search: msg("Find an API by title, path or action"),
  apis: msg("APIs"),
  none: msg("No API matches."),
  result: msg("The policy"),
  nothing: msg("Nothing is chosen yet."),
  clear: msg("Choose nothing"),
  cannot: msg("What cannot be separated"),
  also: msg("It also opens"),
  add: msg("Add as a policy"),
  copy: msg("Copy"),
}));

export function leastView(state: PermissionsState, actions: PermissionsUses): TemplateResult {
  const { suggestion, evaluation } = state.permissions;
  const { permissions, dispatch } = actions;
  const { apis, operations, result, problem, search } = suggestion;
  const terms = search.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const rows = (evaluation?.rows ?? []).filter(({ id, title = "", action }) => {
    const text = `${id} ${title} ${inWords(title)} ${action}`.toLowerCase();
    return apis.includes(id) || terms.every((term) => text.includes(term));
  });
  const toggled = <T extends string>(list: readonly T[], name: T, on: boolean): T[] => (on ? [...list, name] : list.filter((one) => one !== name));
  const chosen = apis.length + operations.length;
  return html`<h2>${WORDS().title}</h2>
    <p class="quiet">${WORDS().lead}</p>
    <fieldset class="operations">
      <legend class="small-title">${WORDS().console}</legend>
      ${WORDS().operations.map(
        ([operation, text]) => html`<label class="check"><input type="checkbox" .checked=${live(operations.includes(operation))} @change=${(event: globalThis.Event) => { permissions.suggest({ operations: toggled(operations, operation, checkedOf(event)) }); }} />${text}</label>`,
      )}
    </fieldset>
    <input type="search" class="control wide" aria-label=${WORDS().search} placeholder=${WORDS().search} .value=${live(search)} @input=${(event: globalThis.Event) => { dispatch({ type: "permissions/suggestionSearched", text: valueOf(event) }); }} />
    <div class="api-choices" role="group" aria-label=${WORDS().apis} tabindex="0">
      ${rows.length === 0 ? html`<p class="quiet">${WORDS().none}</p>` : nothing}
      ${repeat(rows, ({ id }) => id, ({ id, title, action }) => html`<label class="check api-choice">
        <input type="checkbox" .checked=${live(apis.includes(id))} @change=${(event: globalThis.Event) => { permissions.suggest({ apis: toggled(apis, id, checkedOf(event)) }); }} />
        <span>${title === undefined ? id : inWords(title)}<span class="path">${pathText(id)}</span><code>${action}</code></span>
      </label>`)}
    </div>
    <h3>${WORDS().result}</h3>
    ${chosen === 0 ? html`<p class="quiet">${WORDS().nothing}</p>` : nothing}
    ${problem ? problemView(problem) : nothing}
    ${result
      ? html`<pre class="document" tabindex="0" role="region" aria-label=${WORDS().result}><code>${result.document}</code></pre>
          <div class="buttons">
            <wa-button size="s" variant="brand" @click=${permissions.addSuggestion}>${WORDS().add}</wa-button>
            <wa-button size="s" appearance="outlined" @click=${() => void permissions.copy(result.document)}>${WORDS().copy}</wa-button>
            <wa-button size="s" appearance="plain" @click=${() => { permissions.suggest({ apis: [], operations: [] }); }}>${WORDS().clear}</wa-button>
          </div>
          ${result.cannotSeparate.length > 0
            ? html`<h3>${WORDS().cannot}</h3>
                <ul class="cannot">
                  ${result.cannotSeparate.map(
                    ({ message, said, apis: opened }) => html`<li>
                      <p>${prose(inWords(message, said.message))}</p>
                      ${opened.length > 0 ? html`<details><summary>${msg(str`${WORDS().also} (${opened.length.toString()})`)}</summary><ul>${opened.map((api) => html`<li class="path">${pathText(api)}</li>`)}</ul></details>` : nothing}
                    </li>`,
                  )}
                </ul>`
            : nothing}`
      : nothing}`;
}
