import { formatJson } from "../output.ts";
import { fingerprints, reportPath, type Finding, type Level } from "./model.ts";

const SEVERITIES: Record<Level, "info" | "minor" | "major"> = { error: "major", warning: "minor", note: "info" };

/** The findings as GitLab's report on code quality. It shows nothing without a file: what is about none stands at the first file that was read. */
export function gitlab(findings: readonly Finding[], files: readonly string[]): string {
  const prints = fingerprints(findings);
  return formatJson(findings.map(({ ruleId, level, message, hint, place }, index) => ({
    description: hint === undefined ? message : `${message}: ${hint}`,
    check_name: ruleId,
    fingerprint: prints[index],
    severity: SEVERITIES[level],
    location: { path: reportPath(place?.file ?? files[0] ?? "policies"), lines: { begin: place?.line ?? 1 } },
  })));
}
