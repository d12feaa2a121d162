// The address bar holds the view and the server ID, and nothing else. A link may bring policies; they do not stay in it.
import type { Route } from "../app/state.ts";

/** A link to the explanation of a refusal, by its action; it does not stay in the address. */
const EXPLAIN = /^#\/permissions\?explain=([A-Za-z0-9_%*-]+)$/;
const SERVER = /^#\/servers\/([0-9a-fA-F-]{36})$/;

export function parseRoute(hash: string): Route {
  const serverId = SERVER.exec(hash)?.[1];
  if (serverId !== undefined) return { view: "server", serverId };
  if (hash === "#/servers") return { view: "servers" };
  if (hash === "#/passwords") return { view: "many" };
  if (hash === "#/permissions") return { view: "permissions" };
  if (hash === "#/connection") return { view: "connection" };
  const action = EXPLAIN.exec(hash)?.[1];
  if (action !== undefined) return { view: "permissions", explain: action.replaceAll("%3A", ":") };
  if (hash.startsWith("#/permissions?")) return { view: "permissions", shared: hash.slice("#/permissions?".length) };
  if (hash === "#/decrypt") return { view: "decrypt" };
  return { view: "signIn" };
}

export function explainHash(action: string): string {
  return `#/permissions?explain=${encodeURIComponent(action)}`;
}

export function toHash(route: Route): string {
  switch (route.view) {
    case "signIn":
      return "#/";
    case "servers":
      return "#/servers";
    case "server":
      return `#/servers/${route.serverId}`;
    case "many":
      return "#/passwords";
    case "permissions":
      return "#/permissions";
    case "connection":
      return "#/connection";
    case "decrypt":
      return "#/decrypt";
  }
}
