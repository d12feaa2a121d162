// The passwords of many servers, as plain data: which servers, and how each password came along.
import type { SortedBy } from "../shared/sort.ts";
import type { PasswordEncoding, Server, TrimmedEnd } from "ecs-password/slim";
import type { VisiblePair } from "../keys/state.ts";
import type { Known, PasswordState } from "../password/state.ts";
import { endsSession } from "../session/state.ts";
import type { CopyEnd } from "../shared/clipboard.ts";
import type { Step } from "../shared/feature.ts";
import type { FocusTarget } from "../shared/page-state.ts";
import { NOTHING_KEYED, withValues } from "../shared/keyed.ts";
import type { Keyed } from "../shared/keyed.ts";
import { memoOf } from "../shared/memo.ts";
import { ownValue } from "../shared/own.ts";
import type { Problem } from "../shared/problem.ts";
import type { Signal } from "../shared/signals.ts";
import { nameOf } from "../shared/visible-text.ts";
import type { Loading } from "../ui/loaded.ts";

/** How far one password came. The password itself is in the vault. */
export type Result =
  | { phase: "waiting" }
  | { phase: "working" }
  | { phase: "none" }
  /** No loaded key opens it; what was fetched is kept for the next one. `bits` has the key that does, where that is known; `bytes` the ciphertext. */
  | { phase: "noKey"; ciphertext: string; bytes: number | undefined; bits: number | undefined; tried: number }
  | { phase: "failed"; problem: Problem }
  /** `trimmed` is what stood behind the text, and is left out; `encoding` is told where it is not UTF-8. */
  | { phase: "decrypted"; text: boolean; trimmed?: TrimmedEnd | undefined; encoding?: PasswordEncoding | undefined; revealed: boolean };

/** `stopped`: the run ended before its turn. */
export type RowDeletion = { phase: "waiting" | "working" | "deleted" | "accepted" | "stopped" } | { phase: "failed"; problem: Problem };

export interface Row {
  id: string;
  name: string;
  keyName: string | undefined;
  address: string | undefined;
  /** What the list says of the server that tells why nothing may be stored; `isKeyRead`: whether it told of the key pair, or of none. */
  about?: Pick<Server, "os" | "status"> & { readonly isKeyRead: boolean };
  result: Result;
  /** Revealed, copied or exported since it was decrypted. */
  kept: boolean;
  deletion: RowDeletion | undefined;
  /** Another password was set since it was fetched: what is stored now may be that. */
  outdated?: boolean;
}

export interface Run {
  kind: "get" | "delete" | "set";
  total: number;
  done: number;
  /** Milliseconds, by the clock of the page. */
  startedAt: number;
  now: number;
  stopping: boolean;
  /** Began by itself: the visitor is left where they are. */
  quiet?: boolean;
}

/** Waiting for passwords that are not stored yet. */
export interface ManyWait {
  /** The servers that none is stored of so far. */
  readonly ids: readonly string[];
  /** How many there were. */
  readonly total: number;
  readonly endsAt: number;
  readonly nextAt: number;
  readonly phase: "waiting" | "looking" | "over";
}

export type ManyColumn = "server" | "key" | "result" | "stored";

export type ManySort = SortedBy<ManyColumn>;

/** `kdbx` is encrypted, `csv` is plain. */
export type Format = "kdbx" | "csv";

/** Being asked before passwords are written into a file. */
export interface ExportDialog {
  readonly kind: "export";
  readonly format: Format;
  /** How far it came: the master password is too short, or was repeated as another one; the file is being made; that failed. */
  readonly stage?: "short" | "differs" | "working" | Problem | undefined;
}

/** `notDeleted`: what was to be deleted and is not, as far as is known. */
export type Filter = "all" | Result["phase"] | "notDeleted";

export interface Many {
  /** Of its view: whether it has come. */
  readonly view: Loading;
  /** The servers of the run, in the order in which they were listed. */
  readonly rows: readonly Row[];
  /** The key pairs of these servers that the cloud showed, by their names. */
  readonly pairs: Readonly<Record<string, VisiblePair>>;
  /** Where in `rows` a server is; made anew only when other servers are chosen. */
  readonly places: Readonly<Record<string, number>>;
  readonly run: Run | undefined;
  readonly filter: Filter;
  readonly search: string;
  readonly sort: ManySort | undefined;
  readonly wait: ManyWait | undefined;
  /** The servers whose stored copy was deleted in this session. */
  readonly deletedHere: Keyed<true>;
  readonly dialog: ExportDialog | { kind: "delete"; wrong: boolean } | undefined;
  readonly copied: { id: string; result: CopyEnd } | undefined;
  readonly exported: { format: Format; count: number } | undefined;
  /** When what is stored may not be the password that a server has now. */
  readonly notes: readonly string[];
}

export const NO_MANY: Many = {
  view: "none",
  rows: [],
  pairs: {},
  places: {},
  run: undefined,
  filter: "all",
  search: "",
  sort: undefined,
  wait: undefined,
  deletedHere: NOTHING_KEYED,
  dialog: undefined,
  copied: undefined,
  exported: undefined,
  notes: [],
};

/** What a feature sees that works with the passwords of many servers. */
export interface ManyState extends PasswordState {
  readonly many: Many;
}

declare module "../shared/route.ts" {
  interface Routes {
    many: unknown;
  }
}

/** A server whose password is to be got. */
export type OpenedRow = Pick<Row, "id" | "name" | "keyName" | "address" | "about">;

/** With the address that is likeliest to be reached. */
export function openedRow(server: Server): OpenedRow {
  const { id, keyName, addresses } = server;
  const best = addresses.find(({ type }) => type === "floating") ?? addresses[0];
  return { id, name: nameOf(server) ?? id, keyName, address: best?.address };
}

export type Change = [id: string, change: Partial<Pick<Row, "result" | "deletion">>];

export type ManyEvent =
  /** What was chosen becomes what a run works on. */
  | { type: "many/opened"; rows: readonly OpenedRow[] }
  | { type: "many/started"; kind: Run["kind"]; ids: string[]; at: number; text: string; quiet?: boolean }
  | { type: "many/progressed"; changes: Change[]; at: number; text?: string | undefined }
  | { type: "many/viewLoaded"; view: Loading }
  | { type: "many/pairSeen"; name: string; pair: VisiblePair }
  | { type: "many/noted"; notes: readonly string[] }
  | { type: "many/stopping"; text: string }
  | { type: "many/ended"; text: string }
  /** The cloud refused the token in the middle. */
  | { type: "many/refused"; problem: Problem }
  | { type: "many/filtered"; filter: Filter }
  /** By what is loaded with the view. */
  | { type: "many/changed"; change: Partial<Pick<Many, "search" | "sort" | "wait">>; rows?: Change[]; text?: string; focus?: FocusTarget }
  | { type: "many/revealToggled"; id: string; text: string }
  | { type: "many/allHidden"; text: string }
  | { type: "many/copyEnded"; id: string; result: CopyEnd; text: string }
  | { type: "many/dialogOpened"; dialog: NonNullable<Many["dialog"]> }
  | { type: "many/dialogClosed" }
  | { type: "many/exported"; format: Format; ids: string[]; text: string }
  | { type: "many/left"; text: string };

export function reduce(many: Many, event: ManyEvent, state: ManyState): Step<Many> {
  switch (event.type) {
    case "many/started":
    case "many/progressed":
    case "many/stopping":
    case "many/ended":
    case "many/refused":
      return reduceRun(many, event, state);
    case "many/opened":
      return { slice: many.run ? many : opened(many, event.rows) };
    case "many/viewLoaded":
      // Where it was waited for, its heading is there now.
      return { slice: { ...many, view: event.view }, focus: state.route.view === "many" ? "heading" : undefined };
    case "many/pairSeen":
      return { slice: { ...many, pairs: { ...many.pairs, [event.name]: event.pair } } };
    case "many/noted":
      return { slice: { ...many, notes: event.notes } };
    case "many/filtered":
      return { slice: { ...many, filter: event.filter } };
    case "many/changed": {
      const { change, rows = [], text, focus } = event;
      const news = new Map(rows);
      return { slice: { ...many, ...change, rows: news.size > 0 ? changed(many, news.keys(), (row) => ({ ...row, ...news.get(row.id) })) : many.rows }, say: text, focus, signals: signalsOf(rows) };
    }
    case "many/revealToggled": {
      const row = rowOf(many, event.id);
      if (row?.result.phase !== "decrypted") return { slice: many };
      const result = { ...row.result, revealed: !row.result.revealed };
      return { slice: { ...many, rows: changed(many, [event.id], () => ({ ...row, result, kept: row.kept || result.revealed })) }, say: event.text };
    }
    case "many/allHidden": {
      const rows = many.rows.map((row) => {
        const { result } = row;
        return result.phase === "decrypted" && result.revealed ? { ...row, result: { ...result, revealed: false } } : row;
      });
      return { slice: { ...many, rows }, say: event.text };
    }
    case "many/copyEnded": {
      if (rowOf(many, event.id)?.result.phase !== "decrypted") return { slice: many };
      const rows = event.result === "copied" ? changed(many, [event.id], (row) => ({ ...row, kept: true })) : many.rows;
      return { slice: { ...many, rows, copied: { id: event.id, result: event.result } }, say: event.text };
    }
    case "many/dialogOpened":
      return { slice: many.run ? many : { ...many, dialog: event.dialog } };
    case "many/dialogClosed":
      return { slice: { ...many, dialog: undefined } };
    case "many/exported": {
      const rows = changed(many, event.ids, (row) => ({ ...row, kept: true }));
      return { slice: { ...many, rows, exported: { format: event.format, count: event.ids.length }, dialog: undefined }, say: event.text };
    }
    case "many/left":
      if (many.run) return { slice: many };
      return { slice: { ...many, rows: [], places: {}, search: "", wait: undefined, dialog: undefined, copied: undefined, exported: undefined }, say: event.text, focus: "heading" };
  }
}

type RunEvent = Extract<ManyEvent, { type: `many/${"started" | "progressed" | "stopping" | "ended" | "refused"}` }>;

function reduceRun(many: Many, event: RunEvent, state: ManyState): Step<Many> {
  switch (event.type) {
    case "many/started": {
      const { kind, at, ids, quiet = false } = event;
      const rows = changed(many, ids, (row) => (kind === "get" ? { ...row, result: { phase: "waiting" } } : { ...row, deletion: { phase: "waiting" } }));
      const run: Run = { kind, total: ids.length, done: 0, startedAt: at, now: at, stopping: false, quiet };
      if (quiet) return { slice: { ...many, rows, run } };
      return { slice: { ...many, rows, run, dialog: undefined, filter: "all" }, say: event.text, focus: "working" };
    }
    case "many/progressed":
      return many.run ? progressed(many, many.run, event) : { slice: many };
    case "many/stopping":
      return many.run ? { slice: { ...many, run: { ...many.run, stopping: true } }, say: event.text } : { slice: many };
    case "many/ended":
      return many.run ? { slice: stopped(many), say: event.text, focus: many.run.quiet ? undefined : "result" } : { slice: many };
    case "many/refused": {
      const { problem } = event;
      return { slice: stopped(many), signals: endsSession(state, problem) ? [{ type: "sessionEnded", problem }] : [] };
    }
  }
}

export function on(many: Many, signal: Signal): Step<Many> {
  if (signal.type === "passwordChanged") return { slice: { ...many, rows: changed(many, [signal.serverId], (row) => ({ ...row, outdated: true })) } };
  if (signal.type === "passwordsKnown") {
    const gone = signal.known.filter(([, known]) => known !== "none").map(([id, known]) => [id, known === "deleted" ? true : undefined] as const);
    return { slice: { ...many, deletedHere: withValues(many.deletedHere, gone) } };
  }
  if (signal.type === "sessionEnded") return { slice: { ...many, wait: undefined } };
  return { slice: signal.type === "signedIn" && !signal.sameProject ? NO_MANY : many };
}

const FRESH = { result: { phase: "waiting" }, kept: false, deletion: undefined } as const;

function opened(many: Many, servers: readonly OpenedRow[]): Many {
  const wanted = servers.map((row): Row => rowOf(many, row.id) ?? { ...row, ...FRESH });
  const chosen = new Set(servers.map(({ id }) => id));
  // What was decrypted before stays until its owner forgets it.
  const earlier = many.rows.filter((row) => isDecrypted(row) && !chosen.has(row.id));
  const rows = [...wanted, ...earlier];
  return { ...many, rows, places: Object.fromEntries(rows.map(({ id }, place) => [id, place])), filter: "all", search: "", wait: undefined, copied: undefined, exported: undefined };
}

function progressed(many: Many, run: Run, { changes, at, text }: Extract<ManyEvent, { type: "many/progressed" }>): Step<Many> {
  const rows = [...many.rows];
  let { done } = run;
  for (const [id, change] of changes) {
    const place = ownValue(many.places, id) ?? -1;
    const row = rows[place];
    if (!row) continue;
    rows[place] = { ...row, ...change, ...(change.result && row.outdated === true ? { outdated: false } : {}) };
    const ended = run.kind === "get" ? change.result : change.deletion;
    if (ended && ended.phase !== "working" && ended.phase !== "waiting") done += 1;
  }
  return { slice: { ...many, rows, run: { ...run, done, now: at } }, say: text, signals: signalsOf(changes) };
}

/** What the list of servers is told. */
function signalsOf(changes: readonly Change[]): Signal[] {
  const known = changes.flatMap(([id, change]): [string, Known][] => {
    const learnt = knownBy(change);
    return learnt ? [[id, learnt]] : [];
  });
  return known.length === 0 ? [] : [{ type: "passwordsKnown", known }];
}

/** The rows with some of them changed; the others are the same objects. */
function changed({ rows, places }: Many, ids: Iterable<string>, change: (row: Row) => Row): Row[] {
  const all = [...rows];
  for (const id of ids) {
    const place = ownValue(places, id) ?? -1;
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
function stopped(many: Many): Many {
  const rows = many.rows.map((row): Row => {
    const result: Result = row.result.phase === "working" ? { phase: "waiting" } : row.result;
    const { deletion } = row;
    const unsent = deletion?.phase === "waiting" || deletion?.phase === "working";
    return result === row.result && !unsent ? row : { ...row, result, deletion: unsent ? { phase: "stopped" } : deletion };
  });
  return { ...many, rows, run: undefined };
}

/** What the cloud showed of a key pair. */
export const pairNamed = ({ pairs }: Pick<Many, "pairs">, name: string | undefined): VisiblePair | undefined =>
  name === undefined ? undefined : ownValue(pairs, name);

/** The row of a server, if it is one of those chosen. */
export const rowOf = ({ rows, places }: Pick<Many, "rows" | "places">, id: string): Row | undefined => rows[ownValue(places, id) ?? -1];

/** What the rows come to. */
export interface Figures {
  counts: Readonly<Record<Result["phase"], number>>;
  deleted: number;
  failedToDelete: number;
  /** What was to be deleted and is not, as far as is known. */
  notDeleted: number;
  /** What may be deleted now. */
  deletable: number;
  /** What was decrypted and is no text. */
  noText: number;
  revealed: number;
  /** The first that no key opens. */
  unopened: Row | undefined;
}

/** Counted once for each state of the rows, however many places show it. */
export const figuresOf = ({ rows }: Pick<Many, "rows">): Figures => countRows(rows);

const countRows = memoOf((rows: readonly Row[]): Figures => {
  const counts: Record<Result["phase"], number> = { waiting: 0, working: 0, none: 0, noKey: 0, failed: 0, decrypted: 0 };
  let [deleted, failedToDelete, notDeleted, deletable, noText, revealed] = [0, 0, 0, 0, 0, 0];
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
    if (isNotDeleted(row)) notDeleted += 1;
  }
  return { counts, deleted, failedToDelete, notDeleted, deletable, noText, revealed, unopened };
});

/** Whether a run could go on with it: it never came to an end, or ended badly. */
export const isOpen = ({ result }: Row): boolean => result.phase === "waiting" || result.phase === "failed";

/** Deleted may be what its owner has: text, shown, copied or exported, and still stored. Bytes that are no text may be no password. */
export function mayDeleteRow({ result, kept, deletion, outdated }: Row): boolean {
  return result.phase === "decrypted" && result.text && kept && outdated !== true && (deletion === undefined || isNotDeleted({ deletion }));
}

/** Whether it was to be deleted and is not, as far as is known. */
export const isNotDeleted = ({ deletion }: Pick<Row, "deletion">): boolean => deletion?.phase === "failed" || deletion?.phase === "stopped";

export const isDecrypted = ({ result }: Row): boolean => result.phase === "decrypted";

/** Milliseconds that a run still takes, once there is something to go by. */
export function timeLeft({ total, done, startedAt, now }: Run): number | undefined {
  if (done < 5 || now - startedAt < 1000) return undefined;
  return ((now - startedAt) / done) * (total - done);
}
