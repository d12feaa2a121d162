// The same questions to this package and to a naive evaluator; `node tests/js/discrepancies.mjs` prints the table that is published in www/guides/discrepancies.md.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { PolicySet, readPolicies } from "ecs-password";

export const rows = JSON.parse(readFileSync(new URL("discrepancies.json", import.meta.url), "utf8"));

/**
 * Says yes or no as one would who takes a policy for three lists: conditions are left out, a resource counts up to its first `*`, a resource that
 * is not named matches all, `*` of an action is any run of characters, case is no matter, and what is no JSON, a version, a scope and `Depends` are not looked at.
 */
export function naive(documents, { action, resource }) {
  const statements = documents.flatMap((text) => {
    try {
      return JSON.parse(text).Statement;
    } catch {
      return [];
    }
  });
  const effects = statements.filter((each) => isNamed(each, action) && isMeant(each, resource)).map(({ Effect }) => Effect);
  return effects.includes("Allow") && !effects.includes("Deny") ? "yes" : "no";
}

const isNamed = ({ Action }, action) => Action.some((pattern) => new RegExp(`^${pattern.replaceAll("*", ".*")}$`, "i").test(action));
const isMeant = ({ Resource }, resource) => resource === undefined || (Resource ?? ["*"]).some((each) => resource.startsWith(each.split("*")[0]));

/** The text between the marks of a heredoc: all that one sees of Terraform who does not read it. */
const heredoc = (text) => /<<(\w+)\n(.*?)\n\1\n/s.exec(text)[2];

const CERTAIN = { allow: "yes", explicitDeny: "no", implicitDeny: "no" };

/** What both say to a row, and how they differ. */
export function answered({ entries, question }) {
  const set = new PolicySet(entries.flatMap((each) => (each.text === undefined ? [each] : readPolicies(each.text).entries)));
  const { action, decision, unknownKeys, assumptions, wouldBeRefused } = set.check(question);
  set.free();
  const other = naive(entries.map(({ text, document }) => document ?? heredoc(text)), { ...question, action });
  const here = CERTAIN[decision];
  const openBy = [...unknownKeys, ...assumptions.map(({ code }) => code)];
  return { decision, openBy, other, difference: difference(here, other, wouldBeRefused !== undefined) };
}

function difference(here, other, isRefused) {
  if (isRefused) return "does not read it";
  if (here === undefined) return "sure of what is open";
  if (here === other) return "same";
  return other === "yes" ? "wrong yes" : "wrong no";
}

/** What is published: how often they differ, and each row. */
export function published() {
  const all = rows.map((row) => ({ ...row, ...answered(row) }));
  const count = (wanted) => all.filter(({ difference }) => difference === wanted).length.toString();
  const sums = `Of ${all.length.toString()} questions the naive evaluator says yes to ${count("wrong yes")} that the documents answer with no, and no to ${count("wrong no")} that they answer with yes; it is sure of ${count("sure of what is open")} that they leave open or that hang on something unknown; ${count("does not read it")} it cannot read; in ${count("same")} both say the same.`;
  const lines = all.map(({ shape, source, asked, other, decision, openBy, difference, why }) => {
    const here = [`\`${decision}\``, openBy.length > 0 && `by ${openBy.map((each) => `\`${each}\``).join(", ")}`].filter(Boolean).join(", ");
    return `| ${shape}<br>${source} | ${asked} | ${other} | ${here} | ${difference === "same" ? `same${why && `: ${why}`}` : `**${difference}**: ${why}`} |`;
  });
  return [sums, "", "| policies, and where they are from | question | naive | here | |", "|---|---|---|---|---|", ...lines].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(published());
