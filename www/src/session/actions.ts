// Signing in and out, and the session in time: what a given token is, and when it ends. Each effect ends in events.
import { apiVersions, Client } from "ecs-password/client/slim";
import type { Auth, ListedProject, Session as Known } from "ecs-password/client/slim";
import type { TemplateResult } from "lit";
import type { RequestUses } from "../request/actions.ts";
import type { CloudEntry } from "../shared/clouds.ts";
import type { Context, Dispatch } from "../shared/context.ts";
import type { News } from "../shared/feature.ts";
import { toProblem } from "../shared/problem.ts";
import type { Problem } from "../shared/problem.ts";
import { cloudNamed, ENDING_MS, remainingMs } from "./state.ts";
import type { DemoAccessKey, DemoUser, Method, PlainField, Sandbox, Session, SessionEvent, SessionKey, SessionState, SignInFields } from "./state.ts";

/** As long as a timer can be; a later end is looked at again. */
const MOST_MS = 2 ** 31 - 1;
/** How long a cloud may take to say what a given token is for. */
const TOKEN_MS = 10_000;
/** How long it may take to revoke one. */
const REVOKING_MS = 10_000;

/** What is shown of access keys, which comes when somebody wants to sign in with one. */
export interface AccessKeyViews {
  /** The fields of the form, for a cloud of this name. */
  fields: (state: SessionState, cloud: string, inputs: Inputs, actions: SessionUses) => TemplateResult;
  /** Signs in with what stands in them. */
  submit: (field: (name: string) => string, state: SessionState, actions: SessionUses) => void;
  /** What to do about a refusal, where the error does not say all of it. */
  nextStep: (problem: Problem, fields: SignInFields) => unknown;
  /** The request by which the page sees whether the cloud takes the key. */
  request: (state: SessionState, cloud: CloudEntry, actions: SessionUses) => TemplateResult;
  /** What is known of a session with one, and what it is not. */
  sessionFacts: (key: SessionKey) => { pairs: [name: string, value: unknown][]; notes: TemplateResult };
  /** In the place of reading policies. */
  noPolicies: () => TemplateResult;
  /** Why a key pair of this name was not read; nothing where it can be. */
  pairNotRead: (name: string) => string | undefined;
}

/** The fields of a form: for text, and for what is secret. */
export interface Inputs {
  plain: (name: PlainField, label: string, hint?: string) => TemplateResult;
  secret: (name: string, label: string) => TemplateResult;
}

/** What a view is given that works with the session. */
export type SessionUses = RequestUses & Dispatch<SessionEvent> & { readonly session: SessionActions };

export interface SessionActions {
  /** That of the session, for the calls of other features. */
  client: () => Client | undefined;
  /** There as soon as their form or a session with one is. */
  accessKeys: () => AccessKeyViews | undefined;
  loadClouds: () => Promise<void>;
  /** Loads what the form of a method needs, before it is shown. */
  chooseMethod: (method: Method) => Promise<void>;
  /** `passcode`: the one-time code of a user with a second factor. */
  signIn: (auth: Auth, by: "form" | `demo:${string}`, more?: { projectId?: string; passcode?: string }) => Promise<void>;
  signInAsDemo: (user: DemoUser) => Promise<void>;
  signInWithDemoKey: (key: DemoAccessKey) => Promise<void>;
  /** Signs in to another project of the user, or to the same one in another region, in a place of this page's server. Rejects where that fails, and changes nothing then. */
  changeProject: (project: Pick<ListedProject, "id" | "name">, cloud: CloudEntry) => Promise<void>;
  signOut: () => void;
  follow: (before: SessionState, after: SessionState) => void;
  heard: (news: News) => void;
}

export function createSessionActions(context: Context<SessionState, SessionEvent, RequestUses>, loadAccessKeys: () => Promise<AccessKeyViews>): SessionActions {
  const { dispatch, jobs } = context;
  /** With its token; to be freed. */
  let client: Client | undefined;
  /** That of the credentials that somebody gave: those of other projects are made of it. */
  let first: Client | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** What is wanted where an access key is. */
  let accessKeys: AccessKeyViews | undefined;

  async function loadClouds(): Promise<void> {
    dispatch({ type: "session/cloudsRequested" });
    try {
      const list = (await getJson("clouds.json")) as CloudEntry[];
      // Without its guide the sandbox is a cloud as the others are, with the form alone.
      const guide = list.some(({ sandbox }) => sandbox) ? await getJson("sandbox.json").catch(() => undefined) : undefined;
      if (guide !== undefined) dispatch({ type: "session/sandboxLoaded", sandbox: guide as Sandbox });
      dispatch({ type: "session/cloudsLoaded", list });
    } catch (error) {
      dispatch({ type: "session/cloudsFailed", text: error instanceof Error ? error.message : "no answer" });
    }
  }

  async function signIn(auth: Auth, by: "form" | `demo:${string}`, { projectId, passcode }: { projectId?: string; passcode?: string } = {}): Promise<void> {
    const { session } = context.state;
    const cloud = cloudNamed(session, session.signIn.cloud);
    if (!cloud) return;
    dispatch({ type: "session/signInStarted", by });
    let made: Client | undefined;
    try {
      const known = await context.run("signIn", async (signal) => {
        made = new Client({
          cloud: cloud.kind,
          identityEndpoint: own(cloud.identity),
          endpoint: own(cloud.compute),
          ...(auth.type === "accessKey" ? signedAt(cloud) : {}),
          ...(projectId ? { projectId } : {}),
          auth,
          fetchImpl: context.fetch,
        });
        if (auth.type === "accessKey") return await keyAccepted(made, signal);
        return auth.type === "token" ? await toldOfToken(made, signal) : await made.signIn({ signal, passcode });
      });
      if (!made) return;
      void leaveAll();
      client = first = made;
      signedIn(cloud, known, auth, { projectId, passcode });
    } catch (error) {
      made?.free();
      dispatch({ type: "session/signInFailed", problem: toProblem(error) });
    }
  }

  /** Has the cloud revoke its token, and forgets it in any case; whether the cloud confirmed it. */
  async function leave(left: Client): Promise<boolean> {
    try {
      await left.signOut({ timeoutMs: REVOKING_MS });
      return true;
    } catch {
      return false;
    } finally {
      left.free();
    }
  }

  /** Leaves the client of the session, then the one that it was made of: with the token of that its own may end. */
  async function leaveAll(): Promise<boolean> {
    const all = [...new Set([client, first])].filter((each) => each !== undefined);
    client = first = undefined;
    let confirmed = true;
    for (const each of all) confirmed = (await leave(each)) && confirmed;
    return confirmed;
  }

  async function changeProject({ id, name }: Pick<ListedProject, "id" | "name">, cloud: CloudEntry): Promise<void> {
    const [from, before] = [first, context.state.session.current];
    if (!from || !before) return;
    let made: Client | undefined;
    try {
      const known = await context.run("project", async (signal) => {
        const signed = before.accessKey ? signedAt(cloud) : {};
        made = from.forProject({
          projectId: id,
          // A token of a region's own IAM may be good in that region alone.
          identityEndpoint: own(cloud.identity),
          endpoint: own(cloud.compute),
          ...signed,
        });
        return await (before.accessKey ? keyAccepted(made, signal) : made.signIn({ signal }));
      });
      if (!made) return;
      // Somebody signed out meanwhile.
      if (first !== from || context.state.session.current !== before) {
        void leave(made);
        return;
      }
      jobs.cancelAll();
      if (client && client !== first) void leave(client);
      client = made;
      dispatch({
        type: "session/projectChanged",
        session: { ...before, cloud, project: known.project?.name ?? name, projectId: id, roles: known.roles, expiresAt: known.expiresAt },
      });
    } catch (error) {
      made?.free();
      throw error;
    }
  }

  /** Says what became of the token, where it is the page's own. */
  async function end({ ownsToken, ended }: Session): Promise<void> {
    const confirmed = await leaveAll();
    if (ownsToken && !ended) dispatch({ type: "session/revoked", revocation: confirmed ? "revoked" : "failed" });
  }

  function signedIn(cloud: CloudEntry, known: Known, auth: Auth, { projectId, passcode }: { projectId: string | undefined; passcode: string | undefined }): void {
    const ownsToken = auth.type === "password" || auth.type === "applicationCredential";
    dispatch({
      type: "session/signedIn",
      session: {
        cloud,
        user: known.user,
        project: known.project?.name,
        projectId: projectId === undefined || projectId === "" ? known.project?.id : projectId,
        expiresAt: known.expiresAt,
        roles: known.roles,
        accessKey: auth.type === "accessKey" ? { access: auth.access, temporary: auth.securityToken !== undefined } : undefined,
        renews: ownsToken && passcode === undefined,
        ownsToken,
        otherProjects: auth.type !== "applicationCredential",
        apiVersion: apiVersions[cloud.kind][0],
        ended: false,
      },
    });
  }

  async function signInAsDemo(user: DemoUser): Promise<void> {
    const { id, name, domain, password, project } = user;
    const { session } = context.state;
    const passcode = user.passcode === undefined ? undefined : await passcodeOf(user);
    const isOpenstack = cloudNamed(session, session.signIn.cloud)?.kind === "openstack";
    const auth: Auth = { type: "password", user: passcode === undefined || isOpenstack ? name : { id }, domain, password, project };
    await signIn(auth, `demo:${name}`, passcode === undefined ? {} : { passcode });
  }

  async function signInWithDemoKey({ access, secret, securityToken, projectId }: DemoAccessKey): Promise<void> {
    await signIn({ type: "accessKey", access, secret, ...(securityToken === undefined ? {} : { securityToken }) }, `demo:${access}`, { projectId });
  }

  async function chooseMethod(method: Method): Promise<void> {
    try {
      if (method === "accessKey") accessKeys ??= await loadAccessKeys();
      dispatch({ type: "session/methodChosen", method });
    } catch (error) {
      dispatch({ type: "session/signInFailed", problem: toProblem(error) });
    }
  }

  function signOut(): void {
    jobs.cancelAll();
    dispatch({ type: "session/signedOut" });
  }

  /** Says beforehand that a token ends. */
  function planEnding(): void {
    clearTimeout(timer);
    const { current } = context.state.session;
    const left = current?.ended === false && !current.renews ? remainingMs(current.expiresAt) : undefined;
    if (left === undefined) return;
    const pause = Math.max(left - ENDING_MS, 0);
    timer = setTimeout(() => {
      if (pause > MOST_MS) planEnding();
      else dispatch({ type: "session/ending" });
    }, Math.min(pause, MOST_MS));
  }

  /** After a call that went well the client has a token that can be used, perhaps another one than before: this sends nothing. */
  async function noteRenewal(): Promise<void> {
    const { current } = context.state.session;
    if (current?.renews !== true || current.ended) return;
    const now = await client?.signIn().catch(() => undefined);
    const is = context.state.session.current;
    if (now && is === current && is.expiresAt !== now.expiresAt) dispatch({ type: "session/renewed", expiresAt: now.expiresAt });
  }

  return {
    client: () => client,
    accessKeys: () => accessKeys,
    loadClouds,
    chooseMethod,
    signIn,
    signInAsDemo,
    signInWithDemoKey,
    changeProject,
    signOut,
    follow(before, after) {
      const [was, is] = [before.session.current, after.session.current];
      if (was && !is) void end(was);
      if (was?.expiresAt !== is?.expiresAt || was?.ended !== is?.ended) planEnding();
    },
    heard(news) {
      if (news.kind === "call" && news.job !== "signIn" && news.error === undefined) void noteRenewal();
    },
  };
}

/** A token that was pasted says nothing of itself: the cloud is asked, and what it does not tell stays unknown. Only a 401 says that it is none. */
async function toldOfToken(client: Client, signal: AbortSignal): Promise<Known> {
  try {
    return await client.verifyToken({ signal, timeoutMs: TOKEN_MS });
  } catch (error) {
    const { code } = toProblem(error);
    if (signal.aborted || code === "aborted" || code === "unauthenticated") throw error;
    return { roles: [] };
  }
}

/** A path of our own server. */
const own = (path: string): string => new URL(path, location.origin).href;

/** What the cloud verifies is the path behind our own server. */
const signedAt = ({ basePath = "" }: CloudEntry): { signedEndpoint: string } => ({ signedEndpoint: own(basePath) });

/** There is no sign-in with an access key: a short list shows whether the cloud takes it. That its user may not list is no refusal of the key. */
async function keyAccepted(client: Client, signal: AbortSignal): Promise<Known> {
  try {
    await client.listServers({ limit: 1 }, { signal });
  } catch (error) {
    if (toProblem(error).action?.missing !== true) throw error;
  }
  return { roles: [] };
}

/** The code of the moment of a demo user with a second factor; the one that is known where the sandbox does not tell. */
async function passcodeOf({ id, passcode }: DemoUser): Promise<string | undefined> {
  const guide = (await getJson("sandbox.json").catch(() => undefined)) as Sandbox | undefined;
  const users = guide ? [guide.users, guide.otc?.users ?? [], guide.huawei?.users ?? []].flat() : [];
  return users.find((user) => user.id === id)?.passcode ?? passcode;
}

async function getJson(name: string): Promise<unknown> {
  const answer = await fetch(name, { credentials: "omit" });
  if (!answer.ok) throw new Error(`HTTP status ${answer.status.toString()}`);
  return answer.json();
}
