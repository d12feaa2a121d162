import { EXITS, Failure } from "./exits.ts";

/** Runs what may take long; Ctrl+C ends its signal, and a second one the program. */
export async function interruptible<T>(use: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const end = (): void => { controller.abort(); };
  process.once("SIGINT", end);
  try {
    const result = await use(controller.signal);
    if (controller.signal.aborted) throw new Failure("interrupted", { exit: EXITS.interrupted });
    return result;
  } catch (error) {
    if (!controller.signal.aborted || (error as { mayHaveHappened?: boolean }).mayHaveHappened === true) throw error;
    throw new Failure("interrupted", { exit: EXITS.interrupted });
  } finally {
    process.off("SIGINT", end);
  }
}
