// A run over many servers: one at a time, some rows at a time, and what came of them shown together.
import { PoolEnded } from "../keys/pool.ts";
import { digits, msg, str } from "../locales/words.ts";
import type { PasswordUses } from "../password/actions.ts";
import type { Context } from "../shared/context.ts";
import { pause } from "../shared/pause.ts";
import { toProblem } from "../shared/problem.ts";
import type { Problem } from "../shared/problem.ts";
import { inLanes } from "./lanes.ts";
import { figuresOf } from "./state.ts";
import type { Change, Many, ManyEvent, ManyState, Row, Run } from "./state.ts";

/** `ended` is called once nothing of a run is under way any more. */
export function createRun(context: Context<ManyState, ManyEvent, PasswordUses>, ended: () => void) {
  const { dispatch } = context;
  let running: AbortController | undefined;

  /** One run at a time, some rows at a time, and what came of them shown together. */
  async function work(kind: Run["kind"], rows: Row[], text: string, each: (row: Row, signal: AbortSignal) => Promise<Change[1]>, quiet = false): Promise<void> {
    if (running || context.state.many.run) return;
    const controller = new AbortController();
    const { signal } = controller;
    running = controller;
    await context.started().catch(() => undefined);
    dispatch({ type: "many/started", kind, ids: rows.map(({ id }) => id), at: Date.now(), text, quiet });
    // Showing it and beginning with it are two tasks.
    await pause();
    const refused: { problem?: Problem } = {};
    const isStopped = (): boolean => signal.aborted;
    const show = (changes: Change[], isTime: boolean): void => {
      if (running !== controller) return;
      const [done, total] = [digits((context.state.many.run?.done ?? 0) + changes.length), digits(rows.length)];
      dispatch({ type: "many/progressed", changes, at: Date.now(), text: isTime ? msg(str`${done} of ${total}`) : undefined });
    };
    await inLanes<Row, Change>(rows, {
      isStopped,
      show,
      async each(row, put) {
        put([row.id, kind === "get" ? { result: { phase: "working" } } : { deletion: { phase: "working" } }]);
        try {
          put([row.id, await each(row, signal)]);
        } catch (error) {
          if (error instanceof PoolEnded) return false;
          const problem = toProblem(error);
          // An order to delete may have reached the cloud before it was called back.
          const called = isStopped() && (kind === "get" || problem.mayHaveHappened !== true);
          if (problem.code === "unauthenticated") {
            refused.problem = problem;
            controller.abort();
          } else if (!called) {
            put([row.id, kind === "get" ? { result: { phase: "failed", problem } } : { deletion: { phase: "failed", problem } }]);
          }
        }
        return true;
      },
    });
    // Whoever signed out has ended it already.
    if (running !== controller) return;
    running = undefined;
    ended();
    if (refused.problem) dispatch({ type: "many/refused", problem: refused.problem });
    else dispatch({ type: "many/ended", text: isStopped() ? msg("Stopped") : summaryOf(kind, context.state.many) });
  }

  function stop(): void {
    if (!running) return;
    dispatch({ type: "many/stopping", text: msg("Stopping") });
    running.abort();
  }

  return {
    work,
    stop,
    isUnderWay: (): boolean => running !== undefined,
    isStopped: (): boolean => running?.signal.aborted !== false,
    /** What it has come to by now is not shown any more. */
    abandon(): void {
      running?.abort();
      running = undefined;
    },
  };
}

function summaryOf(kind: Run["kind"], many: Many): string {
  const { counts, deleted, failedToDelete } = figuresOf(many);
  if (kind === "delete") {
    const [gone, left] = [digits(deleted), digits(failedToDelete)];
    return msg(str`${gone} deleted, ${left} failed`);
  }
  const [decrypted, none] = [digits(counts.decrypted), digits(counts.none)];
  const [noKey, failed] = [digits(counts.noKey), digits(counts.failed)];
  return msg(str`${decrypted} decrypted, ${none} without a stored password, ${noKey} without a key that fits, ${failed} failed`);
}
