// What a file of expectations says. Nothing here, or in its neighbours, needs Node or a browser: the command line and the console share it.
import type { PolicyCheck, PolicyCloud, PolicyKind, PolicyScope, Said, Verdict } from "ecs-password/policy";

/** Where something stands in the text, in UTF-16 code units; line and column from 1. */
export interface Place {
  offset: number;
  line: number;
  column: number;
}

/** What is wrong in the file. */
export interface Fault {
  at: Place;
  text: Said;
  hint?: Said | undefined;
}

/** A policy and where it is attached: of a file, or one that is known of and could not be read. */
export interface Grant {
  at: Place;
  /** Its path, from the folder of the file of expectations. */
  file?: string | undefined;
  /** Of a file with several policies, the name of the one that is meant. */
  policy?: string | undefined;
  /** Why it could not be read, in place of `file`. */
  unread?: string | undefined;
  /** What results call it; of a role without envelope also what `Depends` refers to. */
  name?: string | undefined;
  scope?: PolicyScope | undefined;
  catalog?: string | undefined;
  kind?: PolicyKind | undefined;
  level?: string | number | undefined;
}

/** A user, a group or an agency. */
export interface Principal {
  at: Place;
  name: string;
  /** The groups of a user. */
  groups: readonly string[];
  policies: readonly Grant[];
}

/** Who is asked about: whoever has all the policies of a file without principals, or some of its principals. */
export type Who = { kind: "all" } | { kind: "user" | "agency" | "group"; name: string } | { kind: "groups"; names: readonly string[] };

/** What may be expected; `deny` is either deny. */
export const EXPECTS = ["allow", "explicitDeny", "implicitDeny", "conditional", "deny"] as const satisfies readonly (Verdict | "deny")[];
export type Expect = (typeof EXPECTS)[number];

/** A statement that is to decide; without `statement`, any of the policy. */
export interface Because {
  /** The name or the file of the policy. */
  policy: string;
  /** Its index, from 0, or its `Sid`. */
  statement?: number | string | undefined;
}

/** A question, and where each of its members stands. */
interface Asked {
  at: Place;
  name: string;
  question: PolicyCheck;
  /** By the members of the question as `PolicySet.check` has them. */
  places: Readonly<Record<string, Place>>;
}

export interface Test extends Asked {
  who: Who;
  expect: Expect;
  because: readonly Because[];
}

/** All who can do something. */
export interface WhoCan extends Asked {
  /** Who certainly can. */
  exactly: readonly NamedPrincipal[];
  /** Of whom it is conditional. */
  perhaps: readonly NamedPrincipal[];
}

export interface NamedPrincipal {
  kind: "user" | "agency" | "group";
  name: string;
}

export interface Expectations {
  /** The cloud of every question that names none. */
  cloud?: PolicyCloud | undefined;
  /** What everybody of the file has. */
  policies: readonly Grant[];
  groups: readonly Principal[];
  users: readonly Principal[];
  agencies: readonly Principal[];
  tests: readonly Test[];
  whoCan: readonly WhoCan[];
}

/** Whether the file has principals, so that a test has to say of whom it is. */
export const hasPrincipals = ({ groups, users, agencies }: Expectations): boolean => groups.length + users.length + agencies.length > 0;

/** Those that `who_can` asks about: users and agencies; where the file has no users, someone of each group in their place. */
export function holdersOf({ groups, users, agencies }: Expectations): NamedPrincipal[] {
  const people = users.length > 0 ? users.map(({ name }) => ({ kind: "user" as const, name })) : groups.map(({ name }) => ({ kind: "group" as const, name }));
  return [...people, ...agencies.map(({ name }) => ({ kind: "agency" as const, name }))];
}

/** As a file writes it: a user by the name alone. */
export const principalName = ({ kind, name }: NamedPrincipal): string => (kind === "user" && !/^(?:user|group|agency):/.test(name) ? name : `${kind}:${name}`);

/** As a file writes it: `ops.json#0`. */
export const becauseName = ({ policy, statement }: Because): string => (statement === undefined ? policy : `${policy}#${statement.toString()}`);

/** For a test without a name. */
export function whoName(who: Who): string {
  if (who.kind === "all") return "";
  return who.kind === "groups" ? `groups ${who.names.join(", ") || "(none)"}` : principalName(who);
}

/** The same, of its question. */
export function questionName({ operation, action, api, projectId }: PolicyCheck): string {
  const what = operation ?? action ?? api ?? "";
  return projectId === undefined ? what : `${what} in ${projectId}`;
}
