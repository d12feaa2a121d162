// Many servers at once, as plain data: the table of servers, what was chosen in it, and how each password came along.
import type { Problem, ServerPanel, State } from "../state.ts";
import { waitFor } from "../waiting/state.ts";

export type Column = "name" | "status" | "os" | "key" | "addresses" | "password";

export interface Sort {
  column: Column;
  descending: boolean;
}

/** What this session has learnt of a server's password; nothing is asked for to know it. */
export type Known = "stored" | "none" | "deleted";

/** How far one password came. The password itself is in the vault. */
export type Result =
  | { phase: "waiting" }
  | { phase: "working" }
  | { phase: "none" }
  /** No loaded key opens it; what was fetched is kept for the next one. */
  | { phase: "noKey"; ciphertext: string; tried: number }
  | { phase: "failed"; problem: Problem }
  | { phase: "decrypted"; text: boolean; revealed: boolean };

export type RowDeletion = { phase: "waiting" | "working" | "deleted" | "accepted" } | { phase: "failed"; problem: Problem };

export interface Row {
  id: string;
  name: string;
  keyName: string | undefined;
  address: string | undefined;
  result: Result;
  /** Revealed, copied or exported since it was decrypted. */
  kept: boolean;
  deletion: RowDeletion | undefined;
}

export interface Run {
  kind: "get" | "delete";
  total: number;
  done: number;
  /** Milliseconds, by the clock of the page. */
  startedAt: number;
  now: number;
  stopping: boolean;
}

export type Format = "csv" | "keepass" | "keepassxc";
export type Filter = "all" | Result["phase"];
export type CopyResult = "copied" | "failed" | "cleared" | "kept";

export interface Many {
  sort: Sort | undefined;
  selected: Record<string, true>;
  /** Where a range of the selection begins. */
  anchor: string | undefined;
  known: Record<string, Known>;
  /** The servers of the run, in the order in which they were listed. */
  ids: string[];
  rows: Record<string, Row>;
  run: Run | undefined;
  filter: Filter;
  dialog: { kind: "export"; format: Format } | { kind: "delete"; wrong: boolean } | undefined;
  copied: { id: string; result: CopyResult } | undefined;
  exported: { format: Format; count: number } | undefined;
}

export const NO_MANY: Many = {
  sort: undefined,
  selected: {},
  anchor: undefined,
  known: {},
  ids: [],
  rows: {},
  run: undefined,
  filter: "all",
  dialog: undefined,
  copied: undefined,
  exported: undefined,
};

export type Change = [id: string, change: Partial<Pick<Row, "result" | "deletion">>];

export type ManyEvent =
  | { type: "many/sorted"; column: Column }
  /** By none of the columns: as the cloud lists them. */
  | { type: "many/sortChosen"; sort: Column | undefined; descending: boolean }
  | { type: "many/selected"; ids: string[]; on: boolean; anchor?: string; text: string }
  | { type: "many/selectionCleared"; text: string }
  /** What was chosen becomes what a run works on. */
  | { type: "many/opened"; rows: Pick<Row, "id" | "name" | "keyName" | "address">[] }
  | { type: "many/started"; kind: Run["kind"]; ids: string[]; at: number; text: string }
  | { type: "many/progressed"; changes: Change[]; at: number; text?: string | undefined }
  | { type: "many/stopping"; text: string }
  | { type: "many/ended"; text: string }
  /** The cloud refused the token in the middle. */
  | { type: "many/refused"; problem: Problem }
  | { type: "many/filtered"; filter: Filter }
  | { type: "many/revealToggled"; id: string; text: string }
  | { type: "many/allHidden"; text: string }
  | { type: "many/copyEnded"; id: string; result: CopyResult; text: string }
  | { type: "many/dialogOpened"; dialog: NonNullable<Many["dialog"]> }
  | { type: "many/dialogClosed" }
  | { type: "many/exported"; format: Format; ids: string[]; text: string }
  | { type: "many/left"; text: string };

export function reduceMany(state: State, event: ManyEvent): State {
  const { many } = state;
  switch (event.type) {
    case "many/sorted":
      return set(state, { sort: nextSort(many.sort, event.column) });
    case "many/sortChosen":
      return set(state, { sort: event.sort && { column: event.sort, descending: event.descending } });
    case "many/selected": {
      const selected = { ...many.selected };
      for (const id of event.ids) {
        if (event.on) selected[id] = true;
        else Reflect.deleteProperty(selected, id);
      }
      return announce(set(state, { selected, anchor: event.anchor ?? many.anchor }), event.text);
    }
    case "many/selectionCleared":
      return announce(set(state, { selected: {}, anchor: undefined }), event.text);
    case "many/opened": {
      if (many.run) return state;
      const wanted = event.rows.map((row): Row => many.rows[row.id] ?? { ...row, ...FRESH });
      const chosen = new Set(event.rows.map(({ id }) => id));
      // What was decrypted before stays until its owner forgets it.
      const earlier = many.ids.map((id) => many.rows[id]).filter((row) => row !== undefined && isDecrypted(row) && !chosen.has(row.id)) as Row[];
      const all = [...wanted, ...earlier];
      return set(state, { ids: all.map(({ id }) => id), rows: Object.fromEntries(all.map((row) => [row.id, row])), filter: "all", copied: undefined, exported: undefined });
    }
    case "many/started": {
      const { kind, at, ids } = event;
      const rows = { ...many.rows };
      for (const id of ids) {
        const row = rows[id];
        if (row) rows[id] = kind === "get" ? { ...row, result: { phase: "waiting" } } : { ...row, deletion: { phase: "waiting" } };
      }
      const run: Run = { kind, total: ids.length, done: 0, startedAt: at, now: at, stopping: false };
      return focus(announce(set(state, { rows, run, dialog: undefined, filter: "all" }), event.text), "working");
    }
    case "many/progressed":
      return progressed(state, event.changes, event.at, event.text);
    case "many/stopping":
      return many.run ? announce(set(state, { run: { ...many.run, stopping: true } }), event.text) : state;
    case "many/ended":
      return many.run ? focus(announce(set(state, stopped(many)), event.text), "result") : state;
    case "many/refused":
      return set(state, stopped(many));
    case "many/filtered":
      return set(state, { filter: event.filter });
    case "many/revealToggled": {
      const row = many.rows[event.id];
      if (row?.result.phase !== "decrypted") return state;
      const revealed = !row.result.revealed;
      const next = { ...row, result: { ...row.result, revealed }, kept: row.kept || revealed };
      return announce(set(state, { rows: { ...many.rows, [event.id]: next } }), event.text);
    }
    case "many/allHidden": {
      const hidden = Object.entries(many.rows).map(([id, row]) => {
        const { result } = row;
        return [id, result.phase === "decrypted" && result.revealed ? { ...row, result: { ...result, revealed: false } } : row];
      });
      return announce(set(state, { rows: Object.fromEntries(hidden) as Many["rows"] }), event.text);
    }
    case "many/copyEnded": {
      const row = many.rows[event.id];
      if (row?.result.phase !== "decrypted") return state;
      const rows = event.result === "copied" ? { ...many.rows, [event.id]: { ...row, kept: true } } : many.rows;
      return announce(set(state, { rows, copied: { id: event.id, result: event.result } }), event.text);
    }
    case "many/dialogOpened":
      return many.run ? state : set(state, { dialog: event.dialog });
    case "many/dialogClosed":
      return set(state, { dialog: undefined });
    case "many/exported": {
      const rows = { ...many.rows };
      for (const id of event.ids) {
        const row = rows[id];
        if (row) rows[id] = { ...row, kept: true };
      }
      const exported = { format: event.format, count: event.ids.length };
      return announce(set(state, { rows, exported, dialog: undefined }), event.text);
    }
    case "many/left":
      return many.run ? state : focus(announce(set(state, { ids: [], rows: {}, dialog: undefined, copied: undefined, exported: undefined }), event.text), "heading");
  }
}

const FRESH = { result: { phase: "waiting" }, kept: false, deletion: undefined } as const;

/** Ascending, descending, and as the cloud lists them. */
function nextSort(sort: Sort | undefined, column: Column): Sort | undefined {
  if (sort?.column !== column) return { column, descending: false };
  return sort.descending ? undefined : { column, descending: true };
}

function progressed(state: State, changes: Change[], at: number, text: string | undefined): State {
  const { many } = state;
  if (!many.run) return state;
  const rows = { ...many.rows };
  const known = { ...many.known };
  let { done } = many.run;
  for (const [id, change] of changes) {
    const row = rows[id];
    if (!row) continue;
    rows[id] = { ...row, ...change };
    const ended = many.run.kind === "get" ? change.result : change.deletion;
    if (ended && ended.phase !== "working" && ended.phase !== "waiting") done += 1;
    const learnt = knownBy(change);
    if (learnt) known[id] = learnt;
  }
  const next = set(state, { rows, known, run: { ...many.run, done, now: at } });
  return text === undefined ? next : announce(next, text);
}

function knownBy({ result, deletion }: Change[1]): Known | undefined {
  if (deletion) return deletion.phase === "deleted" ? "deleted" : undefined;
  if (result?.phase === "none") return "none";
  return result?.phase === "noKey" || result?.phase === "decrypted" ? "stored" : undefined;
}

/** What was under way when a run stopped can be begun again; an order to delete that was not sent never was. */
function stopped({ rows }: Many): Partial<Many> {
  const rest = Object.entries(rows).map(([id, row]): [string, Row] => {
    const result: Result = row.result.phase === "working" ? { phase: "waiting" } : row.result;
    const { deletion } = row;
    const unsent = deletion?.phase === "waiting" || deletion?.phase === "working";
    return result === row.result && !unsent ? [id, row] : [id, { ...row, result, deletion: unsent ? undefined : deletion }];
  });
  return { rows: Object.fromEntries(rest), run: undefined };
}

/** What other views learn of a password counts here as well. */
export function noteMany(before: State, state: State, event: { type: string }): State {
  if (state.session && before.session && state.session.projectId !== before.session.projectId) return { ...state, many: NO_MANY };
  const { panel, many } = state;
  if (event.type === "serversLoaded" && state.servers.items !== before.servers.items) {
    const listed = new Set(state.servers.items.map(({ id }) => id));
    const gone = Object.keys(many.selected).filter((id) => !listed.has(id));
    if (gone.length === 0) return state;
    const selected = Object.fromEntries(Object.keys(many.selected).filter((id) => listed.has(id)).map((id) => [id, true as const]));
    return set(state, { selected });
  }
  const found = state.waits === before.waits ? undefined : state.waits.find(({ phase, serverId }) => phase === "stored" && waitFor(before, serverId)?.phase !== phase);
  if (found) return set(state, { known: { ...many.known, [found.serverId]: "stored" } });
  if (!panel || panel === before.panel) return state;
  const learnt = learntOf(panel, before.panel, many.known[panel.id]);
  return learnt === undefined || many.known[panel.id] === learnt ? state : set(state, { known: { ...many.known, [panel.id]: learnt } });
}

function learntOf({ deletion, password }: ServerPanel, before: ServerPanel | undefined, known: Known | undefined): Known | undefined {
  if (deletion !== before?.deletion && deletion.phase === "done" && deletion.result.deleted) return "deleted";
  if (password === before?.password) return undefined;
  if (password.phase === "encrypted" || password.phase === "decrypted") return "stored";
  // That none is stored any more says nothing new of what was deleted here.
  return password.phase === "none" && known !== "deleted" ? "none" : undefined;
}

/** Whether a run could go on with it: it never came to an end, or ended badly. */
export const isOpen = ({ result }: Row): boolean => result.phase === "waiting" || result.phase === "failed";

/** Deleted may be what its owner has: shown, copied or exported, and still stored. */
export function mayDeleteRow({ result, kept, deletion }: Row): boolean {
  return result.phase === "decrypted" && kept && (deletion === undefined || deletion.phase === "failed");
}

export const isDecrypted = ({ result }: Row): boolean => result.phase === "decrypted";

/** Milliseconds that a run still takes, once there is something to go by. */
export function timeLeft({ total, done, startedAt, now }: Run): number | undefined {
  if (done < 5 || now - startedAt < 1000) return undefined;
  return ((now - startedAt) / done) * (total - done);
}

function set(state: State, change: Partial<Many>): State {
  return { ...state, many: { ...state.many, ...change } };
}

function announce(state: State, text: string): State {
  return text === "" ? state : { ...state, announcement: { text, count: state.announcement.count + 1 } };
}

function focus(state: State, target: State["focus"]["target"]): State {
  return { ...state, focus: { target, count: state.focus.count + 1 } };
}
