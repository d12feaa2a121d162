// What went wrong, as the state holds it.
import { isEcsPasswordError } from "ecs-password/slim";
import type { ErrorDetails } from "ecs-password/slim";

/** An error of the core as plain data. */
export type Problem = Omit<ErrorDetails, "secret" | "cause"> & { message: string };

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
  const { message, said } = error;
  // Its own fields: not the secret that it may carry, nor its cause.
  return Object.assign({ message }, error, said && { said });
}

/** Whether somebody called it off. */
export const isAborted = ({ code }: Problem): boolean => code === "aborted";
