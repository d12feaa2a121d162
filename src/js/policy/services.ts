/// <reference lib="esnext.disposable" preserve="true" />
import type { PolicySetHandle, PreviewHandle, ServicesHandle } from "../glue/policy.js";
import { mustBe } from "../errors.js";
import { Held } from "../internal/core.js";
import { copied, own } from "../internal/own.js";
import { plain } from "../internal/plain.js";
import { core } from "../internal/policy-core.js";
import { bytesOf, encoded, isBytes, isObject, readOptions, reading, tooMany } from "../internal/read.js";
import { said } from "../internal/said.js";
import type { ParsedPolicy, PolicyCloud, PolicyFinding, SuggestedPolicy } from "../glue/types.js";

/** A list in bytes: those of a cloud have a few hundred thousand. */
const LARGEST_LIST = 8 * 1024 * 1024;
/** One for each cloud, and live ones of single services. */
const MOST_LISTS = 200;

/**
 * A list of names: what `ecs-password/services/otc.json` or `huawei.json` holds, or Huawei Cloud's own of a service
 * (`GET /v5/authorization-schemas/services/{code}`); as text, as its bytes, or as the object that an import of the file gives.
 */
export type ServiceList = string | Uint8Array | object;

/** A name of a list. */
export interface ListedName {
  /** The name. */
  readonly name: string;
  /** Whose list has it. */
  readonly cloud: PolicyCloud;
  /** What it does, in English, where a list says so. */
  readonly title?: string;
}

/** The names that lists have today. */
export interface ListedNames {
  /** The actions of every service. */
  readonly actions: readonly ListedName[];
  /** The condition keys of services; one that ends with `/` is the beginning of a key. */
  readonly conditionKeys: readonly ListedName[];
}

/** What takes the lists besides its own input. */
export interface WithServices {
  /**
   * The lists of all services, in which names of other services than ECS are looked up. Of a set of policies only Huawei Cloud's own lists
   * count: what they say of actions and condition keys of version 5.0.
   */
  services?: Services | undefined;
}

/** @internal */
let servicesHandle: (services: unknown) => ServicesHandle;

/**
 * The actions and condition keys of all services, as the documents of the clouds name them, read once: for {@link parsePolicy}, and for
 * `lint`, `preview` and `suggest` of a {@link PolicySet}. A list is what its pages name, not what exists.
 */
export class Services {
  readonly #held: Held<ServicesHandle>;

  /**
   * @param lists - Those of one cloud or of several; of two lists of the same service and cloud the later one counts.
   * @throws {@link EcsPasswordError} `invalidInput` at `lists[0]` and so on for what is none.
   */
  constructor(...lists: readonly ServiceList[]) {
    if (lists.length > MOST_LISTS) throw tooMany("lists", MOST_LISTS);
    const texts = lists.map((list, index) => bytesOfList(`lists[${index.toString()}]`, list));
    this.#held = new Held(core, core.call((glue) => new glue.ServicesHandle()));
    try {
      const handle = this.#held.get();
      for (const [index, text] of texts.entries()) core.call(() => { handle.add(`lists[${index.toString()}]`, text); });
    } catch (thrown) {
      this.free();
      throw thrown;
    }
  }

  static {
    servicesHandle = (services: unknown) => {
      if (!isObject(services) || !(#held in services)) throw mustBe("services", said`a \`Services\``);
      return services.#held.get();
    };
  }

  /** The names that the lists have today, for completion while somebody types. */
  names(): ListedNames {
    const handle = this.#held.get();
    const names: { action: ListedName[]; conditionKey: ListedName[] } = { action: [], conditionKey: [] };
    for (const line of core.call(() => handle.names()).split("\n")) {
      const [kind, cloud, name, title] = line.split("\t");
      if ((kind !== "action" && kind !== "conditionKey") || name === undefined) continue;
      names[kind].push({ name, cloud: cloud as PolicyCloud, ...(title && { title }) });
    }
    return { actions: names.action, conditionKeys: names.conditionKey };
  }

  /** Gives its memory back; a second call does nothing. */
  free(): void {
    this.#held.free();
  }

  /** {@link Services.free}, for `using`. */
  [Symbol.dispose](): void {
    this.free();
  }
}

function bytesOfList(path: string, list: unknown): Uint8Array {
  const bytes = isBytes(list) ? bytesOf(path, list, LARGEST_LIST) : encoded(path, list, LARGEST_LIST);
  if (bytes) return bytes;
  if (!isObject(list)) throw mustBe(path, said`a list of services, as text, bytes or object`);
  return new TextEncoder().encode(plain(list, path));
}

/** An input without its `services`, and their handle where it has some. */
function split<Input extends object>(input: Input & WithServices): [Input, ServicesHandle | undefined] {
  if (!isObject(input) || reading("services", () => own(input, "services")) === undefined) return [input, undefined];
  const { services, ...others } = reading("services", () => copied(input));
  return [others as Input, servicesHandle(services)];
}

/** @internal */
export function parsedWith(text: Uint8Array, options: object & WithServices): ParsedPolicy {
  const [others, services] = split(options);
  const read = plain(others);
  return core.call((glue) => (services ? services.parsePolicy(text, read) : glue.parsePolicy(text, read)) as ParsedPolicy);
}

/** @internal */
export function compiledWith(options: WithServices, entries: string, text: Uint8Array, lengths: Uint32Array): PolicySetHandle {
  const { services } = readOptions(options, ["services"]);
  const lists = services === undefined ? undefined : servicesHandle(services);
  return core.call((glue) => (lists ? lists.policySet(entries, text, lengths) : new glue.PolicySetHandle(entries, text, lengths)));
}

/** @internal */
export function lintedWith(set: PolicySetHandle, options: object & WithServices): PolicyFinding[] {
  const [others, services] = split(options);
  const read = plain(others);
  return core.call(() => (services ? services.lint(set, read) : set.lint(read)) as PolicyFinding[]);
}

/** @internal */
export function previewedWith(set: PolicySetHandle, input: object & WithServices): PreviewHandle {
  const [others, services] = split(input);
  const read = plain(others);
  return core.call(() => (services ? services.preview(set, read) : set.preview(read)));
}

/** @internal */
export function suggestedWith(input: object & WithServices): SuggestedPolicy {
  const [others, services] = split(input);
  const read = plain(others);
  return core.call((glue) => (services ? services.suggestPolicy(read) : glue.suggestPolicy(read)) as SuggestedPolicy);
}
