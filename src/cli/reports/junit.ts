import Builder from "fast-xml-builder";
import { visible } from "../output.ts";
import { reportPath, type TestCase } from "./model.ts";

/** The tests as JUnit writes them, which every CI reads. */
export function junit(cases: readonly TestCase[]): string {
  const suites = grouped(cases);
  const builder = new Builder({ format: true, ignoreAttributes: false, suppressEmptyNode: true, suppressBooleanAttributes: false });
  const tree = {
    "?xml": { "@_version": "1.0", "@_encoding": "UTF-8" },
    testsuites: { "@_name": "ecs-password", ...counts(cases), testsuite: [...suites].map(([name, each]) => ({ "@_name": safe(name), ...counts(each), testcase: each.map(testCase) })) },
  };
  return builder.build(tree);
}

function grouped(cases: readonly TestCase[]): Map<string, TestCase[]> {
  const suites = new Map<string, TestCase[]>();
  for (const each of cases) suites.set(each.suite, [...(suites.get(each.suite) ?? []), each]);
  return suites;
}

function counts(cases: readonly TestCase[]): Record<string, string> {
  const of = (wanted: TestCase["outcome"]) => cases.filter(({ outcome }) => outcome === wanted).length.toString();
  return { "@_tests": cases.length.toString(), "@_failures": of("failed"), "@_errors": of("error"), "@_skipped": of("skipped"), "@_time": seconds(cases.reduce((sum, each) => sum + (each.seconds ?? 0), 0)) };
}

function testCase({ name, suite, outcome, message = "", details, place, seconds: time = 0 }: TestCase): object {
  const at = place?.line === undefined ? "" : `${reportPath(place.file)}:${[place.line, place.column ?? 1].join(":")}`;
  const text = [at, details ?? ""].filter(Boolean).join("\n");
  const attributes = { "@_name": safe(name), "@_classname": safe(suite), "@_time": seconds(time), ...(place && { "@_file": safe(reportPath(place.file)) }) };
  const why = { "@_message": safe(message), ...(text && { "#text": safe(text) }) };
  switch (outcome) {
    case "failed": return { ...attributes, failure: why };
    case "error": return { ...attributes, error: why };
    case "skipped": return { ...attributes, skipped: message ? { "@_message": safe(message) } : "" };
    case "passed": return { ...attributes, ...(message && { "system-out": safe([message, text].filter(Boolean).join("\n")) }) };
  }
}

const seconds = (time: number): string => time.toFixed(3);

/** What XML 1.0 has no way to write, as an escape; ends of lines stay. */
function safe(text: string): string {
  return text.split("\n").map(visible).join("\n").replaceAll(/[\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16)}`);
}
