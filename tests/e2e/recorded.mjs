// After the end-to-end tests: every request that any visitor sent, by where it went, and that none of them was wrong.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { main, say, Stop } from "../../src/xtask/steps.mjs";
import { RECORDS } from "./recorder.mjs";

await main(import.meta.url, () => {
  const names = existsSync(RECORDS) ? readdirSync(RECORDS) : [];
  const entries = names.flatMap((name) => readFileSync(path.join(RECORDS, name), "utf8").split("\n").filter(Boolean)).map((line) => JSON.parse(line));
  if (entries.length === 0) throw new Stop("no visitor sent any request, which cannot be");
  const wrong = entries.filter(({ origin, faults }) => faults.length > 0 || !["own", "data:", "blob:"].includes(origin));
  const counts = new Map();
  for (const { method, origin, place } of entries) {
    const key = `${origin.padEnd(6)} ${method.padEnd(7)} ${place}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  for (const [key, count] of [...counts].sort()) console.log(`  ${String(count).padStart(6)}  ${key}`);
  const searched = entries.reduce((sum, each) => sum + each.searched.length, 0);
  say(`${String(entries.length)} requests, ${String(searched)} URLs, headers and bodies searched for keys, passphrases, passwords and tokens`);
  if (wrong.length > 0) throw new Stop(wrong.map(({ method, origin, path: where, faults }) => `${method} ${origin} ${where}: ${faults.join(", ")}`).join("\n"));
});
