// The passwords as a file: encrypted, or plain.
import { msg } from "../locales/words.ts";
import type { Session } from "../session/state.ts";
import { saveFile } from "../shared/files.ts";
import { pause } from "../shared/pause.ts";
import { toProblem } from "../shared/problem.ts";
import { headOf, linesOf } from "./csv.ts";
import { encrypted } from "./encrypt.ts";
import type { Entry } from "./entry.ts";
import type { ExportDialog, Format } from "./state.ts";

/** Rows of a file that are worked on at a time: a fraction of a frame. */
const AT_A_TIME = 200;
/** Of a part of a file's name. */
const LONGEST_PART = 60;

interface Exported<Item> {
  readonly session: () => Session | undefined;
  /** What stands in the file's name where these are not simply the passwords. */
  readonly kind?: string;
  readonly rows: () => readonly Item[];
  readonly entryOf: (row: Item) => Entry;
  /** Whether they are still there to be exported. */
  readonly isThere: (rows: readonly Item[]) => boolean;
  readonly shown: (stage: ExportDialog["stage"]) => void;
  readonly saved: (rows: readonly Item[], format: Format) => void;
}

export interface Exporter {
  /** With a master password, which it wipes, an encrypted file. */
  readonly save: (master: Uint8Array<ArrayBuffer> | undefined) => Promise<void>;
  /** Whoever closes the dialog calls it off. */
  readonly follow: (dialog: ExportDialog | { readonly kind: string } | undefined) => void;
}

/** Saves files of passwords, one at a time. */
export function createExporter<Item>({ session, kind, rows: rowsNow, entryOf, isThere, shown, saved }: Exported<Item>): Exporter {
  let running: AbortController | undefined;

  async function save(master: Uint8Array<ArrayBuffer> | undefined): Promise<void> {
    const current = session();
    if (running || !current) {
      master?.fill(0);
      return;
    }
    const controller = new AbortController();
    running = controller;
    const { signal } = controller;
    const rows = rowsNow();
    const isOver = (): boolean => signal.aborted || !isThere(rows);
    shown("working");
    try {
      const entries = await entriesOf(rows, isOver);
      const file = entries && (master ? await locked(entries, master, current, signal) : await plain(entries, isOver));
      if (file && !isOver()) {
        saveFile(`${fileName(current, kind, new Date())}.${master ? "kdbx" : "csv"}`, file, master ? "application/x-keepass2" : "text/csv;charset=utf-8");
        saved(rows, master ? "kdbx" : "csv");
      } else if (!signal.aborted) {
        shown(undefined);
      }
    } catch (error) {
      if (!signal.aborted) shown(toProblem(error));
    } finally {
      // What was sent to the worker is not here any more, and has no bytes.
      if (master && master.byteLength > 0) master.fill(0);
      running = undefined;
    }
  }

  /** In pieces, with a pause after each: thousands of them take longer than a frame. */
  async function inPieces<From, To>(all: readonly From[], each: (piece: readonly From[]) => To[], isOver: () => boolean): Promise<To[] | undefined> {
    const made: To[] = [];
    for (let at = 0; at < all.length; at += AT_A_TIME) {
      if (at > 0) await pause();
      if (isOver()) return undefined;
      made.push(...each(all.slice(at, at + AT_A_TIME)));
    }
    return made;
  }

  const entriesOf = (rows: readonly Item[], isOver: () => boolean): Promise<Entry[] | undefined> => inPieces(rows, (piece) => piece.map(entryOf), isOver);

  async function locked(entries: Entry[], master: Uint8Array<ArrayBuffer>, { cloud, project, projectId }: Session, signal: AbortSignal): Promise<BlobPart[] | undefined> {
    const remark = msg("KeePass may put something else in place of what stands in braces in the password");
    const file = await encrypted({ master, name: cloud.label, group: project ?? projectId ?? cloud.name, entries, remark }, signal);
    return file && [file];
  }

  async function plain(entries: Entry[], isOver: () => boolean): Promise<BlobPart[] | undefined> {
    const remark = msg("the apostrophe before the password is not part of it");
    const lines = await inPieces(entries, (piece) => [linesOf(piece, remark)], isOver);
    return lines && [headOf(), ...lines];
  }

  return { save, follow: (dialog) => { if (!dialog || !("stage" in dialog) || dialog.stage !== "working") running?.abort(); } };
}

/** Cloud, project and day, without what a file's name cannot have. */
export function fileName({ cloud, project, projectId }: Pick<Session, "cloud" | "project" | "projectId">, kind: string | undefined, day: Date): string {
  const date = [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => part.toString().padStart(2, "0")).join("-");
  const parts = [cloud.name, project ?? projectId ?? "", kind ?? "", date];
  const safe = (part: string): string => Array.from(part.normalize("NFC").replace(/[^\p{L}\p{M}\p{N}_-]+/gu, "-")).slice(0, LONGEST_PART).join("").replace(/^-+|-+$/g, "");
  return parts.map(safe).filter(Boolean).join("-");
}
