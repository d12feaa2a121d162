// What is not there from the start: loaded when it is first wanted.
import { html } from "lit";
import { msg } from "../locales/words.ts";
import { toProblem } from "../shared/problem.ts";
import type { Problem } from "../shared/problem.ts";
import { progress } from "./parts.ts";
import { problemView } from "./problem.ts";

/** Whether it has come. */
export type Loading = "none" | "ready" | Problem;

export function loadedView<Loaded>(loading: Loading, loaded: Loaded | undefined, again: () => void, view: (loaded: Loaded) => unknown): unknown {
  if (loaded !== undefined) return view(loaded);
  if (typeof loading === "string") return progress(msg("Loading…"));
  return problemView(loading, { more: html`<wa-button size="s" @click=${again}>${msg("Try again")}</wa-button>` });
}

/** Loads once, or again where that failed; `changed` is told how it ended. */
export function lazily<Loaded>(fetched: () => Promise<Loaded>, changed: (change: Loading) => void): { readonly parts: () => Loaded | undefined; readonly load: () => Promise<void> } {
  let parts: Loaded | undefined;
  let loading = false;
  return {
    parts: () => parts,
    async load() {
      if (loading) return;
      loading = true;
      try {
        parts ??= await fetched();
        changed("ready");
      } catch (error) {
        changed(toProblem(error));
      }
      loading = false;
    },
  };
}
