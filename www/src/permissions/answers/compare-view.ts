// Before and after: what a change of the policies changes.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { ChangedApi } from "ecs-password/slim";
import type { PermissionsUses } from "../actions.ts";
import { inWords } from "../../locales/said.ts";
import type { PermissionsState } from "../state.ts";
import { pathText } from "../../ui/parts.ts";
import { msg, str, words } from "../../locales/words.ts";
import { moreView, reasonView } from "./explanation.ts";
import { causeOf } from "../notes.ts";
import { quoted, saveButtons, verdictView } from "../parts.ts";
import { CONDITIONAL } from "../verdicts.ts";
import { beforeView } from "./before-view.ts";
import { changesOf } from "./changes.ts";
import type { Change, Changed } from "./changes.ts";
import type { Refused } from "../state.ts";

const WORDS = words(() => ({
  title: msg("Before and after"),
  lead: msg("Set the policies as they are now as the baseline, or open it from files. Both sides can be changed: what the change allows and takes away is listed here."),
  remember: msg("Set baseline"),
  anew: msg("Replace baseline"),
  putBack: msg("Restore baseline"),
  forget: msg("Discard baseline"),
  groups: {
    allowed: msg("Newly allowed"),
    maybe: msg("May newly become possible"),
    restricted: msg("Restricted: was allowed, now conditional"),
    denied: msg("Newly denied"),
  } satisfies Record<Change, string>,
  password: msg("Password"),
  none: msg("None"),
  same: msg("Nothing changes: every API has the same answer as before."),
  sameWord: msg("Every API has the same answer as before; what the conditional ones depend on may differ."),
  dependsMay: msg("What the conditional ones depend on may differ."),
  unread: msg("Not read, before:"),
  refused: msg("IAM would refuse, before:"),
  mended: msg("The answers are as it would read once mended."),
  doubtful: msg("IAM may refuse, before:"),
  taken: msg("The answers are as if it took this."),
  write: msg("Write the baseline"),
  then: msg("then"),
  reasons: msg("Reasons"),
  before: msg("Before"),
  after: msg("After"),
  difference: msg("Difference"),
}));

export function compareView(state: PermissionsState, uses: PermissionsUses): TemplateResult {
  const { permissions: actions } = uses;
  const { before, beforeChecked, difference, evaluation } = state.permissions;
  const kept = actions.kept();
  if (!before) {
    return html`<h2>${WORDS().title}</h2>
      <p class="quiet">${WORDS().lead}</p>
      <div class="before-start" data-files="before">
        <div class="buttons">
          <wa-button size="s" variant="brand" @click=${() => { kept?.lose({ what: "baseline" }); }}>${WORDS().remember}</wa-button>
          <wa-button size="s" appearance="outlined" @click=${() => { kept?.addBefore(); }}>${WORDS().write}</wa-button>
        </div>
        ${kept?.filesView("before", state.permissions, uses)}
      </div>`;
  }
  const untouched = ({ policyId }: Refused): boolean => before.some(({ id, source, touched }) => id === policyId && source === "iam" && !touched);
  // What came from there as it is it has taken.
  const doubtful = (beforeChecked?.doubtful ?? []).filter((each) => !untouched(each));
  const groups = difference && evaluation && changesOf(difference, evaluation);
  const isOpen = evaluation?.decisions.includes(CONDITIONAL) === true;
  const changed = difference ? difference.newlyAllowed.length + difference.newlyDenied.length + difference.nowConditional.length : 0;
  return html`<h2>${WORDS().title}</h2>
    <div class="buttons">
      <wa-button size="s" appearance="outlined" @click=${() => { kept?.lose({ what: "baseline" }); }}>${WORDS().anew}</wa-button>
      <wa-button size="s" appearance="plain" ?disabled=${before.length === 0} @click=${() => { kept?.lose({ what: "putBack" }); }}>${WORDS().putBack}</wa-button>
      <wa-button size="s" appearance="plain" @click=${() => { kept?.lose({ what: "forget" }); }}>${WORDS().forget}</wa-button>
      ${changed > 0 ? saveButtons(WORDS().difference, (format) => { actions.save("difference", format); }) : nothing}
    </div>
    ${beforeView(state, uses)}
    ${noteLine(WORDS().unread, beforeChecked?.unread, beforeChecked?.moreUnread)} ${noteLine(WORDS().refused, beforeChecked?.refused, 0, WORDS().mended)} ${noteLine(WORDS().doubtful, doubtful, 0, WORDS().taken)}
    ${difference
      ? html`${changed === 0 ? html`<p>${isOpen ? WORDS().sameWord : WORDS().same}</p>` : nothing}
          ${changed === 0
            ? nothing
            : html`<div class="api-rows" role="region" aria-label=${WORDS().difference} tabindex="0">
                ${groups && (Object.entries(WORDS().groups) as [Change, string][]).map(([change, title]) => group(title, groups[change]))}
              </div>`}
          <p class="quiet small">${difference.unchanged === 1 ? msg("1 API has the same answer as before.") : msg(str`${difference.unchanged.toString()} APIs have the same answer as before.`)} ${changed > 0 && isOpen ? WORDS().dependsMay : nothing}</p>`
      : nothing}`;
}

/** What the answers before do not rest on; that of those after stands above all answers. */
function noteLine(title: string, notes: readonly Refused[] = [], more = 0, what = ""): unknown {
  if (notes.length === 0) return nothing;
  return html`<p class="small"><strong>${title}</strong> ${notes.map(({ policy, ...note }, index) => html`${index > 0 ? "; " : ""}${policy} (${quoted(causeOf(note))})`)} ${moreView(notes.length + more, notes.length)}${what === "" ? nothing : html`<br />${what}`}</p>`;
}

/** More of them than this would be an endless page where the list does not scroll by itself. */
const MANY = 12;
const isNarrow = (): boolean => matchMedia("(max-width: 64rem)").matches;

/** So many of one answer: those of all answers that changed are drawn at once. */
const MOST_REASONS = 12;

const reasonsView = (reasons: ChangedApi["reasonsBefore"]): unknown => html`<ol class="reasons">${reasons.slice(0, MOST_REASONS).map((reason) => reasonView(reason))}</ol>${moreView(reasons.length, MOST_REASONS)}`;

function group(title: string, changes: readonly Changed[]): TemplateResult | typeof nothing {
  if (changes.length === 0) return nothing;
  return html`<section class="changes" aria-label=${title}><details ?open=${changes.length <= MANY || !isNarrow()}>
    <summary><h3>${title} <span class="count">${changes.length}</span></h3></summary>
    <ul>
      ${changes.map(
        ({ id, title: name, action, before, after, reasonsBefore, reasonsAfter, also, ofPassword }) => html`<li>
          <div class="change-head">
            <span class="change-verdicts">${verdictView(before)}<span class="arrow" aria-hidden="true">→</span><span class="visually-hidden">${WORDS().then}</span>${verdictView(after)}</span>
            <span>${ofPassword ? html`<span class="of-password">${WORDS().password}</span> ` : nothing}${name === undefined ? id : inWords(name)}<span class="path">${pathText(id)}</span>${also === undefined ? nothing : html`<span class="also">${msg(str`also in ${also}`)}</span>`}<code>${action}</code></span>
            <details class="change-reasons">
              <summary aria-label=${`${WORDS().reasons}: ${id}`}>${WORDS().reasons}</summary>
              <h4 class="small-title">${WORDS().before}</h4>
              ${reasonsView(reasonsBefore)}
              <h4 class="small-title">${WORDS().after}</h4>
              ${reasonsView(reasonsAfter)}
            </details>
          </div>
        </li>`,
      )}
    </ul>
  </details></section>`;
}
