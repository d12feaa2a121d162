// `npm run pictures`: a picture of every state of the console, in four looks, in .cache/pictures, to be looked at before it is called
// done. `-- servers many` takes those views only, `-- --look dark-390` in that look only, `-- --language de` in another language,
// and `-- --readme` puts the pictures of the README in their place.
import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { launchBrowser } from "../../src/xtask/browser.mjs";
import { cache, main, root, say, Stop } from "../../src/xtask/steps.mjs";
import { BROWSER, LOCALES, LOOKS, MORE_LOOKS, openConsole, translator, VIEWS, visitStates } from "./states.mjs";

/** What the README shows, and how high. */
const README = {
  "server/revealed": { shown: "password", height: 860 },
  "many/revealed": { shown: "many", height: 1290 },
  "permissions/explanation": { shown: "permissions", height: 860 },
};

async function takePictures({ views, looks, language, readme }) {
  const t = translator(language);
  const open = await openConsole();
  const browser = await launchBrowser(BROWSER);
  const failures = [];
  try {
    for (const view of views) {
      const folder = path.join(cache, "pictures", language, view);
      mkdirSync(folder, { recursive: true });
      for (const name of looks) {
        const context = await browser.newContext({ ...MORE_LOOKS[name], locale: LOCALES[language], reducedMotion: "reduce", permissions: ["clipboard-read", "clipboard-write"] });
        const page = await context.newPage();
        let count = 0;
        const look = async (state) => {
          count += 1;
          await page.screenshot({ path: path.join(folder, `${String(count).padStart(2, "0")}-${state}.${name}.png`), fullPage: true });
          const picture = readme ? README[`${view}/${state}`] : undefined;
          if (picture === undefined) return;
          const { shown, height } = picture;
          const file = path.join(folder, `${shown}.png`);
          await page.mouse.move(0, 0);
          await page.evaluate(() => { globalThis.scrollTo(0, 0); });
          await page.screenshot({ path: file, fullPage: true, clip: { x: 0, y: 0, width: MORE_LOOKS[name].viewport.width, height } });
          copyFileSync(file, path.join(root, `www/pictures/${shown}.png`));
          rmSync(file);
        };
        try {
          await visitStates(view, { console: open, page, context, t, look });
        } catch (error) {
          failures.push(`${view} (${name}) after picture ${String(count)}: ${error.message.split("\n")[0]}`);
          await page.screenshot({ path: path.join(folder, `failed.${name}.png`), fullPage: true }).catch(() => undefined);
        }
        await context.close();
      }
      say(`${view}: taken`);
    }
  } finally {
    await browser.close();
    open.close();
  }
  if (failures.length > 0) throw new Stop(failures.join("\n"));
}

await main(import.meta.url, async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { look: { type: "string", multiple: true }, language: { type: "string", default: "en" }, readme: { type: "boolean", default: false } },
  });
  const known = (name, all) => {
    if (!Object.hasOwn(all, name)) throw new Stop(`\`${name}\` is none of ${Object.keys(all).join(", ")}`);
    return name;
  };
  const all = values.readme ? [...new Set(Object.keys(README).map((name) => name.split("/")[0]))] : Object.keys(VIEWS);
  const views = positionals.length > 0 ? positionals.map((name) => known(name, VIEWS)) : all;
  const looks = values.readme ? ["light"] : (values.look ?? Object.keys(LOOKS)).map((name) => known(name, MORE_LOOKS));
  const language = known(values.language, LOCALES);
  await takePictures({ views, looks, language, readme: values.readme });
  say(`the pictures are in ${path.relative(root, path.join(cache, "pictures", language))}`);
});
