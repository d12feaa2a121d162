// Starting the workers of the page.
import { lastMemo } from "./memo.ts";

interface ScriptUrls {
  createPolicy: (name: string, rules: { createScriptURL: (url: string) => string }) => { createScriptURL: (url: string) => string };
}

/** Where the workers of the page are. */
const own = new Set<string>();

/** Trusted Types: of all scripts, only our workers may be started. A page has one policy of a name. */
const policy = lastMemo(() => {
  const { trustedTypes } = globalThis as { trustedTypes?: ScriptUrls };
  return trustedTypes?.createPolicy("ecs-password-worker", {
    createScriptURL: (url) => {
      if (!own.has(url)) throw new TypeError("this is not a worker of the page");
      return url;
    },
  });
});

/** A worker while it runs; `end` ends it, whatever it does. */
export interface Running<To> {
  send(message: To, transfer?: Transferable[]): void;
  end(): void;
}

/** What is told of a worker until it is ended: `failed` where it ends by itself, or throws. */
export interface Told<From> {
  message: (data: From) => void;
  failed: () => void;
}

/** Gives what starts the worker of an address, which the build knows. */
export function worker<To, From>(url: string): (told: Told<From>) => Running<To> {
  own.add(url);
  return ({ message, failed }) => {
    const started = new Worker(policy()?.createScriptURL(url) ?? url, { type: "module", name: "ecs-password" });
    // Browsers go on to tell what ending it broke off: a request under way fails in it, and its error comes later.
    const told = new AbortController();
    started.addEventListener("message", ({ data }: MessageEvent<From>) => { message(data); }, told);
    started.addEventListener("error", failed, told);
    return {
      send: (data, transfer = []) => { started.postMessage(data, transfer); },
      end: () => {
        told.abort();
        started.terminate();
      },
    };
  };
}
