// What the page does with policies. Each effect ends in events; what the core compiled of them lives with the answers.
import type { SessionUses } from "../session/actions.ts";
import type { Context, Dispatch } from "../shared/context.ts";
import { createAnswersActions } from "./answers/actions.ts";
import { createPoliciesActions } from "./policies/actions.ts";
import { createTranslationActions } from "./policies/translation.ts";
import type { PermissionsEvent, PermissionsState } from "./state.ts";

type AnswerViews = typeof import("./answers/view.ts");

export type PermissionsActions = ReturnType<typeof createPermissionsActions>;

/** What a view is given that works with policies. */
export type PermissionsUses = SessionUses & Dispatch<PermissionsEvent> & { readonly permissions: PermissionsActions };

export function createPermissionsActions(context: Context<PermissionsState, PermissionsEvent, SessionUses>) {
  const { leave, ...answers } = createAnswersActions(context);
  const policies = createPoliciesActions(context, answers.say);
  let answerViews: AnswerViews | undefined;

  function follow(earlier: PermissionsState, state: PermissionsState): void {
    leave(state);
    policies.follow(state);
    if (state.route.view === "permissions" && context.state.core.status === "ready") answers.follow(earlier, state);
  }

  async function loadViews(): Promise<void> {
    answerViews = await import("./answers/view.ts");
  }

  /** What `loadViews` has loaded. */
  function views(): AnswerViews {
    if (!answerViews) throw new Error("the views of the answers are not loaded");
    return answerViews;
  }

  return { ...answers, ...policies, ...createTranslationActions(context), follow, loadViews, views };
}
