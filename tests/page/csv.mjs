// Reads a CSV by Python's reader, which is none of ours.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";

/** Its rows; `rules` as Python names them. */
export function readCsv(text, rules) {
  const script = "import csv, io, json, sys\nasked = json.load(sys.stdin)\nprint(json.dumps(list(csv.reader(io.StringIO(asked['text'], newline=''), **asked['rules']))))";
  const { stdout, stderr } = spawnSync("python3", ["-c", script], { input: JSON.stringify({ text, rules }), encoding: "utf8" });
  assert.equal(stderr, "");
  return JSON.parse(stdout);
}
