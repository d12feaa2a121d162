// Which request is shown, and in which form. What it looks like is made from this when it is shown.
import type { Step } from "../shared/feature.ts";
import type { PageState } from "../shared/page-state.ts";
import type { Problem } from "../shared/problem.ts";
import type { Signal } from "../shared/signals.ts";

/** Of servers, as many are asked for at first. */
export const PAGE_SIZE = 50;

/** One of the calls that the page makes. */
export type RequestOf =
  | { operation: "signIn" }
  | { operation: "listServers"; limit?: number }
  | { operation: "getServer" | "getServerPassword" | "deleteServerPassword" | "stopServer" | "startServer" | "getResetPasswordFlag"; serverId: string }
  | { operation: SettingOne; serverId: string }
  | { operation: "resetServerPasswords"; serverIds: readonly string[] }
  | { operation: "getKeyPair"; name: string }
  /** Several requests, to IAM. */
  | { operation: "listPolicies" };

/** Sets the password of one server. */
export type SettingOne = "resetServerPassword" | "changeServerPassword";

export type RequestForm = "http" | "curl" | "javascript";

export interface RequestPanel {
  of: RequestOf;
  form: RequestForm;
  copied: "no" | "copied" | "failed";
  /** Of what makes the texts: whether it has come. */
  forms: "loading" | "ready" | Problem;
}

/** What a feature sees that shows requests. */
export interface RequestState extends PageState {
  readonly request: RequestPanel | undefined;
}

export type RequestEvent =
  | { type: "request/shown"; of: RequestOf }
  | { type: "request/formsLoaded" }
  | { type: "request/formsFailed"; problem: Problem }
  | { type: "request/hidden" }
  | { type: "request/formChosen"; form: RequestForm }
  | { type: "request/copied"; result: "copied" | "failed" };

type Slice = RequestPanel | undefined;

export function reduce(panel: Slice, event: RequestEvent): Step<Slice> {
  if (event.type === "request/shown") return { slice: { of: event.of, form: panel?.form ?? "http", copied: "no", forms: "loading" } };
  if (!panel) return { slice: panel };
  switch (event.type) {
    case "request/formsLoaded":
      return { slice: { ...panel, forms: "ready" } };
    case "request/formsFailed":
      return { slice: { ...panel, forms: event.problem } };
    case "request/hidden":
      return { slice: undefined };
    case "request/formChosen":
      return { slice: { ...panel, form: event.form, copied: "no" } };
    case "request/copied":
      return { slice: { ...panel, copied: event.result } };
  }
}

export function on(panel: Slice, { type }: Signal): Step<Slice> {
  return { slice: type === "navigated" ? undefined : panel };
}
