// A password from its ciphertext to the clipboard: that of the open server, and that of a ciphertext which was pasted. Plain data:
// the passwords themselves are in `actions.ts`.
import type { PasswordEncoding, TrimmedEnd } from "ecs-password/slim";
import { msg, str } from "../locales/words.ts";
import type { KeyPairView, KeysState } from "../keys/state.ts";
import { endsSession } from "../session/state.ts";
import type { CopyEnd } from "../shared/clipboard.ts";
import type { Step } from "../shared/feature.ts";
import type { FocusTarget } from "../shared/page-state.ts";
import type { Problem } from "../shared/problem.ts";
import type { Route } from "../shared/route.ts";
import type { Signal } from "../shared/signals.ts";
import { waitFor } from "../waiting/state.ts";
import type { Found, WaitingState } from "../waiting/state.ts";

/** Whose password it is: that of the server with this ID, or the pasted one. */
export type Subject = { serverId: string } | "pasted";

export type PasswordView =
  | { phase: "idle" }
  | { phase: "working" }
  | { phase: "none"; hint: string }
  | { phase: "encrypted"; ciphertext: string }
  /** With the length of the ciphertext, where it was read, and the keys that were tried, which are those of that length. */
  | { phase: "failed"; problem: Problem; ciphertext: string | undefined; bytes: number | undefined; tried: number[] }
  /** `tried` counts the key that opened it as well; `trimmed` is what stood behind the text, and is left out; `encoding` is told where it is not UTF-8. */
  | { phase: "decrypted"; ciphertext: string; keyId: number; tried: number; revealed: boolean; text: boolean; trimmed: TrimmedEnd | undefined; encoding: PasswordEncoding | undefined };

export type Decrypted = Extract<PasswordView, { phase: "decrypted" }>;

/** What became of the last copy. */
export type Copied = "no" | CopyEnd;

export interface ServerPassword {
  readonly id: string;
  readonly view: PasswordView;
  /** Revealed or copied since it was decrypted. Bytes that are no text never are: nobody knows whether they are the password. */
  readonly seen: boolean;
  /** That of the server, as far as the cloud shows it: a hint which key opens it. */
  readonly keyPair: KeyPairView;
  /** When what is stored may not be the password that the server has now. */
  readonly notes: readonly string[];
  /** Another password was set since it was fetched. */
  readonly outdated?: boolean;
}

export interface PasswordSlice {
  readonly pasted: PasswordView;
  /** That of the open server. */
  readonly server: ServerPassword | undefined;
  readonly copied: Copied;
}

export const NO_PASSWORD: PasswordSlice = { pasted: { phase: "idle" }, server: undefined, copied: "no" };

/** What a feature sees that works with passwords. */
export interface PasswordState extends KeysState, WaitingState {
  readonly password: PasswordSlice;
}

/** What this session has learnt of a server's password; nothing is asked for to know it. */
export type Known = "stored" | "none" | "deleted";

declare module "../shared/route.ts" {
  interface Routes {
    decrypt: unknown;
    server: { readonly serverId: string };
  }
}

declare module "../shared/signals.ts" {
  interface Signals {
    /** What was learnt of the passwords of servers. */
    passwordsKnown: { known: readonly (readonly [serverId: string, known: Known])[] };
    /** That none is stored: of a server whose password was deleted here it says nothing new. */
    passwordMissing: { serverId: string };
    /** Another one was set: what was fetched before is out of date. */
    passwordChanged: { serverId: string };
  }
}

export type PasswordEvent =
  | { type: "password/keyPairRequested"; serverId: string }
  | { type: "password/keyPairSeen"; serverId: string; fingerprint: string; algorithm: string | undefined }
  | { type: "password/keyPairHidden"; serverId: string; problem: Problem | undefined }
  | { type: "password/requested"; of: Subject }
  | { type: "password/cancelled"; of: Subject }
  | { type: "password/encrypted"; of: Subject; ciphertext: string }
  | { type: "password/decrypted"; of: Subject; ciphertext: string; keyId: number; tried: number; text: boolean; trimmed?: TrimmedEnd | undefined; encoding?: PasswordEncoding | undefined }
  | { type: "password/noted"; serverId: string; notes: readonly string[] }
  | { type: "password/none"; of: Subject; hint: string }
  | { type: "password/failed"; of: Subject; problem: Problem; ciphertext?: string | undefined; bytes?: number | undefined; tried?: number[] }
  | { type: "password/forgotten"; of: Subject }
  | { type: "password/revealToggled"; of: Subject }
  | { type: "password/copyEnded"; of: Subject; result: Copied };

export const nameOf = (of: Subject): string => (of === "pasted" ? "pasted" : of.serverId);

export function passwordOf({ pasted, server }: PasswordSlice, of: Subject): PasswordView | undefined {
  if (of === "pasted") return pasted;
  return server?.id === of.serverId ? server.view : undefined;
}

/** Late news of a server that is no longer open changes nothing. */
function withServer(slice: PasswordSlice, serverId: string, change: Partial<ServerPassword>): PasswordSlice {
  return slice.server?.id === serverId ? { ...slice, server: { ...slice.server, ...change } } : slice;
}

function withView(slice: PasswordSlice, of: Subject, view: PasswordView, more: Partial<ServerPassword> = {}): PasswordSlice {
  return of === "pasted" ? { ...slice, pasted: view } : withServer(slice, of.serverId, { view, ...more });
}

export function reduce(slice: PasswordSlice, event: PasswordEvent, state: PasswordState): Step<PasswordSlice> {
  switch (event.type) {
    case "password/keyPairRequested":
      return { slice: withServer(slice, event.serverId, { keyPair: { status: "loading" } }) };
    case "password/keyPairSeen": {
      const { fingerprint, algorithm } = event;
      return { slice: withServer(slice, event.serverId, { keyPair: { status: "visible", fingerprint, algorithm } }) };
    }
    case "password/keyPairHidden":
      return { slice: withServer(slice, event.serverId, { keyPair: { status: "hidden", problem: event.problem } }) };
    case "password/noted":
      return { slice: withServer(slice, event.serverId, { notes: event.notes }) };
    case "password/requested":
      return { slice: withView({ ...slice, copied: "no" }, event.of, { phase: "working" }, { outdated: false }), say: msg("Working"), focus: "working" };
    case "password/cancelled":
      return { slice: withView(slice, event.of, { phase: "idle" }), say: msg("Cancelled"), focus: "result" };
    case "password/forgotten":
      return { slice: { ...withView(slice, event.of, { phase: "idle" }), copied: "no" } };
    case "password/revealToggled": {
      const view = passwordOf(slice, event.of);
      if (view?.phase !== "decrypted") return { slice };
      const revealed = !view.revealed;
      const seen = revealed && view.text ? { seen: true } : {};
      return { slice: withView(slice, event.of, { ...view, revealed }, seen), say: revealed ? msg("The password is shown") : msg("The password is hidden") };
    }
    case "password/copyEnded":
      return copyEnded(slice, event.of, event.result);
    default:
      return reduceAnswer(slice, event, state);
  }
}

type AnswerEvent = Extract<PasswordEvent, { type: `password/${"encrypted" | "decrypted" | "none" | "failed"}` }>;

function reduceAnswer(slice: PasswordSlice, event: AnswerEvent, state: PasswordState): Step<PasswordSlice> {
  const { of } = event;
  switch (event.type) {
    case "password/encrypted": {
      const found = withView(slice, of, { phase: "encrypted", ciphertext: event.ciphertext });
      return { slice: found, say: msg("A password is stored. Its key is needed to decrypt it."), focus: "result", signals: learnt(slice, of) };
    }
    case "password/decrypted": {
      const { ciphertext, keyId, tried, text, trimmed, encoding } = event;
      const done = withView(slice, of, { phase: "decrypted", ciphertext, keyId, tried, text, trimmed, encoding, revealed: false }, { seen: false });
      const key = state.keys.loaded.find(({ id }) => id === keyId)?.name ?? "";
      const say = text
        ? msg(str`The password is decrypted with ${key}. It is hidden until you reveal it.`)
        : msg(str`What is stored was decrypted with ${key} and is not text. It is hidden until you reveal it.`);
      return { slice: done, say, focus: "result", signals: learnt(slice, of) };
    }
    case "password/none": {
      const none = withView(slice, of, { phase: "none", hint: event.hint });
      const signals = none !== slice && of !== "pasted" ? [{ type: "passwordMissing", serverId: of.serverId } as const] : [];
      return { slice: none, say: msg("No password is stored"), focus: "result", signals };
    }
    case "password/failed": {
      const { problem, ciphertext, bytes, tried = [] } = event;
      if (endsSession(state, problem)) {
        const during = of === "pasted" ? {} : { during: { job: "password", serverId: of.serverId } };
        return { slice: withView(slice, of, { phase: "idle" }), signals: [{ type: "sessionEnded", problem, ...during }] };
      }
      return { slice: withView(slice, of, { phase: "failed", problem, ciphertext, bytes, tried }), focus: "problem" };
    }
  }
}

/** That one is stored, where the server is open. */
function learnt({ server }: PasswordSlice, of: Subject): readonly Signal[] {
  return of !== "pasted" && server?.id === of.serverId ? [{ type: "passwordsKnown", known: [[of.serverId, "stored"]] }] : [];
}

/** What is said of it. */
export function copiedText(result: Copied): string {
  const texts: Record<Copied, string> = {
    no: "",
    copied: msg("The password is copied"),
    failed: msg("The browser did not allow to copy"),
    cleared: msg("The clipboard is cleared"),
    kept: msg("The clipboard was left as it is"),
  };
  return texts[result];
}

function copyEnded(slice: PasswordSlice, of: Subject, result: Copied): Step<PasswordSlice> {
  const view = passwordOf(slice, of);
  const seen = result === "copied" && of !== "pasted" && view?.phase === "decrypted" && view.text;
  const marked = seen ? withServer(slice, of.serverId, { seen: true }) : slice;
  return { slice: { ...marked, copied: result }, say: copiedText(result) };
}

export function on(slice: PasswordSlice, signal: Signal, state: PasswordState): Step<PasswordSlice> {
  switch (signal.type) {
    case "navigated":
      return navigated(slice, signal.route, state);
    case "signInNeeded":
      return { slice: { ...slice, pasted: NO_PASSWORD.pasted } };
    case "signedIn":
      return { slice: signal.sameProject ? slice : { ...slice, server: undefined } };
    case "passwordChanged":
      return { slice: withServer(slice, signal.serverId, { outdated: true, seen: false }) };
    case "passwordFound":
      return slice.server?.id === signal.serverId ? taken(slice, slice.server, signal, "result") : { slice };
    default:
      return { slice };
  }
}

/** Leaving a server or the pasted password forgets it. Whoever signs in again finds the same server as it was. */
function navigated(slice: PasswordSlice, route: Route, { waiting }: PasswordState): Step<PasswordSlice> {
  const left = { ...NO_PASSWORD };
  if (route.view !== "server") return { slice: left };
  const { serverId: id } = route;
  if (slice.server?.id === id) return { slice: { ...left, server: slice.server } };
  const server: ServerPassword = { id, view: { phase: "idle" }, seen: false, keyPair: { status: "none" }, notes: [] };
  const wait = waitFor(waiting, id);
  // What was found while the visitor was elsewhere.
  return wait?.phase === "stored" ? taken(left, server, wait) : { slice: { ...left, server } };
}

function taken(slice: PasswordSlice, server: ServerPassword, { ciphertext, notes = [] }: Found, focus?: FocusTarget): Step<PasswordSlice> {
  // What was seen before is not what is stored now.
  return { slice: { ...slice, server: { ...server, notes, seen: false, outdated: false, view: { phase: "encrypted", ciphertext } } }, focus, signals: [{ type: "passwordTaken", serverId: server.id }] };
}
