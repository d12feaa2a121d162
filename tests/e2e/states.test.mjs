// Every state of every view: axe finds nothing in it, nothing is wider than the window, and every request on the way is recorded.
import { after, before, describe, test } from "node:test";
import { LOOKS, openConsole, VIEWS, visitStates } from "./states.mjs";
import { fitsTheWindow, isAccessible, visitor } from "./visitor.mjs";

/** What the browser itself says of the failures that the states are about. */
const EXPECTED = /net::ERR_|WebAssembly|wasm|Content Security Policy/;
/** Its page comes from another host, which no visitor may ask: `failures.test.mjs` looks at it. */
const ELSEWHERE = ["unencrypted"];

let open;
before(async () => (open = await openConsole()));
after(() => open.close());

for (const name of ["light", "dark-390"]) {
  describe(`every state (${name})`, () => {
    const { viewport, colorScheme } = LOOKS[name];
    for (const view of Object.keys(VIEWS).filter((each) => !ELSEWHERE.includes(each))) {
      test(view, () =>
        visitor(
          open.origin,
          (page, { context }) =>
            visitStates(view, {
              console: open,
              page,
              context,
              t: (english) => english,
              async look(state) {
                await isAccessible(page, state);
                await fitsTheWindow(page, state);
              },
            }),
          { ...viewport, colorScheme, allow: EXPECTED },
        ));
    }
  });
}
