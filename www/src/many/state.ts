// Many servers at once, as plain data: the table of servers, what was chosen in it, and how each password came along.
import type { TrimmedEnd } from "ecs-password/slim";
import type { KeyPairView, Problem, ServerPanel, State } from "../app/state.ts";
import { waitFor } from "../waiting/state.ts";
import { idsIn, NOTHING_KEYED, valueAt, withValues } from "../shared/keyed.ts";
import type { Keyed } from "../shared/keyed.ts";

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
  /** `trimmed` is what stood behind the text, and is left out. */
  | { phase: "decrypted"; text: boolean; trimmed?: TrimmedEnd | undefined; revealed: boolean };

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

export type VisiblePair = Extract<KeyPairView, { status: "visible" }>;

export interface Many {
  sort: Sort | undefined;
  selected: Keyed<true>;
  /** Where a range of the selection begins. */
  anchor: string | undefined;
  known: Keyed<Known>;
  /** The servers of the run, in the order in which they were listed. */
  rows: readonly Row[];
  /** The key pairs of these servers that the cloud showed, by their names. */
  pairs: Readonly<Record<string, VisiblePair>>;
  /** Where in `rows` a server is; made anew only when other servers are chosen. */
  places: Readonly<Record<string, number>>;
  run: Run | undefined;
  filter: Filter;
  dialog: { kind: "export"; format: Format } | { kind: "delete"; wrong: boolean } | undefined;
  copied: { id: string; result: CopyResult } | undefined;
  exported: { format: Format; count: number } | undefined;
}

export const NO_MANY: Many = {
  sort: undefined,
  selected: NOTHING_KEYED,
  anchor: undefined,
  known: NOTHING_KEYED,
  rows: [],
  pairs: {},
  places: {},
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
  | { type: "many/pairSeen"; name: string; pair: VisiblePair }
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
      const selected = withValues(many.selected, event.ids.map((id) => [id, event.on ? true : undefined] as const));
      return announce(set(state, { selected, anchor: event.anchor ?? many.anchor }), event.text);
    }
    case "many/selectionCleared":
      return announce(set(state, { selected: NOTHING_KEYED, anchor: undefined }), event.text);
    case "many/opened": {
      if (many.run) return state;
      const wanted = event.rows.map((row): Row => rowOf(many, row.id) ?? { ...row, ...FRESH });
      const chosen = new Set(event.rows.map(({ id }) => id));
      // What was decrypted before stays until its owner forgets it.
      const earlier = many.rows.filter((row) => isDecrypted(row) && !chosen.has(row.id));
      const rows = [...wanted, ...earlier];
      return set(state, { rows, places: Object.fromEntries(rows.map(({ id }, place) => [id, place])), filter: "all", copied: undefined, exported: undefined });
    }
    case "many/started": {
      const { kind, at, ids } = event;
      const rows = changed(many, ids, (row) => (kind === "get" ? { ...row, result: { phase: "waiting" } } : { ...row, deletion: { phase: "waiting" } }));
      const run: Run = { kind, total: ids.length, done: 0, startedAt: at, now: at, stopping: false };
      return focus(announce(set(state, { rows, run, dialog: undefined, filter: "all" }), event.text), "working");
    }
    case "many/progressed":
      return progressed(state, event.changes, event.at, event.text);
    case "many/pairSeen":
      return set(state, { pairs: { ...many.pairs, [event.name]: event.pair } });
    case "many/stopping":
      return many.run ? announce(set(state, { run: { ...many.run, stopping: true } }), event.text) : state;
    case "many/ended":
      return many.run ? focus(announce(set(state, stopped(many)), event.text), "result") : state;
    case "many/refused":
      return set(state, stopped(many));
    case "many/filtered":
      return set(state, { filter: event.filter });
    case "many/revealToggled": {
      const row = rowOf(many, event.id);
      if (row?.result.phase !== "decrypted") return state;
      const result = { ...row.result, revealed: !row.result.revealed };
      return announce(set(state, { rows: changed(many, [event.id], () => ({ ...row, result, kept: row.kept || result.revealed })) }), event.text);
    }
    case "many/allHidden": {
      const rows = many.rows.map((row) => {
        const { result } = row;
        return result.phase === "decrypted" && result.revealed ? { ...row, result: { ...result, revealed: false } } : row;
      });
      return announce(set(state, { rows }), event.text);
    }
    case "many/copyEnded": {
      if (rowOf(many, event.id)?.result.phase !== "decrypted") return state;
      const rows = event.result === "copied" ? changed(many, [event.id], (row) => ({ ...row, kept: true })) : many.rows;
      return announce(set(state, { rows, copied: { id: event.id, result: event.result } }), event.text);
    }
    case "many/dialogOpened":
      return many.run ? state : set(state, { dialog: event.dialog });
    case "many/dialogClosed":
      return set(state, { dialog: undefined });
    case "many/exported": {
      const rows = changed(many, event.ids, (row) => ({ ...row, kept: true }));
      const exported = { format: event.format, count: event.ids.length };
      return announce(set(state, { rows, exported, dialog: undefined }), event.text);
    }
    case "many/left":
      return many.run ? state : focus(announce(set(state, { rows: [], places: {}, dialog: undefined, copied: undefined, exported: undefined }), event.text), "heading");
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
  const { kind } = many.run;
  const rows = [...many.rows];
  const learnt: [string, Known][] = [];
  let { done } = many.run;
  for (const [id, change] of changes) {
    const place = many.places[id] ?? -1;
    const row = rows[place];
    if (!row) continue;
    rows[place] = { ...row, ...change };
    const ended = kind === "get" ? change.result : change.deletion;
    if (ended && ended.phase !== "working" && ended.phase !== "waiting") done += 1;
    const known = knownBy(change);
    if (known) learnt.push([id, known]);
  }
  const next = set(state, { rows, known: withValues(many.known, learnt), run: { ...many.run, done, now: at } });
  return text === undefined ? next : announce(next, text);
}

/** The rows with some of them changed; the others are the same objects. */
function changed({ rows, places }: Many, ids: Iterable<string>, change: (row: Row) => Row): Row[] {
  const all = [...rows];
  for (const id of ids) {
    const place = places[id] ?? -1;
    const row = all[place];
    if (row) all[place] = change(row);
  }
  return all;
}

function knownBy({ result, deletion }: Change[1]): Known | undefined {
  if (deletion) return deletion.phase === "deleted" ? "deleted" : undefined;
  if (result?.phase === "none") return "none";
  return result?.phase === "noKey" || result?.phase === "decrypted" ? "stored" : undefined;
}

/** What was under way when a run stopped can be begun again; an order to delete that was not sent never was. */
function stopped({ rows }: Many): Partial<Many> {
  const rest = rows.map((row): Row => {
    const result: Result = row.result.phase === "working" ? { phase: "waiting" } : row.result;
    const { deletion } = row;
    const unsent = deletion?.phase === "waiting" || deletion?.phase === "working";
    return result === row.result && !unsent ? row : { ...row, result, deletion: unsent ? undefined : deletion };
  });
  return { rows: rest, run: undefined };
}

/** What other views learn of a password counts here as well. */
export function noteMany(before: State, state: State, event: { type: string; more?: unknown }): State {
  if (state.session && before.session && state.session.projectId !== before.session.projectId) return { ...state, many: NO_MANY };
  const { panel, many } = state;
  // Another page takes nothing away.
  if (event.type === "serversLoaded" && event.more !== true && many.selected.size > 0) {
    const listed = new Set(state.servers.items.map(({ id }) => id));
    const gone = idsIn(many.selected).filter((id) => !listed.has(id));
    return gone.length === 0 ? state : set(state, { selected: withValues(many.selected, gone.map((id) => [id, undefined] as const)) });
  }
  const found = state.waits === before.waits ? undefined : state.waits.find(({ phase, serverId }) => phase === "stored" && waitFor(before, serverId)?.phase !== phase);
  if (found) return set(state, { known: withValues(many.known, [[found.serverId, "stored"]]) });
  if (!panel || panel === before.panel) return state;
  const learnt = learntOf(panel, before.panel, valueAt(many.known, panel.id));
  if (learnt === undefined) return state;
  const known = withValues(many.known, [[panel.id, learnt]]);
  return known === many.known ? state : set(state, { known });
}

function learntOf({ deletion, password }: ServerPanel, before: ServerPanel | undefined, known: Known | undefined): Known | undefined {
  if (deletion !== before?.deletion && deletion.phase === "done" && deletion.result.deleted) return "deleted";
  if (password === before?.password) return undefined;
  if (password.phase === "encrypted" || password.phase === "decrypted") return "stored";
  // That none is stored any more says nothing new of what was deleted here.
  return password.phase === "none" && known !== "deleted" ? "none" : undefined;
}

/** What the cloud showed of a key pair. */
export const pairNamed = ({ pairs }: Many, name: string | undefined): VisiblePair | undefined =>
  name !== undefined && Object.hasOwn(pairs, name) ? pairs[name] : undefined;

/** The row of a server, if it is one of those chosen. */
export const rowOf = ({ rows, places }: Pick<Many, "rows" | "places">, id: string): Row | undefined => rows[places[id] ?? -1];

/** What the rows come to. */
export interface Figures {
  counts: Readonly<Record<Result["phase"], number>>;
  deleted: number;
  failedToDelete: number;
  /** What may be deleted now. */
  deletable: number;
  /** What was decrypted and is no text. */
  noText: number;
  revealed: number;
  /** The first that no key opens. */
  unopened: Row | undefined;
}

const figures = new WeakMap<readonly Row[], Figures>();

/** Counted once for each state of the rows, however many places show it. */
export function figuresOf({ rows }: Many): Figures {
  const known = figures.get(rows);
  if (known) return known;
  const counts: Record<Result["phase"], number> = { waiting: 0, working: 0, none: 0, noKey: 0, failed: 0, decrypted: 0 };
  let [deleted, failedToDelete, deletable, noText, revealed] = [0, 0, 0, 0, 0];
  let unopened: Row | undefined;
  for (const row of rows) {
    const { result, deletion } = row;
    counts[result.phase] += 1;
    if (result.phase === "noKey") unopened ??= row;
    if (result.phase === "decrypted" && result.revealed) revealed += 1;
    if (mayDeleteRow(row)) deletable += 1;
    if (result.phase === "decrypted" && !result.text) noText += 1;
    if (deletion?.phase === "deleted") deleted += 1;
    if (deletion?.phase === "failed") failedToDelete += 1;
  }
  const found = { counts, deleted, failedToDelete, deletable, noText, revealed, unopened };
  figures.set(rows, found);
  return found;
}

const filtered = new WeakMap<readonly Row[], { filter: Filter; rows: readonly Row[] }>();

/** The rows that the filter leaves; the same list again as long as nothing changed. */
export function filteredRows({ rows, filter }: Many): readonly Row[] {
  if (filter === "all") return rows;
  const known = filtered.get(rows);
  if (known?.filter === filter) return known.rows;
  const left = rows.filter(({ result }) => result.phase === filter);
  filtered.set(rows, { filter, rows: left });
  return left;
}

/** Whether a run could go on with it: it never came to an end, or ended badly. */
export const isOpen = ({ result }: Row): boolean => result.phase === "waiting" || result.phase === "failed";

/** Deleted may be what its owner has: text, shown, copied or exported, and still stored. Bytes that are no text may be no password. */
export function mayDeleteRow({ result, kept, deletion }: Row): boolean {
  return result.phase === "decrypted" && result.text && kept && (deletion === undefined || deletion.phase === "failed");
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
