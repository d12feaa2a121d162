// The servers of the project: a table to search, sort and choose in, however many there are.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { Server } from "ecs-password/slim";
import { refusedAs } from "../grant/refusal.ts";
import { virtualRows } from "../ui/virtual-rows.ts";
import type { Place } from "../ui/virtual-rows.ts";
import { requestView } from "../request/view.ts";
import { checkedOf, chooser, icon, progress, sortHead, startIcon } from "../ui/parts.ts";
import { rowHead } from "../ui/copy.ts";
import { problemView } from "../ui/problem.ts";
import { formats } from "../locales/locale.ts";
import { digits, msg, str, words } from "../locales/words.ts";
import type { Known } from "../password/state.ts";
import { valueAt } from "../shared/keyed.ts";
import type { ServersUses } from "./actions.ts";
import { byNameView } from "./by-name.ts";
import { oddView } from "./odd-view.ts";
import { filtersView } from "./filters-view.ts";
import { addressesView, knownText, statusView } from "./parts.ts";
import { isHeld, settingOf } from "../reset/state.ts";
import { nameOf, visibleText } from "../shared/visible-text.ts";
import { createdAt, isRenewing, NO_FILTERS, selectedOf, unreadFields } from "./state.ts";
import type { Column, ServersState } from "./state.ts";
import { shownRows } from "./table.ts";

const WORDS = words(() => ({
  title: msg("Servers"),
  refresh: msg("Refresh"),
  columns: {
    name: msg("Server"),
    status: msg("Status"),
    os: msg("System"),
    key: msg("Key pair"),
    addresses: msg("Addresses"),
    created: msg("Created"),
    password: msg("Password"),
  } satisfies Record<Column, string>,
  os: { windows: msg("Windows"), other: msg("Other"), unknown: msg("Unknown") },
  unknownHint: msg("The cloud does not say"),
  noKey: msg("None"),
  loading: msg("Loading the servers…"),
  rest: msg("Load the rest"),
  stop: msg("Stop"),
  retry: msg("Try again"),
  idle: msg("The servers are not loaded."),
  load: msg("Load the servers"),
  empty: msg("There are no servers in this project"),
  emptyHint: msg("Windows servers are listed here as soon as the project has some. If you expected others, sign out and sign in to another project."),
  unread: msg("No server of the cloud's list could be read"),
  none: msg("No server matches"),
  noneYet: msg("None of the servers loaded so far matches"),
  clear: msg("Clear the search and all filters"),
  selectAll: msg("Select all that are shown"),
  loadAndSelect: msg("Load and select all"),
  selecting: msg("Those still loading are selected as they come"),
  sortBy: msg("Sort by"),
  asListed: msg("As the cloud lists them"),
  ascending: msg("ascending"),
  descending: msg("descending"),
  get: msg("Get passwords"),
  clearSelection: msg("Clear the selection"),
  results: msg("Go to the passwords"),
  newPasswords: msg("New passwords"),
  set: msg("Set new passwords"),
}));

const COLUMNS: Column[] = ["name", "status", "os", "key", "addresses", "created", "password"];
const ROW_HEIGHT = 65;

export function serversView(state: ServersState, actions: ServersUses): TemplateResult {
  const { servers } = state;
  const { status } = servers;
  return html`
    <div class="head">
      <h1 tabindex="-1" data-focus="heading">${WORDS().title}</h1>
      <wa-button size="s" appearance="outlined" ?disabled=${status === "loading" || status === "loadingRest"} @click=${() => void actions.servers.load()}
        >${startIcon("refresh")}${WORDS().refresh}</wa-button
      >
    </div>
    ${filtersView(servers, actions)}
    ${list(state, actions)} ${requestView(state, actions, { operation: "listServers" }, state.session.current)}
  `;
}

function list(state: ServersState, actions: ServersUses): unknown {
  const { servers } = state;
  const { status, items, problem, nextMarker } = servers;
  const cancel = (): void => { actions.cancel("servers"); };
  if (status === "loading" && items.length === 0) return html`<div class="card placeholder">${progress(WORDS().loading, cancel)}</div>`;
  if (status === "idle") {
    return html`<div class="card placeholder"><p>${WORDS().idle}</p><wa-button size="s" @click=${() => void actions.servers.load()}>${WORDS().load}</wa-button></div>`;
  }
  const failed =
    status === "failed" && problem
      ? problemView(problem, {
          ...refusedAs(state, "listServers", problem, actions),
          level: 2,
          more: html`<p><wa-button size="s" @click=${() => void actions.servers.load({ rest: nextMarker !== undefined })}>${WORDS().retry}</wa-button></p>`,
        })
      : nothing;
  if (items.length === 0) {
    if (status === "failed") return failed;
    if (servers.oddities.length > 0) return html`${oddView(servers.oddities)}<div class="card placeholder"><h2>${WORDS().unread}</h2></div>`;
    return html`<div class="card placeholder"><h2>${WORDS().empty}</h2><p class="quiet">${WORDS().emptyHint}</p></div>`;
  }
  const shown = shownRows(servers);
  return html`
    ${failed} ${oddView(servers.oddities)} ${status === "loading" ? progress(WORDS().loading, cancel) : nothing}
    ${shown.length > 0 ? table(shown, state, actions) : nothingShown(state, actions)}
    <div class="list-foot">
      <p class="quiet"><span>${countText(shown, servers)}</span> ${byNameView(servers)}</p>
      ${status === "loadingRest" ? html`<div class="buttons"><wa-button size="s" appearance="plain" @click=${cancel}>${WORDS().stop}</wa-button></div>` : nothing}
      ${nextMarker !== undefined && status === "ready"
        ? html`<div class="buttons"><wa-button size="s" appearance="outlined" @click=${() => void actions.servers.load({ rest: true })}>${WORDS().rest}</wa-button></div>`
        : nothing}
    </div>
    ${selectionBar(shown, state, actions)}
  `;
}

/** How many of the servers are shown, and of how many that is known. */
function countText(shown: readonly Server[], servers: ServersState["servers"]): string {
  const { status, items, nextMarker, filters, fresh, found } = servers;
  const { search, keyPair, password, created, windowsOnly } = filters;
  const [some, all] = [digits(shown.length), digits(items.length)];
  const isAll = nextMarker === undefined;
  const count = (): string => {
    if (search.trim() !== "" || keyPair !== undefined || password !== undefined || created !== undefined || found.length > 0) {
      return isAll ? msg(str`${some} of ${all} servers shown`) : msg(str`${some} of ${all} loaded servers shown`);
    }
    if (items.length === 1) return isAll ? msg("1 server") : msg("The first server");
    // A cloud that does not say what a server runs may mean Windows.
    const unsure = windowsOnly && shown.some(({ os }) => os === "unknown");
    if (unsure) return isAll ? msg(str`${all} servers, ${some} Windows or unknown`) : msg(str`${some} Windows or unknown among the first ${all} servers`);
    if (!windowsOnly) return isAll ? msg(str`${all} servers`) : msg(str`The first ${all} servers`);
    if (isAll) return msg(str`${all} servers, ${some} Windows`);
    return shown.length === 1 ? msg(str`1 Windows server among the first ${all}`) : msg(str`${some} Windows servers among the first ${all}`);
  };
  const what = count();
  if (status === "loadingRest") {
    const renewed = digits(fresh);
    return isRenewing(servers) ? msg(str`${what}; ${renewed} of them loaded anew so far`) : msg(str`${what}; loading more`);
  }
  return isAll || status === "loading" ? what : msg(str`${what}; the rest is not loaded`);
}

function nothingShown({ servers }: ServersState, actions: ServersUses): TemplateResult {
  return html`<div class="card placeholder">
    <h2>${servers.nextMarker === undefined ? WORDS().none : WORDS().noneYet}</h2>
    <wa-button size="s" appearance="outlined" @click=${() => { actions.dispatch({ type: "servers/filtered", by: NO_FILTERS }); }}>${WORDS().clear}</wa-button>
  </div>`;
}

/** The roles are spelled out because the cards of a narrow screen take the table layout away, and its roles with it. */
function table(shown: Server[], state: ServersState, actions: ServersUses): TemplateResult {
  const { servers } = state;
  const selected = selectedOf(shown, servers.selected);
  const all = html`<input
    type="checkbox"
    aria-label=${WORDS().selectAll}
    .checked=${live(selected === shown.length)}
    .indeterminate=${live(selected > 0 && selected < shown.length)}
    @change=${(event: Event) => { select(shown.map(({ id }) => id), checkedOf(event), state, actions); }}
  />`;
  return html`
    <div class="narrow-tools">
      <label class="check">${all}<span aria-hidden="true">${WORDS().selectAll}</span></label>
      ${sortChooser(state, actions)}
    </div>
    <div class="card table-card">
      <table class="servers rows" role="table" aria-label=${WORDS().title} aria-rowcount=${shown.length + 1}>
        <thead role="rowgroup">
          <tr role="row" aria-rowindex="1">
            <td role="cell" class="choose"><label class="target">${all}</label></td>
            ${COLUMNS.map((column) => headerView(column, state, actions))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${virtualRows({
            rows: shown,
            key: ({ id }) => id,
            row: (server: Server, place) => row(server, place, shown, state, actions),
            estimate: ROW_HEIGHT,
          })}
        </tbody>
      </table>
    </div>
  `;
}

const headerView = (column: Column, { servers }: ServersState, actions: ServersUses): TemplateResult =>
  sortHead(column, WORDS().columns[column], servers.sort, () => { actions.dispatch({ type: "servers/sorted", column }); });

/** Where the cards leave no head to click on. */
function sortChooser({ servers: { sort } }: ServersState, actions: ServersUses): TemplateResult {
  const { asListed, ascending, columns, descending, sortBy } = WORDS();
  const options = COLUMNS.flatMap((column) => [[`${column} ascending`, `${columns[column]}, ${ascending}`] as const, [`${column} descending`, `${columns[column]}, ${descending}`] as const]);
  return chooser(sortBy, sort ? `${sort.column} ${sort.descending ? "descending" : "ascending"}` : "", [["", asListed], ...options], (value) => {
    const [column, direction] = value.split(" ");
    actions.dispatch({ type: "servers/sortChosen", sort: COLUMNS.find((each) => each === column), descending: direction === "descending" });
  });
}

function row(server: Server, { index, ariaIndex }: Place, shown: Server[], state: ServersState, actions: ServersUses): TemplateResult {
  const { columns } = WORDS();
  const { servers } = state;
  const { id } = server;
  const name = nameOf(server) ?? id;
  const unread = unreadFields(servers.oddities).get(id);
  const selected = valueAt(servers.selected, id) === true;
  const choose = (event: MouseEvent): void => { chosen(id, checkedOf(event), event.shiftKey, shown, state, actions); };
  return html`<tr role="row" data-index=${index} aria-rowindex=${ariaIndex} class=${selected ? "chosen" : ""} @click=${opened}>
    <td role="cell" class="choose">
      <label class="target"><input type="checkbox" aria-label=${msg(str`Select ${name}`)} .checked=${live(selected)} @click=${choose} /></label>
    </td>
    ${rowHead(`#/servers/${id}`, name, id)}
    <td role="cell" data-label=${columns.status}>${statusView(server.status)}</td>
    <td role="cell" data-label=${columns.os}>
      ${server.os === "unknown"
        ? html`<span class="quiet" title=${WORDS().unknownHint}>${WORDS().os.unknown}</span>`
        : server.os === "other"
          ? html`<span class="capital">${server.osType ?? WORDS().os.other}</span>`
          : WORDS().os.windows}
    </td>
    <td role="cell" data-label=${columns.key}>${visibleText(server.keyName ?? "") || html`<span class="quiet">${unread?.has("key_name") === true ? WORDS().os.unknown : WORDS().noKey}</span>`}</td>
    <td role="cell" data-label=${columns.addresses}>${addressesView(server, unread)}</td>
    <td role="cell" class="column-created" data-label=${columns.created}>${createdView(server)}</td>
    <td role="cell" data-label=${columns.password}>${knownView(valueAt(servers.known, id))}</td>
  </tr>`;
}

function knownView(known: Known | undefined): TemplateResult {
  if (known === undefined) return html`<span class="quiet">${knownText(known)}</span>`;
  return html`<span class=${`known known-${known}`}>${icon(known === "stored" ? "key" : known === "deleted" ? "check" : "minus")}${knownText(known)}</span>`;
}

/** A row leads where its name does; what stands in it has a click of its own, and so has a text that is being marked. */
function opened(event: MouseEvent): void {
  const [row, place] = [event.currentTarget as HTMLElement, event.target as HTMLElement];
  if (place.closest("a, label, button") === null && getSelection()?.isCollapsed !== false) row.querySelector<HTMLElement>("a.server-name")?.click();
}

function createdView(server: Server): unknown {
  const at = createdAt(server);
  if (Number.isNaN(at)) return html`<span class="quiet">${WORDS().os.unknown}</span>`;
  const time = new Date(at);
  return html`<time datetime=${time.toISOString()} title=${time.toLocaleString(formats())}>${time.toLocaleDateString(formats(), { dateStyle: "medium" })}</time>`;
}

/** With Shift, all from the one that was chosen last. */
function chosen(id: string, on: boolean, range: boolean, shown: Server[], state: ServersState, actions: ServersUses): void {
  const { anchor } = state.servers;
  const from = range && anchor !== undefined ? shown.findIndex((server) => server.id === anchor) : -1;
  const to = shown.findIndex((server) => server.id === id);
  const ids = from < 0 ? [id] : shown.slice(Math.min(from, to), Math.max(from, to) + 1).map((server) => server.id);
  select(ids, on, state, actions, id);
}

function select(ids: string[], on: boolean, { servers: { selected } }: ServersState, actions: ServersUses, anchor?: string): void {
  const before = selected.size;
  const already = before === 0 ? 0 : ids.filter((id) => valueAt(selected, id) === true).length;
  const count = digits(on ? before + ids.length - already : before - already);
  actions.dispatch({ type: "servers/selected", ids, on, ...(anchor === undefined ? {} : { anchor }), text: msg(str`${count} selected`) });
}

/** What can be done with the chosen ones; it stays in sight while the list scrolls. */
function selectionBar(shown: Server[], state: ServersState, actions: ServersUses): unknown {
  const { many, reset, servers, session } = state;
  const all = servers.selected.size;
  const earlier = many.rows.length > 0;
  const held = reset.rows.some(isHeld);
  if (all === 0 && !earlier && !held) return nothing;
  const here = selectedOf(shown, servers.selected);
  const hidden = all - here;
  const [number, these, unseen, most] = [all, here, hidden, shown.length].map(digits);
  const chosen = (): Server[] => servers.items.filter(({ id }) => valueAt(servers.selected, id) === true);
  const isAll = servers.nextMarker === undefined;
  return html`<div class="selection" role="region" aria-label=${msg("Selection")}>
    <p>
      ${all > 0 ? html`<strong>${hidden === 0 && here < shown.length ? msg(str`${these} of ${most} selected`) : msg(str`${number} selected`)}</strong>` : nothing}
      ${hidden > 0 ? html`<span class="quiet">${msg(str`${unseen} of them not shown`)}</span>` : nothing}
      ${all > 0 && servers.selectsAll ? html`<span class="quiet">${WORDS().selecting}</span>` : nothing}
      ${all > 0 && !isAll && !servers.selectsAll && here === shown.length
        ? html`<button type="button" class="link" @click=${() => { actions.servers.selectAll(WORDS().selecting); }}>${WORDS().loadAndSelect}</button>`
        : nothing}
      ${earlier ? html`<a href="#/passwords">${WORDS().results}</a>` : nothing}
      ${held ? html`<a href="#/new-passwords">${WORDS().newPasswords}</a>` : nothing}
    </p>
    ${all > 0
      ? html`<div class="buttons">
          <wa-button size="s" appearance="plain" @click=${() => { actions.dispatch({ type: "servers/selectionCleared", text: msg("Nothing is selected") }); }}>${WORDS().clearSelection}</wa-button>
          ${session.current && settingOf(session.current)
            ? html`<wa-button size="s" appearance="outlined" ?disabled=${reset.run !== undefined} @click=${() => void actions.reset.open(chosen())}>${WORDS().set}</wa-button>`
            : nothing}
          <wa-button size="s" variant="brand" ?disabled=${many.run !== undefined} @click=${() => { actions.many.open(chosen(), (id) => unreadFields(servers.oddities).get(id)?.has("key_name") === true); }}>${startIcon("key")}${WORDS().get}</wa-button>
        </div>`
      : nothing}
  </div>`;
}
