// The modules of WebAssembly, each loaded when a view needs it.
import { init as initClient } from "ecs-password/client/slim";
import clientUrl from "ecs-password/client.wasm?url";
import type { PolicyPackage } from "../shared/context.ts";
import { policyModule } from "../shared/policy-module.ts";
import type { Route } from "../shared/route.ts";

/** `keys` is for the workers alone: the page itself opens no key. */
export type ModuleName = "client" | "keys" | "policy";

/** What a view cannot do without. Who is signed in has the client already. */
export function moduleOf({ view }: Route): ModuleName {
  if (view === "permissions") return "policy";
  return view === "decrypt" ? "keys" : "client";
}

export class Modules {
  readonly #loading = new Map<ModuleName, Promise<void>>();
  readonly #ready = new Set<ModuleName>();
  #policy: PolicyPackage | undefined;
  readonly #loads: Record<ModuleName, () => Promise<void>>;

  /** `startKeys` waits for the worker that keeps the keys, `loadAnswers` for the views of what the policies come to. */
  constructor({ startKeys, loadAnswers }: { startKeys: () => Promise<void>; loadAnswers: () => Promise<void> }) {
    this.#loads = {
      client: () => initClient(new URL(clientUrl, location.href)),
      policy: async () => {
        const [policy, wasm] = await Promise.all([import("../shared/policy-package.ts"), policyModule.get(), loadAnswers()]);
        await policy.init(wasm);
        this.#policy = policy;
      },
      keys: startKeys,
    };
  }

  isReady(name: ModuleName): boolean {
    return this.#ready.has(name);
  }

  /** What `load("policy")` has loaded. */
  get policy(): PolicyPackage {
    if (!this.#policy) throw new Error("the module for policies is not loaded");
    return this.#policy;
  }

  /** Once, unless it failed. */
  load(name: ModuleName): Promise<void> {
    const known = this.#loading.get(name);
    if (known) return known;
    const loading = this.#loads[name]().then(
      () => { this.#ready.add(name); },
      (error: unknown) => {
        this.#loading.delete(name);
        throw error;
      },
    );
    this.#loading.set(name, loading);
    return loading;
  }
}
