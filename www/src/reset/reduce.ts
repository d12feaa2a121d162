// How new passwords come along.
import { digits, msg, str } from "../locales/words.ts";
import { copiedText } from "../password/state.ts";
import type { Format, Run } from "../many/state.ts";
import { endsSession } from "../session/state.ts";
import type { CopyEnd } from "../shared/clipboard.ts";
import type { Step } from "../shared/feature.ts";
import type { Problem } from "../shared/problem.ts";
import type { Signal } from "../shared/signals.ts";
import { isHeld, isUnderWay, rowOf } from "./state.ts";
import type { Check, Dialog, Flag, Outcome, Reset, ResetState, Row, Wanted } from "./state.ts";

export type Change = [id: string, outcome: Outcome];

export type Own =
  | { type: "chosen"; servers: readonly Wanted[] }
  | { type: "cardOpened"; serverId: string }
  | { type: "cardClosed" }
  | { type: "flagged"; serverId: string; flag: Flag }
  | { type: "sharedChosen"; on: boolean }
  | { type: "checked"; check: Check | undefined }
  /** The password of the open server is asked about a last time. */
  | { type: "asked"; on: boolean }
  | { type: "started"; servers: readonly Wanted[]; at: number }
  | { type: "progressed"; changes: readonly Change[]; at: number; isTime: boolean }
  | { type: "stopping" }
  | { type: "ended"; stopped: boolean }
  /** The cloud refused the token in the middle. */
  | { type: "refused"; problem: Problem }
  | { type: "revealToggled"; id: string }
  | { type: "copyEnded"; id: string; result: CopyEnd }
  | { type: "dialogOpened"; dialog: Dialog }
  | { type: "dialogClosed" }
  | { type: "exported"; format: Format; ids: readonly string[] }
  | { type: "forgotten"; ids: readonly string[] };

export function reduce(slice: Reset, event: Own, state: ResetState): Step<Reset> {
  switch (event.type) {
    case "chosen":
      return { slice: slice.run ? slice : { ...slice, rows: chosen(slice.rows, event.servers), check: undefined, exported: undefined, copied: undefined } };
    case "cardOpened":
      return { slice: { ...slice, card: { serverId: event.serverId, flag: { status: "none" }, asking: false }, check: undefined }, focus: "reset" };
    case "cardClosed":
      return { slice: { ...slice, card: undefined, check: undefined }, focus: "reset" };
    case "flagged":
      return { slice: slice.card?.serverId === event.serverId ? { ...slice, card: { ...slice.card, flag: event.flag } } : slice };
    case "sharedChosen":
      return { slice: { ...slice, shared: event.on, check: undefined } };
    case "checked":
      return { slice: { ...slice, check: event.check } };
    case "asked":
      return { slice: slice.card ? { ...slice, card: { ...slice.card, asking: event.on } } : slice };
    case "started":
    case "progressed":
    case "stopping":
    case "ended":
    case "refused":
      return reduceRun(slice, event, state);
    default:
      return reduceHeld(slice, event);
  }
}

type HeldEvent = Extract<Own, { type: "revealToggled" | "copyEnded" | "dialogOpened" | "dialogClosed" | "exported" | "forgotten" }>;

function reduceHeld(slice: Reset, event: HeldEvent): Step<Reset> {
  switch (event.type) {
    case "revealToggled": {
      const revealed = rowOf(slice, event.id)?.revealed !== true;
      const rows = changed(slice.rows, [event.id], (row) => ({ ...row, revealed, kept: row.kept || revealed }));
      return { slice: { ...slice, rows }, say: revealed ? msg("The password is shown") : msg("The password is hidden") };
    }
    case "copyEnded": {
      const { id, result } = event;
      const rows = result === "copied" ? changed(slice.rows, [id], (row) => ({ ...row, kept: true })) : slice.rows;
      return { slice: { ...slice, rows, copied: { id, result } }, say: copiedText(result) };
    }
    case "dialogOpened":
      return { slice: slice.run ? slice : { ...slice, dialog: event.dialog } };
    case "dialogClosed":
      return { slice: { ...slice, dialog: undefined } };
    case "exported": {
      const rows = changed(slice.rows, event.ids, (row) => ({ ...row, kept: true }));
      const count = digits(event.ids.length);
      return { slice: { ...slice, rows, exported: { format: event.format, count: event.ids.length }, dialog: undefined }, say: msg(str`${count} passwords are exported`) };
    }
    case "forgotten": {
      if (slice.run) return { slice };
      const rows = slice.rows.filter(({ id }) => !event.ids.includes(id));
      const exported = rows.some(isHeld) ? slice.exported : undefined;
      return { slice: { ...slice, rows, exported, copied: undefined, dialog: undefined }, say: msg("The passwords are forgotten"), focus: "reset" };
    }
  }
}

type RunEvent = Extract<Own, { type: "started" | "progressed" | "stopping" | "ended" | "refused" }>;

function reduceRun(slice: Reset, event: RunEvent, state: ResetState): Step<Reset> {
  const { run } = slice;
  switch (event.type) {
    case "started": {
      const { servers, at } = event;
      const started: Run = { kind: "set", total: servers.length, done: 0, startedAt: at, now: at, stopping: false };
      const isOne = servers.length === 1;
      const rows = withRows(slice.rows, servers.map((server) => begun(server, rowOf(slice, server.id))));
      const count = digits(servers.length);
      const say = isOne ? msg("Setting the password") : msg(str`Setting ${count} passwords`);
      const card = slice.card && { ...slice.card, asking: false };
      return { slice: { ...slice, rows, card, run: started, dialog: undefined, exported: undefined, copied: undefined }, say, focus: "working" };
    }
    case "progressed":
      return run ? progressed(slice, run, event) : { slice };
    case "stopping":
      return { slice: { ...slice, run: run && { ...run, stopping: true } }, say: msg("Stopping") };
    case "ended":
      return { slice: ended(slice), say: event.stopped ? msg("Stopped") : summaryOf(slice.rows), focus: "reset" };
    case "refused": {
      const { problem } = event;
      return { slice: ended(slice), signals: endsSession(state, problem) ? [{ type: "sessionEnded", problem }] : [] };
    }
  }
}

function progressed(slice: Reset, run: Run, { changes, at, isTime }: Extract<Own, { type: "progressed" }>): Step<Reset> {
  const outcomes = new Map(changes);
  const rows = slice.rows.map((row) => {
    const outcome = outcomes.get(row.id);
    return outcome ? came(row, outcome) : row;
  });
  const done = run.done + [...outcomes.values()].filter(({ phase }) => phase !== "waiting" && phase !== "working").length;
  const [said, total] = [digits(done), digits(run.total)];
  const signals = changes.flatMap(([serverId, { phase }]): Signal[] => (phase === "changed" ? [{ type: "passwordChanged", serverId }] : []));
  return { slice: { ...slice, rows, run: { ...run, done, now: at } }, signals, ...(isTime ? { say: msg(str`${said} of ${total}`) } : {}) };
}

/** What was not sent can be begun again. */
function ended(slice: Reset): Reset {
  const { card } = slice;
  const rows = slice.rows.map((row): Row => (isUnderWay(row) ? came(row, { phase: "chosen" }) : row));
  const own = card && rows.find(({ id }) => id === card.serverId);
  // The form has done its work where its password may be set.
  const isDone = own !== undefined && isHeld(own);
  return { ...slice, rows, run: undefined, ...(isDone ? { card: undefined, check: undefined } : {}) };
}

function summaryOf(rows: readonly Row[]): string {
  const count = (...phases: Outcome["phase"][]): string => digits(rows.filter(({ outcome }) => phases.includes(outcome.phase)).length);
  const [accepted, changedOnes, unknown, failed] = [count("accepted"), count("changed"), count("unknown"), count("failed")];
  return msg(str`${accepted} accepted, ${changedOnes} changed, ${unknown} unknown, ${failed} failed`);
}

/** Sent again is only what may be set already, and that password is not lost by it. */
function begun(server: Wanted, before: Row | undefined): Row {
  const again = before && (before.again === true || isHeld(before));
  return { ...(again ? { ...before, again } : freshOf(server)), outcome: { phase: "waiting" } };
}

function came(row: Row, outcome: Outcome): Row {
  const isUndone = outcome.phase === "failed" || outcome.phase === "chosen";
  return { ...row, outcome: isUndone && row.again === true ? { phase: "unknown", problem: "problem" in outcome ? outcome.problem : undefined } : outcome };
}

const freshOf = ({ id, name, address }: Wanted): Row => ({ id, name, address, outcome: { phase: "chosen" }, revealed: false, kept: false });

/** The chosen servers, and of all others those that may have their new passwords. */
function chosen(rows: readonly Row[], servers: readonly Wanted[]): Row[] {
  const held = rows.filter(isHeld);
  const ids = new Set(held.map(({ id }) => id));
  return [...servers.filter(({ id }) => !ids.has(id)).map(freshOf), ...held];
}

/** These rows in the places of those of the same servers; the others at the end. */
function withRows(rows: readonly Row[], changes: readonly Row[]): Row[] {
  const byId = new Map(changes.map((row) => [row.id, row]));
  const there = rows.map((row) => byId.get(row.id) ?? row);
  const known = new Set(rows.map(({ id }) => id));
  return [...there, ...changes.filter(({ id }) => !known.has(id))];
}

function changed(rows: readonly Row[], ids: readonly string[], change: (row: Row) => Row): Row[] {
  const wanted = new Set(ids);
  return rows.map((row) => (wanted.has(row.id) ? change(row) : row));
}
