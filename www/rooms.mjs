// The rooms of the page's house (`src/`) from the ground up: each may import from those before it, and from no other. The features
// are in the order of `src/app/features.ts`, which a test compares.
export const GROUND = ["locales", "shared", "ui"];
export const FEATURES = ["request", "session", "keys", "waiting", "password", "many", "servers", "server", "permissions"];
export const ROOMS = [...GROUND, ...FEATURES, "app"];
