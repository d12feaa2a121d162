import js from "@eslint/js";
import { createNodeResolver, importX } from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";
import { walls } from "./www/house.mjs";

const nodeGlobals = Object.fromEntries(
  "AbortController AbortSignal Buffer Headers Response TextDecoder TextEncoder URL URLSearchParams WebAssembly console fetch performance process setTimeout structuredClone"
    .split(" ")
    .map((name) => [name, "readonly"]),
);

/** What a function has that a test hands to the page. */
const pageGlobals = Object.fromEntries(
  "document navigator localStorage sessionStorage indexedDB caches innerWidth DataTransfer Event File dispatchEvent location".split(" ").map((name) => [name, "readonly"]),
);

/** What pages that embed the package use besides. */
const embedGlobals = Object.fromEntries("addEventListener confirm".split(" ").map((name) => [name, "readonly"]));

/** No import leads in a circle. In `src/js` the sources of `./a.js` are `./a.ts`. */
export const circles = {
  files: ["src/js/**/*.ts", "src/cli/**/*.ts", "src/expectations/**/*.ts", "src/xtask/**/*.mjs"],
  languageOptions: { parser: tseslint.parser },
  plugins: { "import-x": importX },
  settings: {
    "import-x/parsers": { "@typescript-eslint/parser": [".ts", ".mjs"] },
    "import-x/extensions": [".ts", ".mjs"],
    "import-x/resolver-next": [createNodeResolver({ extensions: [".ts", ".js", ".mjs"], extensionAlias: { ".js": [".ts", ".js"] } })],
  },
  rules: { "import-x/no-cycle": "error" },
};

/** What the package's own JavaScript says is a literal that is taken out for translation: `failure` and its kin take nothing else. */
const translatable = {
  files: ["src/js/**/*.ts"],
  ignores: ["src/js/errors.ts"],
  rules: { "no-restricted-syntax": ["error", { selector: 'NewExpression[callee.name="EcsPasswordError"]', message: "Make it by `failure`, `invalid` or `mustBe` of errors.ts." }] },
};

export default tseslint.config(
  { ignores: ["dist/", "target/", ".cache/", "node_modules/", "www/dist/", "www/src/locales/de.ts", "www/src/locales/zh-Hans.ts", "www/src/locales/core-texts.ts"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  js.configs.recommended,
  { files: ["**/*.mjs"], languageOptions: { globals: nodeGlobals } },
  { files: ["tests/e2e/*.mjs"], languageOptions: { globals: pageGlobals } },
  { files: ["tests/examples/embed/**/*.js"], languageOptions: { globals: { ...nodeGlobals, ...pageGlobals, ...embedGlobals } } },
  {
    files: ["src/js/**/*.ts", "src/cli/**/*.ts", "src/expectations/**/*.ts", "www/src/**/*.ts", "www/vite.config.ts", "www/licences.ts", "www/server/**/*.{mjs,ts}"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
  },
  walls,
  circles,
  translatable,
);
