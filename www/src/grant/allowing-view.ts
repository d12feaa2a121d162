// What would allow a call: the least policy with the proof of what it adds, or the least role; or why no grant helps.
import { defaultRoles, operations } from "ecs-password/slim";
import type { ChangedApi, PolicyReason } from "ecs-password/policy/slim";
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { inWords } from "../locales/said.ts";
import { digits, msg, str, words } from "../locales/words.ts";
import { hasRole } from "../session/may-do.ts";
import type { PolicyAnswers, Session } from "../session/state.ts";
import { versionOf } from "../shared/api-versions.ts";
import type { ServerOperation } from "../shared/api-versions.ts";
import type { PolicyPackage } from "../shared/context.ts";
import { explainHash } from "../shared/route.ts";
import { lastMemo } from "../shared/memo.ts";
import type { Problem } from "../shared/problem.ts";
import { icon, pathText } from "../ui/parts.ts";
import { problemHint, problemText, prose } from "../ui/problem.ts";
import type { GrantUses } from "./actions.ts";
import { callOf } from "./refusal.ts";
import { decisionOf, grantOf } from "./answer.ts";
import type { Asked, GrantAnswer, LeastGrant } from "./answer.ts";
import type { GrantState } from "./state.ts";

const WORDS = words(() => ({
  policy: msg("The policy"),
  copy: msg("Copy"),
  proof: msg("What it adds"),
  none: msg("No policies of this cloud are loaded under Permissions: it is compared with none. What the user is granted already, it would not add."),
  loaded: msg("Compared with the policies that are loaded under Permissions."),
  assumed: msg("Compared with the policies that are loaded under Permissions, and what is assumed there."),
  nothingElse: msg("It adds nothing else."),
  more: msg("That is more than this call: the APIs of one action cannot be granted apart."),
  depends: msg("Then these depend on something:"),
  stillOpen: msg("These depend on something with it and without it:"),
  takes: msg("These it takes away:"),
  hangs: msg("Even with it, the answer depends on:"),
  denied: msg("The loaded policies deny it: no grant helps, as a Deny always counts. This is what denies it:"),
  limited: msg("A grant alone does not help: by the loaded policies the call stays forbidden. This is why:"),
  allowed: msg("By the loaded policies it is allowed already: they are not all that counts for this user, or the cloud refuses it for another reason."),
  elsewhere: msg("Answers from the loaded policies take long, or rest on a list that was brought: Permissions has them."),
  permissions: msg("Permissions"),
  dependsOn: msg("By the loaded policies it depends on:"),
  dependsAssumed: msg("By the loaded policies, and what is assumed under Permissions, it depends on:"),
  compare: msg("See what the policies allow of it"),
  role: msg("Role"),
  rule: msg("Rule"),
  roles: msg("Roles of this session"),
  byNova: msg("By the rules that Nova comes with this is the least of its default roles that is enough. The cloud's operator may have changed the rules."),
  hasRole: msg("This session has that role: this cloud's rule is another one, or the refusal has another cause."),
  noRole: msg("By the rules that Nova comes with no role decides this. The cloud's operator may have changed the rules."),
}));

export function allowingView(policyPackage: PolicyPackage, state: GrantState, operation: ServerOperation, refusal: Problem, actions: GrantUses): unknown {
  const { current } = state.session;
  if (current?.cloud.kind === "openstack") return roleView(current, operation);
  const loaded = loadedFor(state);
  if (loaded && !loaded.asked) return html`<p>${WORDS().elsewhere} <a href="#/permissions">${WORDS().permissions}${icon("arrow-right")}</a></p>`;
  const answer = grants.of(policyPackage, state, operation);
  return answer && html`${answerView(answer, loaded, actions)} ${notGranted(answer, refusal)}`;
}

/** Why the loaded policies do not allow a call, with the way to what they say of it. */
export function warningView(policyPackage: PolicyPackage, state: GrantState, operation: ServerOperation): unknown {
  const decision = loadedFor(state)?.asked && decisions.of(policyPackage, state, operation);
  if (!decision) return nothing;
  return html`<ul class="bullets small">${decision.reasons.slice(0, MOST).map(reasonItem)}</ul>
    <p class="small"><a href=${explainHash(decision.action, callHere(state, operation))}>${WORDS().compare}${icon("arrow-right")}</a></p>`;
}

/** Which of the loaded policies deny a call, and by which conditions: that stands beside the refusal without being unfolded. */
export function deniedView(policyPackage: PolicyPackage, state: GrantState, operation: ServerOperation): unknown {
  const loaded = loadedFor(state);
  const decision = loaded?.asked && !loaded.assumed && decisions.of(policyPackage, state, operation);
  if (!decision || decision.decision !== "explicitDeny") return undefined;
  const denying = decision.reasons.filter(({ policy, effect, outcome }) => policy !== undefined && effect === "Deny" && outcome === "matched");
  return denying.length === 0 ? undefined : denying.slice(0, MOST_DENYING).map((reason) => html`<span class="denied-by">${prose(deniedText(reason))}</span> `);
}

const MOST_DENYING = 3;

function deniedText({ policy = "", what, conditions, said }: PolicyReason): string {
  const why = conditions === undefined ? inWords(what, said.what) : inWords(conditions, said.conditions);
  return msg(str`By the loaded policies it is denied by ${policy}: ${why}`);
}

/** What the answer to a call depends on by the loaded policies. */
export function conditionView(policyPackage: PolicyPackage, state: GrantState, operation: ServerOperation): unknown {
  const loaded = loadedFor(state);
  const decision = loaded?.asked && decisions.of(policyPackage, state, operation);
  if (!loaded || decision?.decision !== "conditional") return nothing;
  const { unknownKeys, assumptions, action } = decision;
  return html`<div class="may-hint small">${icon("info")}<div>
    <p>${loaded.assumed ? WORDS().dependsAssumed : WORDS().dependsOn}</p>
    ${hanging(unknownKeys, assumptions.map(({ question }) => question))}
    <p><a href=${explainHash(action, callHere(state, operation))}>${WORDS().compare}${icon("arrow-right")}</a></p>
  </div></div>`;
}

const callHere = ({ session: { current } }: GrantState, operation: ServerOperation): string | undefined => current && callOf(current, operation);

function loadedFor({ session: { current, policies } }: GrantState): PolicyAnswers | undefined {
  return policies?.cloud === current?.cloud.kind ? policies : undefined;
}

/** The last answer to each call; it is asked anew only where something else is asked. */
function answersBy<T>(make: (policyPackage: PolicyPackage, asked: Asked) => T) {
  const of = (): ((...given: Parameters<typeof askedOf>) => T) => lastMemo((...given) => make(...askedOf(...given)));
  const known = new Map<ServerOperation, ReturnType<typeof of>>();
  return {
    /** Nothing without a session, or on a cloud without policies. */
    of(policyPackage: PolicyPackage, state: GrantState, operation: ServerOperation): T | undefined {
      const { current } = state.session;
      if (!current || current.cloud.kind === "openstack") return undefined;
      const answer = known.get(operation) ?? of();
      known.set(operation, answer);
      return answer(policyPackage, current.cloud.kind, operation, versionOf(current, operation), loadedFor(state)?.asked ?? NOTHING);
    },
  };
}

type Known = NonNullable<PolicyAnswers["asked"]>;

const NOTHING: Known = { entries: [], situation: {} };

const askedOf = (policyPackage: PolicyPackage, cloud: Asked["cloud"], operation: ServerOperation, apiVersion: Asked["apiVersion"], known: Known): [PolicyPackage, Asked] => [
  policyPackage,
  { cloud, operation, apiVersion, ...known },
];

const grants = answersBy(grantOf);
const decisions = answersBy(decisionOf);

function answerView(answer: GrantAnswer, loaded: PolicyAnswers | undefined, actions: GrantUses): TemplateResult {
  switch (answer.kind) {
    case "denied":
    case "limited":
      return html`<p>${WORDS()[answer.kind]}</p><ul class="bullets">${answer.reasons.slice(0, MOST).map(reasonItem)}</ul>`;
    case "allowed":
      return html`<p>${WORDS().allowed}</p>`;
    case "failed":
      return html`<p>${problemText(answer.problem)} ${problemHint(answer.problem)}</p>`;
    case "grant":
      return leastView(answer, loaded, actions);
  }
}

function leastView(answer: LeastGrant, loaded: PolicyAnswers | undefined, actions: GrantUses): TemplateResult {
  const { policy: { document, cannotSeparate }, version, difference: { newlyAllowed, nowConditional, newlyDenied, unchanged }, open, id } = answer;
  const touched = [...newlyAllowed, ...nowConditional, ...newlyDenied, ...open];
  const others = digits(unchanged - open.length);
  return html`<p>${msg(str`This policy of version ${version} is the least that grants this call:`)}</p>
    <pre class="document" tabindex="0" role="region" aria-label=${WORDS().policy}><code>${document}</code></pre>
    <p><wa-button size="s" appearance="outlined" @click=${() => { actions.grant.copy(document); }}>${WORDS().copy}</wa-button></p>
    <h4 class="small-title">${WORDS().proof}</h4>
    <p class="quiet small">${loaded ? (loaded.assumed ? WORDS().assumed : WORDS().loaded) : WORDS().none}</p>
    ${newlyAllowed.length === 0 ? nothing : html`<p>${newlyText(newlyAllowed.length)}</p>${apis(newlyAllowed)}`}
    ${nowConditional.length === 0 ? nothing : html`<p>${WORDS().depends}</p>${apis(nowConditional)}`}
    ${newlyDenied.length === 0 ? nothing : html`<p>${WORDS().takes}</p>${apis(newlyDenied)}`}
    ${open.length === 0 ? nothing : html`<p>${WORDS().stillOpen}</p>${apis(open)}`}
    <p>${touched.every((each) => each.id === id) ? WORDS().nothingElse : html`<strong>${WORDS().more}</strong>`} ${msg(str`The other ${others} documented APIs of ECS have the same answer as before.`)}</p>
    ${answer.after === "conditional" ? html`<p>${WORDS().hangs}</p>${hanging(answer.keys, answer.questions)}` : nothing}
    ${cannotSeparate.map(({ message, said }) => html`<p class="quiet small">${prose(inWords(message, said.message))}</p>`)}`;
}

function newlyText(count: number): string {
  const number = digits(count);
  return count === 1 ? msg("Newly allowed is exactly this API:") : msg(str`Newly allowed are exactly these ${number} APIs:`);
}

const apis = (changed: readonly Pick<ChangedApi, "id" | "title">[]): TemplateResult =>
  html`<ul class="bullets">${changed.map(({ id, title }) => html`<li>${title === undefined ? nothing : inWords(title)} <span class="path">${pathText(id)}</span></li>`)}</ul>`;

/** As many keys, questions or reasons are listed: more are in no policy that somebody wrote. */
const MOST = 20;

const hanging = (keys: readonly string[], questions: readonly string[]): TemplateResult =>
  html`<ul class="bullets">${[...keys.map((key) => html`<code>${key}</code>`), ...questions.map((question) => prose(inWords(question)))].slice(0, MOST).map((each) => html`<li>${each}</li>`)}</ul>`;

function reasonItem({ policy, statement, sid, what, said, span }: PolicyReason): TemplateResult {
  const place = [policy, statement === undefined ? undefined : msg(str`statement ${(statement + 1).toString()}`), sid, span && msg(str`line ${span.line.toString()}`)].filter(Boolean);
  return html`<li>${place.length === 0 ? nothing : html`<strong>${place.join(", ")}</strong>: `}${prose(inWords(what, said.what))}</li>`;
}

/** Where the cloud names another action than those that are granted. */
function notGranted(answer: GrantAnswer, { action }: Problem): unknown {
  const name = action?.name;
  if (answer.kind !== "grant" || name === undefined || answer.policy.actions.some((each) => each.toLowerCase() === name.toLowerCase())) return nothing;
  return html`<p>${prose(msg(str`The refusal is about \`${name}\`, which this policy does not grant.`))}</p>`;
}

function roleView(session: Session, operation: ServerOperation): TemplateResult {
  const { novaRole, places } = operations[operation];
  const rule = places.find(({ cloud }) => cloud === "openstack")?.action;
  const isKnown = novaRole !== undefined && defaultRoles.includes(novaRole);
  const pair = (name: string, value: unknown): TemplateResult => html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
  return html`<dl>
      ${isKnown ? pair(WORDS().role, html`<code>${novaRole}</code>`) : nothing} ${rule === undefined ? nothing : pair(WORDS().rule, html`<code>${rule}</code>`)}
      ${session.roles.length === 0 ? nothing : pair(WORDS().roles, session.roles.map((role, index) => html`${index > 0 ? ", " : ""}<code>${role}</code>`))}
    </dl>
    <p>${isKnown ? WORDS().byNova : WORDS().noRole}</p>
    ${isKnown && hasRole(session, novaRole) ? html`<p>${WORDS().hasRole}</p>` : nothing}`;
}
