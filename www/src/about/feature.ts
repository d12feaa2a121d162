// About and help: the version, what leaves the browser, guides and licences.
import type { TemplateResult } from "lit";
import type { Context, Dispatch, PageActions } from "../shared/context.ts";
import { feature } from "../shared/feature.ts";
import { lazily } from "../ui/loaded.ts";
import { NO_ABOUT, on, reduce } from "./state.ts";
import type { About, AboutEvent, AboutState } from "./state.ts";

export type AboutUses = Dispatch<AboutEvent> & { readonly about: AboutActions };
type AboutActions = ReturnType<typeof createAboutActions>;

function createAboutActions({ dispatch }: Context<AboutState, AboutEvent>, loadView: () => Promise<(close: () => void) => TemplateResult>) {
  const view = lazily(loadView, (loading) => { dispatch({ type: "about/loaded", view: loading }); });
  const load = (): void => void view.load();
  return {
    view: view.parts,
    load,
    open: (): void => {
      dispatch({ type: "about/toggled", open: true });
      load();
    },
    close: (): void => { dispatch({ type: "about/toggled", open: false }); },
  };
}

export const about = feature<"about", About, AboutEvent, AboutState, PageActions, AboutActions>({
  name: "about",
  initial: NO_ABOUT,
  // What is loaded stays loaded.
  kept: ({ view }) => ({ ...NO_ABOUT, view }),
  reduce,
  on,
  actions: (context) => createAboutActions(context, async () => (await import("./view.ts")).aboutView),
});
