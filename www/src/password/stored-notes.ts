// When what is stored may not be the password that a server has now: the cloud's answer does not tell, so it is said beside each.
import { html, nothing } from "lit";
import { prose } from "../ui/problem.ts";
import { inWords } from "../locales/said.ts";

export function storedNotesView(notes: readonly string[]): unknown {
  return notes.length === 0 ? nothing : html`<ul class="stored-notes small quiet">${notes.map((note) => html`<li>${prose(inWords(note))}</li>`)}</ul>`;
}
