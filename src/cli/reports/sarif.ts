import { pathToFileURL } from "node:url";
import path from "node:path";
import type { Location, Log, Result } from "sarif";
import { formatJson } from "../output.ts";
import type { Place } from "../policy/sources.ts";
import { fingerprints, reportPath, type Finding } from "./model.ts";

/** The findings in the Static Analysis Results Interchange Format, version 2.1.0. */
export function sarif(findings: readonly Finding[], version: string): string {
  const rules = [...new Set(findings.map(({ ruleId }) => ruleId))].sort();
  const prints = fingerprints(findings);
  const log: Log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [{
      tool: { driver: { name: "ecs-password", version, rules: rules.map((id) => ({ id, shortDescription: { text: ruleText(id) } })) } },
      columnKind: "utf16CodeUnits",
      results: findings.map((each, index) => result(each, rules.indexOf(each.ruleId), prints[index] ?? "")),
    }],
  };
  return formatJson(log);
}

function result({ ruleId, level, message, hint, place, policy, path: at }: Finding, ruleIndex: number, print: string): Result {
  const text = hint === undefined ? message : `${message}\n${hint}`;
  const named = policy === undefined && at === undefined ? {} : { logicalLocations: [{ ...(policy !== undefined && { name: policy }), ...(at !== undefined && { fullyQualifiedName: at }) }] };
  const located = place && { physicalLocation: { artifactLocation: { uri: uriOf(place.file) }, ...regionOf(place) } };
  const locations: Location[] = located || Object.keys(named).length > 0 ? [{ ...located, ...named }] : [];
  return { ruleId, ruleIndex, level, message: { text }, locations, partialFingerprints: { "ecsPasswordFinding/v1": print } };
}

function regionOf({ line, column, endLine, endColumn }: Place): { region?: { startLine: number; startColumn?: number; endLine?: number; endColumn?: number } } {
  if (line === undefined) return {};
  return { region: { startLine: line, ...(column !== undefined && { startColumn: column }), ...(endLine !== undefined && { endLine }), ...(endColumn !== undefined && { endColumn }) } };
}

/** A reference from the root of the repository; an address of its own for what lies elsewhere. */
function uriOf(file: string): string {
  const from = reportPath(file);
  return path.isAbsolute(from) ? pathToFileURL(from).href : from.split("/").map(encodeURIComponent).join("/");
}

/** `missingComma` as words: codes are made of them. */
function ruleText(id: string): string {
  return id.replaceAll(/([a-z0-9])([A-Z])/g, (_, before: string, letter: string) => `${before} ${letter.toLowerCase()}`).replaceAll("-", " ");
}
