// The rooms of the page's house (`src/`) from the ground up: each may import from those before it, and from no other; nor does an
// import lead in a circle. The features are in the order of `src/app/features.ts`, which a test compares.
import { importX } from "eslint-plugin-import-x";
import { parser } from "typescript-eslint";

export const GROUND = ["locales", "shared", "ui"];
export const FEATURES = ["request", "session", "keys", "waiting", "password", "many", "servers", "server", "permissions"];
export const ROOMS = [...GROUND, ...FEATURES, "app"];

/** What each room may not import: what stands above it. */
const zones = ROOMS.slice(0, -1).map((room, index) => ({
  target: `./src/${room}`,
  from: ROOMS.slice(index + 1).map((above) => `./src/${above}`),
  message: `${room} stands below it.`,
}));

/** For ESLint. */
export const walls = {
  files: ["www/src/**/*.ts"],
  languageOptions: { parser },
  plugins: { "import-x": importX },
  settings: { "import-x/parsers": { "@typescript-eslint/parser": [".ts"] }, "import-x/extensions": [".ts"] },
  rules: { "import-x/no-cycle": "error", "import-x/no-restricted-paths": ["error", { basePath: import.meta.dirname, zones }] },
};
