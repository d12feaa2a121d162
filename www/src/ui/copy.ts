// Copying what is no secret, from a button beside it. Passwords have their own, which forgets them again.
import { html } from "lit";
import type { TemplateResult } from "lit";
import { msg, str } from "../locales/words.ts";
import { copyText } from "../shared/clipboard.ts";
import { spriteOf } from "./icons.ts";

/** How long a button shows what became of it. */
const SHOWN_MS = 3000;

/** Without a component or a function of its own: long tables have many. */
export function copyButton(text: string): TemplateResult {
  const label = msg(str`Copy ${text}`);
  return html`<button type="button" class="copy" value=${text} title=${label} aria-label=${label}><svg viewBox="0 0 24 24" aria-hidden="true"><use href=${spriteOf("copy")}></use></svg></button>`;
}

/** The head of a row: its name, which leads to what it is of, and below it another one. */
export const rowHead = (href: string, name: string, under: string): TemplateResult => html`<th scope="row" role="rowheader" aria-label=${name}>
  <div><a class="server-name" href=${href}>${name}</a>${copyButton(name)}</div>
  <div><span class="server-id">${under}</span>${copyButton(under)}</div>
</th>`;

/** Of all of these buttons within `root`. */
export function listenForCopies(root: Element | null, say: (text: string) => void): void {
  root?.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLButtonElement>("button.copy") : null;
    if (button) void copy(button, say);
  });
}

async function copy(button: HTMLButtonElement, say: (text: string) => void): Promise<void> {
  const mark = button.querySelector("use");
  const ended = await copyText(button.value, say);
  mark?.setAttribute("href", spriteOf(ended ? "check" : "xmark"));
  // By hand, then: what it copies stands first beside it.
  if (!ended && button.parentElement?.firstElementChild) getSelection()?.selectAllChildren(button.parentElement.firstElementChild);
  setTimeout(() => mark?.setAttribute("href", spriteOf("copy")), SHOWN_MS);
}
