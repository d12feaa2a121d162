// The page's modules for Node, without a page: TypeScript to JavaScript, beside the packages that they import.
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { after } from "node:test";
import ts from "typescript";
import { cache, files, root } from "../../src/xtask/steps.mjs";

const folder = path.join(cache, `page-modules-${String(process.pid)}`);
after(() => rmSync(folder, { recursive: true, force: true }));

/** A package whose names Node does not see in its file. */
const COMMON_JS = /^import (\{[^}]+\}) from "(kdbxweb)";$/gm;

// As they are beside each other in the repository: the page shares the files of expectations with the command line.
for (const name of files("www/src", "src/expectations").filter((each) => each.endsWith(".ts"))) {
  const { outputText } = ts.transpileModule(readFileSync(path.join(root, name), "utf8"), {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      rewriteRelativeImportExtensions: true,
    },
  });
  const target = path.join(folder, name.replace(/\.ts$/, ".js"));
  mkdirSync(path.dirname(target), { recursive: true });
  // The addresses of files, which the build makes: Node has no use for them.
  writeFileSync(target, outputText.replace(/^import (\w+) from "([^"]+\?[^"]*\burl)";$/gm, 'const $1 = "$2";').replace(COMMON_JS, 'import all from "$2";\nconst $1 = all;'));
}
for (const name of files("www/src").filter((each) => each.endsWith(".json"))) {
  cpSync(path.join(root, name), path.join(folder, name));
}
writeFileSync(path.join(folder, "package.json"), '{ "type": "module" }\n');

/** A module of `www/src`, by its name there; or of another folder. */
export const load = (name, within = "www/src") => import(pathToFileURL(path.join(folder, within, name.replace(/\.ts$/, ".js"))).href);
