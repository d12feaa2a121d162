// What went wrong, as the state holds it.
import { isEcsPasswordError } from "ecs-password/slim";
import type { ErrorCode, RefusedAction, Said } from "ecs-password/slim";

/** An error of the core as plain data. */
export interface Problem {
  code: ErrorCode;
  message: string;
  hint?: string;
  /** Both by their parts, where they have some. */
  said?: { message?: Said; hint?: Said };
  path?: string;
  status?: number;
  providerCode?: string;
  requestId?: string;
  action?: RefusedAction;
  mayHaveHappened?: boolean;
}

/** A failure of the page's own that has a code and a text. */
export class Failure extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}

/** An error as plain data, without anything secret that it may carry. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Failure) return error.problem;
  if (!isEcsPasswordError(error)) return { code: "internal", message: "the page itself failed" };
  const { code, message, hint, said, path, status, providerCode, requestId, action, mayHaveHappened } = error;
  return {
    code,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(said === undefined ? {} : { said }),
    ...(path === undefined ? {} : { path }),
    ...(status === undefined ? {} : { status }),
    ...(providerCode === undefined ? {} : { providerCode }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(action === undefined ? {} : { action }),
    ...(mayHaveHappened === undefined ? {} : { mayHaveHappened }),
  };
}

/** Whether somebody called it off. */
export const isAborted = ({ code }: Problem): boolean => code === "aborted";
