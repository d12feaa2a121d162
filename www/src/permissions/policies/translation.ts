// A policy in the other version. The module that writes it is loaded with the first one.
import type { Context } from "../../shared/context.ts";
import { isAborted, toProblem } from "../../shared/problem.ts";
import type { SessionUses } from "../../session/actions.ts";
import type { PermissionsEvent, PermissionsState, Policy } from "../state.ts";
import type { Reader } from "./reader.ts";

type Version = "1.1" | "5.0";

/** What the text of a policy says its version is. */
const VERSION = /"Version"\s*:\s*"(1\.1|5\.0)"/;

/** The version that a policy can be written in; nothing for a role, and for a text that says none. */
export function otherVersion(text: string): Version | undefined {
  const version = VERSION.exec(text)?.[1];
  if (version === undefined) return undefined;
  return version === "5.0" ? "1.1" : "5.0";
}

/** `reader` loads what writes it. */
export function createTranslationActions({ dispatch }: Context<PermissionsState, PermissionsEvent, SessionUses>, reader: () => Promise<Reader>) {
  /** Puts the policy in the other version beside it, with what is not the same. */
  async function translate({ id, name, text }: Policy, to: Version): Promise<void> {
    try {
      const { document, notTranslated, notes } = await (await reader()).translated(text, to);
      // What is granted in version 1.1 is attached somewhere, which only the visitor knows.
      const draft = document === undefined ? undefined : { name: `${name} ${to}`, text: `${document}\n`, attachment: { kind: "none" as const, id: "" }, catalog: "" };
      dispatch({ type: "permissions/translated", id, draft, result: { notTranslated, notes } });
    } catch (error) {
      const problem = toProblem(error);
      if (!isAborted(problem)) dispatch({ type: "permissions/translated", id, draft: undefined, result: { problem } });
    }
  }

  return { translate };
}
