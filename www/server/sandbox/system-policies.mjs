// The system policies of the public clouds, as the page offers them as examples. A bundle of the server has them inside.
/** @import { Permission } from "./otc-world.mjs" */
import { readFileSync } from "node:fs";

/** @type {unknown} */
const read = JSON.parse(readFileSync(new URL("../../src/permissions/policies/system-policies.json", import.meta.url), "utf8"));
export const SYSTEM_POLICIES = /** @type {{ name: string, policy: Permission["policy"] }[]} */ (read);
