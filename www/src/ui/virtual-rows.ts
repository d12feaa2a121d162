// The rows of a long table: only those near the window are in the document, and the window itself scrolls.
import { observeWindowOffset, observeWindowRect, Virtualizer, windowScroll } from "@tanstack/virtual-core";
import type { VirtualItem } from "@tanstack/virtual-core";
import { html, noChange, nothing } from "lit";
import { AsyncDirective } from "lit/async-directive.js";
import { directive, Directive, PartType } from "lit/directive.js";
import type { ChildPart, ElementPart, PartInfo } from "lit/directive.js";
import { repeat } from "lit/directives/repeat.js";

export interface RowsOptions<T> {
  rows: readonly T[];
  key: (row: T) => string;
  /** One `<tr>`, with these attributes on it. */
  row: (row: T, place: Place) => unknown;
  /** Height of a row in pixels until it is measured. */
  estimate: number;
}

export interface Place {
  /** For `data-index`, by which the row is measured. */
  index: number;
  /** For `aria-rowindex`: the head is the first one. */
  ariaIndex: number;
}

const OVERSCAN = 8;
const CARDS = "(max-width: 60rem)";
/** Between cards; the style sheet has the same. */
const CARD_GAP = 10;

class VirtualRows extends AsyncDirective {
  #virtualizer: Virtualizer<Window, HTMLTableRowElement> | undefined;
  #options: RowsOptions<unknown> | undefined;
  #body: HTMLElement | undefined;
  #unmount: (() => void) | undefined;
  #mounted = false;
  #margin = 0;
  /** The control that the keyboard leads to, until its row is in the document. */
  #wantedFocus: { index: number; selector: string; jump: boolean } | undefined;
  #frame: number | undefined;
  /** One function for as long as the rows are the same: a new one has all of them laid out anew. */
  #itemKey: { rows: readonly unknown[]; at: (index: number) => string | number } | undefined;
  #cards = matchMedia(CARDS);
  #layout: ResizeObserver | undefined;

  constructor(info: PartInfo) {
    super(info);
    if (info.type !== PartType.CHILD) throw new Error("`virtualRows` belongs into a `<tbody>`");
  }

  /** Only says what the argument is: all happens in `update`. */
  override render(options: RowsOptions<never>): unknown {
    return options.estimate > 0 ? noChange : noChange;
  }

  override update(part: ChildPart, [options]: [RowsOptions<never>]): unknown {
    this.#options = options as unknown as RowsOptions<unknown>;
    this.#body = part.parentNode as HTMLElement;
    if (!this.#virtualizer) {
      this.#virtualizer = new Virtualizer(this.#settings());
      this.#listen();
    } else {
      this.#virtualizer.setOptions(this.#settings());
    }
    this.#afterwards();
    return this.#draw();
  }

  protected override disconnected(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
    this.#unmount?.();
    this.#unmount = undefined;
  }

  protected override reconnected(): void {
    this.#listen();
    this.#redraw();
  }

  #settings(): ConstructorParameters<typeof Virtualizer<Window, HTMLTableRowElement>>[0] {
    const { rows = [], estimate = 60 } = this.#options ?? {};
    if (this.#itemKey?.rows !== rows) this.#itemKey = { rows, at: (index) => this.#options?.key(rows[index]) ?? index };
    return {
      count: rows.length,
      getScrollElement: () => window,
      estimateSize: () => estimate,
      getItemKey: this.#itemKey.at,
      // Told by the observer once a frame is laid out; asking for it at once would lay the page out in the middle of a task.
      measureElement: (element, entry, virtualizer) => {
        const size = entry?.borderBoxSize[0]?.blockSize;
        if (size !== undefined) return Math.round(size);
        return virtualizer.itemSizeCache.get(virtualizer.options.getItemKey(virtualizer.indexFromElement(element))) ?? estimate;
      },
      observeElementRect: observeWindowRect,
      observeElementOffset: observeWindowOffset,
      scrollToFn: (offset, options, virtualizer) => { this.#scrollTo(offset, options, virtualizer); },
      initialRect: { width: innerWidth, height: innerHeight },
      initialOffset: () => scrollY,
      overscan: OVERSCAN,
      scrollMargin: this.#margin,
      gap: this.#cards.matches ? CARD_GAP : 0,
      // What has the focus must not vanish under whoever uses the keyboard.
      rangeExtractor: ({ startIndex, endIndex, overscan, count }) => {
        const [from, to] = [Math.max(startIndex - overscan, 0), Math.min(endIndex + overscan, count - 1)];
        const indexes = Array.from({ length: to - from + 1 }, (_, offset) => from + offset);
        const focused = this.#focusedIndex();
        if (focused === undefined || focused >= count || (focused >= from && focused <= to)) return indexes;
        return focused < from ? [focused, ...indexes] : [...indexes, focused];
      },
      onChange: () => {
        if (this.#mounted && this.isConnected) this.#redraw();
      },
    };
  }

  #redraw(): void {
    this.setValue(this.#draw());
    this.#giveFocus();
    this.#afterwards();
  }

  #listen(): void {
    const virtualizer = this.#virtualizer;
    if (!virtualizer || this.#unmount) return;
    const unmount = virtualizer._didMount();
    // At once, from where the window is now: scrolling begins whenever somebody likes, and is not to be missed or undone.
    virtualizer.scrollOffset = scrollY;
    virtualizer._willUpdate();
    this.#mounted = true;
    const relayout = (): void => { this.#relayout(); };
    const body = this.#body;
    const onKey = (event: KeyboardEvent): void => { this.#onKey(event); };
    this.#cards.addEventListener("change", relayout);
    body?.addEventListener("keydown", onKey);
    // What stands above the table moves it.
    this.#layout = new ResizeObserver(relayout);
    this.#layout.observe(document.body);
    this.#unmount = () => {
      this.#mounted = false;
      unmount();
      this.#layout?.disconnect();
      this.#cards.removeEventListener("change", relayout);
      body?.removeEventListener("keydown", onKey);
    };
  }

  /** With the next frame: where the table begins, and how high its rows are. */
  #afterwards(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      const virtualizer = this.#virtualizer;
      if (!virtualizer || !this.isConnected || !this.#body?.isConnected) return;
      this.#relayout();
      virtualizer._willUpdate();
      for (const row of this.#body.querySelectorAll<HTMLTableRowElement>("tr[data-index]")) virtualizer.measureElement(row);
      virtualizer.measureElement(null);
      this.#giveFocus();
    });
  }

  #relayout(): void {
    const top = this.#body?.isConnected ? Math.round(this.#body.getBoundingClientRect().top + scrollY) : this.#margin;
    const gap = this.#cards.matches ? CARD_GAP : 0;
    const virtualizer = this.#virtualizer;
    if (!virtualizer || (Math.abs(top - this.#margin) < 2 && virtualizer.options.gap === gap)) return;
    this.#margin = top;
    const isOther = virtualizer.options.gap !== gap;
    virtualizer.setOptions(this.#settings());
    // Cards are of another height than rows; further down on the page they are as high as before.
    if (isOther) virtualizer.measure();
    else if (this.isConnected) this.setValue(this.#draw());
  }

  #scrollTo(offset: number, options: Parameters<typeof windowScroll>[1], virtualizer: Virtualizer<Window, HTMLTableRowElement>): void {
    // To be mounted is no reason to scroll.
    if (!this.#mounted) return;
    if (options.adjustments === undefined) {
      windowScroll(offset, options, virtualizer);
      return;
    }
    // Rows above are of another height than they were: from where the window is by now, so that no scrolling in between is undone.
    scrollBy({ top: options.adjustments, behavior: "instant" });
  }

  #focusedIndex(): number | undefined {
    const row = document.activeElement?.closest<HTMLElement>("tr[data-index]");
    return row && this.#body?.contains(row) ? Number(row.dataset["index"]) : undefined;
  }

  /** Up and down lead to the same control of the next row, also where that row is not in the document yet. */
  #onKey(event: KeyboardEvent): void {
    const { rows = [] } = this.#options ?? {};
    const index = this.#focusedIndex();
    const steps: Record<string, number> = { ArrowUp: -1, ArrowDown: 1 };
    const jump = event.ctrlKey && event.key === "Home" ? 0 : event.ctrlKey && event.key === "End" ? rows.length - 1 : undefined;
    const step = event.ctrlKey || event.altKey || event.metaKey ? undefined : steps[event.key];
    const wanted = jump ?? (index !== undefined && step !== undefined ? index + step : undefined);
    if (index === undefined || wanted === undefined || wanted < 0 || wanted >= rows.length) return;
    event.preventDefault();
    const selector = document.activeElement?.matches("input") === true ? "input" : "a, wa-button";
    this.#virtualizer?.scrollToIndex(wanted, { align: jump === undefined ? "auto" : "center" });
    this.#wantedFocus = { index: wanted, selector, jump: jump !== undefined };
    this.#giveFocus();
  }

  #giveFocus(): void {
    if (!this.#wantedFocus) return;
    const { index, selector, jump } = this.#wantedFocus;
    const target = this.#body?.querySelector<HTMLElement>(`tr[data-index="${index.toString()}"] :is(${selector})`);
    // Whoever has left the table meanwhile is not called back; a row that is drawn elsewhere loses the focus by that.
    const isElsewhere = this.#focusedIndex() === undefined && document.activeElement !== document.body;
    if (!target && !isElsewhere) return;
    this.#wantedFocus = undefined;
    if (!isElsewhere) target?.focus({ preventScroll: jump });
  }

  #draw(): unknown {
    const options = this.#options;
    const virtualizer = this.#virtualizer;
    if (!options || !virtualizer) return nothing;
    const { rows, key, row } = options;
    const items = virtualizer.getVirtualItems().filter(({ index }) => index < rows.length);
    const pieces: ({ item: VirtualItem } | { gap: number; at: string })[] = [];
    let end = this.#margin;
    for (const item of items) {
      if (item.start > end) pieces.push({ gap: item.start - end, at: item.index === items[0]?.index ? "first" : `before ${item.index.toString()}` });
      pieces.push({ item });
      end = item.end + (virtualizer.options.gap);
    }
    const rest = virtualizer.getTotalSize() + this.#margin - end;
    pieces.push({ gap: Math.max(0, rest), at: "last" });
    return repeat(
      pieces,
      (piece) => ("item" in piece ? key(rows[piece.item.index]) : `gap ${piece.at}`),
      (piece) =>
        "item" in piece
          ? row(rows[piece.item.index], { index: piece.item.index, ariaIndex: piece.item.index + 2 })
          : html`<tr class="gap" aria-hidden="true"><td ${height(piece.gap)}></td></tr>`,
    );
  }
}

const virtual = directive(VirtualRows);

export const virtualRows = <T>(options: RowsOptions<T>): unknown => virtual(options as unknown as RowsOptions<never>);

/** A height by script: the Content Security Policy forbids style attributes. */
class Height extends Directive {
  /** Only says what the argument is: all happens in `update`. */
  override render(pixels: number): unknown {
    return pixels >= 0 ? noChange : noChange;
  }

  override update({ element }: ElementPart, [pixels]: [number]): unknown {
    (element as HTMLElement).style.height = `${pixels.toString()}px`;
    return noChange;
  }
}

export const height = directive(Height);
