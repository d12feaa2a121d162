// About and help: a dialog that comes when it is wanted.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./modules.mjs";

const { NO_ABOUT, on, reduce } = await load("about/state.ts");
const { CONSOLE } = await load("app/console.ts");
const { titleOf } = await load("app/title.ts");

const OPEN = { open: "help", view: "ready" };

test("it opens and closes, and what has come stays", () => {
  const { slice: opened } = reduce(NO_ABOUT, { type: "about/opened", dialog: "help" });
  assert.deepEqual(opened, { open: "help", view: "none" });
  const { slice: loaded } = reduce(opened, { type: "about/loaded", view: "ready" });
  assert.deepEqual(reduce(loaded, { type: "about/closed", dialog: "help" }).slice, { open: undefined, view: "ready" });
});

test("one gives way to the other: that the first closes then, does not close the second", () => {
  const { slice: second } = reduce(OPEN, { type: "about/opened", dialog: "shortcuts" });
  assert.deepEqual(second, { open: "shortcuts", view: "ready" });
  assert.equal(reduce(second, { type: "about/closed", dialog: "help" }).slice, second);
  assert.equal(reduce(second, { type: "about/closed", dialog: "shortcuts" }).slice.open, undefined);
});

test("a link in it leads to a view, and closes it; nothing else does", () => {
  const closed = { open: undefined, view: "ready" };
  assert.deepEqual(on(OPEN, { type: "navigated", route: { view: "decrypt" } }).slice, closed);
  assert.equal(on(OPEN, { type: "policiesAnswered" }).slice, OPEN);
  assert.equal(on(closed, { type: "navigated", route: { view: "decrypt" } }).slice, closed);
});

test("it opens over what is there, which stays", () => {
  const before = CONSOLE.initialState({ view: "decrypt" });
  const after = CONSOLE.reduce(before, { type: "about/opened", dialog: "help" });
  assert.deepEqual({ ...after, about: before.about }, before);
});

test("the document is called after the view and the product", () => {
  assert.equal(titleOf(undefined, "Servers", "ACME"), "Servers · ACME");
  assert.equal(titleOf(undefined, undefined, "ACME"), "ACME");
  assert.equal(titleOf("✓ one: password stored", "Servers", "ACME"), "✓ one: password stored");
});
