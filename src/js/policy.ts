/// <reference lib="esnext.disposable" preserve="true" />
import type { PolicySetHandle, PreviewHandle, SituationHandle } from "./ecs_password.js";
import { call, Held } from "./internal/core.js";
import { checkOptions, invalid } from "./internal/options.js";
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
} from "./policy-types.js";

/** How many actions are remembered here; the core forgets by itself. */
const REMEMBERED = 8192;

/** The verdicts by their number, as {@link Preview.decisions} has them. */
export const verdicts = ["allow", "explicitDeny", "implicitDeny", "conditional"] as const satisfies readonly Verdict[];

/**
 * Reads the text of a policy or role: bare, or as the IAM API gives it (`{"role": …}`, an entry of a role list).
 *
 * @param text - The text, not an object: only a text has lines, columns and duplicate keys.
 * @param options - What the linter should know: the cloud, the limits that hold there, where it is to be attached.
 * @returns What was read, as far as it could be, and all that is wrong with it, by place. A bad policy throws nothing.
 * @throws {@link EcsPasswordError} `invalidInput` for wrong options, or a text that is none.
 */
export function parsePolicy(text: string | Uint8Array, options: ParsePolicyOptions = {}): ParsedPolicy {
  const bytes = documentBytes("text", text);
  return call((core) => core.parsePolicy(bytes, options) as ParsedPolicy);
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
  return call((core) => (core.deniedCheck(input) ?? undefined) as DeniedCheck | undefined);
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
  if (typeof facts !== "object" || (facts as unknown) === null) throw invalid("facts", "`facts` must be an object");
  const { time = new Date(), ...others } = facts;
  if (time instanceof Date && Number.isNaN(time.getTime())) throw invalid("time", "`time` must be a valid date");
  const input = { ...others, time: time instanceof Date ? time.toISOString() : time };
  return call((core) => core.requestContext(input) as RequestContext);
}

/** @internal */
let situationHandle: (situation: Situation) => SituationHandle;
/** @internal */
let adoptSituation: (handle: SituationHandle) => Situation;
/** @internal */
let adoptPreview: (handle: PreviewHandle) => Preview;

/**
 * What is known about requests besides their action, evaluated once for one {@link PolicySet}: made by
 * {@link PolicySet.situation}, for {@link PolicySet.decide} and {@link Preview.update}.
 */
export class Situation {
  readonly #held: Held<SituationHandle>;

  private constructor(handle: SituationHandle) {
    this.#held = new Held(handle);
  }

  static {
    situationHandle = (situation: unknown) => {
      if (typeof situation !== "object" || situation === null || !(#held in situation)) {
        throw invalid("situation", "`situation` must be what `situation()` of the policy set gave");
      }
      return situation.#held.get();
    };
    adoptSituation = (handle) => new Situation(handle);
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

  private constructor(handle: PreviewHandle) {
    this.#held = new Held(handle);
  }

  static {
    adoptPreview = (handle) => new Preview(handle);
  }

  /** The rows, in the order of the answers. */
  get rows(): readonly PreviewRow[] {
    this.#rows ??= call(() => this.#held.get().rows() as PreviewRow[]);
    return this.#rows;
  }

  /** For each row whether its own action is allowed: 0 allow, 1 explicitDeny, 2 implicitDeny, 3 conditional. */
  get decisions(): Uint8Array {
    return call(() => this.#held.get().decisions());
  }

  /** For each row whether the call works in full, with the actions it depends on; the same numbers. */
  get whole(): Uint8Array {
    return call(() => this.#held.get().whole());
  }

  /**
   * Asks again for another situation of the same set and cloud.
   *
   * @returns {@link Preview.decisions}.
   */
  update(situation: Situation): Uint8Array {
    return call(() => {
      const preview = this.#held.get();
      const handle = situationHandle(situation);
      const decisions = preview.update(handle);
      if (!decisions) preview.checkSituation(handle);
      return decisions ?? preview.decisions();
    });
  }

  /**
   * One row with reasons.
   *
   * @throws {@link EcsPasswordError} `invalidInput` where there is no such row.
   */
  explain(row: number): PolicyDecision {
    if (!Number.isInteger(row) || row < 0 || row > 0xffffffff) throw invalid("row", "`row` must be the index of a row");
    const decision = call(() => this.#held.get().explain(row) as PolicyDecision | undefined);
    if (!decision) throw invalid("row", `there is no row ${row.toString()}`);
    return decision;
  }

  /** All rows as plain text, Markdown or CSV. */
  export(format: ExportFormat): string {
    return call(() => this.#held.get().export(text("format", format)));
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
 * A set of policies and roles with their attachments, compiled once. Answers "may I?" for the IAM user who has exactly
 * these; the account root is not evaluated, and 5.0 identity policies are not.
 */
export class PolicySet {
  readonly #held: Held<PolicySetHandle>;
  /** By which numbers the core knows actions: a text that crosses the boundary takes longer than a decision. */
  readonly #numbers = new Map<string, number>();

  /**
   * @param entries - Each policy as text, with a name, and where it is attached. A text that is wrong throws nothing: what
   *   can be read of it is evaluated, and {@link PolicySet.lint} says what is wrong.
   * @throws {@link EcsPasswordError} `invalidInput` with the path of the field.
   */
  constructor(entries: readonly PolicyEntry[]) {
    if (!Array.isArray(entries)) throw invalid("policies", "`policies` must be an array of entries");
    const documents: Uint8Array[] = [];
    const others: unknown[] = [];
    for (const [index, entry] of entries.entries()) {
      const path = `policies[${index.toString()}]`;
      if (typeof entry !== "object" || entry === null) throw invalid(path, `\`${path}\` must be an object`);
      const { document, ...other } = entry as PolicyEntry;
      documents.push(documentBytes(`${path}.document`, document));
      others.push(other);
    }
    const all = new Uint8Array(documents.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const document of documents) {
      all.set(document, at);
      at += document.length;
    }
    const lengths = Uint32Array.from(documents, ({ length }) => length);
    this.#held = new Held(call((core) => new core.PolicySetHandle(others, all, lengths)));
  }

  /**
   * Answers one question, with reasons: an `action` as it is, or what an `operation` of this package, or an `api` of the
   * catalogue, needs on a cloud.
   *
   * @throws {@link EcsPasswordError} `invalidInput` with the path of the field; `unsupportedOperation` where the cloud has no
   *   such operation or no IAM policies.
   */
  check(check: PolicyCheck): PolicyDecision {
    return call(() => this.#held.get().check(check) as PolicyDecision);
  }

  /** {@link PolicySet.check} as plain text, Markdown or CSV. */
  explain(check: PolicyCheck, options: { format?: ExportFormat | undefined } = {}): string {
    checkOptions(options, ["format"]);
    return call(() => this.#held.get().explain(check, text("format", options.format ?? "text")));
  }

  /** Evaluates every condition of the set once for what is known about requests; for many calls of {@link PolicySet.decide}. */
  situation(situation: SituationInput = {}): Situation {
    return call(() => adoptSituation(this.#held.get().situation(situation)));
  }

  /**
   * The answer for one action, without reasons: the fast way.
   *
   * @throws {@link EcsPasswordError} `invalidInput` where `action` is not one action or `situation` is another set's.
   */
  decide(action: string, situation: Situation): Verdict {
    return call(() => {
      const set = this.#held.get();
      const handle = situationHandle(situation);
      const number = this.#numbers.get(action);
      const known = number === undefined ? undefined : verdicts[set.decide(number, handle)];
      return known ?? this.#decideAnew(set, action, handle);
    });
  }

  /** Where the action is not remembered here or in the core, or there is something to throw. */
  #decideAnew(set: PolicySetHandle, action: string, situation: SituationHandle): Verdict {
    set.checkSituation(situation);
    const number = set.remember(text("action", action));
    if (this.#numbers.size >= REMEMBERED) this.#numbers.clear();
    this.#numbers.set(action, number);
    return verdicts[set.decide(number, situation)] ?? "conditional";
  }

  /** Asks every documented API of a cloud, or a list of actions, at once. */
  preview(input: PreviewInput): Preview {
    return call(() => adoptPreview(this.#held.get().preview(input)));
  }

  /** What changes where `after` takes the place of this set, with the statements that do it. */
  diff(after: PolicySet, input: DiffInput): PolicyDifference;
  /** The same as plain text, Markdown or CSV. */
  diff(after: PolicySet, input: DiffInput, options: { format: ExportFormat }): string;
  diff(after: PolicySet, input: DiffInput, options: { format?: ExportFormat } = {}): PolicyDifference | string {
    if (!(after instanceof PolicySet)) throw invalid("after", "`after` must be a PolicySet");
    checkOptions(options, ["format"]);
    const { format } = options;
    return call(() => {
      const [before, then] = [this.#held.get(), after.#held.get()];
      return format === undefined
        ? (before.diff(then, input) as PolicyDifference)
        : before.diffText(then, input, text("format", format));
    });
  }

  /**
   * The least policy that allows chosen operations, dependent actions included, and what cannot be granted apart.
   * It does not look at this set.
   */
  suggest(input: SuggestInput): SuggestedPolicy {
    return call((core) => core.suggestPolicy(input) as SuggestedPolicy);
  }

  /** What is wrong with the policies, each by itself and with the others. */
  lint(options: LintOptions = {}): PolicyFinding[] {
    return call(() => this.#held.get().lint(options) as PolicyFinding[]);
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

function documentBytes(path: string, input: unknown): Uint8Array {
  if (input instanceof Uint8Array) return input;
  if (typeof input !== "string") throw invalid(path, `\`${path}\` must be a string: the text of the policy, not an object`);
  return new TextEncoder().encode(input);
}

function text(path: string, input: unknown): string {
  if (typeof input !== "string") throw invalid(path, `\`${path}\` must be a string`);
  return input;
}
