// The same API of two versions: where all that is said of both is the same, one stands for both.
import type { PreviewRow } from "ecs-password/slim";
import type { Evaluation } from "../state.ts";
import { memoOf } from "../../shared/memo.ts";

type Twinned = Pick<Evaluation, "rows" | "decisions" | "whole" | "hanging">;

/** What the later version calls an API of the earlier one. */
export const laterId = (id: string): string => id.replace(" /v2/", " /v2.1/");

const sameList = (some: readonly string[] = [], others: readonly string[] = []): boolean => some.length === others.length && some.every((each, index) => each === others[index]);

const sameApi = (one: PreviewRow, other: PreviewRow): boolean =>
  one.action === other.action && one.title === other.title && one.category === other.category && sameList(one.formerActions, other.formerActions) && sameList(one.dependentActions, other.dependentActions);

/** For each row the one of the later version, where there is one that is the same but for that. */
const pairsOf = memoOf((rows: readonly PreviewRow[]): (number | undefined)[] => {
  const byId = new Map(rows.map(({ id }, index) => [id, index]));
  return rows.map((row) => {
    const later = laterId(row.id);
    const index = later === row.id ? undefined : byId.get(later);
    const other = index === undefined ? undefined : rows[index];
    return other && sameApi(row, other) ? index : undefined;
  });
});

/** For each row the one that stands for it in these answers, where it is not itself. */
export function leadsOf({ rows, decisions, whole, hanging }: Twinned): (number | undefined)[] {
  return pairsOf(rows).map((lead, index) =>
    lead !== undefined && decisions[index] === decisions[lead] && whole[index] === whole[lead] && hanging[index] === hanging[lead] ? lead : undefined,
  );
}

/** The rows for which others stand, by those others. */
const twins = memoOf((leads: NonNullable<Evaluation["leads"]>): ReadonlyMap<number, number> => new Map([...leads.entries()].flatMap(([index, lead]) => (lead === undefined ? [] : [[lead, index]]))));

/** The row that another one stands for. */
export const twinOf = ({ leads, rows }: Pick<Evaluation, "leads" | "rows">, index: number): PreviewRow | undefined => rows[(leads && twins(leads).get(index)) ?? -1];

/** Whether a row is that of an API, or stands for it. */
export const isRowOf = (answers: Pick<Evaluation, "leads" | "rows">, index: number, id: string | undefined): boolean =>
  id !== undefined && (answers.rows[index]?.id === id || twinOf(answers, index)?.id === id);
