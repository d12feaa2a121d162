// The rooms of the page's house (`src/`) from the ground up: each may import from those before it, and from no other; nor does an
// import lead in a circle. The features are those of the list in `src/app/features.ts`, in its order.
import { readFileSync } from "node:fs";
import path from "node:path";
import { importX } from "eslint-plugin-import-x";
import { parser } from "typescript-eslint";

export const GROUND = ["locales", "shared", "ui"];

/** The rooms of the features in a list, but those that are within `app`. */
export function featuresOf(text) {
  const [, list = ""] = /FEATURES = \[([^\]]*)\]/.exec(text) ?? [];
  const rooms = new Map([...text.matchAll(/^import \{ (\w+) \} from "\.\.\/(\w+)\/feature\.ts";$/gm)].map(([, name, room]) => [name, room]));
  return list.split(",").map((name) => rooms.get(name.trim())).filter((room) => room !== undefined);
}

export const FEATURES = featuresOf(readFileSync(path.join(import.meta.dirname, "src/app/features.ts"), "utf8"));
export const ROOMS = [...GROUND, ...FEATURES, "app"];

/** What each room may not import: what stands above it. */
const zones = ROOMS.slice(0, -1).map((room, index) => ({
  target: `./src/${room}`,
  from: ROOMS.slice(index + 1).map((above) => `./src/${above}`),
  message: `${room} stands below it.`,
}));

/** What the page shares with the command line, and the only ones that know it. */
const SHARED = {
  target: ["./src/!(permissions)/**/*", "./src/permissions/!(expectations|answers)/**/*"],
  from: "../src",
  message: "src/expectations is for src/permissions/expectations, and what answers.",
};

/** For ESLint. */
export const walls = {
  files: ["www/src/**/*.ts"],
  languageOptions: { parser },
  plugins: { "import-x": importX },
  settings: { "import-x/parsers": { "@typescript-eslint/parser": [".ts"] }, "import-x/extensions": [".ts"] },
  rules: { "import-x/no-cycle": "error", "import-x/no-restricted-paths": ["error", { basePath: import.meta.dirname, zones: [...zones, SHARED] }] },
};
