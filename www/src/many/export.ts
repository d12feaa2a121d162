// The decrypted passwords as a file.
import { digits, msg, str } from "../locales/words.ts";
import type { PasswordUses } from "../password/actions.ts";
import type { Passwords } from "../password/passwords.ts";
import { passwordNotes } from "../password/notes.ts";
import type { Context } from "../shared/context.ts";
import { saveFile } from "../shared/files.ts";
import { pause } from "../shared/pause.ts";
import { headOf, linesOf } from "./csv.ts";
import type { Entry } from "./csv.ts";
import { isDecrypted } from "./state.ts";
import type { Format, ManyEvent, ManyState, Row } from "./state.ts";

/** Rows of a file that are written at a time: a fraction of a frame. */
const WRITTEN_AT_A_TIME = 200;

interface Exported<Item> {
  readonly rows: readonly Item[];
  readonly entryOf: (row: Item) => Entry;
  /** Whether they are still there to be exported. */
  readonly isThere: () => boolean;
}

/** Saves a file of these passwords. In pieces, with a pause after each: thousands of them take longer than a frame. */
export async function savePasswords<Item>(name: string, format: Format, { rows, entryOf, isThere }: Exported<Item>): Promise<boolean> {
  const remarks = {
    defused: msg("the apostrophe before the password is not part of it"),
    placeholder: msg("KeePass may put something else in place of what stands in braces in the password"),
  };
  const pieces = [headOf(format)];
  for (let at = 0; at < rows.length; at += WRITTEN_AT_A_TIME) {
    if (at > 0) await pause();
    if (!isThere()) return false;
    pieces.push(linesOf(rows.slice(at, at + WRITTEN_AT_A_TIME).map(entryOf), format, remarks));
  }
  saveFile(format === "csv" ? `${name}.csv` : `${name}-${format}.csv`, pieces, "text/csv;charset=utf-8");
  return true;
}

export function createExport(context: Context<ManyState, ManyEvent, PasswordUses>, passwords: Passwords) {
  let exporting = false;

  async function download(format: Format): Promise<void> {
    if (exporting) return;
    exporting = true;
    const { places } = context.state.many;
    const rows = context.state.many.rows.filter(isDecrypted);
    // Forgotten meanwhile, or other servers are chosen.
    const isSaved = await savePasswords("passwords", format, { rows, entryOf, isThere: () => context.state.many.places === places });
    exporting = false;
    if (!isSaved) return;
    const count = digits(rows.length);
    context.dispatch({ type: "many/exported", format, ids: rows.map(({ id }) => id), text: msg(str`${count} passwords are exported`) });
  }

  function entryOf({ id, name, keyName, address, result }: Row): Entry {
    const notes = [
      msg(str`server ID ${id}`),
      keyName === undefined ? undefined : msg(str`key pair ${keyName}`),
      result.phase === "decrypted" && !result.text ? msg("what was decrypted is not text and may not be the password: its bytes as hexadecimal numbers") : undefined,
      ...(result.phase === "decrypted" ? passwordNotes(result) : []),
    ];
    return { title: name, password: passwords.reveal(id), url: address ?? "", notes: notes.filter(Boolean).join("; ") };
  }

  return download;
}
