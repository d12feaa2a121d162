// A module of the page with all that it imports, for tests that need no page.
import path from "node:path";
import { rolldown } from "rolldown";
import { root } from "../../src/xtask/steps.mjs";

/** Loads the module `name` of www/src. */
export async function load(name) {
  const bundle = await rolldown({ input: path.join(root, "www/src", name), logLevel: "silent" });
  const { output } = await bundle.generate({ format: "esm", codeSplitting: false });
  await bundle.close();
  return import(`data:text/javascript,${encodeURIComponent(output[0].code)}`);
}
