// Waits for the passwords of many servers that are not stored yet: all of them are looked for again and again, until the time is over.
import { digits, msg, str } from "../locales/words.ts";
import type { PasswordUses } from "../password/actions.ts";
import { endsSession, versionFor } from "../session/state.ts";
import type { Context } from "../shared/context.ts";
import { toProblem } from "../shared/problem.ts";
import { mayPass, PAUSE_MS, WAIT_MS } from "../waiting/state.ts";
import { inLanes } from "./lanes.ts";
import { waitable } from "./reasons.ts";
import type { Change, ManyEvent, ManyState, ManyWait } from "./state.ts";

export type Wait = ReturnType<typeof createWait>;

/** `found` is called when something is there to be decrypted. */
export function createWait(context: Context<ManyState, ManyEvent, PasswordUses>, found: () => void) {
  const { dispatch } = context;
  const under: { timer?: ReturnType<typeof setTimeout>; controller?: AbortController } = {};

  function halt(): void {
    clearTimeout(under.timer);
    under.controller?.abort();
  }

  function plan(ms: number): void {
    halt();
    const controller = new AbortController();
    under.controller = controller;
    under.timer = setTimeout(() => void look(controller.signal), ms);
  }

  const now = (): ManyWait | undefined => context.state.many.wait;

  async function look(signal: AbortSignal): Promise<void> {
    const client = context.actions.session.client();
    const wait = now();
    if (!client || wait?.phase !== "waiting") return;
    dispatch({ type: "many/changed", change: { wait: { ...wait, phase: "looking" } } });
    const apiVersion = versionFor(context.state, "getServerPassword");
    const rows: Change[] = [];
    await inLanes<string, never>(wait.ids, {
      isStopped: () => signal.aborted,
      show: () => undefined,
      async each(id) {
        try {
          const answer = await client.getServerPassword({ serverId: id, apiVersion }, { signal, timeoutMs: 30_000 });
          if (answer.stored) rows.push([id, { result: { phase: "noKey", ciphertext: answer.ciphertext, bytes: undefined, bits: undefined, tried: 0 } }]);
        } catch (error) {
          const problem = toProblem(error);
          if (signal.aborted) return false;
          if (endsSession(context.state, problem)) {
            halt();
            dispatch({ type: "many/refused", problem });
            return false;
          }
          if (!mayPass(problem)) rows.push([id, { result: { phase: "failed", problem } }]);
        }
        return true;
      },
    });
    // Whoever stopped it, or signed out, has ended it already.
    if (!signal.aborted) looked(wait, rows);
  }

  function looked(wait: ManyWait, rows: Change[]): void {
    const came = new Set(rows.map(([id]) => id));
    const ids = wait.ids.filter((id) => !came.has(id));
    const stored = rows.filter(([, { result }]) => result?.phase === "noKey").length;
    const isOver = Date.now() >= wait.endsAt;
    const left = digits(ids.length);
    const next: ManyWait | undefined = ids.length === 0 ? undefined : { ...wait, ids, phase: isOver ? "over" : "waiting", nextAt: Date.now() + PAUSE_MS };
    const texts = [
      ...(stored > 0 ? [storedText(stored)] : []),
      ...(next?.phase === "over" ? [ids.length === 1 ? msg("1 password was not stored within 15 minutes") : msg(str`${left} passwords were not stored within 15 minutes`)] : []),
    ];
    if (next?.phase === "waiting") plan(PAUSE_MS);
    if (stored > 0) found();
    dispatch({ type: "many/changed", change: { wait: next }, rows, ...(texts.length > 0 ? { text: texts.join(". ") } : {}) });
  }

  return {
    start(): void {
      const ids = waitable(context.state.many);
      if (ids.length === 0) return;
      const at = Date.now();
      const count = digits(ids.length);
      const text = ids.length === 1 ? msg("Waiting for 1 password, up to 15 minutes") : msg(str`Waiting for ${count} passwords, up to 15 minutes`);
      dispatch({ type: "many/changed", change: { wait: { ids, total: ids.length, endsAt: at + WAIT_MS, nextAt: at + PAUSE_MS, phase: "waiting" } }, text, focus: "working" });
      plan(PAUSE_MS);
    },
    /** The next look, at once. */
    now: (): void => { plan(0); },
    stop(): void {
      halt();
      dispatch({ type: "many/changed", change: { wait: undefined }, text: msg("No longer waiting"), focus: "result" });
    },
    /** Ends what no state waits for any more. */
    follow(): void {
      if (!now()) halt();
    },
  };
}

function storedText(number: number): string {
  const count = digits(number);
  return number === 1 ? msg("1 more password is stored now") : msg(str`${count} more passwords are stored now`);
}
