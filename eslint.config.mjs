import js from "@eslint/js";
import { importX } from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";
import { ROOMS } from "./www/rooms.mjs";

const nodeGlobals = Object.fromEntries(
  "AbortController AbortSignal Buffer Headers Response TextDecoder TextEncoder URL URLSearchParams WebAssembly console fetch performance process setTimeout structuredClone"
    .split(" ")
    .map((name) => [name, "readonly"]),
);

/** What a function has that a test hands to the page. */
const pageGlobals = Object.fromEntries(
  "document navigator localStorage sessionStorage indexedDB caches innerWidth DataTransfer Event File dispatchEvent location".split(" ").map((name) => [name, "readonly"]),
);

/** Of rooms from the ground up: what each may not import, since it stands above it. */
function zonesOf(rooms) {
  const above = (index) => rooms.slice(index + 1).map((room) => `./www/src/${room}`);
  return rooms.slice(0, -1).map((room, index) => ({ target: `./www/src/${room}`, from: above(index), message: `${room} stands below it.` }));
}

export default tseslint.config(
  { ignores: ["dist/", "target/", ".cache/", "node_modules/", "www/dist/", "www/src/locales/de.ts", "www/src/locales/zh-Hans.ts", "www/src/locales/core-texts.ts"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  js.configs.recommended,
  { files: ["**/*.mjs"], languageOptions: { globals: nodeGlobals } },
  { files: ["tests/e2e/*.mjs"], languageOptions: { globals: pageGlobals } },
  {
    files: ["src/js/**/*.ts", "www/src/**/*.ts", "www/vite.config.ts", "www/licences.ts", "www/server/**/*.{mjs,ts}"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
  },
  {
    // The house of the page: no import leads in a circle, nor up.
    files: ["www/src/**/*.ts"],
    plugins: { "import-x": importX },
    settings: { "import-x/parsers": { "@typescript-eslint/parser": [".ts"] }, "import-x/extensions": [".ts"] },
    rules: {
      "import-x/no-cycle": "error",
      "import-x/no-restricted-paths": ["error", { basePath: import.meta.dirname, zones: zonesOf(ROOMS) }],
    },
  },
);
