// What is expected of the policies: kept as the text of a file, so that what is shown here is what `ecs-password policy test` reads. Plain data; how it changes
// stands here as well, and comes with the rest once it is wanted.
import type { AssumptionCode, PolicyCheck, PolicyReason, Said, TextSpan, Verdict } from "ecs-password/slim";
import type { Status } from "../../../../src/expectations/check.ts";
import type { Expectations, Fault, Test, Who, WhoCan } from "../../../../src/expectations/model.ts";
import type { Change, Listed } from "../../../../src/expectations/write.ts";
import type { Problem } from "../../shared/problem.ts";
import type { FileFault } from "../policies/file-fault.ts";

/** A file of expectations, or what will be one. */
export interface Kept {
  /** Of the file that was opened; nothing where it began here, and then its policies are those of the page. */
  name: string | undefined;
  text: string;
  expectations: Expectations;
  /** Something was changed that is in no file. */
  unsaved: boolean;
}

/** A statement that decides, or came close, and where it stands here. */
export interface Why {
  /** What the file calls its policy. */
  policy: string | undefined;
  policyId: number | undefined;
  statement: TextSpan | undefined;
  reason: PolicyReason;
}

/** What came of a question. */
export interface Answer {
  decision: Verdict;
  /** What decides, or where nothing does, what came closest. */
  why: readonly Why[];
  /** What `because` may say of it. */
  because: readonly string[];
  keys: readonly string[];
  open: readonly AssumptionCode[];
  isUnread: boolean;
}

export interface HeldTest {
  kind: "test";
  status: Status;
  answer: Answer | undefined;
  /** Those of `because` that do not decide. */
  lacking: readonly string[];
  fault: Pick<Fault, "text" | "hint"> | undefined;
}

/** Who is not as expected. */
export interface Other {
  how: "more" | "missing" | "conditional" | "certain";
  name: string;
  answer: Answer;
}

export interface HeldWho {
  kind: "whoCan";
  status: Status;
  others: readonly Other[];
  fault: Pick<Fault, "text" | "hint"> | undefined;
}

export type Held = HeldTest | HeldWho;

/** What came of them, and of which expectations: tests first, then who can. */
export interface Results {
  of: Expectations;
  list: readonly Held[];
  /** Why they were not asked. */
  problem: Problem | undefined;
}

/** What was refused: a file that was not opened, or a change that was not made. */
export interface Refused {
  /** The file, where it is about one. */
  name: string | undefined;
  fault: FileFault | undefined;
  faults: readonly { at?: Fault["at"]; text: Said; hint?: Said | undefined }[];
  /** What would be done all the same. */
  even: Change | undefined;
}

/** Pinning an answer, or changing an expectation. */
export interface PinForm {
  /** The one that is changed. */
  of: { list: Listed; index: number } | undefined;
  question: PolicyCheck;
  who: Who;
  /** What came of it, once it was asked. */
  answer: Answer | undefined;
  /** Why it was not taken. */
  refused: Refused | undefined;
}

export interface Pins {
  kept: Kept | undefined;
  results: Results | undefined;
  refused: Refused | undefined;
  form: PinForm | undefined;
  /** What would take the place of expectations that are in no file: a file, or nothing. */
  offered: Kept | "nothing" | undefined;
  /** Whether all of a long list are shown. */
  all: boolean;
}

export const NO_PINS: Pins = { kept: undefined, results: undefined, refused: undefined, form: undefined, offered: undefined, all: false };

/** Of the expectations as they are now. */
export const currentResults = ({ kept, results }: Pins): Results | undefined => (kept && results?.of === kept.expectations ? results : undefined);

/** With a file in the place of what is there; it is asked where that would be lost. */
export function opened(pins: Pins, file: Kept): Pins {
  if (pins.kept?.unsaved === true) return { ...pins, refused: undefined, offered: file };
  return { ...NO_PINS, kept: file };
}

/** Without any; it is asked where something would be lost. */
export function closed(pins: Pins): Pins {
  return pins.kept?.unsaved === true ? { ...pins, offered: "nothing" } : NO_PINS;
}

/** What was offered, or what is there. */
export function settled(pins: Pins, isTaken: boolean): Pins {
  if (!isTaken) return { ...pins, offered: undefined };
  return { ...NO_PINS, kept: pins.offered === "nothing" ? undefined : pins.offered };
}

/** With another text, where it is still the one that was changed. */
export function written(pins: Pins, before: Kept, after: Pick<Kept, "text" | "expectations">, unsaved = true): Pins {
  if (pins.kept !== before) return pins;
  return { ...pins, kept: { ...before, ...after, unsaved }, refused: undefined, form: undefined };
}

/** An expectation, and what came of it. */
export interface Item {
  list: Listed;
  /** Its place in its list. */
  index: number;
  expected: Test | WhoCan;
  held: Held | undefined;
}

const ORDER: Record<Status, number> = { wrong: 0, fails: 0, open: 1, holds: 2 };

/** What does not hold first, each in the order of the file. */
export function itemsOf(pins: Pins): Item[] {
  if (!pins.kept) return [];
  const { tests, whoCan } = pins.kept.expectations;
  const list = currentResults(pins)?.list ?? [];
  const items = [
    ...tests.map((expected, index): Item => ({ list: "tests", index, expected, held: list[index] })),
    ...whoCan.map((expected, index): Item => ({ list: "who_can", index, expected, held: list[tests.length + index] })),
  ];
  const rank = ({ held }: Item): number => (held ? ORDER[held.status] : 3);
  return items.sort((one, other) => rank(one) - rank(other));
}

/** How many hold, and how many do not. */
export function countsOf(pins: Pins): Record<Status | "all", number> | undefined {
  const results = currentResults(pins);
  if (!results || results.problem) return undefined;
  const count = (status: Status): number => results.list.filter((each) => each.status === status).length;
  return { holds: count("holds"), fails: count("fails"), open: count("open"), wrong: count("wrong"), all: results.list.length };
}
