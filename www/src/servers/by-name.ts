// What the cloud itself is asked for by name, and what is told of that.
import { idPatterns } from "ecs-password/slim";
import { html, nothing } from "lit";
import { msg, words } from "../locales/words.ts";
import { problemText } from "../ui/problem.ts";
import type { Servers } from "./state.ts";

const WORDS = words(() => ({
  asking: msg("Searching the cloud by name…"),
  asked: msg("The cloud was searched by name as well."),
  cut: msg("The cloud was searched by name as well, and gave the first of many."),
  failed: msg("The cloud could not be searched by name:"),
}));

const NAME_PART = new RegExp(`^${idPatterns.serverNamePart}$`);
/** One letter is in nearly every name. */
const SHORTEST = 2;

/** The text of the search, where the cloud can be asked for it and has more than what is loaded. */
export function nameToAsk({ status, nextMarker, filters }: Pick<Servers, "status" | "nextMarker" | "filters">): string | undefined {
  const text = filters.search.trim();
  if (nextMarker === undefined || status === "idle" || status === "loading") return undefined;
  return text.length >= SHORTEST && NAME_PART.test(text) ? text : undefined;
}

/** Behind how many servers are shown; nothing where the cloud was not asked for this text. */
export function byNameView({ byName, filters }: Pick<Servers, "byName" | "filters">): unknown {
  if (byName?.text !== filters.search.trim()) return nothing;
  const text = WORDS()[byName.status];
  return html`<br /><span class="by-name">${text} ${byName.status === "failed" ? problemText(byName.problem) : nothing}</span>`;
}
