// Which of the answers are shown, and in which order.
import type { PreviewRow } from "ecs-password/slim";
import { inWords } from "../../locales/said.ts";
import { lastMemo, memoOf } from "../../shared/memo.ts";
import type { Evaluation, Permissions } from "../state.ts";
import { isRowOf, twinOf } from "./twins.ts";

/** What a search looks through, in English and in the language of the page; made once for each API and language. */
const searchedText = (row: PreviewRow): string => textsOf(row)(inWords(row.title ?? ""));
const textsOf = memoOf((row: PreviewRow) =>
  lastMemo((title: string) => `${row.id} ${row.action} ${row.title ?? ""} ${title} ${row.dependentActions?.join(" ") ?? ""}`.toLowerCase()),
);

/** The rows that text and category leave, and of those the ones that the decision leaves; of twins one. */
export function shownRows({ evaluation, filter }: Permissions): { counted: number[]; shown: number[] } {
  if (!evaluation) return { counted: [], shown: [] };
  const words = filter.text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const counted: number[] = [];
  for (const [index, row] of evaluation.rows.entries()) {
    if (evaluation.leads?.[index] !== undefined || (filter.category !== "" && row.category !== filter.category)) continue;
    const text = `${searchedText(row)} ${twinOf(evaluation, index)?.id.toLowerCase() ?? ""}`;
    if (words.every((word) => text.includes(word))) counted.push(index);
  }
  const shown = filter.decision === undefined ? counted : counted.filter((index) => evaluation.decisions[index] === filter.decision);
  return { counted, shown };
}

/** As many rows need no folding. */
const FEW = 12;

/** A category of the list, with the numbers of its rows; it is open as somebody left it, else where something is looked for or there is room. */
export interface Group {
  category: string;
  rows: number[];
  open: boolean;
}

/** The categories of the rows that are about a password itself. */
const passwordCategories = ({ rows, ways: { nova, ecs, reset } }: Evaluation): Set<string> => new Set([...nova, ...ecs, ...reset].map((index) => rows[index]?.category ?? ""));

/** The rows that are shown, by category, as the catalogue has them one after the other; passwords first. */
export function groupsOf({ evaluation, filter, groups, explained }: Permissions, shown: readonly number[], hasRoom: boolean): Group[] {
  const byCategory = new Map<string, number[]>();
  for (const index of shown) {
    const category = evaluation?.rows[index]?.category ?? "";
    const rows = byCategory.get(category);
    if (rows) rows.push(index);
    else byCategory.set(category, [index]);
  }
  const all = hasRoom || shown.length <= FEW || filter.text.trim() !== "" || filter.category !== "";
  const wanted = (rows: readonly number[]): boolean => all || rows.some((index) => evaluation !== undefined && isRowOf(evaluation, index, explained?.id));
  const first = evaluation ? passwordCategories(evaluation) : new Set();
  const ordered = [...byCategory].sort(([one], [other]) => Number(first.has(other)) - Number(first.has(one)));
  return ordered.map(([category, rows]) => ({ category, rows, open: Object.hasOwn(groups, category) ? groups[category] === true : wanted(rows) }));
}

/** The keys that the form shows: what is asked, what was entered, and what is filled in and looked at. */
export const shownKeys = ({ asked, facts, evaluation, policies }: Permissions): string[] => keysOf(asked, facts, evaluation, policies);

/** Sorted once for each answer: a hostile policy hangs on keys by the ten thousand. */
const keysOf = lastMemo((asked: Permissions["asked"], facts: Permissions["facts"], evaluation: Permissions["evaluation"], policies: Permissions["policies"]): string[] => {
  const scoped = new Set(policies.map(({ attachment }) => attachment.kind));
  const used = (key: string): boolean =>
    (evaluation && Object.hasOwn(evaluation.uses, key)) === true ||
    (key === "projectId" && (scoped.has("project") || scoped.has("otherProjects"))) ||
    (key === "enterpriseProjectId" && scoped.has("enterpriseProject"));
  const given = Object.entries(facts).filter(([key, { from }]) => from === "user" || used(key));
  return [...new Set([...asked, ...given.map(([key]) => key)])].sort(new Intl.Collator().compare);
});
