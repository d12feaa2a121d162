// The decrypted passwords as a file.
import { digits, msg, str } from "../locales/words.ts";
import type { PasswordUses } from "../password/actions.ts";
import { passwordNotes } from "../password/notes.ts";
import type { Passwords } from "../password/passwords.ts";
import type { Context } from "../shared/context.ts";
import type { Entry } from "./entry.ts";
import { createExporter } from "./export.ts";
import type { Exporter } from "./export.ts";
import { isDecrypted } from "./state.ts";
import type { ManyEvent, ManyState, Row } from "./state.ts";

export function createExport(context: Context<ManyState, ManyEvent, PasswordUses>, passwords: Passwords): Exporter {
  const { dispatch } = context;
  let places: unknown;

  function entryOf({ id, name, keyName, address, result }: Row): Entry {
    const notes = [
      msg(str`server ID ${id}`),
      keyName === undefined ? undefined : msg(str`key pair ${keyName}`),
      result.phase === "decrypted" && !result.text ? msg("what was decrypted is not text and may not be the password: its bytes as hexadecimal numbers") : undefined,
      ...(result.phase === "decrypted" ? passwordNotes(result) : []),
    ];
    return { title: name, password: passwords.reveal(id), url: address ?? "", notes: notes.filter(Boolean).join("; ") };
  }

  return createExporter<Row>({
    session: () => context.state.session.current,
    rows() {
      ({ places } = context.state.many);
      return context.state.many.rows.filter(isDecrypted);
    },
    entryOf,
    // Forgotten meanwhile, or other servers are chosen.
    isThere: () => context.state.many.places === places,
    shown(stage) {
      const { dialog } = context.state.many;
      if (dialog?.kind === "export") dispatch({ type: "many/dialogOpened", dialog: { ...dialog, stage } });
    },
    saved(rows, format) {
      const count = digits(rows.length);
      dispatch({ type: "many/exported", format, ids: rows.map(({ id }) => id), text: msg(str`${count} passwords are exported`) });
    },
  });
}
