// The one state of the page, and every way it can change. Plain data: no handle, no password, no passphrase, no token
// ever gets in here; those live in `vault.ts` and are named here by number at most.
import type { ApiVersion, Cloud, DeletedServerPassword, ErrorCode, KeyFormat, KeyPair, Said, Server, TrimmedEnd } from "ecs-password/slim";
import { NO_CONNECTION, reduceConnection } from "./connection/state.ts";
import type { Connection, ConnectionEvent } from "./connection/state.ts";
import { NEW_FRAME, noteFrame, reduceFrame } from "./frame/state.ts";
import type { Frame, FrameEvent } from "./frame/state.ts";
import { NO_MANY, noteMany, reduceMany } from "./many/state.ts";
import type { Many, ManyEvent } from "./many/state.ts";
import { NO_PERMISSIONS, reducePermissions } from "./permissions/state.ts";
import type { Permissions, PermissionsEvent } from "./permissions/state.ts";
import { reduceRequest } from "./request/state.ts";
import type { RequestEvent, RequestPanel } from "./request/state.ts";
import { reduceWaiting, waitFor } from "./waiting/state.ts";
import type { Wait, WaitEvent } from "./waiting/state.ts";
import { msg, str } from "./words.ts";

/** A cloud that this server's proxy reaches. */
export interface CloudEntry {
  name: string;
  kind: Cloud;
  label: string;
  /** Paths on our own origin. */
  identity: string;
  compute: string;
  /** Where these lead, of a region that is known by name; of others only the server knows it. */
  addresses?: { identity: string; compute: string };
  /** Of a public cloud that this server knows by name. */
  region?: string;
  sandbox: boolean;
}

export interface DemoUser {
  name: string;
  password: string;
  domain: string;
  project: string;
  note: string;
}

export interface DemoKey {
  name: string;
  /** A path on our own origin. */
  file: string;
  keyPair: string;
  passphrase?: string;
  note: string;
}

export interface DemoServer {
  id: string;
  note: string;
}

/** What the sandbox says of itself; its credentials are made up and public. */
export interface Sandbox {
  users: DemoUser[];
  /** Those of the other sandbox cloud. */
  otc?: { cloud: string; users: DemoUser[] };
  keys: DemoKey[];
  servers: DemoServer[];
}

/** An error of the core as plain data. */
export interface Problem {
  code: ErrorCode;
  message: string;
  hint?: string;
  /** Both by their parts, where they have some. */
  said?: { message?: Said; hint?: Said };
  path?: string;
  status?: number;
  providerCode?: string;
  requestId?: string;
  mayHaveHappened?: boolean;
}

export type Route =
  | { view: "signIn" }
  | { view: "servers" }
  | { view: "server"; serverId: string }
  | { view: "many" }
  | { view: "permissions"; shared?: string; explain?: string }
  | { view: "decrypt" }
  | { view: "connection" };

export type Method = "password" | "applicationCredential" | "token";

/** The fields of the sign-in form that are no secrets. */
export interface SignInFields {
  user: string;
  domain: string;
  project: string;
  credentialId: string;
  projectId: string;
}

export interface SignIn {
  cloud: string | undefined;
  method: Method;
  fields: SignInFields;
  /** Which demo user is being signed in, if it is one. */
  working: false | "form" | `demo:${string}`;
  problem: Problem | undefined;
  /** Where to go on after it. */
  resume: Route | undefined;
}

export interface Session {
  cloud: CloudEntry;
  user: string | undefined;
  project: string | undefined;
  projectId: string | undefined;
  expiresAt: string | undefined;
  /** The names of the user's roles in the project. */
  roles: string[];
  /** Whether a token that ends is followed by a new one without being asked: a given token is not. */
  renews: boolean;
  /** For the calls that the cloud has it for. */
  apiVersion: ApiVersion;
  /** The cloud refused its token: what is loaded stays, but nothing more can be asked for. */
  ended: boolean;
}

export interface Servers {
  status: "idle" | "loading" | "loadingMore" | "loadingAll" | "ready" | "failed";
  items: Server[];
  nextMarker: string | undefined;
  problem: Problem | undefined;
  search: string;
  windowsOnly: boolean;
}

export type KeyPairView =
  | { status: "none" }
  | { status: "loading" }
  /** `algorithm` as its public key says it, such as `ssh-rsa`. */
  | { status: "visible"; fingerprint: string; algorithm: string | undefined }
  | { status: "hidden"; problem: Problem | undefined };

/** The password of one server, or of one pasted ciphertext. */
export type PasswordView =
  | { phase: "idle" }
  | { phase: "working" }
  | { phase: "none"; hint: string }
  | { phase: "encrypted"; ciphertext: string }
  /** With the keys that were tried, which are those of the ciphertext's length. */
  | { phase: "failed"; problem: Problem; ciphertext: string | undefined; tried: number[] }
  /** `tried` counts the key that opened it as well; `trimmed` is what stood behind the text, and is left out. */
  | { phase: "decrypted"; ciphertext: string; keyId: number; tried: number; revealed: boolean; text: boolean; trimmed: TrimmedEnd | undefined };

export type Deletion =
  | { phase: "open" }
  | { phase: "asking" }
  | { phase: "working" }
  | { phase: "done"; result: DeletedServerPassword }
  | { phase: "failed"; problem: Problem };

export interface ServerPanel {
  id: string;
  /** What the list knows of it; a server that was opened by its address may not be listed yet. */
  server: Server | undefined;
  keyPair: KeyPairView;
  password: PasswordView;
  /** Revealed or copied since it was decrypted. Bytes that are no text never are: nobody knows whether they are the password. */
  seen: boolean;
  waived: boolean;
  deletion: Deletion;
  /** The address that was chosen for the remote desktop; before that it is the likeliest one. */
  address: string | undefined;
}

export interface LoadedKey {
  id: number;
  name: string;
  format: KeyFormat;
  bits: number;
  md5: string;
  sha256: string;
}

export interface Keys {
  loaded: LoadedKey[];
  /** Whether the field for pasting is open. */
  pasting: boolean;
  reading: boolean;
  /** A key that waits for its passphrase; its bytes are in the vault. */
  pending: { name: string; wrong: boolean } | undefined;
  rejected: { name: string; problem: Problem } | undefined;
}

export type Core = { status: "loading" } | { status: "ready" } | { status: "failed"; problem: Problem };
export type Clouds = { status: "loading" } | { status: "ready"; list: CloudEntry[] } | { status: "failed"; text: string };
export type Theme = "light" | "dark";
/** What became of the last copy. */
export type Copied = "no" | "copied" | "failed" | "cleared" | "kept";

export interface State {
  core: Core;
  clouds: Clouds;
  sandbox: Sandbox | undefined;
  theme: Theme;
  frame: Frame;
  route: Route;
  signIn: SignIn;
  session: Session | undefined;
  servers: Servers;
  panel: ServerPanel | undefined;
  keys: Keys;
  /** The page without any network. */
  decrypt: PasswordView;
  many: Many;
  permissions: Permissions;
  connection: Connection;
  /** Servers whose password is being waited for, wherever in the page the visitor is. */
  waits: Wait[];
  /** The request that is shown, if one is. */
  request: RequestPanel | undefined;
  copied: Copied;
  /** For the live region; the number makes a repeated text a new one. */
  announcement: { text: string; count: number };
  /** Where the focus belongs after the next rendering; the number makes a repeated wish a new one. */
  focus: { target: "heading" | "result" | "problem" | "keys" | "passphrase" | "delete" | "policies" | "working" | "none"; count: number };
}

export type Event =
  | FrameEvent
  | ManyEvent
  | PermissionsEvent
  | ConnectionEvent
  | RequestEvent
  | WaitEvent
  | { type: "coreRequested" }
  | { type: "coreReady" }
  | { type: "coreFailed"; problem: Problem }
  | { type: "cloudsLoaded"; list: CloudEntry[] }
  | { type: "cloudsFailed"; text: string }
  | { type: "cloudsRequested" }
  | { type: "sandboxLoaded"; sandbox: Sandbox }
  /** Chosen here, or changed by the system. */
  | { type: "themeChosen" | "themeChanged"; theme: Theme }
  | { type: "navigated"; route: Route }
  | { type: "cloudChosen"; name: string }
  | { type: "methodChosen"; method: Method }
  | { type: "fieldChanged"; field: keyof SignInFields; value: string }
  | { type: "signInStarted"; by: "form" | `demo:${string}` }
  | { type: "signInFailed"; problem: Problem }
  | { type: "signedIn"; session: Session }
  | { type: "signedOut" }
  | { type: "serversRequested"; more: boolean; all?: boolean }
  | { type: "serversLoaded"; servers: Server[]; nextMarker: string | undefined; more: boolean }
  | { type: "serversFailed"; problem: Problem }
  | { type: "searched"; text: string }
  | { type: "windowsOnlyChosen"; on: boolean }
  | { type: "keyPairRequested"; serverId: string }
  | { type: "keyPairSeen"; serverId: string; fingerprint: string; algorithm: string | undefined }
  | { type: "keyPairHidden"; serverId: string; problem: Problem | undefined }
  | { type: "keyReading"; name: string }
  /** `more` of those chosen together are still to be read. */
  | { type: "keyAdded"; key: LoadedKey; more?: boolean }
  | { type: "keyLocked"; name: string; wrong: boolean }
  | { type: "keyRejected"; name: string; problem: Problem }
  | { type: "keyDismissed" }
  | { type: "keyPasteToggled"; open: boolean }
  | { type: "keyForgotten"; id: number }
  | { type: "passwordRequested"; of: Subject }
  | { type: "passwordCancelled"; of: Subject }
  | { type: "passwordEncrypted"; of: Subject; ciphertext: string }
  | { type: "passwordDecrypted"; of: Subject; ciphertext: string; keyId: number; tried: number; text: boolean; trimmed?: TrimmedEnd | undefined }
  | { type: "passwordNone"; of: Subject; hint: string }
  | { type: "passwordFailed"; of: Subject; problem: Problem; ciphertext?: string | undefined; tried?: number[] }
  | { type: "passwordForgotten"; of: Subject }
  | { type: "revealToggled"; of: Subject }
  | { type: "copyEnded"; of: Subject; result: Copied }
  | { type: "addressChosen"; address: string }
  | { type: "waived"; on: boolean }
  | { type: "deleteAsked" }
  | { type: "deleteDismissed" }
  | { type: "deleteStarted" }
  | { type: "deleted"; serverId: string; result: DeletedServerPassword }
  | { type: "deleteFailed"; serverId: string; problem: Problem }
  | { type: "announced"; text: string };

/** Whose password it is: that of the server with this ID, or the pasted one. */
export type Subject = { serverId: string } | "pasted";

const NO_FIELDS: SignInFields = { user: "", domain: "", project: "", credentialId: "", projectId: "" };
const NO_SERVERS: Servers = {
  status: "idle",
  items: [],
  nextMarker: undefined,
  problem: undefined,
  search: "",
  windowsOnly: true,
};
const NO_KEYS: Keys = {
  loaded: [],
  pasting: false,
  reading: false,
  pending: undefined,
  rejected: undefined,
};

export function initialState(theme: Theme, route: Route, frame: Frame = NEW_FRAME): State {
  const signIn = { cloud: undefined, method: "password", fields: NO_FIELDS, working: false, problem: undefined } as const;
  const start: State = {
    core: { status: "loading" },
    clouds: { status: "loading" },
    sandbox: undefined,
    theme,
    frame,
    route: { view: "signIn" },
    signIn: { ...signIn, resume: undefined },
    session: undefined,
    servers: NO_SERVERS,
    panel: undefined,
    keys: NO_KEYS,
    decrypt: { phase: "idle" },
    many: NO_MANY,
    permissions: NO_PERMISSIONS,
    connection: NO_CONNECTION,
    waits: [],
    request: undefined,
    copied: "no",
    announcement: { text: "", count: 0 },
    focus: { target: "none", count: 0 },
  };
  return { ...navigate(start, route), focus: start.focus };
}

export function reduce(state: State, event: Event): State {
  return noteFrame(state, noteMany(state, reduceOne(state, event), event), event);
}

/** Whether an event is one of a feature, whose events begin with its name. */
function isOf<Name extends string>(event: Event, name: Name): event is Extract<Event, { type: `${Name}/${string}` }> {
  return event.type.startsWith(`${name}/`);
}

function reduceOne(state: State, event: Event): State {
  if (isOf(event, "frame")) return reduceFrame(state, event);
  if (isOf(event, "session")) return reduceConnection(state, event);
  if (isOf(event, "request")) return reduceRequest(state, event);
  if (isOf(event, "wait")) return reduceWaiting(state, event);
  if (isOf(event, "permissions")) return reducePermissions(state, event);
  if (isOf(event, "many")) {
    const after = reduceMany(state, event);
    return event.type === "many/refused" ? endedOr(after, event.problem, after) : after;
  }
  switch (event.type) {
    case "coreRequested":
      return { ...state, core: { status: "loading" } };
    case "coreReady":
      return { ...state, core: { status: "ready" } };
    case "coreFailed":
      return { ...state, core: { status: "failed", problem: event.problem } };
    case "cloudsRequested":
      return { ...state, clouds: { status: "loading" } };
    case "cloudsLoaded": {
      const cloud = state.signIn.cloud ?? event.list[0]?.name;
      return { ...state, clouds: { status: "ready", list: event.list }, signIn: { ...state.signIn, cloud } };
    }
    case "cloudsFailed":
      return { ...state, clouds: { status: "failed", text: event.text } };
    case "sandboxLoaded":
      return { ...state, sandbox: event.sandbox };
    case "themeChosen":
    case "themeChanged":
      return { ...state, theme: event.theme };
    case "announced":
      return announce(state, event.text);
    case "navigated":
      return navigate(state, event.route);

    case "cloudChosen": {
      const { method } = state.signIn;
      const kind = cloudNamed(state, event.name)?.kind;
      const kept = method === "applicationCredential" && kind !== "openstack" ? "password" : method;
      return signIn(state, { cloud: event.name, method: kept, problem: undefined });
    }
    case "methodChosen":
      return signIn(state, { method: event.method, problem: undefined });
    case "fieldChanged":
      return signIn(state, { fields: { ...state.signIn.fields, [event.field]: event.value } });
    case "signInStarted":
      return focus(announce(signIn(state, { working: event.by, problem: undefined }), msg("Signing in")), "working");
    case "signInFailed": {
      const failed = signIn(state, { working: false, problem: aborted(event.problem) ? undefined : event.problem });
      return aborted(event.problem) ? focus(announce(failed, msg("Sign-in cancelled")), "heading") : focus(failed, "problem");
    }
    case "signedIn":
      return signedIn(state, event.session);
    case "signedOut": {
      const { clouds, sandbox, core, theme, signIn: before } = state;
      const fresh = initialState(theme, { view: "signIn" }, { ...state.frame, pending: undefined });
      const kept = { ...fresh.signIn, cloud: before.cloud };
      const out = { ...fresh, clouds, sandbox, core, signIn: kept, focus: state.focus, announcement: state.announcement };
      return focus(announce({ ...out, connection: { ...out.connection, left: true } }, msg("Signed out. The token, keys and passwords are forgotten.")), "heading");
    }

    case "serversRequested":
      if (event.all === true) return servers(state, { status: "loadingAll", problem: undefined });
      return servers(state, event.more ? { status: "loadingMore" } : { status: "loading", problem: undefined });
    case "serversLoaded": {
      const items = event.more ? merged(state.servers.items, event.servers) : event.servers;
      const loaded = servers(state, { status: "ready", items, nextMarker: event.nextMarker, problem: undefined });
      const count = items.length.toString();
      return announce(withServer(loaded), items.length === 1 ? msg("1 server loaded") : msg(str`${count} servers loaded`));
    }
    case "serversFailed": {
      if (aborted(event.problem)) {
        return announce(servers(state, { status: state.servers.items.length > 0 ? "ready" : "idle" }), msg("Cancelled"));
      }
      return endedOr(state, event.problem, focus(servers(state, { status: "failed", problem: event.problem }), "problem"));
    }
    case "searched":
      return servers(state, { search: event.text });
    case "windowsOnlyChosen":
      return servers(state, { windowsOnly: event.on });

    case "keyPairRequested":
      return panel(state, event.serverId, { keyPair: { status: "loading" } });
    case "keyPairSeen":
      return panel(state, event.serverId, {
        keyPair: { status: "visible", fingerprint: event.fingerprint, algorithm: event.algorithm },
      });
    case "keyPairHidden":
      return panel(state, event.serverId, { keyPair: { status: "hidden", problem: event.problem } });

    case "keyReading":
      return keys(state, { reading: true, rejected: undefined });
    case "keyAdded": {
      const others = state.keys.loaded.filter(({ id, md5 }) => id !== event.key.id && md5 !== event.key.md5);
      const loaded = [...others, event.key];
      const reading = event.more === true;
      const added = announce(keys(state, { ...NO_KEYS, loaded, reading }), msg(str`Key ${event.key.name} is loaded`));
      return reading ? added : focus(added, "keys");
    }
    case "keyLocked": {
      const locked = keys(state, {
        reading: false,
        pasting: false,
        pending: { name: event.name, wrong: event.wrong },
        rejected: undefined,
      });
      const text = event.wrong ? msg("The passphrase is wrong, or the key is damaged") : msg(str`${event.name} needs its passphrase`);
      return focus(announce(locked, text), "passphrase");
    }
    case "keyRejected": {
      const rejected = { name: event.name, problem: event.problem };
      return focus(keys(state, { reading: false, pending: undefined, rejected }), "problem");
    }
    case "keyDismissed":
      return focus(keys(state, { reading: false, pending: undefined, rejected: undefined, pasting: false }), "keys");
    case "keyPasteToggled":
      return keys(state, { pasting: event.open, rejected: undefined });
    case "keyForgotten": {
      const loaded = state.keys.loaded.filter(({ id }) => id !== event.id);
      return focus(announce(keys(state, { loaded }), msg("The key is forgotten")), "keys");
    }

    case "passwordRequested":
      return focus(announce(withPassword({ ...state, copied: "no" }, event.of, { phase: "working" }), msg("Working")), "working");
    case "passwordCancelled":
      return focus(announce(withPassword(state, event.of, { phase: "idle" }), msg("Cancelled")), "result");
    case "passwordEncrypted": {
      const found = withPassword(state, event.of, { phase: "encrypted", ciphertext: event.ciphertext });
      return focus(announce(found, msg("A password is stored. Its key is needed to decrypt it.")), "result");
    }
    case "passwordDecrypted": {
      const { ciphertext, keyId, tried, text, trimmed } = event;
      const view: PasswordView = { phase: "decrypted", ciphertext, keyId, tried, text, trimmed, revealed: false };
      const done = withPassword(state, event.of, view, { seen: false });
      const key = state.keys.loaded.find(({ id }) => id === keyId)?.name ?? "";
      const said = text
        ? msg(str`The password is decrypted with ${key}. It is hidden until you reveal it.`)
        : msg(str`What is stored is decrypted with ${key}, and is no text. It is hidden until you reveal it.`);
      return focus(announce(done, said), "result");
    }
    case "passwordNone": {
      const none = withPassword(state, event.of, { phase: "none", hint: event.hint });
      return focus(announce(none, msg("No password is stored")), "result");
    }
    case "passwordFailed": {
      const { of, problem, ciphertext, tried = [] } = event;
      const failed = withPassword(state, of, { phase: "failed", problem, ciphertext, tried });
      return endedOr(state, problem, focus(failed, "problem"), withPassword(state, of, { phase: "idle" }));
    }
    case "passwordForgotten":
      return { ...withPassword(state, event.of, { phase: "idle" }), copied: "no" };
    case "revealToggled": {
      const view = passwordOf(state, event.of);
      if (view?.phase !== "decrypted") return state;
      const revealed = !view.revealed;
      const toggled = withPassword(state, event.of, { ...view, revealed }, revealed && view.text ? { seen: true } : {});
      return announce(toggled, revealed ? msg("The password is shown") : msg("The password is hidden"));
    }
    case "copyEnded":
      return copyEnded(state, event.of, event.result);

    case "addressChosen":
      return state.panel ? panel(state, state.panel.id, { address: event.address }) : state;
    case "waived":
      return state.panel ? panel(state, state.panel.id, { waived: event.on }) : state;
    case "deleteAsked":
      return state.panel && mayDelete(state.panel) ? panel(state, state.panel.id, { deletion: { phase: "asking" } }) : state;
    case "deleteDismissed":
      return state.panel?.deletion.phase === "asking" ? panel(state, state.panel.id, { deletion: { phase: "open" } }) : state;
    case "deleteStarted": {
      if (state.panel?.deletion.phase !== "asking") return state;
      return focus(announce(panel(state, state.panel.id, { deletion: { phase: "working" } }), msg("Deleting")), "working");
    }
    case "deleted": {
      if (state.panel?.id !== event.serverId) return state;
      const done = panel(state, event.serverId, { deletion: { phase: "done", result: event.result } });
      const text = event.result.deleted ? msg("The stored password is deleted") : msg("The cloud accepted the order to delete");
      return focus(announce(done, text), "delete");
    }
    case "deleteFailed": {
      if (state.panel?.id !== event.serverId) return state;
      const failed = panel(state, event.serverId, { deletion: { phase: "failed", problem: event.problem } });
      return endedOr(state, event.problem, focus(failed, "delete"), panel(state, event.serverId, { deletion: { phase: "open" } }));
    }
  }
}

/** A stored password may be deleted once its owner has it, as text, or says that it is not needed. */
export function mayDelete({ seen, waived, deletion }: ServerPanel): boolean {
  return (seen || waived) && (deletion.phase === "open" || deletion.phase === "failed");
}

/** The servers that the filters leave. */
export function shownServers({ items, search, windowsOnly }: Servers): Server[] {
  return items.filter(isShown({ search, windowsOnly }));
}

/** What a search looks through, made once for each server: there may be thousands. */
const searched = new WeakMap<Server, string>();

export function isShown({ search, windowsOnly }: Pick<Servers, "search" | "windowsOnly">): (server: Server) => boolean {
  const wanted = search.trim().toLowerCase();
  return (server) => {
    if (windowsOnly && server.os === "other") return false;
    return wanted === "" || searchedText(server).includes(wanted);
  };
}

function searchedText(server: Server): string {
  const known = searched.get(server);
  if (known !== undefined) return known;
  const { name, id, keyName = "", addresses } = server;
  const text = [name, id, keyName, ...addresses.map(({ address }) => address)].join("\n").toLowerCase();
  searched.set(server, text);
  return text;
}

export function cloudNamed(state: State, name: string | undefined): CloudEntry | undefined {
  return state.clouds.status === "ready" ? state.clouds.list.find((cloud) => cloud.name === name) : undefined;
}

export function passwordOf(state: State, of: Subject): PasswordView | undefined {
  if (of === "pasted") return state.decrypt;
  return state.panel?.id === of.serverId ? state.panel.password : undefined;
}

/** What the cloud tells of a key pair. Its public key begins with the algorithm; one that is of another type is no SSH key at all. */
export function visiblePair({ fingerprint, publicKey, type }: KeyPair): Extract<KeyPairView, { status: "visible" }> {
  const algorithm = type !== undefined && type !== "ssh" ? type : publicKey?.split(" ")[0];
  return { status: "visible", fingerprint, algorithm };
}

/** Whether a fingerprint of the cloud is the key's: a hint, since key pairs of one name differ from user to user. */
export function compareFingerprints(pair: KeyPairView, key: LoadedKey): "same" | "different" | "unknown" {
  if (pair.status !== "visible" || pair.algorithm === "x509") return "unknown";
  if (!/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/i.test(pair.fingerprint)) return "unknown";
  return pair.fingerprint.toLowerCase() === key.md5.toLowerCase() ? "same" : "different";
}

/** How many bytes a ciphertext has: as many as the modulus of its key. */
export function cipherBytes(ciphertext: string): number {
  return Math.floor((ciphertext.replace(/[\s=]/g, "").length * 6) / 8);
}

const RANK = { same: 0, unknown: 1, different: 2 };

/** The keys that can open a ciphertext, by their length: first those of the server's key pair, then those loaded last. */
export function keysToTry(loaded: LoadedKey[], pair: KeyPairView, ciphertext: string): LoadedKey[] {
  const wanted = cipherBytes(ciphertext);
  const rank = (key: LoadedKey): number => RANK[compareFingerprints(pair, key)];
  return loaded.filter(({ bits }) => Math.ceil(bits / 8) === wanted).sort((a, b) => rank(a) - rank(b) || b.id - a.id);
}

export function sameRoute(a: Route, b: Route): boolean {
  if (a.view === "permissions" && b.view === "permissions") return a.shared === b.shared && a.explain === b.explain;
  return a.view === b.view && (a.view !== "server" || b.view !== "server" || a.serverId === b.serverId);
}

function navigate(state: State, wanted: Route): State {
  const needsSession = wanted.view === "servers" || wanted.view === "server" || wanted.view === "many" || wanted.view === "connection";
  const session = state.session?.ended === false;
  if (needsSession && !session) {
    const asked = { ...state.signIn, resume: wanted };
    return focus({ ...state, route: { view: "signIn" }, signIn: asked, decrypt: { phase: "idle" } }, "heading");
  }
  const route: Route = wanted.view === "signIn" && session ? { view: "servers" } : wanted;
  if (sameRoute(route, state.route) && (route.view !== "server" || state.panel?.id === route.serverId)) return state;
  const moved: State = { ...state, route, decrypt: { phase: "idle" }, copied: "no", request: undefined, connection: { ...state.connection, left: false }, keys: { ...state.keys, pasting: false } };
  if (route.view !== "server") return focus({ ...moved, panel: undefined }, "heading");
  const found = waitFor(state, route.serverId)?.phase === "stored";
  const waits = found ? state.waits.filter(({ serverId }) => serverId !== route.serverId) : state.waits;
  return focus({ ...moved, waits, panel: panelOf(state, route.serverId) }, "heading");
}

function panelOf(state: State, id: string): ServerPanel {
  const wait = waitFor(state, id);
  return {
    id,
    server: state.servers.items.find((server) => server.id === id),
    keyPair: { status: "none" },
    // What was found while the visitor was elsewhere.
    password: wait?.phase === "stored" ? { phase: "encrypted", ciphertext: wait.ciphertext } : { phase: "idle" },
    seen: false,
    waived: false,
    deletion: { phase: "open" },
    address: undefined,
  };
}

/** A panel that was opened by its address learns its server from the list. */
function withServer(state: State): State {
  const { panel: open } = state;
  if (!open) return state;
  const server = state.servers.items.find(({ id }) => id === open.id) ?? open.server;
  return { ...state, panel: { ...open, server } };
}

function signedIn(state: State, session: Session): State {
  const { resume } = state.signIn;
  const before = state.session;
  // The same place again only makes sense in the same project.
  const same = !before || (before.cloud.name === session.cloud.name && before.projectId === session.projectId);
  const route: Route = same && resume ? resume : { view: "servers" };
  const fresh: State = {
    ...state,
    session,
    signIn: { ...state.signIn, working: false, problem: undefined, resume: undefined },
    servers: same ? state.servers : NO_SERVERS,
    waits: same ? state.waits : [],
    connection: NO_CONNECTION,
    panel: same && route.view === "server" && state.panel?.id === route.serverId ? state.panel : undefined,
    route: { view: "signIn" },
  };
  const panel = fresh.panel;
  const moved = panel ? { ...fresh, route } : navigate(fresh, route);
  return focus(announce(moved, session.user === undefined ? msg("Signed in") : msg(str`Signed in as ${session.user}`)), "heading");
}

/** A refused token in the middle: sign in again, then go on; keys and the open server stay. */
export function endedOr(state: State, problem: Problem, failed: State, kept: State = state): State {
  if (problem.code !== "unauthenticated" || !state.session) return failed;
  const servers = { ...kept.servers, status: kept.servers.items.length > 0 ? ("ready" as const) : ("idle" as const) };
  const ended = { ...kept, servers, session: { ...state.session, ended: true } };
  const resume = state.route;
  return focus({ ...ended, route: { view: "signIn" }, signIn: { ...kept.signIn, resume, problem } }, "heading");
}

function copyEnded(state: State, of: Subject, result: Copied): State {
  const texts: Record<Copied, string> = {
    no: "",
    copied: msg("The password is copied"),
    failed: msg("The browser did not allow to copy"),
    cleared: msg("The clipboard is cleared"),
    kept: msg("The clipboard was left as it is"),
  };
  const view = passwordOf(state, of);
  const seen = result === "copied" && of !== "pasted" && view?.phase === "decrypted" && view.text;
  const marked = seen && state.panel ? { ...state, panel: { ...state.panel, seen: true } } : state;
  return announce({ ...marked, copied: result }, texts[result]);
}

function aborted({ code }: Problem): boolean {
  return code === "aborted";
}

/** The IDs of the list that was made last: the next page looks into it, rather than at every server before it. */
let listed: { items: Server[]; ids: Set<string> } | undefined;

function merged(before: Server[], more: Server[]): Server[] {
  const ids = listed?.items === before ? listed.ids : new Set(before.map(({ id }) => id));
  const added = more.filter(({ id }) => !ids.has(id));
  for (const { id } of added) ids.add(id);
  const items = [...before, ...added];
  listed = { items, ids };
  return items;
}

export function withPassword(state: State, of: Subject, password: PasswordView, more: Partial<ServerPanel> = {}): State {
  if (of === "pasted") return { ...state, decrypt: password };
  return panel(state, of.serverId, { password, ...more });
}

/** Late news of a server that is no longer open changes nothing. */
function panel(state: State, serverId: string, change: Partial<ServerPanel>): State {
  return state.panel?.id === serverId ? { ...state, panel: { ...state.panel, ...change } } : state;
}

function signIn(state: State, change: Partial<SignIn>): State {
  return { ...state, signIn: { ...state.signIn, ...change } };
}

function servers(state: State, change: Partial<Servers>): State {
  return { ...state, servers: { ...state.servers, ...change } };
}

function keys(state: State, change: Partial<Keys>): State {
  return { ...state, keys: { ...state.keys, ...change } };
}

export function announce(state: State, text: string): State {
  return { ...state, announcement: { text, count: state.announcement.count + 1 } };
}

export function focus(state: State, target: State["focus"]["target"]): State {
  return { ...state, focus: { target, count: state.focus.count + 1 } };
}
