// Which request is shown, and in which form. What it looks like is made from this when it is shown.
import type { State } from "../app/state.ts";

/** One of the calls that the page makes. */
export type RequestOf =
  | { operation: "signIn" }
  | { operation: "listServers" }
  | { operation: "getServerPassword" | "deleteServerPassword"; serverId: string }
  | { operation: "getKeyPair"; name: string }
  /** Several requests, to IAM. */
  | { operation: "listPolicies" };

export type RequestForm = "http" | "curl" | "javascript";

export interface RequestPanel {
  of: RequestOf;
  form: RequestForm;
  copied: "no" | "copied" | "failed";
}

export type RequestEvent =
  | { type: "request/shown"; of: RequestOf }
  | { type: "request/hidden" }
  | { type: "request/formChosen"; form: RequestForm }
  | { type: "request/copied"; result: "copied" | "failed" };

export function reduceRequest(state: State, event: RequestEvent): State {
  const { request } = state;
  if (event.type === "request/shown") return { ...state, request: { of: event.of, form: request?.form ?? "http", copied: "no" } };
  if (!request) return state;
  switch (event.type) {
    case "request/hidden":
      return { ...state, request: undefined };
    case "request/formChosen":
      return { ...state, request: { ...request, form: event.form, copied: "no" } };
    case "request/copied":
      return { ...state, request: { ...request, copied: event.result } };
  }
}
