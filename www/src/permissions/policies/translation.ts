// A policy in the other version. The module that writes it is loaded with the first one.
import type { TranslateOptions } from "ecs-password/slim";
import type { Context } from "../../shared/context.ts";
import { isAborted, toProblem } from "../../shared/problem.ts";
import type { SessionUses } from "../../session/actions.ts";
import { isLongToTranslate } from "../state.ts";
import type { PermissionsEvent, PermissionsState, Policy } from "../state.ts";
import type { Reader } from "./reader.ts";

/** `reader` loads what writes it. */
export function createTranslationActions({ dispatch, jobs }: Context<PermissionsState, PermissionsEvent, SessionUses>, reader: () => Promise<Reader>) {
  /** Puts the policy in the other version beside it, with what is not the same. */
  async function translate({ id, name, text }: Policy, options: TranslateOptions): Promise<void> {
    const job = jobs.begin("translation");
    if (isLongToTranslate(text)) dispatch({ type: "permissions/translating", id });
    try {
      const { document, notTranslated, notes, more } = await (await reader()).translated(text, options, job.signal);
      // What is granted in version 1.1 is attached somewhere, which only the visitor knows.
      const draft = document === undefined ? undefined : { name: `${name} ${options.to}`, text: `${document}\n`, attachment: { kind: "none" as const, id: "" }, catalog: "" };
      dispatch({ type: "permissions/translated", id, draft, result: { notTranslated, notes, more } });
    } catch (error) {
      const problem = toProblem(error);
      if (isAborted(problem)) dispatch({ type: "permissions/translationCancelled", id });
      else dispatch({ type: "permissions/translated", id, draft: undefined, result: { problem } });
    } finally {
      jobs.end("translation", job);
    }
  }

  return { translate };
}
