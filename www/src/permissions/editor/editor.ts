// The policy editor: CodeMirror in a shadow root, where its styles are allowed by the Content Security Policy. Loaded on demand.
import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import type { Diagnostic as EditorDiagnostic } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { Annotation, Compartment, EditorState, StateEffect, StateField } from "@codemirror/state";
import type { Extension, Range } from "@codemirror/state";
import { Decoration, drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import type { DecorationSet } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { PolicyFinding } from "ecs-password/slim";
import type { Language } from "../../locales/locale.ts";
import { inWords } from "../../locales/said.ts";
import { sentence } from "../../ui/problem.ts";
import { msg, words } from "../../locales/words.ts";
import { completions, hovers } from "./complete.ts";
import type { Known } from "./version-5.ts";
import type { Mark, MarkTone } from "../state.ts";

export interface EditorInput extends Known {
  policyId: number;
  label: string;
  text: string;
  language: Language;
  dark: boolean;
  findings: readonly PolicyFinding[];
  /** What mends a finding, where that is certain. */
  fix?: ((finding: PolicyFinding) => { name: string; apply: () => void } | undefined) | undefined;
  mark: Mark | undefined;
}

export interface PolicyEditor {
  update(input: EditorInput): void;
  destroy(): void;
}

/** What CodeMirror says by itself, by its English. */
const PHRASES = words(() => ({
  "Find": msg("Find"),
  "Replace": msg("Replace"),
  "next": msg("next"),
  "previous": msg("previous"),
  "all": msg("all"),
  "match case": msg("match case"),
  "regexp": msg("regexp"),
  "by word": msg("by word"),
  "replace": msg("replace"),
  "replace all": msg("replace all"),
  "close": msg("close"),
  "current match": msg("current match"),
  "on line": msg("on line"),
  "replaced match on line $": msg("replaced match on line $"),
  "replaced $ matches": msg("replaced $ matches"),
  "Go to line": msg("Go to line"),
  "go": msg("go"),
  "Diagnostics": msg("Findings"),
  "No diagnostics": msg("No findings"),
  "Completions": msg("Completions"),
  "Control character": msg("Control character"),
  "Selection deleted": msg("Selection deleted"),
}));

/** A change that came from the page, not from somebody typing. */
const fromPage = Annotation.define<boolean>();
const setMark = StateEffect.define<EditorInput["mark"]>();

const lineOf = (tone: MarkTone): Decoration => Decoration.line({ class: `cm-deciding cm-deciding-${tone}` });
const patternMark = Decoration.mark({ class: "cm-deciding-pattern" });

/** The statement that decides, and what in it does. */
const marks = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(value, transaction) {
    let result = value.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(setMark)) result = decorations(transaction.state, effect.value);
    }
    return result;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** So many lines of one statement are marked: more are in no policy that somebody wrote. */
const MOST_LINES = 2000;

function decorations(state: EditorState, mark: EditorInput["mark"]): DecorationSet {
  if (!mark) return Decoration.none;
  const end = state.doc.length;
  const ranges: Range<Decoration>[] = [];
  const whole = mark.statement ?? mark.pattern;
  const first = state.doc.lineAt(Math.min(whole.start, end)).number;
  const last = Math.min(state.doc.lineAt(Math.min(whole.end, end)).number, first + MOST_LINES);
  for (let line = first; line <= last; line += 1) {
    ranges.push(lineOf(mark.tone).range(state.doc.line(line).from));
  }
  if (mark.pattern.end <= end) ranges.push(...boxes(state, mark.pattern));
  return Decoration.set(ranges, true);
}

/** One box a line, without the blanks around. */
function boxes({ doc }: EditorState, { start, end }: { start: number; end: number }): Range<Decoration>[] {
  const found: Range<Decoration>[] = [];
  let lines = 0;
  for (let at = start; at < end && lines < MOST_LINES; at = doc.lineAt(at).to + 1) {
    lines += 1;
    const until = Math.min(end, doc.lineAt(at).to);
    const text = doc.sliceString(at, until);
    const from = at + text.length - text.trimStart().length;
    const to = at + text.trimEnd().length;
    if (from < to) found.push(patternMark.range(from, to));
  }
  return found;
}

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--code-name)" },
  { tag: tags.string, color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--code-literal)" },
  { tag: [tags.separator, tags.squareBracket, tags.brace], color: "var(--wa-color-text-quiet)" },
]);

const look = EditorView.theme({
  "&": { height: "100%", fontSize: "0.8125rem", color: "var(--wa-color-text-normal)", backgroundColor: "var(--code-page)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--wa-font-family-code)", lineHeight: "1.6", overflow: "auto" },
  ".cm-content": { padding: "0.625rem 0", caretColor: "var(--wa-color-text-normal)" },
  ".cm-gutters": { color: "var(--wa-color-text-quiet)", backgroundColor: "var(--code-page)", borderRight: "1px solid var(--line)" },
  ".cm-activeLine": { backgroundColor: "var(--code-active)" },
  ".cm-activeLineGutter": { backgroundColor: "var(--code-active)", color: "var(--wa-color-text-normal)" },
  ".cm-cursor": { borderLeftColor: "var(--wa-color-text-normal)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--code-selection)" },
  ".cm-deciding": { backgroundColor: "var(--code-near)", boxShadow: "inset 0.1875rem 0 0 var(--line-strong)" },
  ".cm-deciding-allow": { backgroundColor: "var(--code-allow)", boxShadow: "inset 0.1875rem 0 0 var(--ok)" },
  ".cm-deciding-open": { backgroundColor: "var(--code-open)", boxShadow: "inset 0.1875rem 0 0 var(--warn)" },
  ".cm-deciding-deny": { backgroundColor: "var(--code-deny)", boxShadow: "inset 0.1875rem 0 0 var(--bad)" },
  ".cm-deciding-pattern": { outline: "0.125rem solid var(--accent)", borderRadius: "0.1875rem", fontWeight: "650" },
  ".cm-matchingBracket": { backgroundColor: "var(--code-selection)", color: "inherit" },
  ".cm-tooltip": {
    color: "var(--wa-color-text-normal)",
    backgroundColor: "var(--wa-color-surface-raised)",
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--wa-border-radius-m)",
    boxShadow: "var(--wa-shadow-m)",
    maxWidth: "min(34rem, 90vw)",
    fontFamily: "var(--wa-font-family-body)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--wa-font-family-code)", maxHeight: "16rem", minWidth: "16rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "0.25rem 0.625rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { color: "var(--wa-color-brand-on-loud)", backgroundColor: "var(--wa-color-brand-fill-loud)" },
  ".cm-completionDetail": { fontFamily: "var(--wa-font-family-body)", fontStyle: "normal", marginInlineStart: "0.75rem", opacity: "0.85" },
  ".cm-completionInfo": { padding: "0.5rem 0.75rem", fontSize: "0.8125rem" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-hover": { padding: "0.5rem 0.75rem", fontSize: "0.8125rem", lineHeight: "1.45" },
  ".cm-hover p, .cm-hover ul": { margin: "0.25rem 0 0", padding: "0" },
  ".cm-hover li": { listStyle: "none", overflowWrap: "anywhere" },
  ".cm-diagnostic": { padding: "0.5rem 0.75rem", fontSize: "0.8125rem", lineHeight: "1.45", borderLeftWidth: "0.25rem", whiteSpace: "normal" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--bad)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--busy)" },
  ".cm-diagnostic-info": { borderLeftColor: "var(--accent)" },
  ".cm-finding-hint, .cm-finding-code": { display: "block", color: "var(--wa-color-text-quiet)" },
  ".cm-lintRange": { backgroundImage: "none", textDecorationLine: "underline", textDecorationStyle: "wavy", textDecorationThickness: "1px", textUnderlineOffset: "0.25em" },
  ".cm-lintRange-error": { textDecorationColor: "var(--bad)" },
  ".cm-lintRange-warning": { textDecorationColor: "var(--busy)" },
  ".cm-lintRange-info": { textDecorationColor: "var(--accent)" },
  ".cm-panels": { color: "inherit", backgroundColor: "var(--wa-color-surface-raised)" },
  ".cm-panel input, .cm-panel button": { font: "inherit", fontSize: "0.8125rem" },
  ".cm-textfield, .cm-button": { color: "inherit", backgroundImage: "none", backgroundColor: "var(--card)", border: "1px solid var(--line-strong)" },
  ".cm-lint-marker": { width: "0.6rem", height: "0.6rem", margin: "0.3rem auto 0" },
  ".cm-lint-marker-error": { content: "none", backgroundColor: "var(--bad)", borderRadius: "0.125rem" },
  ".cm-lint-marker-warning": { content: "none", backgroundColor: "var(--busy)", clipPath: "polygon(50% 0, 100% 100%, 0 100%)" },
  ".cm-lint-marker-info": { content: "none", backgroundColor: "var(--accent)", borderRadius: "50%" },
});

export function createEditor(host: HTMLElement, first: EditorInput, edited: (policyId: number, text: string) => void, selected?: { anchor: number; head: number }): PolicyEditor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  const hint = document.createElement("p");
  hint.id = "keys";
  hint.hidden = true;
  const say = (): void => { hint.textContent = msg("Press Escape, then Tab to leave the editor. Ctrl+Space completes, F8 goes to the next finding."); };
  say();
  const place = document.createElement("div");
  place.style.height = "100%";
  root.replaceChildren(hint, place);

  let input = first;
  let shownMark: number | undefined;
  const theme = new Compartment();
  const naming = new Compartment();
  const speech = new Compartment();
  const states = new Map<number, EditorState>();
  const name = ({ label }: EditorInput): Extension => EditorView.contentAttributes.of({ "aria-label": label, "aria-describedby": "keys", tabindex: "0" });
  const shade = ({ dark }: EditorInput): Extension => EditorView.theme({}, { dark });

  const extensions = (from: EditorInput): Extension => [
    lineNumbers(),
    highlightActiveLineGutter(),
    lintGutter(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    autocompletion({ override: [completions(() => input)], icons: false }),
    hovers(() => input),
    highlightActiveLine(),
    highlightSelectionMatches(),
    search({ top: true }),
    EditorState.tabSize.of(2),
    indentUnit.of("  "),
    // No bracket or quote closes itself: a text that somebody is typing ends where they are, and reads as one that goes on.
    json(),
    syntaxHighlighting(colours),
    marks,
    look,
    theme.of(shade(from)),
    naming.of(name(from)),
    speech.of(EditorState.phrases.of(PHRASES())),
    EditorView.lineWrapping,
    // Tab indents; after Escape it leaves, for two seconds.
    keymap.of([...completionKeymap, ...searchKeymap, ...historyKeymap, ...lintKeymap, ...defaultKeymap, indentWithTab]),
    EditorView.domEventHandlers({
      keydown: (event, editor) => {
        if (event.key === "Escape") editor.setTabFocusMode(2000);
        return false;
      },
      beforeinput: typedOver,
    }),
    EditorView.updateListener.of((update) => {
      if (!update.docChanged || update.transactions.some((transaction) => transaction.annotation(fromPage))) return;
      edited(input.policyId, update.state.doc.toString());
    }),
  ];
  const stateOf = (from: EditorInput): EditorState => EditorState.create({ doc: from.text, extensions: extensions(from) });

  const view = new EditorView({ state: stateOf(first), parent: place, root });
  if (selected) view.dispatch({ selection: selected });

  function show(next: EditorInput, fresh: boolean): void {
    const { doc } = view.state;
    const effects: StateEffect<unknown>[] = [];
    if (fresh || next.dark !== input.dark) effects.push(theme.reconfigure(shade(next)));
    if (fresh || next.label !== input.label) effects.push(naming.reconfigure(name(next)));
    const spoken = fresh || next.language !== input.language;
    if (spoken) {
      say();
      effects.push(speech.reconfigure(EditorState.phrases.of(PHRASES())));
    }
    const changed = doc.toString() !== next.text;
    if (changed || effects.length > 0) {
      view.dispatch({
        ...(changed ? { changes: differenceOf(doc.toString(), next.text) } : {}),
        effects,
        annotations: fromPage.of(true),
      });
    }
    if (spoken || next.findings !== input.findings) view.dispatch(setDiagnostics(view.state, next.findings.map((finding) => shown(finding, view.state.doc.length, next.fix))));
    const marked = next.mark?.count;
    if (fresh || marked !== shownMark) {
      view.dispatch({
        effects: [
          setMark.of(next.mark),
          ...(next.mark && marked !== shownMark ? [EditorView.scrollIntoView(Math.min(next.mark.pattern.start, view.state.doc.length), { y: "center" })] : []),
        ],
        ...(next.mark?.focus && marked !== shownMark ? { selection: { anchor: Math.min(next.mark.pattern.start, view.state.doc.length) } } : {}),
      });
      if (next.mark?.focus && marked !== shownMark) view.focus();
      shownMark = marked;
    }
    input = next;
  }

  show(first, true);
  return {
    update(next) {
      const other = next.policyId !== input.policyId;
      if (other) {
        // Each policy keeps its own undo steps.
        states.set(input.policyId, view.state);
        const kept = states.get(next.policyId) ?? stateOf(next);
        input = next;
        view.setState(kept);
      }
      show(next, other);
    },
    destroy() {
      view.destroy();
    },
  };
}

/**
 * Chromium replaces a selection of several lines, of a long one, or with the sign of a finding in it, by elements with a `style` of their own,
 * which the Content Security Policy reports: what is typed over a selection is put in here instead.
 */
function typedOver(event: InputEvent, view: EditorView): boolean {
  const { data } = event;
  const { state } = view;
  const { from, to } = state.selection.main;
  if (event.inputType !== "insertText" || data === null || event.isComposing) return false;
  if (from === to) return false;
  event.preventDefault();
  const insert = () => state.update(state.replaceSelection(data), { userEvent: "input.type", scrollIntoView: true });
  const handled = state.facet(EditorView.inputHandler).some((handler) => handler(view, from, to, data, insert));
  if (!handled) view.dispatch(insert());
  return true;
}

/** The core's texts quote with backticks. */
function quoted(text: string): (string | HTMLElement)[] {
  return text.split("`").map((part, index) => {
    if (index % 2 === 0) return part;
    const code = document.createElement("code");
    code.textContent = part;
    return code;
  });
}

/** The one place where two texts differ: what is around it keeps its cursor and its marks. */
function differenceOf(before: string, after: string): { from: number; to: number; insert: string } {
  const most = Math.min(before.length, after.length);
  let from = 0;
  while (from < most && before[from] === after[from]) from += 1;
  let back = 0;
  while (back < most - from && before[before.length - 1 - back] === after[after.length - 1 - back]) back += 1;
  return { from, to: before.length - back, insert: after.slice(from, after.length - back) };
}

function shown(finding: PolicyFinding, length: number, fixOf: EditorInput["fix"]): EditorDiagnostic {
  const { span, severity, said, code, iamCode } = finding;
  const message = sentence(inWords(finding.message, said.message));
  const hint = finding.hint === undefined ? undefined : sentence(inWords(finding.hint, said.hint));
  const line = (text: string, className: string): HTMLElement => {
    const element = document.createElement("span");
    element.className = className;
    element.textContent = text;
    return element;
  };
  return {
    from: Math.min(span.start, length),
    to: Math.min(span.end, length),
    severity,
    message,
    actions: [fixOf?.(finding)].flatMap((fix) => (fix ? [{ name: fix.name, apply: () => { fix.apply(); } }] : [])),
    renderMessage: () => {
      const box = document.createElement("div");
      box.append(...quoted(message));
      if (hint !== undefined) {
        const more = line("", "cm-finding-hint");
        more.append(...quoted(hint));
        box.append(more);
      }
      box.append(line([code, iamCode].filter(Boolean).join(" · "), "cm-finding-code"));
      return box;
    },
  };
}
