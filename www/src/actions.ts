// Everything the page does: calls of the package, files, the clipboard. Each effect ends in events.
import { Client } from "ecs-password/client/slim";
import type { ApiVersion, Auth } from "ecs-password/client/slim";
import { clearClipboard, forgetClipboardSoon, writeClipboard } from "./clipboard.ts";
import { createConnectionActions } from "./connection/actions.ts";
import { API_VERSIONS, versionFor } from "./connection/state.ts";
import { Keeper } from "./decryption/keeper.ts";
import type { WorkerKey } from "./decryption/messages.ts";
import { PoolEnded } from "./decryption/pool.ts";
import { createFrameActions } from "./frame/actions.ts";
import { losses } from "./leaving/state.ts";
import { createManyActions } from "./many/actions.ts";
import { createPermissionsActions } from "./permissions/actions.ts";
import { moduleOf, Modules } from "./modules.ts";
import type { PolicyPackage } from "./modules.ts";
import { pause } from "./pause.ts";
import { Failure, toProblem } from "./problem.ts";
import { rdpFile } from "./rdp.ts";
import { createRequestActions } from "./request/actions.ts";
import { cloudNamed, keysToTry, passwordOf, visiblePair } from "./state.ts";
import type { CloudEntry, DemoKey, DemoUser, Event, PasswordView, Problem, Route, Sandbox, State, Subject } from "./state.ts";
import { copyOf, Vault, wipe } from "./vault.ts";
import { createWaitingActions } from "./waiting/actions.ts";
import { msg, str } from "./words.ts";

/** The first page is there at once; the next ones come while somebody scrolls. */
const PAGE_SIZE = 50;
const NEXT_PAGE_SIZE = 200;
/** Nova gives up to 1000 at a time; reading so many at once would make the page stutter. */
const LARGE_PAGE_SIZE = 250;
const CANCELLED: Problem = { code: "aborted", message: "cancelled" };
const REFUSED: Problem = { code: "unauthenticated", message: "the cloud does not accept this token", status: 401 };
const LARGEST_PAGE_SIZE = 1000;
const MAX_KEY_BYTES = 1 << 20;

export interface Store {
  readonly state: State;
  readonly dispatch: (event: Event) => void;
}

/** What is being waited for, and can be cancelled. */
export type Job = "signIn" | "servers" | "keyPair" | "password" | "delete" | "policies";

export type Actions = ReturnType<typeof createActions>;

/** What the actions of a feature work with. */
export interface Context {
  readonly store: Store;
  readonly dispatch: Store["dispatch"];
  readonly vault: Vault;
  /** Runs one call at a time of its kind. */
  readonly run: <T>(job: Job, call: (signal: AbortSignal) => Promise<T>) => Promise<T>;
  readonly cancel: (job: Job) => void;
  /** Waits until the client can be used. */
  readonly started: () => Promise<void>;
  /** The package's part for policies; it is there where the view that needs it is ready. */
  readonly policyPackage: () => PolicyPackage;
}

export function createActions(store: Store, go: (route: Route) => void) {
  const vault = new Vault();
  const keeper = new Keeper(() => vault.keyCopies());
  const jobs = new Map<Job, AbortController>();
  const modules = new Modules(() => keeper.start());
  let listCall = 0;
  /** The keys that are being opened. */
  const reading = new Set<WorkerKey>();

  const { dispatch } = store;

  function cancel(job: Job): void {
    jobs.get(job)?.abort();
    jobs.delete(job);
  }

  /** Takes the place of the one of its kind before it. */
  function begin(job: Job): AbortController {
    cancel(job);
    const controller = new AbortController();
    jobs.set(job, controller);
    return controller;
  }

  function end(job: Job, controller: AbortController): void {
    if (jobs.get(job) === controller) jobs.delete(job);
  }

  /** Runs one call at a time of its kind. */
  async function run<T>(job: Job, call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = begin(job);
    try {
      await modules.load("client");
      const result = await call(controller.signal);
      if (job !== "signIn") void connection.learn();
      return result;
    } catch (error) {
      frame.noteFailure(error);
      throw error;
    } finally {
      end(job, controller);
    }
  }

  const context: Context = { store, dispatch, vault, run, cancel, started: () => modules.load("client"), policyPackage: () => modules.policy };
  const many = createManyActions(context);

  const waiting = createWaitingActions(context);
  const connection = createConnectionActions(context);

  const permissions = createPermissionsActions(context);

  const frame = createFrameActions(context, { startCore, loadClouds, loadServers, getPassword });

  /** Loads what the view needs that is shown. */
  function startCore(): void {
    const name = moduleOf(store.state.route);
    const isWanted = (): boolean => moduleOf(store.state.route) === name;
    modules.load(name).then(
      () => { if (isWanted()) dispatch({ type: "coreReady" }); },
      (error: unknown) => { if (isWanted()) dispatch({ type: "coreFailed", problem: toProblem(error) }); },
    );
  }

  /** Another view may need another module. */
  function followRoute(before: State, after: State): void {
    const name = moduleOf(after.route);
    if (name === moduleOf(before.route)) return;
    if (modules.isReady(name)) {
      if (after.core.status !== "ready") dispatch({ type: "coreReady" });
      return;
    }
    dispatch({ type: "coreRequested" });
    startCore();
  }

  async function loadClouds(): Promise<void> {
    dispatch({ type: "cloudsRequested" });
    try {
      const list = (await getJson("clouds.json")) as CloudEntry[];
      // Without its guide the sandbox is a cloud as the others are, with the form alone.
      const guide = list.some(({ sandbox }) => sandbox) ? await getJson("sandbox.json").catch(() => undefined) : undefined;
      if (guide !== undefined) dispatch({ type: "sandboxLoaded", sandbox: guide as Sandbox });
      dispatch({ type: "cloudsLoaded", list });
    } catch (error) {
      dispatch({ type: "cloudsFailed", text: error instanceof Error ? error.message : "no answer" });
    }
  }

  async function signIn(auth: Auth, by: "form" | `demo:${string}`, projectId?: string): Promise<void> {
    const cloud = cloudNamed(store.state, store.state.signIn.cloud);
    if (!cloud) return;
    dispatch({ type: "signInStarted", by });
    let client: Client | undefined;
    try {
      const known = await run("signIn", async (signal) => {
        client = new Client({
          cloud: cloud.kind,
          identityEndpoint: new URL(cloud.identity, location.origin).href,
          endpoint: new URL(cloud.compute, location.origin).href,
          ...(projectId ? { projectId } : {}),
          auth,
          fetchImpl: frame.watchedFetch,
        });
        const session = await client.signIn({ signal });
        // A given token says nothing of itself: the cloud is asked. What it does not tell stays unknown.
        const told = auth.type === "token" ? await connection.inspect(cloud, auth.token, signal) : session;
        return signal.aborted ? "cancelled" : told;
      });
      if (!client) return;
      if (known === "cancelled" || known === "refused") {
        client.free();
        dispatch({ type: "signInFailed", problem: known === "cancelled" ? CANCELLED : REFUSED });
        return;
      }
      vault.useClient(client);
      dispatch({
        type: "signedIn",
        session: {
          cloud,
          user: known.user,
          project: known.project?.name,
          projectId: projectId === undefined || projectId === "" ? known.project?.id : projectId,
          expiresAt: known.expiresAt,
          roles: known.roles,
          renews: auth.type !== "token",
          apiVersion: API_VERSIONS[cloud.kind][0] ?? "v2.1",
          ended: false,
        },
      });
    } catch (error) {
      client?.free();
      dispatch({ type: "signInFailed", problem: toProblem(error) });
    }
  }

  async function signInAsDemo(user: DemoUser): Promise<void> {
    const { name, domain, password, project } = user;
    await signIn({ type: "password", user: name, domain, password, project }, `demo:${name}`);
  }

  /** Only where something would be lost: else it is done at once. */
  function askToSignOut(): void {
    if (losses(store.state).length > 0) dispatch({ type: "session/leaveAsked" });
    else signOut();
  }

  function signOut(): void {
    for (const job of [...jobs.keys()]) cancel(job);
    dispatch({ type: "signedOut" });
    vault.clear();
    // With all that it knows.
    keeper.renew();
  }

  /** Of the compute API, for a call of this session. */
  function version(operation: Parameters<typeof versionFor>[1]): ApiVersion {
    return versionFor(store.state, operation);
  }

  async function loadServers(more = false): Promise<void> {
    const { client } = vault;
    // Who scrolls while all are loaded needs no page of their own.
    if (!client || (more && store.state.servers.status === "loadingAll")) return;
    const marker = more ? store.state.servers.nextMarker : undefined;
    // A refresh keeps what was loaded in the list, as far as one page goes.
    const loaded = store.state.servers.items.length;
    const limit = more ? NEXT_PAGE_SIZE : Math.min(Math.max(PAGE_SIZE, loaded), LARGEST_PAGE_SIZE);
    listCall += 1;
    const call = listCall;
    dispatch({ type: "serversRequested", more });
    try {
      const page = await run("servers", (signal) => client.listServers({ limit, marker, apiVersion: version("listServers") }, { signal }));
      await pause();
      if (call === listCall) dispatch({ type: "serversLoaded", servers: page.servers, nextMarker: page.nextMarker, more });
    } catch (error) {
      // One that a later call put an end to has nothing to say.
      if (call === listCall) dispatch({ type: "serversFailed", problem: toProblem(error) });
    }
  }

  /** Page after page to the end, each shown as it comes. */
  async function loadAllServers(): Promise<void> {
    const { client } = vault;
    if (!client) return;
    listCall += 1;
    const call = listCall;
    dispatch({ type: "serversRequested", more: true, all: true });
    try {
      await run("servers", async (signal) => {
        for (let marker = store.state.servers.nextMarker; marker !== undefined; ) {
          const page = await client.listServers({ limit: LARGE_PAGE_SIZE, marker, apiVersion: version("listServers") }, { signal });
          marker = page.nextMarker;
          // Reading a page and showing it are two tasks.
          await pause();
          if (call !== listCall) return;
          dispatch({ type: "serversLoaded", servers: page.servers, nextMarker: marker, more: true });
          if (marker !== undefined) dispatch({ type: "serversRequested", more: true, all: true });
        }
      });
    } catch (error) {
      // One that a later call put an end to has nothing to say.
      if (call === listCall) dispatch({ type: "serversFailed", problem: toProblem(error) });
    }
  }

  async function loadKeyPair(serverId: string, name: string): Promise<void> {
    const { client } = vault;
    if (!client) return;
    dispatch({ type: "keyPairRequested", serverId });
    try {
      const told = await run("keyPair", (signal) => client.getKeyPair({ name, apiVersion: version("getKeyPair") }, { signal }));
      const { fingerprint, algorithm } = visiblePair(told);
      dispatch({ type: "keyPairSeen", serverId, fingerprint, algorithm });
    } catch (error) {
      // A hint that is missing is no failure; a session that ended shows with the next call that matters.
      dispatch({ type: "keyPairHidden", serverId, problem: toProblem(error) });
    }
  }

  async function getPassword(serverId: string): Promise<void> {
    const { client } = vault;
    if (!client) return;
    const of = { serverId };
    dispatch({ type: "passwordRequested", of });
    try {
      const answer = await run("password", (signal) => client.getServerPassword({ serverId, apiVersion: version("getServerPassword") }, { signal }));
      if (!answer.stored) dispatch({ type: "passwordNone", of, hint: answer.hint });
      else if (store.state.keys.loaded.length === 0) dispatch({ type: "passwordEncrypted", of, ciphertext: answer.ciphertext });
      else await decrypt(of, answer.ciphertext);
    } catch (error) {
      const problem = toProblem(error);
      if (problem.code === "aborted") dispatch({ type: "passwordCancelled", of });
      else dispatch({ type: "passwordFailed", of, problem });
    }
  }

  /** Decrypts what is at hand with the loaded keys, the likeliest first, without any network. */
  async function decrypt(of: Subject, ciphertext: string): Promise<void> {
    const { keys, panel } = store.state;
    const newest = keys.loaded.at(-1);
    if (!newest) return;
    dispatch({ type: "passwordRequested", of });
    const controller = begin("password");
    try {
      const pair = of === "pasted" || !panel ? ({ status: "none" } as const) : panel.keyPair;
      const fitting = keysToTry(keys.loaded, pair, ciphertext).map(({ id }) => id);
      // Where no key has the length, the core says what length it takes.
      const answer = await keeper.decrypt(ciphertext, fitting.length > 0 ? fitting : [newest.id], controller.signal);
      if (answer.phase === "notOpened") {
        dispatch({ type: "passwordFailed", of, problem: answer.problem, ciphertext, tried: fitting });
        return;
      }
      const { bytes, keyId, tried, text, trimmed } = answer;
      // Nobody waits for it any more.
      if (passwordOf(store.state, of)?.phase !== "working") {
        bytes.fill(0);
        return;
      }
      vault.passwords.put(nameOf(of), bytes, text);
      dispatch({ type: "passwordDecrypted", of, ciphertext, keyId, tried, text, trimmed });
    } catch (error) {
      const problem = toProblem(error);
      if (problem.code !== "aborted") dispatch({ type: "passwordFailed", of, problem, ciphertext });
      else if (!jobs.has("password") && passwordOf(store.state, of)?.phase === "working") dispatch({ type: "passwordCancelled", of });
    } finally {
      end("password", controller);
    }
  }

  /** The password as text, for the moment of showing or copying it. */
  function passwordText(of: Subject): string {
    return passwordOf(store.state, of)?.phase === "decrypted" ? vault.passwords.reveal(nameOf(of)) : "";
  }

  async function copyPassword(of: Subject): Promise<void> {
    try {
      const digest = await writeClipboard(passwordText(of));
      dispatch({ type: "copyEnded", of, result: "copied" });
      forgetClipboardSoon(digest, (cleared) => { dispatch({ type: "copyEnded", of, result: cleared ? "cleared" : "kept" }); });
    } catch {
      dispatch({ type: "copyEnded", of, result: "failed" });
    }
  }

  async function emptyClipboard(of: Subject): Promise<void> {
    try {
      await clearClipboard();
      dispatch({ type: "copyEnded", of, result: "cleared" });
    } catch {
      dispatch({ type: "copyEnded", of, result: "failed" });
    }
  }

  async function deletePassword(serverId: string): Promise<void> {
    const { client } = vault;
    if (!client) return;
    dispatch({ type: "deleteStarted" });
    try {
      const result = await run("delete", (signal) => client.deleteServerPassword({ serverId, apiVersion: version("deleteServerPassword") }, { signal }));
      dispatch({ type: "deleted", serverId, result });
    } catch (error) {
      dispatch({ type: "deleteFailed", serverId, problem: toProblem(error) });
    }
  }

  async function addKeyFile(file: File, more: boolean): Promise<void> {
    if (file.size > MAX_KEY_BYTES) {
      const message = msg("the file is larger than 1 MB, which no key file is");
      const hint = msg("Choose the private key that was downloaded when the key pair was created, such as a .pem file.");
      dispatch({ type: "keyRejected", name: file.name, problem: { code: "noKey", message, hint } });
      return;
    }
    await addKey(file.name, new Uint8Array(await file.arrayBuffer()), undefined, more);
  }

  /** One after the other; the first that waits for its passphrase is the last one to be read. */
  async function addKeyFiles(files: File[]): Promise<void> {
    for (const [index, file] of files.entries()) {
      await addKeyFile(file, index < files.length - 1);
      if (store.state.keys.pending || store.state.keys.rejected) return;
    }
  }

  async function addKeyText(text: string): Promise<void> {
    await addKey(msg("Pasted key"), new TextEncoder().encode(text));
  }

  async function addDemoKey(key: DemoKey): Promise<void> {
    try {
      const answer = await fetch(new URL(key.file, location.origin), { credentials: "omit" });
      if (!answer.ok) throw new Error(`HTTP status ${answer.status.toString()}`);
      // Without its passphrase: entering it is part of what there is to try.
      await addKey(key.name, new Uint8Array(await answer.arrayBuffer()));
    } catch {
      const message = msg("the key of the sandbox did not arrive");
      dispatch({ type: "keyRejected", name: key.name, problem: { code: "network", message, hint: msg("Reload the page.") } });
    }
  }

  async function unlockKey(passphrase: string): Promise<void> {
    const { pending } = vault;
    if (pending) await addKey(pending.name, pending.bytes, passphrase);
  }

  /** Opens a key in the worker: a passphrase takes as long as whoever protected the key wanted it to. */
  async function addKey(name: string, bytes: Uint8Array<ArrayBuffer>, passphrase?: string, more = false): Promise<void> {
    dispatch({ type: "keyReading", name });
    const key = { id: vault.nextKeyId(), bytes, passphrase: passphrase === undefined ? undefined : new TextEncoder().encode(passphrase) };
    reading.add(key);
    try {
      const opened = await keeper.open(copyOf(key));
      if (!reading.has(key)) throw new PoolEnded();
      if (opened.phase === "refused") throw new Failure(opened.problem);
      vault.dropPending(bytes);
      vault.addKey(key);
      const { format, bits, md5, sha256 } = opened;
      dispatch({ type: "keyAdded", key: { id: key.id, name, format, bits, md5, sha256 }, more });
      decryptWaiting();
    } catch (error) {
      const problem = toProblem(error);
      const isLocked = problem.code === "passphraseMissing" || problem.code === "passphraseWrong";
      key.passphrase?.fill(0);
      if (error instanceof PoolEnded) {
        // Cancelled, or signed out.
        wipe(key);
      } else if (isLocked) {
        vault.holdPending(name, bytes);
        dispatch({ type: "keyLocked", name, wrong: problem.code === "passphraseWrong" });
      } else {
        vault.dropPending();
        wipe(key);
        dispatch({ type: "keyRejected", name, problem });
      }
    } finally {
      reading.delete(key);
    }
  }

  /** What was fetched before its key was there, or did not open with the others, needs no second click. */
  function decryptWaiting(): void {
    const { panel, decrypt: pasted } = store.state;
    if (panel && waits(panel.password)) void decrypt({ serverId: panel.id }, panel.password.ciphertext);
    if (waits(pasted)) void decrypt("pasted", pasted.ciphertext);
  }

  /** A file that opens the remote desktop; the password is not in it. */
  function downloadRdp(address: string): void {
    const { panel } = store.state;
    const file = rdpFile(panel?.server?.name ?? "", address);
    if (!file) return;
    const url = URL.createObjectURL(new Blob([file.text], { type: "application/x-rdp" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = file.name;
    link.click();
    // The download has begun by then.
    setTimeout(() => { URL.revokeObjectURL(url); }, 10_000);
    dispatch({ type: "announced", text: msg(str`${file.name} is saved`) });
  }

  /** The worker that is busy with it is left; another one takes the other keys. */
  function cancelKey(): void {
    if (reading.size === 0) return;
    reading.clear();
    keeper.restart();
    dismissKey();
    dispatch({ type: "announced", text: msg("Cancelled") });
  }

  function dismissKey(): void {
    vault.dropPending();
    dispatch({ type: "keyDismissed" });
  }

  /** What follows from a new state by itself: loading what a view needs, wiping what no view holds any more. */
  function follow(before: State, after: State): void {
    const { panel, keys, decrypt: pasted, servers, route, session } = after;
    followRoute(before, after);
    many.follow(before, after);
    permissions.follow(before, after);
    for (const id of vault.keepKeys(keys.loaded.map(({ id: one }) => one))) keeper.forget(id);
    vault.passwords.keep((of) => (of === nameOf("pasted") ? holdsPassword(pasted.phase) : of === panel?.id && holdsPassword(panel.password.phase)));
    if (before.panel && before.panel.id !== panel?.id) {
      cancel("password");
      cancel("keyPair");
    }
    waiting.follow();
    connection.follow(before, after);
    // Found by waiting, with the page open or not.
    if (panel?.password.phase === "encrypted" && before.panel?.password !== panel.password && keys.loaded.length > 0) {
      queueMicrotask(decryptWaiting);
    }
    frame.follow(before, after);
    if (session?.ended !== false) return;
    if ((route.view === "servers" || route.view === "server") && servers.status === "idle" && before.route !== route) {
      void loadServers();
    }
    const keyName = panel?.server?.keyName;
    if (panel?.keyPair.status === "none" && keyName !== undefined) void loadKeyPair(panel.id, keyName);
  }

  return {
    frame,
    waiting,
    connection,
    request: createRequestActions(context),
    many,
    permissions,
    dispatch,
    go,
    follow,
    cancel,
    startCore,
    loadClouds,
    signIn,
    signInAsDemo,
    askToSignOut,
    signOut,
    loadServers,
    loadAllServers,
    getPassword,
    decrypt,
    passwordText,
    copyPassword,
    emptyClipboard,
    deletePassword,
    addKeyFiles,
    addKeyText,
    addDemoKey,
    unlockKey,
    downloadRdp,
    dismissKey,
    cancelKey,
  };
}

/** While a retry works, the password before it is gone from the page, but not yet replaced. */
const holdsPassword = (phase: string): boolean => phase === "decrypted" || phase === "working";

/** Encrypted, and no key has opened it yet. */
function waits(view: PasswordView): view is Extract<PasswordView, { phase: "encrypted" }> {
  return (view.phase === "encrypted" || view.phase === "failed") && view.ciphertext !== undefined;
}

const nameOf = (of: Subject): string => (of === "pasted" ? "pasted" : of.serverId);

async function getJson(name: string): Promise<unknown> {
  const answer = await fetch(new URL(`/${name}`, location.origin), { credentials: "omit" });
  if (!answer.ok) throw new Error(`HTTP status ${answer.status.toString()}`);
  return answer.json();
}
