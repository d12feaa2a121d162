import { render } from "lit";
import type { LitElement } from "lit";
import { createActions } from "./actions.ts";
import "../ui/components.ts";
import { NEW_FRAME } from "./frame/state.ts";
import { registerIcons } from "../ui/icons.ts";
import { isSecretTyped, wouldLose } from "./leaving/state.ts";
import { browserLanguage, rememberedLanguage, showLanguage } from "../locales/locale.ts";
import { parseRoute, toHash } from "../shared/route.ts";
import { initialState, reduce } from "./state.ts";
import type { Event, Route, State } from "./state.ts";
import { rememberedTheme, rememberTheme, showTheme, systemTheme } from "./theme.ts";
import { page } from "./page.ts";

registerIcons();

const root = document.getElementById("page");
if (!root) throw new Error("the page has no #page");

let state = initialState(rememberedTheme() ?? systemTheme(), parseRoute(location.hash), { ...NEW_FRAME, secure: isSecureContext });
let scheduled = false;

const store = {
  get state(): State {
    return state;
  },
  dispatch: (event: Event): void => {
    const before = state;
    state = reduce(before, event);
    if (state === before) return;
    if (event.type === "themeChosen") rememberTheme(event.theme);
    if (state.theme !== before.theme) showTheme(state.theme);
    if (state.frame.language !== before.frame.language) showLanguage(state.frame.language);
    if (state.route !== before.route) showRoute(state.route);
    schedule();
    actions.follow(before, state);
  },
};

const actions = createActions(store, (route: Route) => {
  if (toHash(route) === location.hash) store.dispatch({ type: "navigated", route });
  else location.hash = toHash(route);
});

let begun = false;

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
  const { target, count } = state.focus;
  // Another view begins at its top: drawn further down, a long table would be laid out twice.
  if (count !== focused && target === "heading" && scrollY > 0) scrollTo(0, 0);
  render(page(state, actions), root);
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
  if (location.hash !== toHash(route)) history.replaceState(null, "", toHash(route));
}

addEventListener("hashchange", () => {
  const wanted = parseRoute(location.hash);
  store.dispatch({ type: "navigated", route: wanted });
  showRoute(state.route);
});

// Each view begins at its top, also where the browser remembers another place of it.
history.scrollRestoration = "manual";

addEventListener("beforeunload", (event) => {
  if (wouldLose(state) || isSecretTyped(document)) event.preventDefault();
});

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  if (!rememberedTheme()) store.dispatch({ type: "themeChanged", theme: systemTheme() });
});

async function begin(): Promise<void> {
  showTheme(state.theme);
  actions.frame.watch();
  if (state.frame.secure) void actions.loadClouds();
  // English is at hand; another language is worth a moment, and shown in English where it does not come.
  await actions.frame.showLanguage(rememberedLanguage() ?? browserLanguage(), false);
  root?.replaceChildren();
  begun = true;
  draw();
  if (!state.frame.secure) return;
  // After the first paint: nothing that is shown first needs the core.
  requestAnimationFrame(() => setTimeout(actions.startCore));
}

void begin();
