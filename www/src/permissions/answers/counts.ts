// The counts of the answers, said once somebody pauses.
import type { Verdict } from "ecs-password/slim";
import { msg, str } from "../../locales/words.ts";
import type { SessionUses } from "../../session/actions.ts";
import type { Context } from "../../shared/context.ts";
import { expectationsText } from "../expectations/words.ts";
import { countOf } from "../state.ts";
import type { PermissionsEvent, PermissionsState } from "../state.ts";
import { numberOf } from "../verdicts.ts";

const PAUSE_MS = 900;

export function createCounts(context: Context<PermissionsState, PermissionsEvent, SessionUses>) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let told = "";

  /** Says the counts once somebody pauses; not every letter. */
  function tellSoon(): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const { evaluation, pins } = context.state.permissions;
      if (!evaluation) return;
      const count = (verdict: Verdict): string => countOf(evaluation, numberOf(verdict)).toString();
      const errors = evaluation.findings.filter(({ severity }) => severity === "error").length.toString();
      const text = msg(str`${count("allow")} allowed, ${count("conditional")} conditional, ${count("explicitDeny")} explicitly denied, ${count("implicitDeny")} implicitly denied; errors: ${errors}`);
      const all = [text, expectationsText(pins)].filter(Boolean).join(". ");
      if (all !== told) context.say(all);
      told = all;
    }, PAUSE_MS);
  }

  /** What somebody waits for is not talked over by the counts. */
  function say(text: string): void {
    clearTimeout(timer);
    context.say(text);
  }

  return {
    tellSoon,
    say,
    /** What was said is no longer what is there. */
    forget: (): void => { told = ""; },
    stop: (): void => { clearTimeout(timer); },
  };
}
