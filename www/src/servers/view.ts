// The servers of the project: a table to search, sort and choose in, however many there are.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { Server } from "ecs-password/slim";
import { refusedAs } from "../grant/refusal.ts";
import { virtualRows } from "../ui/virtual-rows.ts";
import type { Place } from "../ui/virtual-rows.ts";
import { requestView } from "../request/view.ts";
import { checkedOf, icon, progress, startIcon, valueOf } from "../ui/parts.ts";
import { problemView } from "../ui/problem.ts";
import { digits, msg, str, words } from "../locales/words.ts";
import type { Known } from "../password/state.ts";
import { valueAt } from "../shared/keyed.ts";
import type { ServersUses } from "./actions.ts";
import { oddView } from "./odd-view.ts";
import { addressesView, statusView } from "./parts.ts";
import { isHeld, settingOf } from "../reset/state.ts";
import { nameOf, selectedOf, unreadFields } from "./state.ts";
import type { Column, Servers, ServersState } from "./state.ts";
import { shownRows } from "./table.ts";

const WORDS = words(() => ({
  title: msg("Servers"),
  search: msg("Search by name, address, key pair or ID"),
  windows: msg("Windows only"),
  refresh: msg("Refresh"),
  columns: {
    name: msg("Server"),
    status: msg("Status"),
    os: msg("System"),
    key: msg("Key pair"),
    addresses: msg("Addresses"),
    password: msg("Password"),
  } satisfies Record<Column, string>,
  os: { windows: msg("Windows"), other: msg("Other"), unknown: msg("Unknown") },
  unknownHint: msg("The cloud does not say"),
  known: { stored: msg("Stored"), none: msg("None stored"), deleted: msg("Deleted just now") } satisfies Record<Known, string>,
  notAsked: msg("Not checked"),
  noKey: msg("None"),
  loading: msg("Loading the servers…"),
  loadingMore: msg("Loading more…"),
  more: msg("Load more"),
  all: msg("Load all"),
  retry: msg("Try again"),
  idle: msg("The servers are not loaded."),
  load: msg("Load the servers"),
  empty: msg("There are no servers in this project"),
  emptyHint: msg("Windows servers are listed here as soon as the project has some. If you expected others, sign out and sign in to another project."),
  unread: msg("No server of the cloud's list could be read"),
  none: msg("No loaded server matches"),
  noneMore: msg("There are more servers to load."),
  clear: msg("Clear the search and show every system"),
  selectAll: msg("Select all that are shown"),
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

const COLUMNS: Column[] = ["name", "status", "os", "key", "addresses", "password"];
/** With the one for the checkboxes. */
const ALL_COLUMNS = COLUMNS.length + 1;
const ROW_HEIGHT = 65;

export function serversView(state: ServersState, actions: ServersUses): TemplateResult {
  const { servers } = state;
  const { status } = servers;
  return html`
    <div class="head">
      <h1 tabindex="-1" data-focus="heading">${WORDS().title}</h1>
      <wa-button size="s" appearance="outlined" ?disabled=${status === "loading" || status === "loadingAll"} @click=${() => void actions.servers.load()}
        >${startIcon("refresh")}${WORDS().refresh}</wa-button
      >
    </div>
    <div class="filters">
      <wa-input
        type="search"
        size="s"
        with-clear
        class="search"
        placeholder=${WORDS().search}
        autocomplete="off"
        .spellcheck=${false}
        .value=${live(servers.search)}
        @input=${(event: Event) => { actions.dispatch({ type: "servers/searched", text: valueOf(event) }); }}
        ><span slot="label" class="visually-hidden">${WORDS().search}</span><wa-icon slot="start" name="search"></wa-icon
      ></wa-input>
      <label class="check">
        <input
          type="checkbox"
          .checked=${live(servers.windowsOnly)}
          @change=${(event: Event) => { actions.dispatch({ type: "servers/windowsOnlyChosen", on: checkedOf(event) }); }}
        />${WORDS().windows}
      </label>
    </div>
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
          more: html`<p><wa-button size="s" @click=${() => void actions.servers.load(items.length > 0 && nextMarker !== undefined)}>${WORDS().retry}</wa-button></p>`,
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
      <p class="quiet">${countText(shown, servers)}</p>
      ${more(state, actions, cancel)}
    </div>
    ${selectionBar(shown, state, actions)}
  `;
}

function more({ servers }: ServersState, actions: ServersUses, cancel: () => void): unknown {
  const { status, items, nextMarker } = servers;
  const so = digits(items.length);
  if (status === "loadingAll") return progress(msg(str`Loading all servers, ${so} so far…`), cancel);
  if (nextMarker === undefined || status === "loading") return nothing;
  return html`<div class="buttons">
    ${status === "loadingMore"
      ? progress(WORDS().loadingMore, cancel)
      : html`<wa-button size="s" appearance="outlined" @click=${() => void actions.servers.load(true)}>${WORDS().more}</wa-button>`}
    <wa-button size="s" appearance="plain" @click=${() => void actions.servers.loadAll()}>${WORDS().all}</wa-button>
  </div>`;
}

function countText(shown: readonly Server[], { items, nextMarker, status }: Servers): string {
  const [some, all] = [digits(shown.length), digits(items.length)];
  if (nextMarker === undefined) {
    if (shown.length < items.length) return msg(str`${some} of ${all} servers`);
    return items.length === 1 ? msg("1 server") : msg(str`${all} servers`);
  }
  // Where the cloud does not say the system of one, it may be another.
  const first = shown.every(({ os }) => os === "windows") ? firstWindows(shown.length, all) : msg(str`${some} of the first ${all} servers`);
  return status === "loadingMore" || status === "loadingAll" ? msg(str`${first}; loading more`) : first;
}

function firstWindows(count: number, all: string): string {
  const number = digits(count);
  return count === 1 ? msg(str`1 Windows server among the first ${all}`) : msg(str`${number} Windows servers among the first ${all}`);
}

function nothingShown(state: ServersState, actions: ServersUses): TemplateResult {
  const clear = (): void => {
    actions.dispatch({ type: "servers/searched", text: "" });
    actions.dispatch({ type: "servers/windowsOnlyChosen", on: false });
  };
  return html`<div class="card placeholder">
    <h2>${WORDS().none}</h2>
    ${state.servers.nextMarker === undefined ? nothing : html`<p class="quiet">${WORDS().noneMore}</p>`}
    <wa-button size="s" appearance="outlined" @click=${clear}>${WORDS().clear}</wa-button>
  </div>`;
}

/** The roles are spelled out because the cards of a narrow screen take the table layout away, and its roles with it. */
function table(shown: Server[], state: ServersState, actions: ServersUses): TemplateResult {
  const { servers } = state;
  const selected = selectedOf(shown, servers.selected);
  // While all are loaded, or after a failure, it takes a button.
  const busy = servers.status === "loading" || servers.status === "loadingMore";
  const more = servers.nextMarker !== undefined && (busy || servers.status === "ready") ? { busy, load: () => void actions.servers.load(true) } : undefined;
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
            columns: ALL_COLUMNS,
            estimate: ROW_HEIGHT,
            more,
          })}
        </tbody>
      </table>
    </div>
  `;
}

function headerView(column: Column, { servers }: ServersState, actions: ServersUses): TemplateResult {
  const sort = servers.sort?.column === column ? servers.sort : undefined;
  const direction = sort ? (sort.descending ? "descending" : "ascending") : undefined;
  return html`<th scope="col" role="columnheader" class=${`column-${column}`} aria-sort=${direction ?? nothing}>
    <button type="button" class="sort" @click=${() => { actions.dispatch({ type: "servers/sorted", column }); }}
      >${WORDS().columns[column]}<span class=${`sort-mark ${direction ?? ""}`}>${icon("chevron-down")}</span></button
    >
  </th>`;
}

/** Where the cards leave no head to click on. */
function sortChooser({ servers: { sort } }: ServersState, actions: ServersUses): TemplateResult {
  const value = sort ? `${sort.column} ${sort.descending ? "descending" : "ascending"}` : "";
  const chosen = (event: Event): void => {
    const [column, direction] = valueOf(event).split(" ");
    actions.dispatch({ type: "servers/sortChosen", sort: COLUMNS.find((each) => each === column), descending: direction === "descending" });
  };
  const option = (column: Column, direction: "ascending" | "descending"): TemplateResult =>
    html`<option value=${`${column} ${direction}`} ?selected=${value === `${column} ${direction}`}>${WORDS().columns[column]}, ${WORDS()[direction]}</option>`;
  return html`<label class="sort-chooser"
    ><span>${WORDS().sortBy}</span>
    <select @change=${chosen}>
      <option value="" ?selected=${value === ""}>${WORDS().asListed}</option>
      ${COLUMNS.map((column) => [option(column, "ascending"), option(column, "descending")])}
    </select></label
  >`;
}

function row(server: Server, { index, ariaIndex }: Place, shown: Server[], state: ServersState, actions: ServersUses): TemplateResult {
  const { columns } = WORDS();
  const { servers } = state;
  const { id } = server;
  const name = nameOf(server) ?? id;
  const unread = unreadFields(servers.oddities).get(id);
  const selected = valueAt(servers.selected, id) === true;
  const choose = (event: MouseEvent): void => { chosen(id, checkedOf(event), event.shiftKey, shown, state, actions); };
  return html`<tr role="row" data-index=${index} aria-rowindex=${ariaIndex} class=${selected ? "chosen" : ""}>
    <td role="cell" class="choose">
      <label class="target"><input type="checkbox" aria-label=${msg(str`Select ${name}`)} .checked=${live(selected)} @click=${choose} /></label>
    </td>
    <th scope="row" role="rowheader">
      <a class="server-name" href=${`#/servers/${id}`}>${name}</a>
      <span class="server-id">${id}</span>
    </th>
    <td role="cell" data-label=${columns.status}>${statusView(server.status)}</td>
    <td role="cell" data-label=${columns.os}>
      ${server.os === "unknown"
        ? html`<span class="quiet" title=${WORDS().unknownHint}>${WORDS().os.unknown}</span>`
        : server.os === "other"
          ? html`<span class="capital">${server.osType ?? WORDS().os.other}</span>`
          : WORDS().os.windows}
    </td>
    <td role="cell" data-label=${columns.key}>${server.keyName ?? html`<span class="quiet">${unread?.has("key_name") === true ? WORDS().os.unknown : WORDS().noKey}</span>`}</td>
    <td role="cell" data-label=${columns.addresses}>${addressesView(server, unread)}</td>
    <td role="cell" data-label=${columns.password}>${knownView(valueAt(servers.known, id))}</td>
  </tr>`;
}

function knownView(known: Known | undefined): TemplateResult {
  if (known === undefined) return html`<span class="quiet">${WORDS().notAsked}</span>`;
  return html`<span class=${`known known-${known}`}>${icon(known === "stored" ? "key" : known === "deleted" ? "check" : "minus")}${WORDS().known[known]}</span>`;
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
  const hidden = all - selectedOf(shown, servers.selected);
  const [number, unseen] = [digits(all), digits(hidden)];
  const chosen = (): Server[] => servers.items.filter(({ id }) => valueAt(servers.selected, id) === true);
  return html`<div class="selection" role="region" aria-label=${msg("Selection")}>
    <p>
      ${all > 0 ? html`<strong>${msg(str`${number} selected`)}</strong>` : nothing}
      ${hidden > 0 ? html`<span class="quiet">${msg(str`${unseen} of them not shown`)}</span>` : nothing}
      ${earlier ? html`<a href="#/passwords">${WORDS().results}</a>` : nothing}
      ${held ? html`<a href="#/new-passwords">${WORDS().newPasswords}</a>` : nothing}
    </p>
    ${all > 0
      ? html`<div class="buttons">
          <wa-button size="s" appearance="plain" @click=${() => { actions.dispatch({ type: "servers/selectionCleared", text: msg("Nothing is selected") }); }}>${WORDS().clearSelection}</wa-button>
          ${session.current && settingOf(session.current)
            ? html`<wa-button size="s" appearance="outlined" ?disabled=${reset.run !== undefined} @click=${() => void actions.reset.open(chosen())}>${WORDS().set}</wa-button>`
            : nothing}
          <wa-button size="s" variant="brand" ?disabled=${many.run !== undefined} @click=${() => { actions.many.open(chosen()); }}>${startIcon("key")}${WORDS().get}</wa-button>
        </div>`
      : nothing}
  </div>`;
}
