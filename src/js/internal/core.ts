import * as glue from "../ecs_password.js";
import { stamp } from "../wasm-stamp.js";
import type { SecretHandle } from "../ecs_password.js";
import { EcsPasswordError, type ErrorCode } from "../errors.js";
import type { Secret } from "../secret.js";
import type { Said } from "../types.js";

export type Core = typeof glue;
export type WasmSource = () => WebAssembly.Module | Uint8Array;

type Adopt = (handle: SecretHandle) => Secret;

/** What `throw` in src/wasm/value.rs gives. */
interface CoreError {
  code: ErrorCode;
  message: string;
  hint?: string;
  said?: { message?: Said; hint?: Said };
  path?: string;
  status?: number;
  providerCode?: string;
  requestId?: string;
  retryable: boolean;
  mayHaveHappened?: boolean;
  secret?: SecretHandle;
}

/** A handle into WebAssembly memory, until it is freed or its instance is gone. */
export class Held<T extends { free(): void }> {
  #handle: T | undefined;
  readonly #instance = instance;

  constructor(handle: T) {
    this.#handle = handle;
  }

  get alive(): boolean {
    return this.#handle !== undefined && this.#instance === instance;
  }

  get(): T {
    if (!this.#handle || !this.alive) throw freed();
    return this.#handle;
  }

  free(): void {
    const handle = this.#handle;
    // In the memory of another instance the same pointer is something else.
    const { alive } = this;
    this.#handle = undefined;
    if (handle && alive) call(() => { handle.free(); });
  }
}

let instance = 0;
let wasmSource: WasmSource | undefined;
let exports: glue.InitOutput | undefined;
/** The core failed, and its instance could not be replaced yet. */
let torn = false;
const replaced = new Set<() => void>();

/** Says where the wasm comes from when it is needed for the first time. */
export function useWasm(source: WasmSource): void {
  wasmSource ??= source;
}

/** Starts the core at once from bytes or a compiled module; throws where it is that of another file, and changes nothing then. */
export function startWith(source: object): void {
  if (exports) return;
  const module = isModule(source) ? source : new WebAssembly.Module(source);
  if (stampOf(module) !== stamp) throw new TypeError("this is not the WebAssembly of this build of the package");
  exports = glue.initSync({ module });
}

/** Whether it is a compiled module. The engine knows it by itself; it may be of another realm, whose class is another. */
function isModule(source: object): source is WebAssembly.Module {
  try {
    WebAssembly.Module.exports(source);
    return true;
  } catch {
    return false;
  }
}

/** What the build wrote into the wasm, and beside it for here: the glue and the wasm of two builds do not fit together. */
function stampOf(module: WebAssembly.Module): string | undefined {
  const [section] = WebAssembly.Module.customSections(module, "ecs-password");
  return section && new TextDecoder().decode(section);
}

/**
 * Runs `use` on the core, and makes an `EcsPasswordError` of all that it throws. `use` does nothing but call the core, with plain
 * values: what else is thrown there comes from the core itself, whose instance is then replaced.
 */
export function call<T>(use: (core: Core) => T, adopt?: Adopt): T {
  start();
  try {
    return use(glue);
  } catch (thrown) {
    throw toError(thrown, adopt);
  }
}

/** Calls `listener` when the instance is replaced, until the function that is given is called. */
export function whenReplaced(listener: () => void): () => void {
  replaced.add(listener);
  return () => { replaced.delete(listener); };
}

function start(): void {
  if (torn) replaceInstance();
  if (exports) return;
  if (!wasmSource) {
    throw new EcsPasswordError("the WebAssembly module was not given yet", {
      code: "notInitialized",
      hint: "call `await init(…)` or `initSync(…)` of `ecs-password/slim` first, or import from `ecs-password`, which needs neither",
    });
  }
  try {
    startWith(wasmSource());
  } catch (thrown) {
    throw toStartError(thrown);
  }
}

/** Why the wasm did not start: the page forbids it, or what was given is not the wasm of this version. */
export function toStartError(thrown: unknown): EcsPasswordError {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (/content security policy|\bcsp\b|unsafe-eval|disallowed by embedder/i.test(message)) {
    return new EcsPasswordError("this page or runtime does not allow WebAssembly to be compiled", {
      code: "wasmBlocked",
      hint: "add 'wasm-unsafe-eval' to script-src of the Content-Security-Policy",
      cause: thrown,
    });
  }
  return new EcsPasswordError("what was given is not the WebAssembly module of this version of the package", {
    code: "invalidInput",
    path: "source",
    hint: "give `ecs-password/ecs_password.wasm` of the same version, as it is",
    cause: thrown,
  });
}

function toError(thrown: unknown, adopt?: Adopt): EcsPasswordError {
  if (isCoreError(thrown)) {
    const { message, secret, ...details } = thrown;
    return new EcsPasswordError(message, { ...details, ...(secret && adopt && { secret: adopt(secret) }) });
  }
  torn = true;
  try {
    replaceInstance();
  } catch {
    // No memory for another one: the next call tries again.
  }
  return coreFailed(thrown);
}

function coreFailed(cause: unknown): EcsPasswordError {
  return new EcsPasswordError("the core failed", {
    code: "internal",
    hint: "this is a bug of the package, please report it; keys, secrets and clients made before must be made again",
    cause,
  });
}

/** The error of every call on a handle that is gone. */
export function freed(): EcsPasswordError {
  return new EcsPasswordError("the handle was freed already", {
    code: "handleFreed",
    hint: "no handle (key, secret, client, policy set) can be used after `free()`, nor after an `internal` error",
  });
}

/** Wipes the memory of a torn instance and starts a new one: old handles answer `handleFreed`, and calls under way end. */
function replaceInstance(): void {
  if (!exports) return;
  instance += 1;
  new Uint8Array(exports.memory.buffer).fill(0);
  try {
    glue.__wbg_reset_state();
    exports = glue.initSync({ module: new Uint8Array() });
    torn = false;
  } catch (thrown) {
    throw coreFailed(thrown);
  } finally {
    for (const listener of [...replaced]) listener();
  }
}

function isCoreError(thrown: unknown): thrown is CoreError {
  return typeof thrown === "object" && thrown !== null && !(thrown instanceof Error) && "code" in thrown;
}
