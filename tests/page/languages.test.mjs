// Every text of the page in every language, and none that is not meant for one.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import ts from "typescript";
import { parsePolicy, PolicySet } from "ecs-password";
import { coreTexts, coreTextsModule } from "../../src/xtask/core-texts.mjs";
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

test("what the core, the package's JavaScript, the catalogue and the sandbox say is there for translation, and nothing else", () => {
  const written = readFileSync(path.join(root, "www/src/locales/core-texts.ts"), "utf8");
  assert.equal(written, coreTextsModule(), "`npm run languages` was not run after the last change of their texts");
  const texts = coreTexts();
  for (const text of ["no statement allows {}", "type `{}` here", "`{}` must be {}", "no whole answer", "do `StringStartWith` and `StringEndWith` ignore case?", "Password Management", "Linux: never a password, and no guest agent"]) {
    assert.ok(texts.includes(text), text);
  }
  // The tool makes one of two values that stand side by side.
  assert.deepEqual(texts.filter((text) => /\{\}\s*\{\}/.test(text)), []);
});

test("every template of the core's sources is a literal that is taken out", () => {
  const sources = files("src").filter((name) => name.endsWith(".rs") && name !== path.join("src", "base", "said.rs"));
  const offenders = sources.flatMap((name) => {
    const code = readFileSync(path.join(root, name), "utf8").replace(/^\s*\/\/.*$/gm, "");
    return [...code.matchAll(/\b(?:said|phrase)!\((?!\s*")|\bSaid::new\((?!self\.asks\(\)|title\)|left_open\))/g)].map(({ index }) => `${name}: ${code.slice(index, index + 60)}`);
  });
  assert.deepEqual(offenders, []);
});

for (const locale of ["de", "zh-Hans"]) {
  test(`the core's sentences are looked up by their templates: ${locale}`, async (t) => {
    const { inWords, translation } = await spokenIn(locale, t);
    // Each value once, wherever the language wants it.
    for (const template of coreTexts()) {
      const count = template.split("{}").length - 1;
      const values = Array.from({ length: count }, (_, index) => `<${String(index)}>`);
      const text = translation(template, { template, values });
      const found = translated(template, text);
      assert.deepEqual([...(found.match(/<\d>/g) ?? [])].sort(), values, `${template}: ${found}`);
    }
    const nested = { template: "{}, but {}", values: [{ template: "{} matches {}", values: ["`a`", "`b`"] }, { template: "`resource` is not given", values: [] }] };
    const wanted = { de: "`a` passt auf `b`, aber `resource` ist nicht angegeben", "zh-Hans": "`a` 与 `b` 匹配，但未提供 `resource`" };
    assert.equal(inWords("…", nested), wanted[locale]);
    assert.equal(translation("what nobody has said"), undefined);
  });

  test(`what the core says of every policy of the vectors has its translation: ${locale}`, async (t) => {
    const { translation } = await spokenIn(locale, t);
    const whole = (said) => [said, ...said.values.filter((value) => typeof value !== "string").flatMap(whole)];
    const isSaid = (text, said) => {
      for (const part of said ? whole(said) : [{ template: text, values: [] }]) {
        if (/\p{L}{2}/u.test(part.template.replaceAll(/`[^`]*`|\{\}/g, ""))) translated(part.template, translation(part.template, part));
      }
    };
    const findings = readVectors("policy-documents.json").concat(readVectors("policy-lint.json")).flatMap((text) => parsePolicy(text).diagnostics);
    assert.ok(findings.length > 100, String(findings.length));
    for (const { message, hint, said } of findings) {
      isSaid(message, said.message);
      if (hint !== undefined) isSaid(hint, said.hint);
    }
    const set = new PolicySet([{ name: "all", document: EVERYTHING }]);
    const preview = set.preview({ cloud: "huawei" });
    const decisions = preview.rows.map((_, row) => preview.explain(row));
    for (const { reasons, assumptions } of decisions) {
      for (const { what, source, said } of reasons) {
        isSaid(what, said.what);
        isSaid(source);
      }
      for (const { question, source } of assumptions) {
        isSaid(question);
        isSaid(source);
      }
    }
    const { cannotSeparate } = set.suggest({ cloud: "huawei", apis: preview.rows.filter((_, row) => row % 5 === 0).map(({ id }) => id), operations: ["getServerPassword"] });
    assert.ok(cannotSeparate.length > 5);
    for (const { message, said } of cannotSeparate) isSaid(message, said.message);
    preview.free();
    set.free();
  });
}

/** Some of each: what is met, what is open, what is lacking. */
const EVERYTHING = JSON.stringify({
  Version: "1.1",
  Statement: [
    { Effect: "Allow", Action: ["ecs:*:get*", "ECS:cloudServers:*"], Condition: { StringNotEquals: { "g:UserName": ["x"] }, Bool: { "g:MFAPresent": ["maybe"] } } },
    { Effect: "Deny", Action: ["ecs:servers:*"], Resource: ["ecs:*:*:instance:1"] },
    { Effect: "Allow", NotAction: ["ecs:servers:list"] },
    { Effect: "Allow", Action: ["ecs:serverKeypairs:*"], Condition: { StringLike: { "g:UserName": ["x"] } } },
  ],
});

/** The texts of policies in a file of vectors, wherever they stand in it. */
function readVectors(name) {
  const texts = (value) => {
    if (typeof value === "string") return value.includes("{") || value.includes("[") ? [value] : [];
    return typeof value === "object" && value !== null ? Object.values(value).flatMap(texts) : [];
  };
  return texts(JSON.parse(readFileSync(path.join(root, "tests/vectors", name), "utf8")));
}

/** What JSON calls so. */
const SAME = new Set(["null"]);
const translated = (english, text) => text ?? (SAME.has(english) ? english : assert.fail(`no translation of ${english}`));

/** The page's modules in a language; they want a window to tell of it. */
async function spokenIn(locale, t) {
  globalThis.window ??= { dispatchEvent: () => true };
  const { setLocale } = await load("locales/locale.ts");
  await setLocale(locale);
  t.after(() => setLocale("en"));
  return load("locales/said.ts");
}

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
