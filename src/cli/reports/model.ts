import { createHash } from "node:crypto";
import path from "node:path";
import type { Place } from "../policy/sources.ts";

/** How grave a finding is, in the words of SARIF. */
export const LEVELS = ["error", "warning", "note"] as const;
export type Level = (typeof LEVELS)[number];

/** Something that was found in a file. */
export interface Finding {
  /** A stable name of what kind it is. */
  ruleId: string;
  level: Level;
  /** One line of plain text. */
  message: string;
  /** What to do about it. */
  hint?: string;
  /** Where it stands; without it, it is about no file. */
  place?: Place;
  /** The policy it is about, and where in its data. */
  policy?: string;
  path?: string;
}

/** One thing that was tried. */
export interface TestCase {
  /** Unique within its suite: GitLab drops what has the same name. */
  name: string;
  /** What it is one of, such as the file. */
  suite: string;
  /** `error`: it could not be decided. */
  outcome: "passed" | "failed" | "error" | "skipped";
  /** Why it did not pass. */
  message?: string;
  /** More lines on it. */
  details?: string;
  place?: Place;
  seconds?: number;
}

/** The path of a file as a report wants it: from the root of the repository, where that is known and it lies there, else from the working folder. */
export function reportPath(file: string, env: NodeJS.ProcessEnv = process.env): string {
  const root = [env["GITHUB_WORKSPACE"], env["CI_PROJECT_DIR"]].find((each) => each && isInside(each, file)) ?? process.cwd();
  const full = path.resolve(file);
  return (isInside(root, file) ? path.relative(root, full) : full).replaceAll(path.sep, "/");
}

function isInside(folder: string, file: string): boolean {
  const relative = path.relative(folder, path.resolve(file));
  return relative !== "" && !relative.startsWith("..") && !path.isAbsolute(relative);
}

/**
 * A name of each finding that stays the same when lines above it come and go: of what is the same in all but its place, the first has one, the
 * second another.
 */
export function fingerprints(findings: readonly Finding[]): string[] {
  const seen = new Map<string, number>();
  return findings.map(({ ruleId, message, place, policy, path: at }) => {
    const said = JSON.stringify([ruleId, place ? reportPath(place.file) : "", policy ?? "", at ?? "", message]);
    const before = seen.get(said) ?? 0;
    seen.set(said, before + 1);
    return createHash("sha256").update(`${said}\n${before.toString()}`).digest("hex").slice(0, 40);
  });
}

/** The findings of files as tests of them, for reports that know nothing else: what is grave enough fails, a file without any passes. */
export function casesOf(findings: readonly Finding[], files: readonly string[], fails: (finding: Finding) => boolean): TestCase[] {
  const names = new Map<string, number>();
  const cases = findings.map((finding): TestCase => {
    const { ruleId, message, hint, place, policy } = finding;
    const suite = place?.file ?? "policies";
    const base = `${ruleId}${place?.line === undefined ? "" : ` at ${[place.line, place.column ?? 1].join(":")}`}`;
    const key = JSON.stringify([suite, base]);
    const count = (names.get(key) ?? 0) + 1;
    names.set(key, count);
    const details = [policy === undefined ? "" : `policy: ${policy}`, hint ?? ""].filter(Boolean).join("\n");
    const outcome = finding.ruleId === "unread" ? "error" : fails(finding) ? "failed" : "passed";
    return { name: count === 1 ? base : `${base} (${count.toString()})`, suite, outcome, message, ...(details && { details }), ...(place && { place }) };
  });
  const told = new Set(cases.map(({ suite }) => suite));
  return [...cases, ...files.filter((file) => !told.has(file)).map((file): TestCase => ({ name: "no findings", suite: file, outcome: "passed" }))];
}
