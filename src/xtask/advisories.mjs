// `npm run advisories`, before a release: which packages of the lock files have known faults. It asks the advisory databases of crates.io and
// npm, so that it is no part of `npm test`; where one cannot be asked it says so, which is no answer.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { CARGO_LOCKS, NPM_LOCKS } from "./lock-files.mjs";
import { main, root, say, Stop } from "./steps.mjs";

const ask = (command, args, folder) => spawnSync(command, args, { cwd: folder, encoding: "utf8" });

/** What is said of a lock file of Cargo: `cargo deny` goes by the `Cargo.toml` beside it. */
function ofCargo(lock) {
  if (ask("cargo", ["deny", "--version"], root).status !== 0) return { open: "cargo-deny is not here: `cargo install --locked cargo-deny` brings it" };
  const { status, stderr, error } = ask("cargo", ["deny", "--manifest-path", path.join(root, path.dirname(lock), "Cargo.toml"), "check", "advisories"], root);
  if (status === 0) return {};
  const fetched = !error && !stderr.includes("failed to fetch");
  return fetched ? { found: stderr.trim() } : { open: `its database cannot be had: ${stderr.trim().split("\n").at(-1)}` };
}

/** What is said of a lock file of npm. */
function ofNpm(lock) {
  const { stdout } = ask("npm", ["audit", "--package-lock-only", "--json"], path.join(root, path.dirname(lock)));
  let report;
  try {
    report = JSON.parse(stdout);
  } catch {
    return { open: "npm gave no report" };
  }
  if (!report.vulnerabilities) return { open: `the registry gave no report: ${report.message ?? report.error?.summary ?? "no reason given"}` };
  const names = Object.values(report.vulnerabilities).map(({ name, severity, range }) => `${name} ${range} (${severity})`);
  return names.length === 0 ? {} : { found: names.join("\n") };
}

/** Prints what is known of each; gives how many have known faults, and of how many nothing is known. */
export function report(locks) {
  let [faults, open] = [0, 0];
  for (const [lock, answer] of locks) {
    if (answer.found !== undefined) faults += 1;
    if (answer.open !== undefined) open += 1;
    say(`${lock}: ${answer.found ?? (answer.open === undefined ? "no known fault" : `not known: ${answer.open}`)}`);
  }
  return { faults, open };
}

await main(import.meta.url, () => {
  const { faults, open } = report([...CARGO_LOCKS.map((lock) => [lock, ofCargo(lock)]), ...NPM_LOCKS.map((lock) => [lock, ofNpm(lock)])]);
  if (faults > 0) throw new Stop(`${faults.toString()} lock files have packages with known faults`);
  if (open > 0) throw new Stop(`nothing is known of ${open.toString()} lock files: ask again where the databases can be had`);
});
