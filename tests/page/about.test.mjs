// About and help: a dialog that comes when it is wanted.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./modules.mjs";

const { NO_ABOUT, on, reduce } = await load("about/state.ts");
const { CONSOLE } = await load("app/console.ts");
const { titleOf } = await load("app/title.ts");

const OPEN = { open: true, view: "ready" };

test("it opens and closes, and what has come stays", () => {
  const { slice: opened } = reduce(NO_ABOUT, { type: "about/toggled", open: true });
  assert.deepEqual(opened, { open: true, view: "none" });
  const { slice: loaded } = reduce(opened, { type: "about/loaded", view: "ready" });
  assert.deepEqual(reduce(loaded, { type: "about/toggled", open: false }).slice, { open: false, view: "ready" });
});

test("a link in it leads to a view, and closes it; nothing else does", () => {
  const closed = { open: false, view: "ready" };
  assert.deepEqual(on(OPEN, { type: "navigated", route: { view: "decrypt" } }).slice, closed);
  assert.equal(on(OPEN, { type: "policiesAnswered" }).slice, OPEN);
  assert.equal(on(closed, { type: "navigated", route: { view: "decrypt" } }).slice, closed);
});

test("it opens over what is there, which stays", () => {
  const before = CONSOLE.initialState({ view: "decrypt" });
  const after = CONSOLE.reduce(before, { type: "about/toggled", open: true });
  assert.deepEqual({ ...after, about: before.about }, before);
});

test("the document is called after the view and the product", () => {
  assert.equal(titleOf(undefined, "Servers", "ACME"), "Servers · ACME");
  assert.equal(titleOf(undefined, undefined, "ACME"), "ACME");
  assert.equal(titleOf("✓ one: password stored", "Servers", "ACME"), "✓ one: password stored");
});
