// What is loaded for the passwords of many servers: with the list of servers, so that it is there when it is wanted.
export { manyView } from "./view.ts";
export { createWait } from "./wait.ts";
export { createExport } from "./export-many.ts";
