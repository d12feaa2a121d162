// The clouds, signing in, and the session: who it is, where to, until when, and what is known of what it may do. Plain data.
import { apiVersions } from "ecs-password/slim";
import type { ApiVersion, Cloud, PolicyEntry, PreviewInput } from "ecs-password/slim";
import { msg, str } from "../locales/words.ts";
import type { RequestState } from "../request/state.ts";
import { versionOf } from "../shared/api-versions.ts";
import type { ServerOperation } from "../shared/api-versions.ts";
import type { CloudEntry, Preset } from "../shared/clouds.ts";
import type { Step } from "../shared/feature.ts";
import { isAborted } from "../shared/problem.ts";
import type { Problem } from "../shared/problem.ts";
import type { Route } from "../shared/route.ts";
import type { Signal } from "../shared/signals.ts";

export interface DemoUser {
  id: string;
  name: string;
  password: string;
  domain: string;
  project: string;
  /** Of a user with a second factor: the one-time code of the moment. */
  passcode?: string;
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

export interface DemoAccessKey {
  access: string;
  secret: string;
  securityToken?: string;
  projectId: string;
  note: string;
}

export interface DemoCloud {
  cloud: string;
  users: DemoUser[];
  accessKeys: DemoAccessKey[];
}

/** What the sandbox says of itself; its credentials are made up and public. */
export interface Sandbox {
  users: DemoUser[];
  /** Those of the other sandbox clouds. */
  otc?: DemoCloud;
  huawei?: DemoCloud;
  keys: DemoKey[];
  servers: DemoServer[];
}

export type Clouds = { status: "loading" } | { status: "ready"; list: CloudEntry[] } | { status: "failed"; text: string };

export type Method = "password" | "applicationCredential" | "token" | "accessKey";

/** The fields of the sign-in form that are no secrets. */
export interface SignInFields {
  user: string;
  /** The public clouds want it beside a one-time code. */
  userId: string;
  domain: string;
  project: string;
  credentialId: string;
  projectId: string;
  /** The access key ID. */
  access: string;
  keyKind: KeyKind;
}

/** A field for text. */
export type PlainField = Exclude<keyof SignInFields, "keyKind">;

export type KeyKind = "temporary" | "permanent";

/** The access key of a session, as far as it is no secret. */
export interface SessionKey {
  readonly access: string;
  readonly temporary: boolean;
}

export interface SignIn {
  cloud: string | undefined;
  method: Method;
  fields: SignInFields;
  /** Which demo user is being signed in, if it is one. */
  working: false | "form" | `demo:${string}`;
  problem: Problem | undefined;
  /** A one-time code is asked for besides the password. */
  withPasscode: boolean;
  /** Where to go on after it. */
  resume: Route | undefined;
}

export interface Session {
  cloud: CloudEntry;
  user: string | undefined;
  project: string | undefined;
  projectId: string | undefined;
  expiresAt: string | undefined;
  /** What its requests are signed with; nothing where they bear a token. */
  accessKey?: SessionKey | undefined;
  /** The names of the user's roles in the project. */
  roles: string[];
  /** Whether a token that ends is followed by a new one without being asked: a given token is not, nor one that took a one-time code. */
  renews: boolean;
  /** Whether the token was got by this page, which has it revoked in the end. */
  ownsToken: boolean;
  /** Whether its credentials are good for other projects of the user as well: those of an application credential are not. */
  otherProjects: boolean;
  /** For the calls that the cloud has it for. */
  apiVersion: ApiVersion;
  /** The cloud refused its token: what is loaded stays, but nothing more can be asked for. */
  ended: boolean;
}

export type May = "allow" | "conditional" | "deny" | "unknown";

/** What loaded policies say of the calls of this page, on one cloud. */
export interface PolicyAnswers {
  readonly cloud: Cloud;
  /** Whether they rest on something that is assumed. */
  readonly assumed: boolean;
  readonly answers: readonly { readonly operation: ServerOperation; readonly apiVersion: ApiVersion | undefined; readonly may: May }[];
  /** What was asked, for whoever asks more of it; nothing where answers take long, or where lists that somebody brought decide as well. */
  readonly asked: { readonly entries: readonly PolicyEntry[]; readonly situation: PreviewInput } | undefined;
}

/** Asked for; confirmed; or not confirmed. */
export type Revocation = "asked" | "revoked" | "failed";

export interface SessionSlice {
  readonly clouds: Clouds;
  readonly sandbox: Sandbox | undefined;
  readonly signIn: SignIn;
  /** The session that there is, also one that the cloud has ended. */
  readonly current: Session | undefined;
  /** The token ends within minutes, and nothing follows it by itself. */
  readonly ending: boolean;
  /** Signed out just now. */
  readonly left: boolean;
  /** What becomes of the token of the session that was left. */
  readonly revocation: Revocation | undefined;
  /** Of the policies that are loaded, as long as their answers are up to date. */
  readonly policies: PolicyAnswers | undefined;
}

/** What a feature sees that works with the session. */
export interface SessionState extends RequestState {
  readonly session: SessionSlice;
}

declare module "../shared/route.ts" {
  interface Routes {
    signIn: unknown;
    connection: unknown;
  }
}

declare module "../shared/signals.ts" {
  interface Signals {
    /** In another project, or another cloud, than before: what was loaded is of no use. */
    signedIn: { sameProject: boolean };
    /** The cloud refused the token in the middle of a call; `during` says which, where it can be taken up again. */
    sessionEnded: { problem: Problem; during?: { job: string; serverId: string } };
    /** What the loaded policies say has changed; nothing where they do not say anything any more. */
    policiesAnswered: { policies: PolicyAnswers | undefined };
  }
}

const NO_FIELDS: SignInFields = { user: "", userId: "", domain: "", project: "", credentialId: "", projectId: "", access: "", keyKind: "temporary" };

export const NO_SESSION: SessionSlice = {
  clouds: { status: "loading" },
  sandbox: undefined,
  signIn: { cloud: undefined, method: "password", fields: NO_FIELDS, working: false, problem: undefined, withPasscode: false, resume: undefined },
  current: undefined,
  ending: false,
  left: false,
  revocation: undefined,
  policies: undefined,
};

export type SessionEvent =
  | { type: "session/cloudsRequested" }
  | { type: "session/cloudsLoaded"; list: CloudEntry[] }
  | { type: "session/cloudsFailed"; text: string }
  | { type: "session/sandboxLoaded"; sandbox: Sandbox }
  | { type: "session/cloudChosen"; name: string }
  | { type: "session/methodChosen"; method: Method }
  | { type: "session/passcodeWanted" }
  | { type: "session/fieldChanged"; field: PlainField; value: string }
  | { type: "session/keyKindChosen"; kind: KeyKind }
  | { type: "session/signInStarted"; by: "form" | `demo:${string}` }
  | { type: "session/signInFailed"; problem: Problem }
  | { type: "session/signedIn"; session: Session }
  /** The same user, in another project from now on, or in another region of it. */
  | { type: "session/projectChanged"; session: Session }
  | { type: "session/signedOut" }
  | { type: "session/revoked"; revocation: Revocation }
  | { type: "session/ending" }
  | { type: "session/renewed"; expiresAt: string | undefined }
  /** The visitor wants to sign in anew, and to go on where they are. */
  | { type: "session/again" }
  | { type: "session/apiVersionChosen"; version: ApiVersion };

/** Whose session it is, as far as the cloud or the key tells. */
export const nameOfSession = ({ user, accessKey }: Session): string | undefined => user ?? accessKey?.access;

/** Whether calls of the cloud can be made. */
export const isSignedIn = ({ session }: Pick<SessionState, "session">): boolean => session.current?.ended === false;

/** Whether a failure in the middle ends the session. */
export const endsSession = ({ session }: Pick<SessionState, "session">, { code }: Problem): boolean => code === "unauthenticated" && session.current !== undefined;

export function cloudNamed({ clouds }: SessionSlice, name: string | undefined): CloudEntry | undefined {
  return clouds.status === "ready" ? clouds.list.find((cloud) => cloud.name === name) : undefined;
}

/** The form for a cloud. What its operator gives for it takes the place of nothing, and of what was given for the cloud `before`; what was typed stays. */
function chosen(slice: SessionSlice, name: string | undefined, before = slice): SignIn {
  const { signIn } = before;
  const [was, is] = [cloudNamed(before, signIn.cloud)?.preset, cloudNamed(slice, name)?.preset];
  const given = (field: keyof Preset): string => (signIn.fields[field] === (was?.[field] ?? "") ? (is?.[field] ?? "") : signIn.fields[field]);
  return { ...signIn, cloud: name, fields: { ...signIn.fields, domain: given("domain"), project: given("project"), projectId: given("projectId") } };
}

/** The version for a call of the session that there is. */
export function versionFor({ session: { current } }: Pick<SessionState, "session">, operation: ServerOperation): ApiVersion | undefined {
  return current && versionOf(current, operation);
}

/** Before this much is left, nobody is disturbed. */
export const ENDING_MS = 5 * 60_000;

/** How long until then, in milliseconds. */
export function remainingMs(expiresAt: string | undefined): number | undefined {
  const end = expiresAt === undefined ? NaN : Date.parse(expiresAt);
  return Number.isNaN(end) ? undefined : end - Date.now();
}

export function reduce(slice: SessionSlice, event: SessionEvent, state: SessionState): Step<SessionSlice> {
  switch (event.type) {
    case "session/cloudsRequested":
      return { slice: { ...slice, clouds: { status: "loading" } } };
    case "session/cloudsLoaded": {
      const loaded: SessionSlice = { ...slice, clouds: { status: "ready", list: event.list } };
      return { slice: { ...loaded, signIn: chosen(loaded, slice.signIn.cloud ?? event.list[0]?.name, slice) } };
    }
    case "session/cloudsFailed":
      return { slice: { ...slice, clouds: { status: "failed", text: event.text } } };
    case "session/sandboxLoaded":
      return { slice: { ...slice, sandbox: event.sandbox } };
    case "session/signedIn":
      return signedIn(slice, event.session, state);
    case "session/projectChanged": {
      const { session } = event;
      const project = session.project ?? session.projectId ?? "";
      return {
        slice: { ...slice, current: session, ending: false },
        say: session.projectId === slice.current?.projectId ? msg(str`The region is ${session.cloud.region ?? ""} now`) : msg(str`The project is ${project} now`),
        focus: "heading",
        signals: [{ type: "signedIn", sameProject: false }],
        go: { view: "servers" },
      };
    }
    case "session/signedOut":
      return { slice, say: msg("Signed out. The token, keys and passwords are forgotten."), focus: "heading", show: { view: "signIn" }, signals: [{ type: "signedOut" }] };
    case "session/revoked": {
      const { revocation } = event;
      const said = revocation === "failed" ? { say: revocationText(revocation) } : {};
      return { slice: slice.left ? { ...slice, revocation } : slice, ...said };
    }
    case "session/cloudChosen":
    case "session/methodChosen":
    case "session/passcodeWanted":
    case "session/fieldChanged":
    case "session/keyKindChosen":
    case "session/signInStarted":
    case "session/signInFailed":
      return reduceForm(slice, event);
    default:
      return slice.current ? reduceCurrent(slice, slice.current, event, state) : { slice };
  }
}

type FormEvent = Extract<SessionEvent, { type: `session/${"cloudChosen" | "methodChosen" | "passcodeWanted" | "fieldChanged" | "keyKindChosen" | "signInStarted" | "signInFailed"}` }>;

function reduceForm(slice: SessionSlice, event: FormEvent): Step<SessionSlice> {
  const form = (change: Partial<SignIn>): SessionSlice => ({ ...slice, signIn: { ...slice.signIn, ...change } });
  switch (event.type) {
    case "session/cloudChosen": {
      const { method } = slice.signIn;
      const isOpenstack = cloudNamed(slice, event.name)?.kind === "openstack";
      const isOffered = isOpenstack ? method !== "accessKey" : method !== "applicationCredential";
      return { slice: form({ ...chosen(slice, event.name), method: isOffered ? method : "password", problem: undefined, withPasscode: false }) };
    }
    case "session/methodChosen":
      return { slice: form({ method: event.method, problem: undefined, withPasscode: false }) };
    case "session/passcodeWanted":
      return { slice: form({ withPasscode: true }), focus: "passcode" };
    case "session/fieldChanged":
      return { slice: form({ fields: { ...slice.signIn.fields, [event.field]: event.value } }) };
    case "session/keyKindChosen":
      return { slice: form({ fields: { ...slice.signIn.fields, keyKind: event.kind }, problem: undefined }) };
    case "session/signInStarted":
      return { slice: form({ working: event.by, problem: undefined }), say: msg("Signing in"), focus: "working" };
    case "session/signInFailed": {
      const { problem } = event;
      if (isAborted(problem)) return { slice: form({ working: false, problem: undefined }), say: msg("Sign-in cancelled"), focus: "heading" };
      if (problem.takesPasscode === true && slice.signIn.working === "form") {
        return { slice: form({ working: false, problem, withPasscode: true }), say: msg("Enter a one-time code"), focus: "passcode" };
      }
      return { slice: form({ working: false, problem }), focus: "problem" };
    }
  }
}

type CurrentEvent = Extract<SessionEvent, { type: `session/${"ending" | "renewed" | "again" | "apiVersionChosen"}` }>;

function reduceCurrent(slice: SessionSlice, current: Session, event: CurrentEvent, { route }: SessionState): Step<SessionSlice> {
  switch (event.type) {
    case "session/ending":
      if (current.renews || current.ended || slice.ending) return { slice };
      return { slice: { ...slice, ending: true }, say: msg("The session ends within 5 minutes") };
    case "session/renewed":
      return { slice: { ...slice, current: { ...current, expiresAt: event.expiresAt } } };
    case "session/again": {
      const signIn = { ...slice.signIn, resume: route, problem: undefined };
      return { slice: { ...slice, current: { ...current, ended: true }, ending: false, left: false, signIn }, show: { view: "signIn" }, focus: "heading" };
    }
    case "session/apiVersionChosen":
      if (!apiVersions[current.cloud.kind].includes(event.version)) return { slice };
      return { slice: { ...slice, current: { ...current, apiVersion: event.version } } };
  }
}

function signedIn(slice: SessionSlice, session: Session, { route }: SessionState): Step<SessionSlice> {
  const { resume } = slice.signIn;
  const before = slice.current;
  // The same place again only makes sense in the same project.
  const sameProject = !before || (before.cloud.name === session.cloud.name && before.projectId === session.projectId);
  const signIn = { ...slice.signIn, working: false, problem: undefined, resume: undefined } as const;
  const step: Step<SessionSlice> = {
    slice: { ...slice, current: session, signIn, ending: false, left: false },
    say: session.user === undefined ? msg("Signed in") : msg(str`Signed in as ${session.user}`),
    signals: [{ type: "signedIn", sameProject }],
  };
  // Who went elsewhere in the meantime stays there.
  if (route.view !== "signIn") return step;
  return { ...step, focus: "heading", go: sameProject && resume ? resume : { view: "servers" } };
}

export function on(slice: SessionSlice, signal: Signal, { route }: SessionState): Step<SessionSlice> {
  switch (signal.type) {
    case "navigated":
      return { slice: slice.left ? { ...slice, left: false, revocation: undefined } : slice };
    case "signInNeeded":
      return { slice: { ...slice, signIn: { ...slice.signIn, resume: signal.route } } };
    case "sessionEnded": {
      const { current, signIn } = slice;
      // Who is signing in again already has been told.
      if (current?.ended !== false) return { slice };
      // A token that is refused has ended; of a signature the cloud says what is wrong with it.
      return {
        slice: { ...slice, current: { ...current, ended: true }, signIn: { ...signIn, resume: route, problem: current.accessKey && signal.problem } },
        show: { view: "signIn" },
        focus: "heading",
      };
    }
    case "policiesAnswered":
      return { slice: { ...slice, policies: signal.policies } };
    default:
      return { slice };
  }
}

/** What is told of a token that is to be revoked. */
export function revocationText(revocation: Revocation): string {
  switch (revocation) {
    case "asked":
      return msg("The cloud is asked to revoke the token.");
    case "revoked":
      return msg("The cloud has revoked the token.");
    case "failed":
      return msg("The cloud did not confirm that the token is revoked: it may stay valid until it expires.");
  }
}

/** Signing out keeps the clouds, and which of them was chosen. */
export function kept({ clouds, sandbox, signIn, current }: SessionSlice): SessionSlice {
  const revocation = current?.ownsToken === true && !current.ended ? "asked" : undefined;
  const slice: SessionSlice = { ...NO_SESSION, clouds, sandbox, left: true, revocation };
  return { ...slice, signIn: chosen(slice, signIn.cloud) };
}
