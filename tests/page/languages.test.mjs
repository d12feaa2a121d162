// Every text of the page in every language, and none that is not meant for one.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import ts from "typescript";
import { missing, readTexts } from "../../src/xtask/languages.mjs";
import { files, root } from "../../src/xtask/steps.mjs";
import { load } from "./modules.mjs";

/** What is the same in every language. */
const NAMES = /^(?:MD5|SHA-256|curl|JavaScript|CSV|Markdown|KeePass 2|KeePassXC|\.rdp)$/;

const found = readTexts();

for (const [locale, texts] of Object.entries(missing(found))) {
  test(`every text has a translation: ${locale}`, () => {
    const list = texts.map((text) => JSON.stringify(text)).join("\n");
    assert.equal(list, "", `\`npm run languages\`, then a <target> in www/xliff/${locale}.xlf for each of these, then again:\n${list}\n`);
  });

  test(`the built templates are those of the translations: ${locale}`, async () => {
    const { templates } = await load(`locales/${locale}.ts`);
    for (const { id, text } of found.texts) {
      const wanted = found.languages[locale].get(id);
      const template = templates[id];
      if (wanted === undefined) continue;
      // A text with tags in it has them in its template; beside an expression they are one hole in the text.
      const built = typeof template === "string" ? template : template?.strings && holes(template.strings).replace(/<[^>]*>/g, "");
      assert.equal(built, renumbered(wanted), `\`npm run languages\` was not run after the last change: ${text}`);
    }
  });
}

const holes = (strings) => strings.reduce((whole, part) => `${whole}{}${part}`);
const renumbered = (text) => text.replace(/\{\d+\}/g, "{}");

test("translations have the expressions of their texts", () => {
  assert.deepEqual(found.wrong, []);
});

test("no template of the page says something by itself", () => {
  const said = files("www/src")
    .filter((name) => name.endsWith(".ts") && !name.includes(`src${path.sep}locales`))
    .flatMap((name) => textsOf(name));
  assert.deepEqual(said, [], "texts belong into msg()");
});

/** The texts between the tags of `html` templates, and the labels in their attributes. */
function textsOf(name) {
  const file = ts.createSourceFile(name, readFileSync(path.join(root, name), "utf8"), ts.ScriptTarget.Latest, true);
  const said = [];
  const visit = (node) => {
    // A text with tags in it is in msg() as a whole.
    const translated = ts.isCallExpression(node.parent ?? node) && node.parent?.expression.getText() === "msg";
    if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === "html" && !translated) {
      const parts = ts.isTemplateExpression(node.template)
        ? [node.template.head, ...node.template.templateSpans.map(({ literal }) => literal)].map(({ text }) => text)
        : [node.template.text];
      const whole = parts.join("\uE000");
      const between = whole.replace(/<[^>]*>/g, "\uE000").split("\uE000");
      const labels = [...whole.matchAll(/\b(?:aria-label|label|hint|title|placeholder|alt)="([^"]+)"/g)].map(([, label]) => label);
      for (const text of [...between, ...labels].map((each) => each.trim())) {
        if (/\p{L}{2}/u.test(text) && !NAMES.test(text)) said.push(`${name}: ${text}`);
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return said;
}
