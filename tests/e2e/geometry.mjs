// What is wrong with where things stand, at every width of the window: nothing over the edge, no word broken or cut off, no control
// that cannot be hit.
import { drawn } from "./waiting.mjs";

/** Narrow phones to wide screens, besides the widths that the style sheets name. */
const USUAL = [320, 344, 360, 390, 414, 600, 768, 820, 900, 1000, 1024, 1180, 1280, 1366, 1440, 1920, 2560];
/** High enough for all of most views: what has to be scrolled to is not looked at. */
const HEIGHT = 6000;

/** In the page: the last width before each at which its style sheets change something. */
function breakpoints() {
  const widths = new Set();
  const look = (rules) => {
    for (const rule of rules) {
      for (const [, from, sign, number, unit] of (rule.conditionText ?? "").matchAll(/(min-)?width\s*([:<>=]+)\s*([\d.]+)(px|r?em)/g)) {
        const width = Number(number) * (unit === "px" ? 1 : 16);
        const changesAt = from !== undefined || sign === ">=" || sign === "<";
        widths.add(changesAt ? Math.ceil(width) - 1 : Math.floor(width));
      }
      if (rule.cssRules) look(rule.cssRules);
    }
  };
  for (const sheet of document.styleSheets) look(sheet.cssRules);
  return [...widths];
}

/** In the page: every complaint about what is shown, once it is drawn in a window of this width. */
async function complaints(width) {
  const frame = () => new Promise((resolve) => {
    const observer = new globalThis.ResizeObserver(() => {
      observer.disconnect();
      resolve();
    });
    observer.observe(document.body);
  });
  while (innerWidth !== width) await frame();
  // A table that becomes cards is drawn once more.
  for (let frames = 0; frames < 3; frames += 1) await frame();
  const found = new Set();
  const root = document.querySelector("dialog[open]") ?? document.body;
  const nameOf = (element) => `${element.localName}${element.className && typeof element.className === "string" ? `.${element.className.trim().split(/\s+/).join(".")}` : ""} "${(element.getAttribute("aria-label") ?? element.textContent).trim().replace(/\s+/g, " ").slice(0, 40)}"`;
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".visually-hidden, .sign-out-text, .skip, [aria-hidden=true]");

  const { scrollWidth, scrollHeight } = document.documentElement;
  const end = Math.max(globalThis.innerHeight, Math.ceil(document.body.getBoundingClientRect().bottom + globalThis.scrollY));
  if (scrollHeight > end + 1) found.add(`the page goes on for ${scrollHeight - end} pixels below its foot`);
  if (scrollWidth > innerWidth) {
    const widest = [...document.body.querySelectorAll("*")].filter(isShown).findLast((element) => element.getBoundingClientRect().right > innerWidth + 0.5);
    found.add(`the page is wider than the window: ${widest ? nameOf(widest) : ""}`);
  }

  // Words: whole, and within what holds them. Most texts stand in one line, where there is nothing to look for.
  const HOLDS = "td, th, button, summary, .card, .notice, .selection, .choice, dialog, .frame-strip, .bar, .foot, .callout-body, main";
  const LEFT_OUT = "script, style, option, textarea, pre, dd.mono, .print, .password, .shown-password, wa-option";
  const texts = document.createTreeWalker(root, globalThis.NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  const rectsOf = (node, from, to) => {
    range.setStart(node, from);
    range.setEnd(node, to);
    return [...range.getClientRects()].filter(({ width }) => width > 0);
  };
  const isOver = (rects) => rects.some(({ top, height }) => Math.abs(top - rects[0].top) > height / 2);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const parent = node.parentElement;
    if (!parent || !node.data.trim()) continue;
    const whole = rectsOf(node, 0, node.length);
    if (whole.length === 0) continue;
    const holder = parent.closest(HOLDS)?.getBoundingClientRect();
    const isOutside = (rects) => holder !== undefined && rects.some(({ left, right }) => left < holder.left - 1 || right > holder.right + 1);
    if (!isOver(whole) && !isOutside(whole)) continue;
    if (!isShown(parent) || parent.closest(LEFT_OUT)) continue;
    const isCut = globalThis.getComputedStyle(parent).overflowX !== "visible";
    for (const { 0: word, index } of node.data.matchAll(/[^\s\-–—/?…]+/gu)) {
      const rects = rectsOf(node, index, index + word.length);
      // An ID is longer than any column.
      if (word.length <= 24 && !/\p{Script=Han}/u.test(word) && isOver(rects)) found.add(`the word ${word} is broken: ${nameOf(parent)}`);
      if (!isCut && isOutside(rects)) found.add(`the word ${word} stands out of its place: ${nameOf(parent)}`);
    }
  }

  // Controls: of some size, in the window, whole, and in front.
  const scrollers = new Map();
  const scrollersOf = (element) => {
    if (!element || element === document.body) return [];
    if (!scrollers.has(element)) {
      const outer = scrollersOf(element.parentElement);
      scrollers.set(element, globalThis.getComputedStyle(element).overflowY === "visible" ? outer : [element.getBoundingClientRect(), ...outer]);
    }
    return scrollers.get(element);
  };
  const isScrolledAway = (element, x, y) => scrollersOf(element.parentElement).some((box) => x < box.left || x > box.right || y < box.top || y > box.bottom);
  for (const control of root.querySelectorAll("a[href], button, input, select, textarea, summary, wa-button, wa-input, wa-select, wa-textarea, wa-radio, label.file, label.target")) {
    if (!isShown(control) || control.type === "hidden") continue;
    const box = control.getBoundingClientRect();
    if (box.width < 8 || box.height < 8) {
      found.add(`of no size: ${nameOf(control)}`);
      continue;
    }
    if (box.left < -1 || box.right > innerWidth + 1) found.add(`outside of the window: ${nameOf(control)}`);
    const label = control.shadowRoot?.querySelector("[part~=label]");
    if (label && control.localName !== "wa-input" && label.scrollWidth > label.clientWidth + 1) found.add(`its text is cut off: ${nameOf(control)}`);
    // Of a link over two lines, the longer one.
    const [line] = [...control.getClientRects()].sort((a, b) => b.width * b.height - a.width * a.height);
    const [x, y] = [line.left + line.width / 2, line.top + line.height / 2];
    if (y < 0 || y >= globalThis.innerHeight - 1 || isScrolledAway(control, x, y)) continue;
    const hit = document.elementFromPoint(x, y);
    // Somebody has opened what lies over the page; tooltips are in the editor.
    const isHit = hit !== null && (control.contains(hit) || hit.closest("label")?.contains(control) || hit.closest(".menu-panel, .editor") !== null);
    if (!isHit) found.add(`covered by ${hit ? nameOf(hit) : "nothing"}: ${nameOf(control)}`);
  }
  return [...found];
}

/**
 * Takes the window of `page` through the widths, and gives each complaint with the widths that it is about. All of them are the
 * usual ones, and the two between which something changes; else only those where a layout is at its narrowest.
 */
export async function complaintsOf(page, { all = false } = {}) {
  const size = page.viewportSize();
  const points = await page.evaluate(breakpoints);
  const chosen = all ? [...USUAL, ...points.flatMap((point) => [point, point + 1])] : [Math.min(...USUAL), ...points.map((point) => point + 1), Math.max(...USUAL)];
  // From the widest: on narrow ones, halves are opened that close what is open beside them.
  const widths = [...new Set(chosen)].sort((a, b) => b - a);
  const found = new Map();
  const look = async (width) => {
    for (const complaint of await page.evaluate(complaints, width)) found.set(complaint, [...(found.get(complaint) ?? []), width]);
  };
  for (const width of widths) {
    await page.setViewportSize({ width, height: HEIGHT });
    await look(width);
    // One half at a time: then the other one as well.
    const other = page.locator(".panes .choice[aria-pressed=false]");
    if (!(await other.isVisible())) continue;
    const half = await page.locator(".panes .choice[aria-pressed=true]").elementHandle();
    const focused = await page.evaluateHandle(() => document.activeElement);
    await other.dispatchEvent("click");
    await look(width);
    await half.dispatchEvent("click");
    await drawn(page);
    await focused.evaluate((element) => { element.focus({ preventScroll: true }); });
  }
  await page.setViewportSize(size);
  await drawn(page);
  return [...found].map(([complaint, at]) => `${complaint} (${at.length > 3 ? `${String(at[0])} to ${String(at.at(-1))}, ${String(at.length)} widths` : at.join(", ")})`);
}
