// What the page does with policies. Each effect ends in events; what the core compiled of them lives with the answers.
import type { PolicyFinding } from "ecs-password/slim";
import type { SessionUses } from "../session/actions.ts";
import type { Context, Dispatch } from "../shared/context.ts";
import type { Session } from "../session/state.ts";
import { createAnswersActions } from "./answers/actions.ts";
import type { EngineOf } from "./answers/actions.ts";
import type { createPins } from "./expectations/actions.ts";
import { createPoliciesActions, EMPTY } from "./policies/actions.ts";
import type { createFiles, Files } from "./policies/files.ts";
import type { Reader } from "./policies/reader.ts";
import { createTranslationActions } from "./policies/translation.ts";
import { lazily } from "../ui/loaded.ts";
import type { OwnList, Parts, Permissions, PermissionsEvent, PermissionsState, Policy, Side } from "./state.ts";

export type PermissionsActions = ReturnType<typeof createPermissionsActions>;

/** What a view is given that works with policies. */
export type PermissionsUses = SessionUses & Dispatch<PermissionsEvent> & { readonly permissions: PermissionsActions };

/** Views that nobody sees before the first visit, and what makes the files of policies. */
interface PolicyParts {
  createFiles: typeof createFiles;
  filesView(side: Side, permissions: Permissions, actions: PermissionsUses): unknown;
  losingView(permissions: Permissions, actions: PermissionsUses): unknown;
  linkViews(state: PermissionsState, actions: PermissionsUses): unknown;
  foundListView(list: OwnList, actions: PermissionsUses): unknown;
  ownListsView(permissions: Permissions, actions: PermissionsUses): unknown;
  partsView(parts: Parts, actions: PermissionsUses): unknown;
  translationView(policy: Policy, permissions: Permissions, actions: PermissionsUses): unknown;
}

type Kept = Omit<PolicyParts, "createFiles"> & Files;

/** What answers, and the views of the answers. */
interface AnswerParts {
  readonly engineOf: EngineOf;
  readonly createPins: typeof createPins;
  answersView(state: PermissionsState, actions: PermissionsUses): unknown;
  deniedView(permissions: Permissions, actions: PermissionsUses): unknown;
  findingsView(findings: readonly PolicyFinding[], policy: Policy, permissions: Permissions, actions: PermissionsUses): unknown;
  /** What mends a finding, where that is certain, for the editor. */
  fixIn(permissions: Permissions, policy: Policy, findings: readonly PolicyFinding[], actions: PermissionsUses): (finding: PolicyFinding) => { name: string; apply: () => void } | undefined;
  /** On plain OpenStack, what the roles of the session come to. */
  readonly rolesView: (state: PermissionsState, session: Session, actions: PermissionsUses) => unknown;
}

/** `importAnswers` brings what answers, and the views of that; they come with the module that they need. `importParts` brings what comes with the first visit. */
export function createPermissionsActions(context: Context<PermissionsState, PermissionsEvent, SessionUses>, importAnswers: () => Promise<AnswerParts>, importParts: () => Promise<PolicyParts>) {
  const { leave, ...answers } = createAnswersActions(context, () => views().engineOf);
  let reader: Reader | undefined;
  const readerOf = async (): Promise<Reader> => (reader ??= (await import("./policies/reader.ts")).createReader());
  const policies = createPoliciesActions(context, answers.say, readerOf);
  let parts: AnswerParts | undefined;
  let made: ReturnType<typeof createPins> | undefined;
  /** What is expected; it comes with the views of the answers. */
  const pins = (): ReturnType<typeof createPins> => (made ??= views().createPins(context, answers));
  const kept = lazily(async (): Promise<Kept> => {
    const { createFiles: create, ...views } = await importParts();
    return { ...views, ...create(context, EMPTY, readerOf, pins) };
  }, (files) => { context.dispatch({ type: "permissions/filesLoaded", files }); });

  function follow(earlier: PermissionsState, state: PermissionsState): void {
    leave(state);
    policies.follow(state);
    if (state.route.view === "permissions" && state.permissions.files === "none") loadKept();
    if (state.route.view === "permissions" && context.state.core.status === "ready") answers.follow(earlier, state);
  }

  async function loadViews(): Promise<void> {
    parts = await importAnswers();
  }

  /** What `loadViews` has loaded. */
  function views(): AnswerParts {
    if (!parts) throw new Error("the views of the answers are not loaded");
    return parts;
  }

  function loadKept(): void {
    if (!kept.parts()) void kept.load();
  }

  /** Removes a policy; asks first where its text would be lost. */
  function remove({ id, unsaved }: Policy): void {
    const files = kept.parts();
    if (files) files.lose({ what: "remove", id });
    else if (!unsaved) context.dispatch({ type: "permissions/removed", id });
  }

  /** As they are when somebody clicks. */
  const current = (): Permissions => context.state.permissions;

  return { ...answers, ...policies, ...createTranslationActions(context, readerOf), follow, loadViews, views, pins, current, remove, kept: kept.parts, loadKept, rolesView: () => parts?.rolesView };
}
