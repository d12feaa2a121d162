// What of the cloud's list is not as its documents have it: told quietly, with the details.
import { html, nothing } from "lit";
import type { ListOddity } from "ecs-password/slim";
import { icon } from "../ui/parts.ts";
import { prose } from "../ui/problem.ts";
import { inWords } from "../locales/said.ts";
import { digits, msg, str, words } from "../locales/words.ts";

/** The others are as many as the number says. */
const MOST_SHOWN = 50;

const WORDS = words(() => ({
  one: msg("One thing in the cloud's list is not as its documents have it. Everything else is shown."),
  list: msg("The list itself"),
}));

export function oddView(oddities: readonly ListOddity[]): unknown {
  if (oddities.length === 0) return nothing;
  const count = digits(oddities.length);
  const text = oddities.length === 1 ? WORDS().one : msg(str`${count} things in the cloud's list are not as its documents have it. Everything else is shown.`);
  const others = digits(oddities.length - MOST_SHOWN);
  return html`<details class="oddities">
    <summary>${icon("info")}<span>${text}</span></summary>
    <ul>
      ${oddities.slice(0, MOST_SHOWN).map((odd) => html`<li><strong>${whose(odd)}</strong>, <code>${odd.field}</code>: ${prose(inWords(odd.message))}</li>`)}
      ${oddities.length > MOST_SHOWN ? html`<li>${msg(str`${others} more`)}</li>` : nothing}
    </ul>
  </details>`;
}

function whose({ name, id, index }: ListOddity): string {
  if (index === undefined) return WORDS().list;
  const place = digits(index + 1);
  return [name, id].find((text) => text !== undefined && text !== "") ?? msg(str`Entry ${place}`);
}
