// What the core, the package's own JavaScript, files of expectations, the catalogue of APIs and the sandbox say in English, as templates with `{}` for their values: `npm run languages`
// makes www/src/locales/core-texts.ts of them, where they are taken out for translation.
import { readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { guide } from "../../www/server/sandbox/guide.mjs";
import { LABELS } from "../../www/server/sandbox/labels.mjs";
import { files, root } from "./steps.mjs";

/** A marked literal of the Rust sources; what the tests of a module say is not for people. */
const MARKED = /\b(?:said|phrase)!\(\s*"((?:[^"\\]|\\[^])*)"/g;

/** What only the module of accounts says, which the page does not load. */
const OF_ACCOUNTS = /^src\/(?:account|js\/account|policy\/oslo)\/|^src\/(?:input|input\/policy|wasm)\/(?:account|oslo|reading)\w*\.rs$/;
const shownHere = (name) => !OF_ACCOUNTS.test(name.replaceAll(path.sep, "/"));

export function coreTexts() {
  const texts = new Set([...ofTheCore(), ...ofItsJavaScript(), ...ofTheCatalogue(), ...ofTheSandbox()]);
  return [...texts].filter((text) => /\p{L}{2}|[.,;:"(]/u.test(text.replaceAll("{}", "")));
}

function ofTheCore() {
  return files("src")
    .filter((name) => name.endsWith(".rs") && !name.startsWith(path.join("src", "xtask")) && shownHere(name))
    .flatMap((name) => {
      const [code] = readFileSync(path.join(root, name), "utf8").split(/^#\[cfg\(test\)\]\nmod tests/m);
      const spoken = code.replace(/^\s*\/\/.*$/gm, "");
      return [...spoken.matchAll(MARKED)].map(([, literal]) => unescaped(literal));
    });
}

/** The literals that `said` of src/js/internal/said.ts and of src/expectations/said.ts tags. */
function ofItsJavaScript() {
  return files("src/js", "src/expectations").filter((name) => name.endsWith(".ts") && shownHere(name)).flatMap((name) => {
    const source = ts.createSourceFile(name, readFileSync(path.join(root, name), "utf8"), ts.ScriptTarget.Latest);
    const texts = [];
    const visit = (node) => {
      if (ts.isTaggedTemplateExpression(node) && node.tag.getText(source) === "said") texts.push(templateOf(node.template));
      ts.forEachChild(node, visit);
    };
    visit(source);
    return texts;
  });
}

function templateOf(template) {
  if (ts.isNoSubstitutionTemplateLiteral(template)) return template.text;
  return [template.head, ...template.templateSpans.map(({ literal }) => literal)].map(({ text }) => text).join("{}");
}

/** A Rust string literal as the text it stands for. */
function unescaped(literal) {
  const signs = { n: "\n", r: "\r", t: "\t" };
  return literal.replace(/\\(\n\s*|[^])/g, (_, sign) => (sign.startsWith("\n") ? "" : (signs[sign] ?? sign)));
}

function ofTheCatalogue() {
  const { clouds } = JSON.parse(readFileSync(path.join(root, "src/policy/catalog/catalog.json"), "utf8"));
  return clouds.flatMap(({ pages }) => pages.flatMap(({ category, apis }) => [category, ...apis.map(([title]) => title)]));
}

function ofTheSandbox() {
  const { users, otc, huawei, applicationCredentials, keys, servers, notes } = guide({ latePasswordMs: 0, faults: false });
  return [...[users, otc.users, huawei.users, otc.accessKeys, huawei.accessKeys, applicationCredentials, keys, servers].flat().map(({ note }) => note), ...notes, ...Object.values(LABELS)];
}

/** The module that only says them; nothing loads it. */
export function coreTextsModule() {
  const literal = (text) => `\`${text.replace(/[`\\]|\$\{/g, "\\$&").replaceAll("{}", "${v}")}\``;
  const said = (text) => (text.includes("{}") ? `msg(str${literal(text)})` : `msg(${JSON.stringify(text)})`);
  const lines = coreTexts().map((text) => `  ${said(text)},\n`);
  return `// Made by \`npm run languages\` of what the core, the package's JavaScript, the catalogue and the sandbox say. Nothing loads it: the page looks its texts up by
// their English (\`said.ts\`), and here they are found for translation.
import { msg, str } from "./words.ts";

export const coreTexts = (v: string): string[] => [
${lines.join("")}];
`;
}
