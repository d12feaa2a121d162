// One decrypted password: hidden, shown, copied.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { copyButton } from "../ui/copy.ts";
import { icon, keepFocus, startIcon } from "../ui/parts.ts";
import type { PasswordUses } from "./actions.ts";
import type { Copied, Decrypted, PasswordState, Subject } from "./state.ts";
import { passwordNotes } from "./notes.ts";
import { msg, words } from "../locales/words.ts";

const WORDS = words(() => ({
  title: msg("Password"),
  of: msg("for the user"),
  user: msg("Administrator"),
  userHint: msg("the usual name; some images use another"),
  hidden: msg("Hidden"),
  reveal: msg("Reveal"),
  hide: msg("Hide"),
  copy: msg("Copy"),
  legend: msg("How to read it"),
  kinds: { digit: msg("digits"), upper: msg("capitals"), lower: msg("small letters"), letter: msg("other letters"), symbol: msg("signs") } satisfies Record<Kind, string>,
  bytes: msg("The decrypted bytes are not text. They are shown as hexadecimal numbers. They may be a password in another encoding, or come from a key that fits by chance."),
  copied: {
    no: "",
    copied: msg("Copied. Clears in 1 minute if your browser permits."),
    failed: msg("The browser did not allow to copy. Reveal the password and select it."),
    cleared: msg("The clipboard is cleared."),
    kept: msg("The browser does not let this page look into the clipboard: it may still hold the password."),
  } satisfies Record<Copied, string>,
  clear: msg("Clear the clipboard now"),
}));

export function passwordView(state: PasswordState, of: Subject, view: Decrypted, actions: PasswordUses): TemplateResult {
  const { revealed, text } = view;
  const { copied } = state.password;
  return html`<div class="password-box">
    <div class="password-head">
      <h3 tabindex="-1" data-focus="result">${WORDS().title}</h3>
      ${text ? html`<p class="quiet">${WORDS().of} <strong>${WORDS().user}</strong>${copyButton("Administrator")} (${WORDS().userHint})</p>` : nothing}
    </div>
    ${revealed
      ? guard([of, view.ciphertext, view.keyId, revealed], () => shown(actions.password.textOf(of), text))
      : html`<p class="password password-hidden"><span aria-hidden="true">••••••••••••</span><span class="visually-hidden">${WORDS().hidden}</span></p>`}
    ${revealed && text ? html`${legend()}` : nothing}
    ${text ? nothing : html`<p class="small">${WORDS().bytes}</p>`}
    ${passwordNotes(view).map((note) => html`<p class="small trimmed">${note}</p>`)}
    <div class="buttons">
      <wa-button size="s" variant="brand" @click=${() => void actions.password.copy(of)}>${startIcon(copied === "copied" ? "check" : "copy")}${WORDS().copy}</wa-button>
      <wa-button size="s" appearance="outlined" @click=${() => { actions.dispatch({ type: "password/revealToggled", of }); }}
        >${startIcon(revealed ? "eye-slash" : "eye")}${revealed ? WORDS().hide : WORDS().reveal}</wa-button
      >
    </div>
    ${copied === "no" ? nothing : html`<p class="copied small">${icon(copied === "failed" || copied === "kept" ? "info" : "check")}<span>${WORDS().copied[copied]}
          ${copied === "kept" ? html`<button type="button" class="link" @click=${() => { void actions.password.emptyClipboard(of).then(() => { keepFocus(".password-head h3"); }); }}>${WORDS().clear}</button>` : nothing}</span></p>`}
  </div>`;
}

/** Without any white space of ours: selecting it gives exactly the password. */
function shown(password: string, text: boolean): TemplateResult {
  const characters = text ? Array.from(password, character) : password;
  return html`<div class=${text ? "password" : "password password-bytes"} role="group" aria-label=${WORDS().title} translate="no">${characters}</div>`;
}

function character(each: string): TemplateResult {
  return html`<span class=${kindOf(each)}>${each}</span>`;
}

type Kind = "digit" | "upper" | "lower" | "letter" | "symbol";

function kindOf(each: string): Kind {
  if (/\p{Nd}/u.test(each)) return "digit";
  if (/\p{Lu}/u.test(each)) return "upper";
  if (/\p{Ll}/u.test(each)) return "lower";
  return /\p{L}/u.test(each) ? "letter" : "symbol";
}

/** The same marks, with what they mean. */
function legend(): TemplateResult {
  const samples: [Kind, string][] = [["upper", "A"], ["lower", "a"], ["digit", "0"], ["symbol", "#"]];
  return html`<dl class="legend small">
    <dt class="visually-hidden">${WORDS().legend}</dt>
    ${samples.map(([kind, sample]) => html`<dd><span class="sample" aria-hidden="true"><span class=${kind}>${sample}</span></span>${WORDS().kinds[kind]}</dd>`)}
  </dl>`;
}
