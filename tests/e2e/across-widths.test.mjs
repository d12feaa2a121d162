// Every state of every view, in windows of every width from a narrow phone to a wide screen; in German as well, whose words are long.
// It takes the longest of all, and is named so that it is begun first: files go by their names.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { complaintsOf } from "./geometry.mjs";
import { LOCALES, LOOKS, openConsole, translator, VIEWS, visitStates } from "./states.mjs";
import { visitor } from "./visitor.mjs";

/** What the browser itself says of the failures that the states are about. */
const EXPECTED = /net::ERR_|WebAssembly|wasm|Content Security Policy/;
/** What each view is there for: at every width. In the other states, where a layout is at its narrowest. */
const MAIN = new Set(["sandbox", "token", "list", "selected", "revealed", "waiting", "403", "decrypted", "done", "apis", "explanation", "compare", "least", "read", "session", "projects", "regions", "expectation-fails", "expectation-file"]);
/** Its page comes from another host, which no visitor may ask. */
const ELSEWHERE = ["unencrypted"];

let open;
before(async () => (open = await openConsole()));
after(() => open.close());

for (const language of ["en", "de"]) {
  describe(`from 320 to 2560 pixels (${language})`, () => {
    for (const view of Object.keys(VIEWS).filter((each) => !ELSEWHERE.includes(each))) {
      test(view, async () => {
        const found = [];
        const look = async (page, state) => {
          const isMain = MAIN.has(state);
          if (language !== "en" && !isMain) return;
          found.push(...(await complaintsOf(page, { all: isMain && language === "en" })).map((complaint) => `${state}: ${complaint}`));
        };
        await visitor(
          open.origin,
          (page, { context }) => visitStates(view, { console: open, page, context, t: translator(language), look: (state) => look(page, state) }),
          { ...LOOKS.light.viewport, locale: LOCALES[language], allow: EXPECTED },
        );
        assert.deepEqual(found, []);
      });
    }
  });
}
