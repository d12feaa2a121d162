import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { repeat } from "lit/directives/repeat.js";
import type { Server } from "ecs-password/slim";
import type { Actions } from "../actions.ts";
import { shownServers } from "../state.ts";
import type { State } from "../state.ts";
import { checkedOf, progress, startIcon, valueOf } from "./parts.ts";
import { problemView } from "./problem.ts";
import { msg, words } from "../words.ts";

const WORDS = words(() => ({
  title: msg("Servers"),
  search: msg("Search by name, address, key pair or ID"),
  windows: msg("Windows only"),
  refresh: msg("Refresh"),
  columns: { name: msg("Server"), status: msg("Status"), os: msg("System"), key: msg("Key pair"), addresses: msg("Addresses") },
  os: { windows: msg("Windows"), other: msg("Other"), unknown: msg("Unknown") },
  unknownHint: msg("The cloud does not say"),
  noKey: msg("None"),
  noAddress: msg("None"),
  floating: msg("floating"),
  loading: msg("Loading the servers…"),
  loadingMore: msg("Loading more…"),
  more: msg("Load more"),
  retry: msg("Try again"),
  idle: msg("The servers are not loaded."),
  load: msg("Load the servers"),
  empty: msg("There are no servers in this project"),
  emptyHint: msg("Windows servers are listed here as soon as the project has some. If you expected others, sign out and sign in to another project."),
  none: msg("No loaded server matches"),
  noneMore: msg("There are more servers to load."),
  clear: msg("Clear the search and show every system"),
}));

/** Nova's commonest words for it; the others are shown as they are. */
const STATUS: Record<string, [kind: "on" | "off" | "bad" | "busy", word: string]> = {
  ACTIVE: ["on", "Active"],
  SHUTOFF: ["off", "Shut off"],
  BUILD: ["busy", "Building"],
  REBOOT: ["busy", "Rebooting"],
  ERROR: ["bad", "Error"],
};

export function serversView(state: State, actions: Actions): TemplateResult {
  const { servers } = state;
  const { status } = servers;
  return html`
    <div class="head">
      <h1 tabindex="-1" data-focus="heading">${WORDS().title}</h1>
      <wa-button size="s" appearance="outlined" ?disabled=${status === "loading"} @click=${() => void actions.loadServers()}
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
        @input=${(event: Event) => { actions.dispatch({ type: "searched", text: valueOf(event) }); }}
        ><span slot="label" class="visually-hidden">${WORDS().search}</span><wa-icon slot="start" name="search"></wa-icon
      ></wa-input>
      <label class="check">
        <input
          type="checkbox"
          .checked=${live(servers.windowsOnly)}
          @change=${(event: Event) => { actions.dispatch({ type: "windowsOnlyChosen", on: checkedOf(event) }); }}
        />${WORDS().windows}
      </label>
    </div>
    ${list(state, actions)}
  `;
}

function list(state: State, actions: Actions): unknown {
  const { servers } = state;
  const { status, items, problem, nextMarker } = servers;
  const cancel = (): void => { actions.cancel("servers"); };
  if (status === "loading" && items.length === 0) return html`<div class="card placeholder">${progress(WORDS().loading, cancel)}</div>`;
  if (status === "idle") {
    return html`<div class="card placeholder"><p>${WORDS().idle}</p><wa-button size="s" @click=${() => void actions.loadServers()}>${WORDS().load}</wa-button></div>`;
  }
  const failed =
    status === "failed" && problem
      ? problemView(problem, {
          level: 2,
          more: html`<p><wa-button size="s" @click=${() => void actions.loadServers(items.length > 0 && nextMarker !== undefined)}>${WORDS().retry}</wa-button></p>`,
        })
      : nothing;
  if (items.length === 0) {
    return status === "failed" ? failed : html`<div class="card placeholder"><h2>${WORDS().empty}</h2><p class="quiet">${WORDS().emptyHint}</p></div>`;
  }
  const shown = shownServers(servers);
  return html`
    ${failed} ${status === "loading" ? progress(WORDS().loading, cancel) : nothing}
    ${shown.length > 0 ? table(shown) : nothingShown(state, actions)}
    <div class="list-foot">
      <p class="quiet">${count(shown.length, items.length, nextMarker !== undefined)}</p>
      ${status === "loadingMore"
        ? progress(WORDS().loadingMore, cancel)
        : nextMarker === undefined || status === "loading"
          ? nothing
          : html`<wa-button size="s" appearance="outlined" @click=${() => void actions.loadServers(true)}>${WORDS().more}</wa-button>`}
    </div>
  `;
}

function count(shown: number, loaded: number, more: boolean): string {
  const servers = loaded === 1 ? "1 server" : `${loaded.toString()} servers`;
  const so = more ? " loaded so far" : "";
  return shown === loaded ? `${servers}${so}` : `${shown.toString()} of ${servers}${so}`;
}

function nothingShown(state: State, actions: Actions): TemplateResult {
  const clear = (): void => {
    actions.dispatch({ type: "searched", text: "" });
    actions.dispatch({ type: "windowsOnlyChosen", on: false });
  };
  return html`<div class="card placeholder">
    <h2>${WORDS().none}</h2>
    ${state.servers.nextMarker === undefined ? nothing : html`<p class="quiet">${WORDS().noneMore}</p>`}
    <wa-button size="s" appearance="outlined" @click=${clear}>${WORDS().clear}</wa-button>
  </div>`;
}

/** The roles are spelled out because the cards of a narrow screen take the table layout away, and its roles with it. */
function table(servers: Server[]): TemplateResult {
  const { columns } = WORDS();
  return html`<div class="card table-card">
    <table class="servers" role="table" aria-label=${WORDS().title}>
      <thead role="rowgroup">
        <tr role="row">
          ${Object.values(columns).map((name) => html`<th scope="col" role="columnheader">${name}</th>`)}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${repeat(servers, ({ id }) => id, row)}
      </tbody>
    </table>
  </div>`;
}

function row(server: Server): TemplateResult {
  const { columns } = WORDS();
  return html`<tr role="row">
    <th scope="row" role="rowheader">
      <a class="server-name" href=${`#/servers/${server.id}`}>${nameOf(server) ?? server.id}</a>
      <span class="server-id">${server.id}</span>
    </th>
    <td role="cell" data-label=${columns.status}>${statusView(server.status)}</td>
    <td role="cell" data-label=${columns.os}>
      ${server.os === "unknown"
        ? html`<span class="quiet" title=${WORDS().unknownHint}>${WORDS().os.unknown}</span>`
        : server.os === "other"
          ? html`<span class="capital">${server.osType ?? WORDS().os.other}</span>`
          : WORDS().os.windows}
    </td>
    <td role="cell" data-label=${columns.key}>${server.keyName ?? html`<span class="quiet">${WORDS().noKey}</span>`}</td>
    <td role="cell" data-label=${columns.addresses}>${addressesView(server)}</td>
  </tr>`;
}

/** The name, where it has one that is not empty. */
export const nameOf = (server: Server | undefined): string | undefined => (server?.name === "" ? undefined : server?.name);

export function statusView(status: string): TemplateResult {
  const [kind, word] = STATUS[status] ?? ["off", status.charAt(0) + status.slice(1).toLowerCase().replaceAll("_", " ")];
  return html`<span class=${`status status-${kind}`}>${word || WORDS().os.unknown}</span>`;
}

export function addressesView({ addresses }: Server): TemplateResult {
  if (addresses.length === 0) return html`<span class="quiet">${WORDS().noAddress}</span>`;
  return html`<ul class="addresses">
    ${addresses.map(({ address, type }) => html`<li><span class="mono">${address}</span>${type === "floating" ? html` <span class="quiet">${WORDS().floating}</span>` : nothing}</li>`)}
  </ul>`;
}
