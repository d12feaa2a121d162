// New passwords of servers: which servers, and what became of each order. Plain data: the passwords themselves are in `orders.ts`.
import type { PasswordFinding } from "ecs-password/slim";
import type { ExportDialog, Many, ManyState, Run } from "../many/state.ts";
import type { SettingOne } from "../request/state.ts";
import type { Session } from "../session/state.ts";
import { isOf } from "../shared/api-versions.ts";
import type { CopyEnd } from "../shared/clipboard.ts";
import type { Step } from "../shared/feature.ts";
import type { Problem } from "../shared/problem.ts";
import type { Signal } from "../shared/signals.ts";
import type { Loading } from "../ui/loaded.ts";

/** A server whose password is to be set. */
export interface Wanted {
  readonly id: string;
  readonly name: string;
  readonly address?: string | undefined;
}

/** What became of a server's new password. */
export type Outcome =
  | { phase: "chosen" | "waiting" | "working" }
  /** The cloud took the order (Huawei Cloud), or the password is set (Nova). */
  | { phase: "accepted" | "changed"; hint?: string }
  /** It may be set all the same. Without a problem the answer for several servers does not name this one. */
  | { phase: "unknown"; problem: Problem | undefined }
  /** It is not. `told` is what the cloud says of this server among several. */
  | { phase: "failed"; problem: Problem | undefined; told?: string | undefined };

export interface Row {
  readonly id: string;
  readonly name: string;
  readonly address: string | undefined;
  readonly outcome: Outcome;
  readonly revealed: boolean;
  /** Shown, copied or exported since it was sent. */
  readonly kept: boolean;
  /** An order before this one may have set it: it may be set whatever comes of this one. */
  readonly again?: boolean;
}

/** What the field's password lacks; nothing of the password itself. */
export interface Check {
  readonly missing: readonly PasswordFinding[];
  readonly unclear: readonly PasswordFinding[];
  /** In bits, of one that was generated here. */
  readonly entropy: number | undefined;
}

/** What the cloud says of whether a server's password can be reset. */
export type Flag = { status: "none" | "asking" } | { status: "told"; supported: boolean } | { status: "failed"; problem: Problem };

/** The form of the open server. */
export interface Card {
  readonly serverId: string;
  readonly flag: Flag;
  /** Whether it is asked for a last time. */
  readonly asking: boolean;
}

export type Dialog = ExportDialog | { kind: "confirm"; wrong: boolean } | { kind: "forget"; ids: readonly string[] };

export interface Reset {
  /** Of what is loaded for it: whether it has come. */
  readonly parts: Loading;
  readonly card: Card | undefined;
  readonly rows: readonly Row[];
  readonly run: Run | undefined;
  /** One password for all of many servers. */
  readonly shared: boolean;
  /** Of the field that is in sight; nothing while nothing was typed. */
  readonly check: Check | undefined;
  readonly dialog: Dialog | undefined;
  readonly copied: { readonly id: string; readonly result: CopyEnd } | undefined;
  readonly exported: Many["exported"];
}

export const NO_RESET: Reset = {
  parts: "none",
  card: undefined,
  rows: [],
  run: undefined,
  shared: false,
  check: undefined,
  dialog: undefined,
  copied: undefined,
  exported: undefined,
};

/** What a feature sees that sets passwords. */
export interface ResetState extends ManyState {
  readonly reset: Reset;
}

declare module "../shared/route.ts" {
  interface Routes {
    newPasswords: unknown;
  }
}

/** A change, which what is loaded for it has worked out (`reduce.ts`): before that nothing can change. */
export interface ResetEvent {
  readonly type: "reset/changed";
  readonly step: Step<Reset>;
}

export function on(slice: Reset, signal: Signal): Step<Reset> {
  switch (signal.type) {
    case "navigated":
      return { slice: { ...slice, card: undefined, check: undefined, dialog: undefined } };
    case "signedIn":
      // What servers may have by now is not lost by it.
      return { slice: signal.sameProject ? slice : { ...slice, rows: slice.rows.filter(isHeld) } };
    default:
      return { slice };
  }
}

/** What sets the password of one server on this cloud, if anything does. */
export const settingOf = ({ cloud: { kind } }: Session): SettingOne | undefined =>
  (["resetServerPassword", "changeServerPassword"] as const).find((operation) => isOf(kind, operation));

/** Whether its server may have the new password. */
export const isHeld = ({ outcome: { phase } }: Row): boolean => phase === "accepted" || phase === "changed" || phase === "unknown";

/** Whether its new password is on its way. */
export const isUnderWay = ({ outcome: { phase } }: Row): boolean => phase === "waiting" || phase === "working";

export const rowOf = ({ rows }: Pick<Reset, "rows">, id: string): Row | undefined => rows.find((row) => row.id === id);
