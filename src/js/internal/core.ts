import { EcsPasswordError, failure, invalid } from "../errors.js";
import type { ErrorFields } from "../glue/types.js";
import { copied } from "./own.js";
import { isObject } from "./read.js";
import { said } from "./said.js";
import type { Secret, SecretBytes } from "../secret.js";

// One module of WebAssembly: started with its first call, replaced where it fails. There is one `Core` for each of them, and nothing is
// shared between them: where one fails, the handles of the others stay good.

/** The name of a module, which is also that of its entry and of its file. */
export type Capability = "account" | "client" | "keys" | "policy" | "read";

export type WasmSource = () => WebAssembly.Module | Uint8Array;

/** What wasm-bindgen writes for every module. */
export interface Glue {
  initSync(input: { module: WebAssembly.Module | Uint8Array }): { readonly memory: WebAssembly.Memory };
  __wbg_reset_state(): void;
  /** Forgets the module that it was given: see `forget_what_did_not_start` in src/xtask/main.rs. */
  __wbg_forget(): void;
}

type Adopt = (handle: SecretBytes) => Secret;

/** What `throw` in src/wasm/throw.rs gives. */
interface CoreError extends ErrorFields {
  secret?: SecretBytes;
}

/** What the handles of a module are to its users; one gives plain data alone. */
const HANDLES = { account: () => said`accounts`, client: () => said`clients, access keys and secrets`, keys: () => said`keys and secrets`, policy: () => said`policy sets`, read: () => undefined };

/** A module of WebAssembly, with its glue. */
export class Core<G extends Glue = Glue> {
  readonly name: Capability;
  /** Where the wasm comes from when it is needed for the first time. */
  source: WasmSource | undefined;
  /** How many instances there have been. */
  instance = 0;
  readonly #glue: G;
  readonly #stamp: string;
  readonly #shape: string;
  readonly #replaced = new Set<() => void>();
  #exports: ReturnType<G["initSync"]> | undefined;
  /** The core failed, and its instance could not be replaced yet. */
  #torn = false;

  /**
   * @param stamp - What the build wrote into the wasm that fits the glue: the two of different builds do not fit together.
   * @param shape - What that wasm exports: anybody can write a stamp.
   */
  constructor(name: Capability, glue: G, stamp: string, shape: string) {
    this.name = name;
    this.#glue = glue;
    this.#stamp = stamp;
    this.#shape = shape;
  }

  get started(): boolean {
    return this.#exports !== undefined;
  }

  /** Starts it at once, unless it is; gives whether the module is its own. */
  startWith(module: WebAssembly.Module): boolean {
    if (stampOf(module) !== this.#stamp) return false;
    this.#exports ??= this.#startedWith(module);
    return true;
  }

  /** Leaves nothing of a module that does not start, or is another's under this stamp. */
  #startedWith(module: WebAssembly.Module): ReturnType<G["initSync"]> {
    try {
      const exports = this.#glue.initSync({ module }) as ReturnType<G["initSync"]>;
      if (shapeOf(exports) === this.#shape) return exports;
      throw new TypeError("this module has the stamp of the package and exports something else");
    } catch (thrown) {
      this.#glue.__wbg_forget();
      throw thrown;
    }
  }

  /**
   * Runs `use` on the glue, and makes an `EcsPasswordError` of all that it throws. `use` does nothing but call the core, with plain
   * values: what else is thrown there comes from the core itself, whose instance is then replaced.
   */
  call<T>(use: (glue: G) => T, adopt?: Adopt): T {
    if (this.#torn || !this.#exports) this.#start();
    try {
      return use(this.#glue);
    } catch (thrown) {
      throw this.#toError(thrown, adopt);
    }
  }

  /** Calls `listener` when the instance is replaced, until the function that is given is called. */
  whenReplaced(listener: () => void): () => void {
    this.#replaced.add(listener);
    return () => { this.#replaced.delete(listener); };
  }

  #start(): void {
    if (this.#torn) this.#replaceInstance();
    if (this.#exports) return;
    if (!this.source) {
      throw failure(
        "notInitialized",
        said`the WebAssembly module of \`ecs-password/${this.name}\` was not given yet`,
        said`call \`await init(…)\` or \`initSync(…)\` with \`ecs-password/${this.name}.wasm\` first, or import from \`ecs-password/${this.name}\`, which needs neither`,
      );
    }
    startOne([this], this.source);
  }

  #toError(thrown: unknown, adopt?: Adopt): EcsPasswordError {
    if (isCoreError(thrown)) {
      const { message, secret, ...details } = copied(thrown);
      // eslint-disable-next-line no-restricted-syntax -- the core says it, by its parts
      return new EcsPasswordError(message, { ...details, ...(secret && adopt && { secret: adopt(secret) }) });
    }
    this.#torn = true;
    try {
      this.#replaceInstance();
    } catch {
      // No memory for another one: the next call tries again.
    }
    return this.#failed(thrown);
  }

  #failed(cause: unknown): EcsPasswordError {
    const handles = HANDLES[this.name]();
    const bug = said`this is a bug of the package, please report it`;
    return failure("internal", said`the core failed`, handles ? said`${bug}; ${handles} made before must be made again` : bug, { cause });
  }

  /** Wipes the memory of a torn instance and starts a new one: old handles answer `handleFreed`, and calls under way end. */
  #replaceInstance(): void {
    if (!this.#exports) return;
    this.instance += 1;
    new Uint8Array(this.#exports.memory.buffer).fill(0);
    try {
      this.#glue.__wbg_reset_state();
      this.#exports = this.#glue.initSync({ module: new Uint8Array() }) as ReturnType<G["initSync"]>;
      this.#torn = false;
    } catch (thrown) {
      throw this.#failed(thrown);
    } finally {
      for (const listener of [...this.#replaced]) listener();
    }
  }
}

/** A handle into the memory of a module, until it is freed or its instance is gone. */
export class Held<T extends { free(): void }> {
  readonly core: Core;
  readonly #instance: number;
  #handle: T | undefined;

  constructor(core: Core, handle: T) {
    this.core = core;
    this.#instance = core.instance;
    this.#handle = handle;
  }

  /** Gives what the package itself gave to the constructor of a class; refuses anything else, as that was called by somebody else. */
  static own<H>(held: H, name: string, maker: string): H {
    if (!isObject(held) || !(#instance in held)) throw invalid(name, said`\`${name}\` has no constructor for callers: \`${maker}\` gives it`);
    return held;
  }

  get alive(): boolean {
    return this.#handle !== undefined && this.#instance === this.core.instance;
  }

  get(): T {
    if (!this.#handle || !this.alive) throw freed();
    return this.#handle;
  }

  /** Runs `work` on it, as {@link Core.call} does. */
  use<R>(work: (handle: T) => R): R {
    const handle = this.get();
    return this.core.call(() => work(handle));
  }

  free(): void {
    const handle = this.#handle;
    // In the memory of another instance the same pointer is something else.
    const { alive } = this;
    this.#handle = undefined;
    if (handle && alive) this.core.call(() => { handle.free(); });
  }
}

/** Starts the one of `cores` whose wasm is given, as bytes or compiled; throws where it is that of none, and changes nothing then. */
export function startOne(cores: readonly Core[], source: () => object): void {
  try {
    const given = source();
    const module = isModule(given) ? given : new WebAssembly.Module(given);
    if (!cores.some((core) => core.startWith(module))) throw new TypeError("this is not the WebAssembly of this build of the package");
  } catch (thrown) {
    throw toStartError(cores, thrown);
  }
}

/** Why the wasm did not start: the page forbids it, or what was given is not the wasm of this version. */
export function toStartError(cores: readonly Core[], thrown: unknown): EcsPasswordError {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (/content security policy|\bcsp\b|unsafe-eval|disallowed by embedder/i.test(message)) {
    return failure(
      "wasmBlocked",
      said`this page or runtime does not allow WebAssembly to be compiled`,
      said`add 'wasm-unsafe-eval' to script-src of the Content-Security-Policy`,
      { cause: thrown },
    );
  }
  const files = cores.map(({ name }) => `\`ecs-password/${name}.wasm\``).join(", ");
  return failure(
    "invalidInput",
    said`what was given is not the WebAssembly module of this version of the package`,
    said`give a file of the same version, as it is: ${files}`,
    { path: "source", cause: thrown },
  );
}

/** The error of every call on a handle that is gone. */
export function freed(): EcsPasswordError {
  return failure(
    "handleFreed",
    said`the handle was freed already`,
    said`no handle (key, secret, client, access key, policy set, account) can be used after \`free()\`, nor after an \`internal\` error`,
  );
}

/** Whether it is a compiled module. The engine knows it by itself; it may be of another realm, whose class is another. */
function isModule(source: object): source is WebAssembly.Module {
  // The package itself starts with bytes, and an engine takes its time to refuse them.
  if (ArrayBuffer.isView(source)) return false;
  try {
    WebAssembly.Module.customSections(source, "");
    return true;
  } catch {
    return false;
  }
}

/** What the build wrote into the wasm, and beside its glue for here. */
function stampOf(module: WebAssembly.Module): string | undefined {
  const [section] = WebAssembly.Module.customSections(module, "ecs-password");
  return section && new TextDecoder().decode(section);
}

/** The exports in their order: of a function, how many values it takes. */
function shapeOf(exports: object): string {
  return Object.entries<unknown>(exports as Record<string, unknown>).map(([name, value]) => `${name} ${typeof value === "function" ? value.length.toString() : ""}`).join();
}

function isCoreError(thrown: unknown): thrown is CoreError {
  return typeof thrown === "object" && thrown !== null && !(thrown instanceof Error) && Object.hasOwn(thrown, "code");
}
