// About and help: the version, what leaves the browser, guides and licences; and the keys that lead somewhere.
import type { Context, Dispatch, PageActions } from "../shared/context.ts";
import { feature } from "../shared/feature.ts";
import { lazily } from "../ui/loaded.ts";
import { NO_ABOUT, on, reduce } from "./state.ts";
import type { About, AboutDialog, AboutEvent, AboutState } from "./state.ts";

export type AboutUses = Dispatch<AboutEvent> & { readonly about: AboutActions };
type AboutActions = ReturnType<typeof createAboutActions>;

function createAboutActions({ dispatch }: Context<AboutState, AboutEvent>) {
  const view = lazily(() => import("./parts.ts"), (loading) => { dispatch({ type: "about/loaded", view: loading }); });
  const load = (): void => void view.load();
  return {
    view: view.parts,
    load,
    open: (dialog: AboutDialog): void => {
      dispatch({ type: "about/opened", dialog });
      load();
    },
    close: (dialog: AboutDialog): void => { dispatch({ type: "about/closed", dialog }); },
  };
}

export const about = feature<"about", About, AboutEvent, AboutState, PageActions, AboutActions>({
  name: "about",
  initial: NO_ABOUT,
  // What is loaded stays loaded.
  kept: ({ view }) => ({ ...NO_ABOUT, view }),
  reduce,
  on,
  actions: createAboutActions,
});
