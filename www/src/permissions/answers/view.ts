// The answers, and all that is asked of them: what nobody sees before there are policies and the core.
import { html, nothing } from "lit";
import type { PermissionsUses } from "../actions.ts";
import { tabs } from "../parts.ts";
import type { PermissionsState, Tab } from "../state.ts";
import { problemView } from "../../ui/problem.ts";
import { msg, words } from "../../locales/words.ts";
import { formView } from "../expectations/form-view.ts";
import { expectationsView, tabLabel } from "../expectations/view.ts";
import { abilitiesView } from "./abilities-view.ts";
import { compareView } from "./compare-view.ts";
import { knownView } from "./known.ts";
import { leastView } from "./least-view.ts";
import { notesView } from "./notes-view.ts";
import { passwordView } from "./password-view.ts";
import { resultsView } from "./results.ts";

const WORDS = words(() => ({
  answers: msg("Answers"),
  tabs: {
    apis: msg("APIs"),
    password: msg("Can these policies reach a password?"),
    compare: msg("Before and after"),
    least: msg("Least-privilege policy"),
    expectations: msg("Expectations"),
  },
  working: msg("This is being worked out, beside the page."),
  long: msg("This takes longer than usual."),
  stale: msg("What is shown is from before the last change."),
  stop: msg("Stop"),
}));

export function answersView(state: PermissionsState, actions: PermissionsUses): unknown {
  const { problem, tab, facts, evaluation } = state.permissions;
  if (!evaluation) return workingView(state, actions);
  const byForm = problem?.path !== undefined && !problem.path.startsWith("policies");
  const inScope = problem?.path?.includes(".scope") === true;
  const items = (Object.entries(WORDS().tabs) as [Tab, string][]).map(([key, label]) => ({ key, label: key === "expectations" ? tabLabel(state.permissions) : label }));
  return html`
    ${workingView(state, actions)}
    ${problem && (!byForm || !Object.hasOwn(facts, keyOf(problem.path ?? ""))) && !inScope ? problemView(problem, { level: 2 }) : nothing}
    ${notesView(state, actions)} ${abilitiesView(state.permissions)} ${knownView(state, actions)}
    ${tabs("answers", WORDS().answers, items, tab, actions.permissions.chooseTab)}
    <div id="answers-panel" role="tabpanel" aria-labelledby=${`answers-${tab}`} class=${`answers-panel panel-${tab}`}>${tabView(state, actions)}</div>
    ${formView(state.permissions, actions)}
  `;
}

/** What takes a moment is not worth a word, unless there is nothing else yet. */
function workingView({ permissions: { working, evaluation } }: PermissionsState, { permissions: actions }: PermissionsUses): unknown {
  if (!working || (evaluation && !working.long)) return nothing;
  return html`<div class="progress beside">
    <wa-spinner aria-hidden="true"></wa-spinner>
    <span>${WORDS().working} ${working.long ? WORDS().long : nothing} ${evaluation && working.stale ? WORDS().stale : nothing}</span>
    <wa-button size="s" appearance="outlined" @click=${actions.stop}>${WORDS().stop}</wa-button>
  </div>`;
}

/** The key in a path of the core's: `context["g:MFAAge"]`, or the field itself. */
const keyOf = (path: string): string => /^context\["(.*)"\]/.exec(path)?.[1] ?? path;

function tabView(state: PermissionsState, actions: PermissionsUses): unknown {
  switch (state.permissions.tab) {
    case "apis":
      return resultsView(state, actions);
    case "password":
      return passwordView(state, actions);
    case "compare":
      return compareView(state, actions);
    case "least":
      return leastView(state, actions);
    case "expectations":
      return expectationsView(state, actions);
  }
}
