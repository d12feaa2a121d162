// The page in the browser: its first moments, and what is drawn after each change.
import { render } from "lit";
import type { LitElement } from "lit";
import { browserLanguage, rememberedLanguage, showLanguage } from "../locales/locale.ts";
import { branding, product } from "../shared/branding.ts";
import type { Route } from "../shared/route.ts";
import "./styles.ts";
import "../ui/components.ts";
import { listenForCopies } from "../ui/copy.ts";
import { registerIcons } from "../ui/icons.ts";
import { CONSOLE } from "./console.ts";
import type { State } from "./console.ts";
import { NEW_FRAME } from "./frame/state.ts";
import { isSecretTyped } from "./leaving/state.ts";
import { Modules } from "./modules.ts";
import { page } from "./page.ts";
import { waitFor } from "../waiting/state.ts";
import { focusSearch, listenForShortcuts } from "./shortcuts.ts";
import { createStore } from "./store.ts";
import { newsOf, titleOf } from "./title.ts";
import { rememberedTheme, rememberTheme, showTheme, systemTheme } from "./theme.ts";

registerIcons();

const root = document.getElementById("page");
if (!root) throw new Error("the page has no #page");

const start = CONSOLE.initialState(CONSOLE.parseRoute(branding().alone ? "#/decrypt" : location.hash), {
  theme: rememberedTheme() ?? systemTheme(),
  frame: { ...NEW_FRAME, secure: isSecureContext },
});

/** In the title until the visitor comes back to the tab, or goes elsewhere in it. */
let news: string | undefined;

const store = createStore(CONSOLE, start, {
  changed(before, after, event) {
    if (event.type === "page/themeChosen") rememberTheme(event.theme);
    if (after.theme !== before.theme) showTheme(after.theme);
    if (after.frame.language !== before.frame.language) showLanguage(after.frame.language);
    if (after.route !== before.route) showRoute(after.route);
    if (event.type === "page/navigated") news = undefined;
    news = newsOf(event, (id) => waitFor(before.waiting, id)?.name) ?? news;
    schedule();
  },
  go(route) {
    if (CONSOLE.toHash(route) === location.hash) store.dispatch({ type: "page/navigated", route });
    else location.hash = CONSOLE.toHash(route);
  },
  leave(actions, state) {
    if (CONSOLE.losses(state).length > 0) store.dispatch({ type: "leaving/asked" });
    else actions.session.signOut();
  },
  modules: ({ keys, permissions }) => new Modules({ startKeys: () => keys.startWorker(), loadAnswers: () => permissions.loadViews() }),
});
const { actions } = store;

let begun = false;
let scheduled = false;

function schedule(): void {
  if (scheduled || !begun) return;
  scheduled = true;
  queueMicrotask(() => {
    scheduled = false;
    draw();
  });
}

let focused = 0;

function draw(): void {
  if (!root) return;
  const { state } = store;
  const { target, count } = state.focus;
  // Another view begins at its top: drawn further down, a long table would be laid out twice.
  if (count !== focused && target === "heading" && scrollY > 0) scrollTo(0, 0);
  render(page(CONSOLE, state, actions), root);
  document.title = titleOf(news, root.querySelector("h1")?.textContent.trim(), product());
  if (count === focused) return;
  focused = count;
  void giveFocus(root, state.focus);
}

/** Before anybody can do anything else: given a frame later, the focus would be taken from where they went meanwhile. */
async function giveFocus(root: HTMLElement, { target, count }: State["focus"]): Promise<void> {
  const places = root.querySelectorAll<HTMLElement>(`[data-focus~="${target}"]`);
  const place = places[places.length - 1] ?? (target === "none" ? undefined : root.querySelector<HTMLElement>("h1"));
  await drawn(place);
  if (count === focused) place?.focus({ preventScroll: target === "heading" });
}

/** Components draw themselves a moment later, what stands in them with them; still in the same task. */
async function drawn(element: Element | null | undefined): Promise<void> {
  for (let each = element; each; each = each.parentElement) await (each as Partial<LitElement>).updateComplete;
}

/** The address follows the state; what the state decided must not come back as a wish. */
function showRoute(route: Route): void {
  if (location.hash !== CONSOLE.toHash(route)) history.replaceState(null, "", CONSOLE.toHash(route));
}

addEventListener("hashchange", () => {
  store.dispatch({ type: "page/navigated", route: CONSOLE.parseRoute(location.hash) });
  showRoute(store.state.route);
});

// Each view begins at its top, also where the browser remembers another place of it.
history.scrollRestoration = "manual";

addEventListener("beforeunload", (event) => {
  if (CONSOLE.wouldLose(store.state) || isSecretTyped(document)) event.preventDefault();
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  news = undefined;
  schedule();
});

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  if (!rememberedTheme()) store.dispatch({ type: "page/themeChanged", theme: systemTheme() });
});

async function begin(): Promise<void> {
  showTheme(store.state.theme);
  actions.frame.watch();
  if (store.state.frame.secure) void actions.session.loadClouds();
  // English is at hand; another language is worth a moment, and shown in English where it does not come.
  await actions.frame.showLanguage(rememberedLanguage() ?? browserLanguage(), false);
  root?.replaceChildren();
  begun = true;
  draw();
  if (!store.state.frame.secure) return;
  const goTo = (route: Route) => (): boolean => {
    actions.go(route);
    return true;
  };
  listenForShortcuts({
    "/": focusSearch,
    "g s": goTo({ view: "servers" }),
    "g p": goTo({ view: "permissions" }),
    "?": () => {
      actions.about.open("shortcuts");
      return true;
    },
  });
  listenForCopies(root, (text) => { store.dispatch({ type: "page/announced", text }); });
  // After the first paint: nothing that is shown first needs the core.
  requestAnimationFrame(() => setTimeout(actions.startCore));
}

void begin();
