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

/** Gives what starts the worker of an address, which the build knows. */
export function worker(url: string): () => Worker {
  own.add(url);
  return () => new Worker(policy()?.createScriptURL(url) ?? url, { type: "module", name: "ecs-password" });
}
