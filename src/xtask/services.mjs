// From the facts of src/services, one file for each service of a cloud, to what ships beside the WebAssembly: one compact file for each cloud.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { files, root } from "./steps.mjs";

/** The compact files have this number: the core refuses any other. */
const FORMAT = 1;

const CLOUDS = ["otc", "huawei"];

/** What the licence of the titles asks for; it goes where they go. */
const NOTICE = "titles: documentation of Open Telekom Cloud (github.com/opentelekomcloud-docs), Apache License 2.0";

/** The facts of every service of a cloud, by the name of the service. */
export function factsOf(cloud) {
  return files(`src/services/${cloud}`).sort().map((name) => JSON.parse(readFileSync(path.join(root, name), "utf8")));
}

const mark = (value) => (value === true ? "y" : value === false ? "n" : "?");

/** Without what is empty at its end. */
function trimmed(row) {
  let length = row.length;
  while (length > 0 && (row[length - 1] === "" || row[length - 1]?.length === 0)) length -= 1;
  return row.slice(0, length);
}

function compactAction({ action, title = "", apis = [], enterpriseProject, resource, tag, from, depends = [], until = "" }) {
  const each = apis.map((api) => (typeof api === "string" ? { api } : api));
  const calls = each.map(({ api, title: own, enterpriseProject: differs }) => trimmed([api, own ?? "", differs === undefined ? "" : mark(differs)]));
  const marks = `${mark(enterpriseProject)}${mark(resource)}${mark(tag)}${from === undefined ? "" : "i"}`;
  return trimmed([action.slice(action.indexOf(":") + 1), marks, title, calls.map((call) => (call.length === 1 ? call[0] : call)), depends.join(" "), until]);
}

/** One cloud as the core reads it (`src/policy/catalog/lists.rs`). */
export function compact(cloud) {
  const services = factsOf(cloud).map(({ service, coverage, edition = "", actions, conditionKeys = [], resourceTypes = [], renamed = [], patterns = [] }) => [
    service,
    coverage,
    edition,
    actions.map(compactAction),
    conditionKeys.map(({ key, type = "" }) => [key, type]),
    resourceTypes,
    renamed.map(([former, today]) => [former, ...today]),
    patterns,
  ]);
  return { format: FORMAT, ...(cloud === "otc" && { notice: NOTICE }), cloud, services };
}

/** Writes `otc.json` and `huawei.json`. */
export function writeServices(folder) {
  mkdirSync(folder, { recursive: true });
  for (const cloud of CLOUDS) writeFileSync(path.join(folder, `${cloud}.json`), JSON.stringify(compact(cloud)));
}
