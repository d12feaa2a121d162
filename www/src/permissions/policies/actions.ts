// Where the policies come from: by hand, by a link, and from IAM.
import { envelopeMembers } from "ecs-password/slim";
import type { ListedPolicies, Session } from "ecs-password/slim";
import { msg, str } from "../../locales/words.ts";
import type { SessionUses } from "../../session/actions.ts";
import { nameOfSession } from "../../session/state.ts";
import type { Context } from "../../shared/context.ts";
import { copyText } from "../../shared/clipboard.ts";
import { setOwn } from "../../shared/own.ts";
import { isAborted, toProblem } from "../../shared/problem.ts";
import { nameOf, UNTOLD } from "../notes.ts";
import { attachmentOf, draftOf, findingsOf, openBefore, openPolicy, touchedReading } from "../state.ts";
import type { Draft, Fact, OwnList, Permissions, PermissionsEvent, PermissionsState, Policy, ReadDraft, Side } from "../state.ts";
import type { Example } from "./examples.ts";
import { ownListOf } from "./own-list.ts";
import type { Reader } from "./reader.ts";
import { encodeLink } from "./share.ts";

/** `say` is for what somebody waits for, `reader` loads what reads texts in other forms. */
export function createPoliciesActions(context: Context<PermissionsState, PermissionsEvent, SessionUses>, say: (text: string) => void, reader: () => Promise<Reader>) {
  const { dispatch } = context;
  const mine = (): Permissions => context.state.permissions;
  /** The link that was opened last. */
  let link: string | undefined;
  /** What reads it. */
  let working: { stop: () => void; forget: () => void } | undefined;
  let prefilledFor: PermissionsState["session"]["current"];
  /** The texts that were looked into last, of each side. */
  const looked: Record<Side, { id: number; text: string } | undefined> = { before: undefined, after: undefined };
  /** Whose policies were asked for: the cloud, the user and the project. */
  let readFor: string | undefined;

  function addSuggestion(): void {
    const { result } = mine().suggestion;
    if (!result) return;
    add([{ name: msg("Least-privilege policy"), text: `${result.document}\n`, attachment: { kind: "none", id: "" }, catalog: "" }], { edited: true });
  }

  function add(drafts: readonly Draft[], more: { fromRoles?: boolean; edited?: boolean } = {}): void {
    dispatch({ type: "permissions/added", drafts, ...more });
    const names = drafts.map(nameOf).join(", ");
    context.say(msg(str`Added: ${names}`));
  }

  function addEmpty(): void {
    add([{ name: msg("Policy"), text: EMPTY, attachment: { kind: "none", id: "" }, catalog: "" }]);
  }

  async function addExample(name: string): Promise<void> {
    const { EXAMPLES, IDENTITY_EXAMPLES } = await import("./examples.ts");
    const example = [...EXAMPLES, ...IDENTITY_EXAMPLES].find((one) => one.name === name);
    if (example) add([fromExample(example)]);
  }

  function duplicate(policy: Policy): void {
    add([{ ...draftOf(policy), name: msg(str`Copy of ${policy.name}`) }], { edited: true });
  }

  const copy = (text: string): Promise<boolean> => copyText(text, say);

  function askToShare(): void {
    dispatch({ type: "permissions/sharing", sharing: { link: undefined } });
  }

  async function makeLink(): Promise<void> {
    const { cloud, policies } = mine();
    const query = await encodeLink({ cloud, policies: policies.map(draftOf) });
    if (!mine().sharing) return;
    dispatch({ type: "permissions/sharing", sharing: { link: `${location.origin}${location.pathname}#/permissions?${query}` } });
    say(msg("The link is ready"));
  }

  /** Beside the page: it may be made to keep whoever opens it busy. */
  async function openLink(query: string): Promise<void> {
    working?.forget();
    working = undefined;
    const { readLink } = await import("./link-reader.ts");
    if (link !== query) return;
    working = readLink(query, {
      slow: () => { dispatch({ type: "permissions/linkSlow" }); },
      read: (shared, slowness) => { dispatch({ type: "permissions/linkRead", shared, ...slowness }); },
      broken: (fault) => { dispatch({ type: "permissions/linkBroken", fault }); },
    });
  }

  function stopLink(): void {
    working?.stop();
    working = undefined;
  }

  function goOn(): void {
    dispatch({ type: "permissions/goOn" });
  }

  /** What follows from the session: the cloud, what is certain about its requests, and the policies that its roles name. */
  async function prefill({ session: { current: session } }: PermissionsState): Promise<void> {
    if (!session || session.ended || session === prefilledFor) return;
    prefilledFor = session;
    const { user, project, projectId } = session;
    const cloud = session.cloud.kind === "openstack" ? undefined : session.cloud.kind;
    const known: Session = { roles: session.roles, ...(user !== undefined && { user }), ...(projectId !== undefined && { project: { id: projectId, name: project ?? "" } }) };
    // On the public clouds the page signs in with a password alone.
    const mfa = cloud !== undefined && session.renews ? false : undefined;
    const { context: keys, projectId: id } = context.policyPackage().requestContext({ session: known, mfa, operation: "getServerPassword", cloud: cloud ?? mine().cloud });
    const facts: Record<string, Fact> = {};
    for (const [key, values] of Object.entries(keys)) {
      if (values.some((value) => value !== "")) setOwn(facts, key, { absent: false, values, from: "session" });
    }
    if (id !== undefined) facts["projectId"] = { absent: false, values: [id], from: "session" };
    dispatch({ type: "permissions/prefilled", facts, cloud });
    const who = JSON.stringify([session.cloud.name, nameOfSession(session), projectId]);
    if (readFor !== undefined && readFor !== who) dispatch({ type: "permissions/otherUser" });
    readFor = who;
    if (cloud === undefined) await addNamedByRoles();
    else if (!session.accessKey && mine().reading.status === "none" && mine().policies.length === 0) await readPolicies();
  }

  /** The system policies that the roles of the session name. */
  async function addNamedByRoles(): Promise<void> {
    const { EXAMPLES } = await import("./examples.ts");
    const named = examplesNamed(EXAMPLES, context.state.session.current?.roles ?? []);
    if (named.length === 0 || mine().policies.length > 0 || context.state.route.view !== "permissions") return;
    add([...named.map(fromExample), { ...UNTOLD, text: "", attachment: { kind: "none", id: "" }, catalog: "" }], { fromRoles: true });
  }

  /** What was changed here is not replaced unasked. */
  async function askToRead(): Promise<void> {
    if (touchedReading(mine())) dispatch({ type: "permissions/replacing", on: true });
    else await readPolicies();
  }

  async function readPolicies(): Promise<void> {
    const { session } = context.actions;
    const client = session.client();
    if (!client) return;
    dispatch({ type: "permissions/readingStarted" });
    try {
      const listed = await context.run("policies", (signal) => client.listPolicies({ signal }));
      if (session.client() !== client) return;
      dispatch({ type: "permissions/policiesRead", drafts: draftsOf(listed), groups: listed.groups.length });
    } catch (error) {
      if (session.client() !== client) return;
      const problem = toProblem(error);
      if (isAborted(problem)) dispatch({ type: "permissions/readingCancelled" });
      else dispatch({ type: "permissions/readingFailed", problem });
      if (problem.code === "forbidden") await addNamedByRoles();
    }
  }

  /** Looks into a text that holds no policy as it stands, whether there are some in it. */
  async function lookInto(side: Side): Promise<void> {
    const policy = side === "before" ? openBefore(mine()) : openPolicy(mine());
    if (!policy || (looked[side]?.id === policy.id && looked[side].text === policy.text) || !mayHoldOthers(mine(), policy)) return;
    const { id, text } = policy;
    looked[side] = { id, text };
    const list = side === "after" && ownListOf(context.policyPackage(), text);
    if (list) {
      dispatch({ type: "permissions/listFound", id, list });
      return;
    }
    const parts = await (await reader()).partsOf(id, text);
    if (parts && [...mine().policies, ...(mine().before ?? [])].some((one) => one.id === id && one.text === text)) dispatch({ type: "permissions/partsFound", parts });
  }

  function takeApart(): void {
    dispatch({ type: "permissions/tookApart" });
  }

  function takeList(): void {
    dispatch({ type: "permissions/listTaken" });
  }

  function removeList({ service }: OwnList): void {
    dispatch({ type: "permissions/listRemoved", service });
    context.say(msg(str`Removed: ${service}`));
  }

  /** Opens the link that the visitor came by, and fills in what the session tells. */
  function follow(state: PermissionsState): void {
    const { route, session } = state;
    if (!session.current) prefilledFor = readFor = undefined;
    if (route.view !== "permissions") return;
    if (route.shared !== link) {
      link = route.shared;
      if (link !== undefined) {
        void openLink(link).catch(() => { dispatch({ type: "permissions/linkBroken", fault: "failed" }); });
      }
    }
    // Of now: what this view needs may have been asked for by the same change.
    if (context.state.core.status === "ready") void prefill(state);
    // Where its module does not come, nothing is offered, and the findings say what the text is not.
    for (const side of ["after", "before"] as const) lookInto(side).catch(() => undefined);
  }

  return {
    follow,
    addSuggestion,
    addEmpty,
    addExample,
    duplicate,
    copy,
    askToRead,
    readPolicies,
    askToShare,
    makeLink,
    stopLink,
    takeApart,
    takeList,
    removeList,
    goOn,
  };
}

/** What is found in a text that is no policy, or more than one. */
const OTHERS = new Set<string>(["notAPolicy", "roleList", "trailingText", "statementNotArray"]);
/** Terraform without what is around it, and a string without its quotes. */
const OTHER_OBJECT = /^\s*\{\s*(?:\w+\s*=|"[^"\n]*"\s*=|\\")/;

function mayHoldOthers(permissions: Permissions, policy: Policy): boolean {
  if (policy.unread !== undefined) return false;
  return OTHER_OBJECT.test(policy.text) || findingsOf(permissions, policy).some(({ code }) => OTHERS.has(code));
}

/** What a new policy starts with. */
export const EMPTY = `{
  "Version": "1.1",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": [
        "ecs:*:list*"
      ]
    }
  ]
}
`;

const fromExample = ({ name, text, catalog, kind }: Example): Draft => ({ name, text, catalog, attachment: { kind: "none", id: "" }, ...(kind && { kind }) });

/** What IAM grants, as the editor shows it: without links, descriptions and times, which decide nothing; and what was not read. */
export function draftsOf({ entries, groups }: ListedPolicies): ReadDraft[] {
  return entries.map(({ name, document, unread, scope, kind }, index) => {
    const of = { name, attachment: attachmentOf(scope), catalog: "", group: groups.find((group) => group.entries.includes(index))?.name, ...(kind && { kind }) };
    if (document === undefined) return { ...of, text: "", unread };
    // The envelope has the catalog; an identity policy has none.
    return { ...of, text: kind === "identity" ? indented(document) : readable(document) };
  });
}

function indented(document: string): string {
  try {
    return `${JSON.stringify(JSON.parse(document), null, 2)}\n`;
  } catch {
    return document;
  }
}

function readable(document: string): string {
  try {
    const entry = JSON.parse(document) as Record<string, unknown>;
    return `${JSON.stringify(Object.fromEntries(envelopeMembers.filter((name) => name in entry).map((name) => [name, entry[name]])), null, 2)}\n`;
  } catch {
    return document;
  }
}

/** The system policies that role names of a token stand for. */
export function examplesNamed(examples: readonly Example[], roles: readonly string[]): Example[] {
  const wanted = new Set(roles.map((role) => role.toLowerCase()));
  return examples.filter((example) => example.roles.some((role) => wanted.has(role.toLowerCase())));
}
