// The title of the document: the heading of the view, or what was waited for and has come, as a tab in the background shows it.
import { msg, str } from "../locales/words.ts";
import type { WaitingEvent } from "../waiting/state.ts";

/** What an event says in the title, if it is one that somebody waits for elsewhere. */
export function newsOf(event: { readonly type: string } | WaitingEvent, nameOf: (serverId: string) => string | undefined): string | undefined {
  if (!("serverId" in event)) return undefined;
  const name = nameOf(event.serverId);
  if (name === undefined) return undefined;
  switch (event.type) {
    case "waiting/found":
      return msg(str`✓ ${name}: password stored`);
    case "waiting/over":
      return msg(str`✗ ${name}: no password yet`);
    default:
      return undefined;
  }
}

export const titleOf = (news: string | undefined, heading: string | undefined, product: string): string => news ?? (heading ? `${heading} · ${product}` : product);
