// What the page and the worker that reads and writes files of expectations say to each other.
import type { Expectations } from "../../../../src/expectations/model.ts";
import type { Change, Form } from "../../../../src/expectations/write.ts";
import type { PolicyCloud } from "ecs-password/slim";
import type { Refused } from "./state.ts";

export type ToFileWorker = { id: number } & (
  | { type: "read"; text: string }
  /** Without a text, of a file that expects nothing yet. */
  | { type: "change"; text: string | undefined; cloud: PolicyCloud; form: Form; changes: readonly Change[] }
);

export type FileAnswer = { text: string; expectations: Expectations } | { refused: Refused["faults"] };

export interface FromFileWorker {
  id: number;
  answer: FileAnswer;
}
