// A policy in the other version. The module that writes it is loaded with the first one.
import type { TranslateOptions } from "ecs-password/slim";
import type { Context } from "../../shared/context.ts";
import { isAborted, toProblem } from "../../shared/problem.ts";
import type { SessionUses } from "../../session/actions.ts";
import type { PermissionsEvent, PermissionsState, Policy } from "../state.ts";
import type { Reader } from "./reader.ts";

/** `reader` loads what writes it. */
export function createTranslationActions({ dispatch }: Context<PermissionsState, PermissionsEvent, SessionUses>, reader: () => Promise<Reader>) {
  /** Puts the policy in the other version beside it, with what is not the same. */
  async function translate({ id, name, text }: Policy, options: TranslateOptions): Promise<void> {
    try {
      const { document, notTranslated, notes } = await (await reader()).translated(text, options);
      // What is granted in version 1.1 is attached somewhere, which only the visitor knows.
      const draft = document === undefined ? undefined : { name: `${name} ${options.to}`, text: `${document}\n`, attachment: { kind: "none" as const, id: "" }, catalog: "" };
      dispatch({ type: "permissions/translated", id, draft, result: { notTranslated, notes } });
    } catch (error) {
      const problem = toProblem(error);
      if (!isAborted(problem)) dispatch({ type: "permissions/translated", id, draft: undefined, result: { problem } });
    }
  }

  return { translate };
}
