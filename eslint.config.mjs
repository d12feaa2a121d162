import js from "@eslint/js";
import tseslint from "typescript-eslint";

const nodeGlobals = Object.fromEntries(
  ["AbortController", "AbortSignal", "Buffer", "Response", "TextDecoder", "TextEncoder", "URL", "WebAssembly", "console", "fetch", "process", "setTimeout"].map(
    (name) => [name, "readonly"],
  ),
);

export default tseslint.config(
  { ignores: ["dist/", "target/", ".cache/", "node_modules/", "www/"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  js.configs.recommended,
  { files: ["**/*.mjs"], languageOptions: { globals: nodeGlobals } },
  {
    files: ["src/js/**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
  },
);
