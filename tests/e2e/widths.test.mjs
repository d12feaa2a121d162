// Every state of the list of servers, in windows of every width from a narrow phone to a wide screen.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { complaintsOf } from "./geometry.mjs";
import { LOOKS, openConsole, translator, VIEWS, visitStates } from "./states.mjs";
import { visitor } from "./visitor.mjs";

/** What the browser itself says of the failures that the states are about. */
const EXPECTED = /net::ERR_|WebAssembly|wasm|Content Security Policy/;
/** The views whose layout hangs on the width most; the others follow. */
const TAKEN = ["servers"];

let open;
before(async () => (open = await openConsole()));
after(() => open.close());

for (const view of Object.keys(VIEWS).filter((each) => TAKEN.includes(each))) {
  test(view, async () => {
    const found = [];
    await visitor(
      open.origin,
      (page, { context }) =>
        visitStates(view, {
          console: open,
          page,
          context,
          t: translator("en"),
          look: async (state) => { found.push(...(await complaintsOf(page)).map((complaint) => `${state}: ${complaint}`)); },
        }),
      { ...LOOKS.light.viewport, allow: EXPECTED },
    );
    assert.deepEqual(found, []);
  });
}
