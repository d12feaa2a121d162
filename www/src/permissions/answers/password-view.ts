// Can these policies reach a password? Every documented way to the password of a server, or around it.
import { html } from "lit";
import type { TemplateResult } from "lit";
import type { PermissionsUses } from "../actions.ts";
import type { PasswordWay } from "ecs-password/slim";
import { inWords } from "../../locales/said.ts";
import type { PermissionsState } from "../state.ts";
import { msg, str, words } from "../../locales/words.ts";
import { verdictView, verdictWord } from "../parts.ts";
import { verdictOf } from "../verdicts.ts";
import { keepFocus, pathText } from "../../ui/parts.ts";
import { alsoView } from "./results.ts";
import { twinOf } from "./twins.ts";

const WORDS = words(() => ({
  title: msg("Can these policies reach a password?"),
  lead: msg("Whoever has one of these ways gets into the server, or takes its stored password away. The stored password is encrypted: reading it takes the private key of the key pair as well."),
  ways: {
    nova: [msg("Native API"), msg("reads or deletes the stored password; one action for both")],
    ecs: [msg("API of the cloud (v1)"), msg("reads or deletes the stored password; an action for each")],
    reset: [msg("Reset the password"), msg("sets a new one: needs neither the stored password nor the key")],
    console: [msg("Log in at the console"), msg("the screen of the server: a password is still needed, unless somebody is logged in")],
  } satisfies Record<PasswordWay, [string, string]>,
  undocumented: msg("The documents of this cloud name no such API."),
  explain: msg("Explain"),
  partly: msg("Not in full:"),
  hangs: msg("depends on what was not read"),
}));

export function passwordView(state: PermissionsState, { permissions: actions }: PermissionsUses): TemplateResult {
  const { evaluation } = state.permissions;
  return html`
    <h2>${WORDS().title}</h2>
    <p class="quiet">${WORDS().lead}</p>
    <div class="ways">
      ${(["nova", "ecs", "reset", "console"] as const).map((way) => {
        const [title, note] = WORDS().ways[way];
        const of = (evaluation?.ways[way] ?? []).flatMap((index) => {
          const row = evaluation?.rows[index];
          return row && evaluation.leads?.[index] === undefined ? [[index, row] as const] : [];
        });
        return html`<section class="way" aria-label=${title}>
          <h3>${title}</h3>
          <p class="quiet small capital">${note}.</p>
          ${of.length === 0
            ? html`<p class="quiet small">${WORDS().undocumented}</p>`
            : html`<ul>
                ${of.map(([index, row]) => {
                  const decision = verdictOf(evaluation?.decisions[index]);
                  const whole = verdictOf(evaluation?.whole[index]);
                  return html`<li>
                    ${verdictView(decision)}
                    <div>
                      <span>${inWords(row.title ?? "")}</span>
                      <span class="path">${pathText(row.id)}</span>${evaluation ? alsoView(twinOf(evaluation, index)) : ""}
                      <code>${row.action}</code>
                      ${evaluation?.hanging[index] === true ? html`<span class="partly">${WORDS().hangs}</span>` : ""}
                      ${whole === decision ? "" : html`<span class="partly">${WORDS().partly} ${verdictWord(whole)}</span>`}
                    </div>
                    <button type="button" class="link" aria-label=${msg(str`Explain ${row.id}`)} @click=${() => { actions.showExplanation(row.id); keepFocus(".row-open .row-title"); }}>${WORDS().explain}</button>
                  </li>`;
                })}
              </ul>`}
        </section>`;
      })}
    </div>
  `;
}
