/// <reference lib="esnext.disposable" preserve="true" />
import { again, EcsPasswordError, invalid, mustBe } from "../errors.js";
import type { PolicySetHandle, PreviewHandle, SituationHandle } from "../glue/policy.js";
import { Held } from "../internal/core.js";
import { copied } from "../internal/own.js";
import { plain } from "../internal/plain.js";
import { core } from "../internal/policy-core.js";
import { bytesOf, encoded, isBytes, isObject, itemsOf, lengthOf, readOptions, reading, textOf, tooLarge, tooMany } from "../internal/read.js";
import { said } from "../internal/said.js";
import { noVerdict, verdicts } from "../glue/policies.js";
import { compiledWith, lintedWith, parsedWith, previewedWith, suggestedWith } from "./services.js";
import type { WithServices } from "./services.js";
import type {
  DeniedCheck,
  DeniedInput,
  DiffInput,
  ExportFormat,
  LintOptions,
  ParsedPolicy,
  ParsePolicyOptions,
  PolicyCheck,
  PolicyDecision,
  PolicyDifference,
  PolicyEntry,
  PolicyFinding,
  PreviewInput,
  PreviewRow,
  RequestContext,
  RequestFacts,
  Situation as SituationInput,
  SuggestedPolicy,
  SuggestInput,
  Verdict,
} from "../glue/types.js";

/** The length of the text of an entry that was not read. */
const NO_DOCUMENT = 0xffffffff;

/** How many actions are remembered here; the core forgets by itself. */
const REMEMBERED = 8192;

/** How many are asked for at once. */
const MOST_ACTIONS = 1_000_000;

/** The text of a policy, in bytes: IAM takes 6,144 characters. */
const LARGEST_DOCUMENT = 1024 * 1024;
/** How many policies a set has: far more than anybody is granted. */
const MOST_ENTRIES = 100_000;
/** The texts of a set together, and all else of its entries. */
const LARGEST_DOCUMENTS = 16 * 1024 * 1024;

/**
 * Reads the text of a policy or role: bare, or as the IAM API gives it (`{"role": …}`, an entry of a role list).
 *
 * @param text - The text, not an object: only a text has lines, columns and duplicate keys.
 * @param options - What the linter should know: the cloud, the limits that hold there, where it is to be attached.
 * @returns What was read, as far as it could be, and all that is wrong with it, by place. A bad policy throws nothing.
 * @throws {@link EcsPasswordError} `invalidInput` for wrong options, or a text that is none.
 */
export function parsePolicy(text: string | Uint8Array, options: ParsePolicyOptions & WithServices = {}): ParsedPolicy {
  return parsedWith(documentBytes("text", text), options);
}

/**
 * The check that may explain a refusal of the cloud (`Pdp.0001`, `IAM.0003`, Nova's "Policy doesn't allow …").
 *
 * @param input - The answer (`status`, `body`), or the `status` and `message` of an {@link EcsPasswordError}; and the
 *   operation, cloud and API version where they are known.
 * @returns Input for {@link PolicySet.check}, to be completed with what is known of the user; `undefined` where the answer
 *   is no refusal, does not tell what was refused, or has a code for a cause that no policy is (an address, a project, a region, the
 *   user's state).
 */
export function deniedCheck(input: DeniedInput): DeniedCheck | undefined {
  const text = plain(input);
  return core.call((glue) => glue.deniedCheck(text) as DeniedCheck | null) ?? undefined;
}

/**
 * The condition keys that follow from the token, the request and the clock: `g:UserId`, `g:UserName`, `g:DomainName`,
 * `g:ProjectName`, `g:MFAPresent`, `g:ServiceName`, `g:CurrentTime`, as far as they are certain; and the project.
 *
 * @returns A part of the input of {@link PolicySet.check}, `preview` and `situation`. What is not certain is left out, which
 *   is "unknown" there.
 * @throws {@link EcsPasswordError} `invalidInput` with the path of the field.
 */
export function requestContext(facts: RequestFacts): RequestContext {
  if (!isObject(facts)) throw mustBe("facts", said`an object`);
  const { time = new Date(), ...others } = reading("facts", () => copied(facts));
  const written = reading("time", () => (time instanceof Date ? (Number.isNaN(time.getTime()) ? "no date" : time.toISOString()) : time));
  const text = plain({ ...others, time: written });
  return core.call((glue) => glue.requestContext(text) as RequestContext);
}

/** @internal */
let situationHandle: (situation: Situation) => SituationHandle;
/** @internal */
let adoptSituation: (handle: SituationHandle) => Situation;
/** @internal */
let adoptPreview: (handle: PreviewHandle) => Preview;
/** @internal */
let policySetHandle: (path: string, set: PolicySet) => PolicySetHandle;

/**
 * What is known about requests besides their action, evaluated once for one {@link PolicySet}: made by
 * {@link PolicySet.situation}, for {@link PolicySet.decide} and {@link Preview.update}.
 */
export class Situation {
  readonly #held: Held<SituationHandle>;

  private constructor(held: Held<SituationHandle>) {
    this.#held = Held.own(held, "Situation", "PolicySet.situation()");
  }

  static {
    situationHandle = (situation: unknown) => {
      if (!isObject(situation) || !(#held in situation)) {
        throw mustBe("situation", said`a \`Situation\``);
      }
      return situation.#held.get();
    };
    adoptSituation = (handle) => new Situation(new Held(core, handle));
  }

  /** Gives its memory back; a second call does nothing. */
  free(): void {
    this.#held.free();
  }

  /** {@link Situation.free}, for `using`. */
  [Symbol.dispose](): void {
    this.free();
  }
}

/**
 * Every documented API of a cloud, or a list of actions, asked of one {@link PolicySet}: made by {@link PolicySet.preview}.
 * Answers are numbers, see {@link verdicts}; objects are made when asked for.
 */
export class Preview {
  readonly #held: Held<PreviewHandle>;
  #rows: readonly PreviewRow[] | undefined;

  private constructor(held: Held<PreviewHandle>) {
    this.#held = Held.own(held, "Preview", "PolicySet.preview()");
  }

  static {
    adoptPreview = (handle) => new Preview(new Held(core, handle));
  }

  /** The rows, in the order of the answers. */
  get rows(): readonly PreviewRow[] {
    if (!this.#rows) {
      const handle = this.#held.get();
      this.#rows = core.call(() => handle.rows() as PreviewRow[]);
    }
    return this.#rows;
  }

  /** For each row whether its own action is allowed: 0 allow, 1 explicitDeny, 2 implicitDeny, 3 conditional. */
  get decisions(): Uint8Array {
    const handle = this.#held.get();
    return core.call(() => handle.decisions());
  }

  /** For each row whether the call works in full, with the actions it depends on; the same numbers. */
  get whole(): Uint8Array {
    const handle = this.#held.get();
    return core.call(() => handle.whole());
  }

  /**
   * Asks again for another situation of the same set and cloud.
   *
   * @returns {@link Preview.decisions}.
   */
  update(situation: Situation): Uint8Array {
    const preview = this.#held.get();
    const handle = situationHandle(situation);
    return core.call(() => preview.update(handle));
  }

  /**
   * One row with reasons.
   *
   * @throws {@link EcsPasswordError} `invalidInput` where there is no such row.
   */
  explain(row: number): PolicyDecision {
    if (!Number.isInteger(row) || row < 0 || row > 0xffffffff) throw mustBe("row", said`the index of a row`);
    const handle = this.#held.get();
    const decision = core.call(() => handle.explain(row) as PolicyDecision | undefined);
    if (!decision) throw invalid("row", said`there is no row ${row.toString()}`);
    return decision;
  }

  /** All rows as plain text, Markdown or CSV. */
  export(format: ExportFormat): string {
    const name = textOf("format", format);
    const handle = this.#held.get();
    return core.call(() => handle.export(name));
  }

  /** Gives its memory back; a second call does nothing. */
  free(): void {
    this.#held.free();
  }

  /** {@link Preview.free}, for `using`. */
  [Symbol.dispose](): void {
    this.free();
  }
}

/**
 * A set of policies and roles with their attachments, compiled once. Answers "may I?" for the principal who has exactly
 * these: an IAM user, unless the question says otherwise (`principal`). Policies of versions 1.0, 1.1 and 5.0 are evaluated, session
 * policies and service control policies as what limits. What was not read may allow and deny anything, and leaves answers open (`unread`).
 */
export class PolicySet {
  readonly #held: Held<PolicySetHandle>;
  /** By which numbers the core knows actions: a text that crosses the boundary takes longer than a decision. */
  readonly #numbers = new Map<string, number>();

  /**
   * @param entries - Each policy as text, with a name, and where it is attached; what could not be read with the cause in place
   *   of a text. A text that is wrong throws nothing: what can be read of it is evaluated, the rest leaves answers open, and
   *   {@link PolicySet.lint} says what is wrong.
   * @param options - `services`: where they hold Huawei Cloud's own list of a service (its authorization schema), what that says of
   *   actions of version 5.0 (aliases, whether an action has a type of resource and condition keys) and of condition keys takes the
   *   place of what the documents say.
   * @throws {@link EcsPasswordError} `invalidInput` with the path of the field.
   */
  constructor(entries: readonly PolicyEntry[], options: WithServices = {}) {
    const documents: (Uint8Array | undefined)[] = [];
    const others: string[] = [];
    let size = 0;
    let besides = 0;
    for (const [path, entry] of entriesOf(entries)) {
      if (!isObject(entry)) throw mustBe(path, said`an object`);
      const { document, ...other } = reading(path, () => copied(entry) as PolicyEntry);
      // The core says what is missing where there is neither a document nor the cause why there is none.
      const bytes = document === undefined ? undefined : documentBytes(`${path}.document`, document);
      size += bytes?.length ?? 0;
      if (size > LARGEST_DOCUMENTS) throw tooLarge("policies", LARGEST_DOCUMENTS);
      documents.push(bytes);
      const text = plain(other, path);
      besides += text.length;
      if (besides > LARGEST_DOCUMENTS) throw tooLarge("policies", LARGEST_DOCUMENTS);
      others.push(text);
    }
    const all = new Uint8Array(size);
    let at = 0;
    for (const document of documents) {
      if (document === undefined) continue;
      all.set(document, at);
      at += document.length;
    }
    const lengths = Uint32Array.from(documents, (document) => document?.length ?? NO_DOCUMENT);
    this.#held = new Held(core, compiledWith(options, `[${others.join(",")}]`, all, lengths));
  }

  static {
    policySetHandle = (path, set: unknown) => {
      if (!isObject(set) || !(#held in set)) throw mustBe(path, said`a \`PolicySet\``);
      return set.#held.get();
    };
  }

  /**
   * Answers one question, with reasons: an `action` as it is, or what an `operation` of this package, or an `api` of the
   * catalogue, needs on a cloud.
   *
   * @throws {@link EcsPasswordError} `invalidInput` with the path of the field; `unsupportedOperation` where the cloud has no
   *   such operation or no IAM policies.
   */
  check(check: PolicyCheck): PolicyDecision {
    const text = plain(check);
    const handle = this.#held.get();
    return core.call(() => handle.check(text) as PolicyDecision);
  }

  /** {@link PolicySet.check} as plain text, Markdown or CSV. */
  explain(check: PolicyCheck, options: { format?: ExportFormat | undefined } = {}): string {
    const { format = "text" } = readOptions(options, ["format"]);
    const name = textOf("format", format);
    const text = plain(check);
    const handle = this.#held.get();
    return core.call(() => handle.explain(text, name));
  }

  /** Evaluates every condition of the set once for what is known about requests; for many calls of {@link PolicySet.decide}. */
  situation(situation: SituationInput = {}): Situation {
    const text = plain(situation);
    const handle = this.#held.get();
    return adoptSituation(core.call(() => handle.situation(text)));
  }

  /**
   * The answer for one action, without reasons: the fast way.
   *
   * @throws {@link EcsPasswordError} `invalidInput` where `action` is not one action or `situation` is another set's.
   */
  decide(action: string, situation: Situation): Verdict {
    const set = this.#held.get();
    const handle = situationHandle(situation);
    const number = this.#numbers.get(action);
    const known = number === undefined ? undefined : verdicts[core.call(() => set.decide(number, handle))];
    return known ?? this.#decideAnew(set, action, handle);
  }

  /**
   * {@link PolicySet.decide} for many actions at once, which crosses to WebAssembly once: the fastest way.
   *
   * @returns For each of `actions`, in their order: 0 allow, 1 explicitDeny, 2 implicitDeny, 3 conditional, see {@link verdicts}.
   * @throws {@link EcsPasswordError} `invalidInput` where one of `actions` is not one action (`path` says which), where there are more
   *   than a million, or where `situation` is another set's.
   */
  decideAll(actions: readonly string[], situation: Situation): Uint8Array {
    const set = this.#held.get();
    const handle = situationHandle(situation);
    core.call(() => { set.checkSituation(handle); });
    const given = itemsOf("actions", actions, MOST_ACTIONS);
    const numbers = new Uint32Array(given.length);
    for (let index = 0; index < given.length; index += 1) {
      // What is known is a text.
      const known = this.#numbers.get(given[index] as string);
      numbers[index] = known ?? this.#remember(set, textOf(`actions[${index.toString()}]`, given[index]), index);
    }
    const decisions = core.call(() => set.decideAll(numbers, handle));
    // Of so many actions the core may have forgotten some meanwhile.
    for (let index = decisions.indexOf(noVerdict); index >= 0; index = decisions.indexOf(noVerdict, index + 1)) {
      decisions[index] = verdicts.indexOf(this.#decideAnew(set, given[index] as string, handle));
    }
    return decisions;
  }

  /** Where the action is not remembered here or in the core, or there is something to throw. */
  #decideAnew(set: PolicySetHandle, action: string, situation: SituationHandle): Verdict {
    const text = textOf("action", action);
    core.call(() => { set.checkSituation(situation); });
    const number = this.#remember(set, text);
    return verdicts[core.call(() => set.decide(number, situation))] ?? "conditional";
  }

  /** The number of an action; `index` is its place among several. */
  #remember(set: PolicySetHandle, action: string, index?: number): number {
    let number: number;
    try {
      number = core.call(() => set.remember(action));
    } catch (thrown) {
      throw index === undefined ? thrown : at(`actions[${index.toString()}]`, thrown);
    }
    if (this.#numbers.size >= REMEMBERED) this.#numbers.clear();
    this.#numbers.set(action, number);
    return number;
  }

  /** Asks every documented API of a cloud, or a list of actions, at once. */
  preview(input: PreviewInput & WithServices): Preview {
    return adoptPreview(previewedWith(this.#held.get(), input));
  }

  /** What changes where `after` takes the place of this set, with the statements that do it. */
  diff(after: PolicySet, input: DiffInput): PolicyDifference;
  /** The same as plain text, Markdown or CSV. */
  diff(after: PolicySet, input: DiffInput, options: { format: ExportFormat }): string;
  diff(after: PolicySet, input: DiffInput, options: { format?: ExportFormat } = {}): PolicyDifference | string {
    const { format } = readOptions(options, ["format"]);
    const name = format === undefined ? undefined : textOf("format", format);
    const text = plain(input);
    const before = this.#held.get();
    const then = policySetHandle("after", after);
    if (name === undefined) return core.call(() => before.diff(then, text) as PolicyDifference);
    return core.call(() => before.diffText(then, text, name));
  }

  /**
   * The least policy that allows chosen operations, dependent actions included, and what cannot be granted apart.
   * It does not look at this set.
   */
  suggest(input: SuggestInput & WithServices): SuggestedPolicy {
    return suggestedWith(input);
  }

  /** What is wrong with the policies, each by itself and with the others. */
  lint(options: LintOptions & WithServices = {}): PolicyFinding[] {
    return lintedWith(this.#held.get(), options);
  }

  /** Gives its memory back; a second call does nothing. */
  free(): void {
    this.#held.free();
  }

  /** {@link PolicySet.free}, for `using`. */
  [Symbol.dispose](): void {
    this.free();
  }
}

/** The same error, of one of several. */
function at(path: string, thrown: unknown): unknown {
  if (!(thrown instanceof EcsPasswordError) || thrown.code !== "invalidInput") return thrown;
  return again(thrown, { path });
}

/** The entries, each with its path; the caller's array is read by its indices alone. */
function* entriesOf(entries: unknown): Generator<[string, unknown]> {
  if (!reading("policies", () => Array.isArray(entries))) throw mustBe("policies", said`an array of entries`);
  const array = entries as unknown[];
  const length = reading("policies", () => lengthOf(array));
  if (!(length <= MOST_ENTRIES)) throw tooMany("policies", MOST_ENTRIES);
  for (let index = 0; index < length; index += 1) {
    const path = `policies[${index.toString()}]`;
    yield [path, reading(path, () => array[index])];
  }
}

/** A copy of the text of a policy. */
function documentBytes(path: string, input: unknown): Uint8Array {
  const bytes = isBytes(input) ? bytesOf(path, input, LARGEST_DOCUMENT) : encoded(path, input, LARGEST_DOCUMENT);
  if (!bytes) throw mustBe(path, said`a string with the text of the policy, not an object`);
  return bytes;
}
