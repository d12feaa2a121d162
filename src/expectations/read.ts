// A file of expectations, YAML or JSON, read strictly: every mistake with its place, and nothing is taken for something else.
import type { PolicyCheck, PolicyCloud, PolicyScope } from "ecs-password/policy";
import type { Node } from "yaml";
import { EXPECTS, hasPrincipals, holdersOf, principalName, questionName, whoName } from "./model.ts";
import type { Because, Expect, Expectations, Fault, Grant, NamedPrincipal, Place, Principal, Test, Who, WhoCan } from "./model.ts";
import { nearest } from "./nearest.ts";
import { Nodes, quoted } from "./nodes.ts";
import type { Mapping } from "./nodes.ts";
import { said } from "./said.ts";

/** In UTF-16 code units: far more than anybody writes. */
const LARGEST = 4 * 1024 * 1024;

const TOP = ["version", "cloud", "policies", "groups", "users", "agencies", "tests", "who_can", "snapshot"] as const;
const QUESTION = ["operation", "action", "api", "apiVersion", "cloud", "project", "enterpriseProject", "resource", "context", "assume", "principal"] as const;
const GRANT = ["file", "policy", "unread", "name", "scope", "catalog", "kind", "level"] as const;
const CLOUDS = ["otc", "huawei"] as const satisfies readonly PolicyCloud[];
const KINDS = ["identity", "session", "scp"] as const;
const WITHOUT_ID = ["allProjects", "allResources", "global", "enterpriseProjects"] as const;
const WITH_ID = ["project", "enterpriseProject", "otherProjects"] as const;

/** What the file says, or what is wrong with it: all of it, in the order of the text. */
export function readExpectations(text: string): { expectations: Expectations; faults: readonly [] } | { expectations: undefined; faults: readonly Fault[] } {
  if (text.length > LARGEST) return { expectations: undefined, faults: [{ at: { offset: 0, line: 1, column: 1 }, text: said`the file is larger than ${(LARGEST / 1024 / 1024).toString()} MiB` }] };
  const nodes = new Nodes(text.startsWith("\ufeff") ? ` ${text.slice(1)}` : text);
  const expectations = nodes.faults.length === 0 && nodes.root !== undefined ? new Reader(nodes).whole(nodes.root) : undefined;
  if (expectations !== undefined && nodes.faults.length === 0) return { expectations, faults: [] };
  return { expectations: undefined, faults: nodes.faults.sort((one, other) => one.at.offset - other.at.offset) };
}

class Reader {
  readonly #nodes: Nodes;
  #cloud: PolicyCloud | undefined;
  #groups: readonly Principal[] = [];
  #users: readonly Principal[] = [];
  #agencies: readonly Principal[] = [];

  constructor(nodes: Nodes) {
    this.#nodes = nodes;
  }

  whole(root: Node): Expectations | undefined {
    const nodes = this.#nodes;
    const file = nodes.mapping(root, "", TOP);
    if (file === undefined) return undefined;
    this.#version(file);
    const snapshot = file.members.get("snapshot");
    if (snapshot) nodes.fault(snapshot.key, said`${quoted("snapshot")} is not supported`, said`write ${quoted("policies")}, ${quoted("groups")}, ${quoted("users")} and ${quoted("agencies")} in this file`);
    this.#cloud = optional(file, "cloud", (node) => nodes.oneOf(node, "cloud", CLOUDS));
    const policies = this.#policies(file);
    this.#groups = this.#principals(file, "groups");
    this.#users = this.#principals(file, "users");
    this.#agencies = this.#principals(file, "agencies");
    if (!["policies", "groups", "users", "agencies", "snapshot"].some((name) => file.members.has(name))) {
      nodes.fault(file.at, said`there is nothing to ask: ${quoted("policies")}, or ${quoted("groups")}, ${quoted("users")} or ${quoted("agencies")} with theirs, are missing`);
    }
    const expectations = { ...defined({ cloud: this.#cloud }), policies, groups: this.#groups, users: this.#users, agencies: this.#agencies, tests: [], whoCan: [] };
    return { ...expectations, tests: this.#tests(file, expectations), whoCan: this.#whoCan(file, expectations) };
  }

  #version(file: Mapping): void {
    const version = file.members.get("version");
    if (!version) this.#nodes.fault(file.at, said`${quoted("version")} is missing`, said`begin with ${quoted("version: 1")}`);
    else if (this.#nodes.textOrNumber(version.value, "version") !== 1) this.#nodes.fault(version.value, said`${quoted("version")} must be the number ${quoted("1")}: no other version is known`);
  }

  /** `path` is that of what has them. */
  #policies({ members }: Mapping, path = ""): Grant[] {
    const member = members.get("policies");
    const name = `${path}policies`;
    return member ? (this.#nodes.list(member.value, name) ?? []).flatMap((node, index) => this.#grant(node, `${name}[${index.toString()}]`) ?? []) : [];
  }

  /** The path alone, or a mapping. */
  #grant(node: Node, name: string): Grant | undefined {
    const nodes = this.#nodes;
    const at = nodes.placeOf(node);
    if (!nodes.isMapping(node)) {
      const file = nodes.text(node, name);
      return file === undefined ? undefined : { at, file };
    }
    const mapping = nodes.mapping(node, name, GRANT);
    if (!mapping) return undefined;
    const text = (member: string): string | undefined => optional(mapping, member, (value) => nodes.text(value, `${name}.${member}`));
    const has = (member: string): boolean => mapping.members.has(member);
    if (has("file") === has("unread")) {
      nodes.fault(at, said`${quoted(name)} needs either ${quoted("file")} or ${quoted("unread")}, the cause why it could not be read`);
      return undefined;
    }
    for (const member of ["policy", "catalog"]) if (has("unread") && has(member)) nodes.fault(mapping.members.get(member)?.key ?? at, said`${quoted(member)} is only of a policy of a ${quoted("file")}`);
    const scope = optional(mapping, "scope", (value) => this.#scope(value, `${name}.scope`));
    const kind = optional(mapping, "kind", (value) => nodes.oneOf(value, `${name}.kind`, KINDS));
    const level = optional(mapping, "level", (value) => nodes.textOrNumber(value, `${name}.level`));
    return { at, ...defined({ file: text("file"), policy: text("policy"), unread: text("unread"), name: text("name"), scope, catalog: text("catalog"), kind, level }) };
  }

  /** `allProjects`, or `project:ID`, as the command line has it. */
  #scope(node: Node, name: string): PolicyScope | undefined {
    const text = this.#nodes.text(node, name);
    if (text === undefined) return undefined;
    const [, before = text, id] = /^([a-zA-Z]+):(.*)$/s.exec(text) ?? [];
    const plain = WITHOUT_ID.find((each) => each === text);
    if (plain !== undefined) return { kind: plain };
    const kind = WITH_ID.find((each) => each === before);
    if (kind !== undefined && id !== undefined && /^[A-Za-z0-9_-]{1,64}$/.test(id)) return { kind, id };
    if (kind !== undefined) this.#nodes.fault(node, said`${quoted(name)} needs an ID of 1 to 64 letters, digits, ${quoted("-")} or ${quoted("_")}: ${quoted(`${kind}:ID`)}`);
    else this.#noScope(node, name, text);
    return undefined;
  }

  #noScope(node: Node, name: string, text: string): void {
    const known = [...WITHOUT_ID, ...WITH_ID.map((each) => `${each}:ID`)];
    const meant = nearest(text, known);
    this.#nodes.fault(node, said`${quoted(name)} must be one of ${known.map(quoted).join(", ")}, it is ${quoted(text)}`, meant === undefined ? undefined : said`did you mean ${quoted(meant)}?`);
  }

  #principals({ members }: Mapping, name: "groups" | "users" | "agencies"): Principal[] {
    const nodes = this.#nodes;
    const member = members.get(name);
    if (!member) return [];
    const known = name === "users" ? ["name", "groups", "policies"] : ["name", "policies"];
    const found = new Map<string, Principal>();
    for (const [index, node] of (nodes.list(member.value, name) ?? []).entries()) {
      const path = `${name}[${index.toString()}]`;
      const mapping = nodes.mapping(node, path, known);
      if (!mapping) continue;
      const called = this.#required(mapping, path, "name", (value) => nodes.text(value, `${path}.name`));
      const groups = (optional(mapping, "groups", (value) => nodes.list(value, `${path}.groups`)) ?? []).flatMap((group) => this.#known(group, `${path}.groups`, "group", this.#groups) ?? []);
      const policies = this.#policies(mapping, `${path}.`);
      if (called === undefined) continue;
      if (found.has(called)) nodes.fault(mapping.at, said`${quoted(path)} has a name that one before it has: ${quoted(called)}`);
      found.set(called, { at: mapping.at, name: called, groups, policies });
    }
    return [...found.values()];
  }

  /** The name of a principal of the file. */
  #known(node: Node, name: string, kind: NamedPrincipal["kind"], list: readonly Principal[]): string | undefined {
    const text = this.#nodes.text(node, name);
    if (text === undefined || list.some((each) => each.name === text)) return text;
    this.#unknown(node, name, kind, text, list);
    return undefined;
  }

  #unknown(node: Node, name: string, kind: NamedPrincipal["kind"], text: string, list: readonly Principal[]): void {
    const meant = nearest(text, list.map((each) => each.name));
    const { user, group, agency } = { user: said`the file has no user ${quoted(text)}, which ${quoted(name)} names`, group: said`the file has no group ${quoted(text)}, which ${quoted(name)} names`, agency: said`the file has no agency ${quoted(text)}, which ${quoted(name)} names` };
    this.#nodes.fault(node, { user, group, agency }[kind], meant === undefined ? undefined : said`did you mean ${quoted(meant)}?`);
  }

  #required<T>({ at, members }: Mapping, path: string, name: string, read: (node: Node) => T | undefined): T | undefined {
    const member = members.get(name);
    if (member) return read(member.value);
    this.#nodes.fault(at, said`${quoted(path)} needs ${quoted(name)}`);
    return undefined;
  }

  #tests(file: Mapping, expectations: Expectations): Test[] {
    const nodes = this.#nodes;
    const names = new Names();
    return this.#each(file, "tests").flatMap(({ node, path }) => {
      const mapping = nodes.mapping(node, path, ["name", "user", "groups", "agency", ...QUESTION, "expect", "because"]);
      if (!mapping) return [];
      const who = this.#who(mapping, path, expectations);
      const asked = this.#question(mapping, path);
      const expect = this.#required(mapping, path, "expect", (value) => nodes.oneOf(value, `${path}.expect`, EXPECTS));
      const because = this.#because(mapping, path, expect);
      const name = this.#name(mapping, path, names, () => [who && whoName(who), asked && questionName(asked.question)].filter(Boolean).join(": "));
      if (!who || !asked || expect === undefined || name === undefined) return [];
      return { at: mapping.at, name, ...asked, who, expect, because };
    });
  }

  #whoCan(file: Mapping, expectations: Expectations): WhoCan[] {
    const nodes = this.#nodes;
    const member = file.members.get("who_can");
    if (member && !hasPrincipals(expectations)) nodes.fault(member.key, said`${quoted("who_can")} asks about users, agencies or groups, and the file has none of them`);
    const names = new Names();
    return this.#each(file, "who_can").flatMap(({ node, path }) => {
      const mapping = nodes.mapping(node, path, ["name", ...QUESTION, "exactly", "perhaps"]);
      if (!mapping) return [];
      const asked = this.#question(mapping, path);
      if (!mapping.members.has("exactly")) nodes.fault(mapping.at, said`${quoted(path)} needs ${quoted("exactly")}, the list of all who can`);
      const exactly = this.#holders(mapping, path, "exactly", expectations);
      const perhaps = this.#holders(mapping, path, "perhaps", expectations);
      const both = exactly.find((one) => perhaps.some((other) => principalName(one) === principalName(other)));
      if (both) nodes.fault(mapping.at, said`${quoted(path)} has ${quoted(principalName(both))} in both ${quoted("exactly")} and ${quoted("perhaps")}`);
      const name = this.#name(mapping, path, names, () => (asked ? `who can: ${questionName(asked.question)}` : ""));
      if (!asked || name === undefined) return [];
      return { at: mapping.at, name, ...asked, exactly, perhaps };
    });
  }

  #each({ members }: Mapping, name: string): { node: Node; path: string }[] {
    const member = members.get(name);
    return member ? (this.#nodes.list(member.value, name) ?? []).map((node, index) => ({ node, path: `${name}[${index.toString()}]` })) : [];
  }

  #name(mapping: Mapping, path: string, names: Names, otherwise: () => string): string | undefined {
    const member = mapping.members.get("name");
    if (!member) return names.free(otherwise());
    const name = this.#nodes.text(member.value, `${path}.name`);
    if (name !== undefined && !names.take(name)) {
      this.#nodes.fault(member.value, said`${quoted(`${path}.name`)} is the name of one before it: ${quoted(name)}`);
      return undefined;
    }
    return name;
  }

  #who(mapping: Mapping, path: string, expectations: Expectations): Who | undefined {
    const nodes = this.#nodes;
    const given = ["user", "groups", "agency"].flatMap((name) => mapping.members.get(name) ?? []);
    const [first, second] = given;
    if (second) {
      nodes.fault(second.key, said`${quoted(path)} is of one ${quoted("user")}, or of ${quoted("groups")}, or of an ${quoted("agency")}`);
      return undefined;
    }
    if (!first) {
      if (!hasPrincipals(expectations)) return { kind: "all" };
      nodes.fault(mapping.at, said`${quoted(path)} needs ${quoted("user")}, ${quoted("groups")} or ${quoted("agency")}: whom it is about`);
      return undefined;
    }
    const user = optional(mapping, "user", (value) => this.#known(value, `${path}.user`, "user", this.#users));
    if (user !== undefined) return { kind: "user", name: user };
    const agency = optional(mapping, "agency", (value) => this.#known(value, `${path}.agency`, "agency", this.#agencies));
    if (agency !== undefined) return { kind: "agency", name: agency };
    const groups = optional(mapping, "groups", (value) => nodes.list(value, `${path}.groups`));
    if (groups === undefined) return undefined;
    const names = groups.flatMap((node) => this.#known(node, `${path}.groups`, "group", this.#groups) ?? []);
    return names.length === groups.length ? { kind: "groups", names } : undefined;
  }

  #holders(mapping: Mapping, path: string, name: "exactly" | "perhaps", expectations: Expectations): NamedPrincipal[] {
    const nodes = this.#nodes;
    const asked = holdersOf(expectations);
    const found = new Map<string, NamedPrincipal>();
    for (const node of optional(mapping, name, (value) => nodes.list(value, `${path}.${name}`)) ?? []) {
      const text = nodes.text(node, `${path}.${name}`);
      if (text === undefined) continue;
      const [, kind = "user", called = text] = /^(user|group|agency):(.*)$/s.exec(text) ?? [];
      const principal = asked.find((each) => each.kind === kind && each.name === called);
      if (found.has(`${kind}:${called}`)) nodes.fault(node, said`${quoted(`${path}.${name}`)} has ${quoted(text)} twice`);
      else if (principal) found.set(`${kind}:${called}`, principal);
      else this.#noHolder(node, `${path}.${name}`, text, asked);
    }
    return [...found.values()];
  }

  #noHolder(node: Node, name: string, text: string, asked: readonly NamedPrincipal[]): void {
    const names = asked.map(principalName);
    const meant = names.find((each) => each.endsWith(`:${text}`)) ?? nearest(text, names);
    const hint = meant === undefined ? (text.startsWith("group:") ? said`in a file with ${quoted("users")}, these and the agencies are asked, not the groups` : undefined) : said`did you mean ${quoted(meant)}?`;
    this.#nodes.fault(node, said`${quoted(name)} names ${quoted(text)}, which is none of those that are asked`, hint);
  }

  #because(mapping: Mapping, path: string, expect: Expect | undefined): Because[] {
    const nodes = this.#nodes;
    const member = mapping.members.get("because");
    if (!member) return [];
    if (expect === "implicitDeny") nodes.fault(member.key, said`no statement decides an implicit deny, so that ${quoted("because")} has nothing to name`);
    const list = nodes.isList(member.value) ? (nodes.list(member.value, `${path}.because`) ?? []) : [member.value];
    return list.flatMap((node) => {
      const text = nodes.text(node, `${path}.because`);
      return text === undefined ? [] : becauseOf(text);
    });
  }

  /** As `PolicySet.check` takes it. */
  #question(mapping: Mapping, path: string): { question: PolicyCheck; places: Record<string, Place> } | undefined {
    const nodes = this.#nodes;
    const { members, at } = mapping;
    const faults = nodes.faults.length;
    const text = (name: string): string | undefined => optional(mapping, name, (value) => nodes.text(value, `${path}.${name}`));
    const ways = [...members.keys()].filter((name) => ["operation", "action", "api"].includes(name));
    if (ways.length !== 1) nodes.fault(members.get(ways[1] ?? "")?.key ?? at, said`${quoted(path)} needs one of ${quoted("operation")}, ${quoted("action")} and ${quoted("api")}`);
    const cloud = optional(mapping, "cloud", (value) => nodes.oneOf(value, `${path}.cloud`, CLOUDS)) ?? this.#cloud;
    if (cloud === undefined && ways.length === 1 && ways[0] !== undefined && ways[0] !== "action" && !members.has("cloud")) {
      nodes.fault(members.get(ways[0])?.key ?? at, said`${quoted(ways[0])} needs a cloud, by which its action is known`, said`write ${quoted("cloud: otc")} or ${quoted("cloud: huawei")} at the top of the file`);
    }
    const question = defined({
      operation: text("operation"),
      action: text("action"),
      api: text("api"),
      apiVersion: text("apiVersion"),
      cloud,
      projectId: text("project"),
      enterpriseProjectId: text("enterpriseProject"),
      resource: text("resource"),
      context: optional(mapping, "context", (value) => this.#context(value, `${path}.context`)),
      assume: optional(mapping, "assume", (value) => this.#booleans(value, `${path}.assume`, undefined)),
      principal: optional(mapping, "principal", (value) => this.#principal(value, `${path}.principal`)),
    }) as PolicyCheck;
    const places = Object.fromEntries([...members].map(([name, { value }]) => [CALLED[name] ?? name, nodes.placeOf(value)]));
    return nodes.faults.length > faults ? undefined : { question, places };
  }

  #context(node: Node, name: string): Record<string, string[] | null> | undefined {
    const nodes = this.#nodes;
    const mapping = nodes.mapping(node, name, undefined);
    if (!mapping) return undefined;
    const entries = [...mapping.members].map(([key, { value }]) => {
      if (nodes.isNull(value)) return [key, null] as const;
      const list = nodes.isList(value) ? (nodes.list(value, `${name}.${key}`) ?? []) : [value];
      return [key, list.flatMap((each) => nodes.text(each, `${name}.${key}`, true) ?? [])] as const;
    });
    return Object.fromEntries(entries);
  }

  #booleans(node: Node, name: string, known: readonly string[] | undefined): Record<string, boolean> | undefined {
    const mapping = this.#nodes.mapping(node, name, known);
    if (!mapping) return undefined;
    return Object.fromEntries([...mapping.members].flatMap(([key, { value }]) => {
      const answer = this.#nodes.boolean(value, `${name}.${key}`);
      return answer === undefined ? [] : [[key, answer]];
    }));
  }

  #principal(node: Node, name: string): PolicyCheck["principal"] {
    const nodes = this.#nodes;
    const mapping = nodes.mapping(node, name, ["root", "managementAccount", "model"]);
    if (!mapping) return undefined;
    const flag = (member: string): boolean | undefined => optional(mapping, member, (value) => nodes.boolean(value, `${name}.${member}`));
    return defined({ root: flag("root"), managementAccount: flag("managementAccount"), model: optional(mapping, "model", (value) => nodes.oneOf(value, `${name}.model`, ["identity"] as const)) });
  }
}

/** What `PolicySet.check` calls a member that is called otherwise here. */
const CALLED: Partial<Record<string, string>> = { project: "projectId", enterpriseProject: "enterpriseProjectId" };

/** Names that are each there once. */
class Names {
  readonly #taken = new Set<string>();

  take(name: string): boolean {
    if (this.#taken.has(name)) return false;
    this.#taken.add(name);
    return true;
  }

  free(name: string): string {
    let free = name;
    for (let number = 2; !this.take(free); number += 1) free = `${name} (${number.toString()})`;
    return free;
  }
}

function optional<T>({ members }: Mapping, name: string, read: (node: Node) => T | undefined): T | undefined {
  const member = members.get(name);
  return member && read(member.value);
}

/** Without members that are undefined. */
function defined<T extends object>(object: T): T {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
}

/** `ops.json#0`; what stands behind the last `#` is an index or a `Sid`. */
export function becauseOf(text: string): Because {
  const at = text.lastIndexOf("#");
  if (at <= 0 || at === text.length - 1) return { policy: text };
  const statement = text.slice(at + 1);
  return { policy: text.slice(0, at), statement: /^\d{1,9}$/.test(statement) ? Number(statement) : statement };
}
