// Policies, tokens and targets, made at random from a seed: for oslo.policy and for us.

/** Random numbers from a seed, always the same ones. */
export function random(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count) => Math.floor(next() * count);
  return { below, one: (list) => list[below(list.length)], chance: (share) => next() < share };
}

const ACTIONS = [
  "os_compute_api:os-server-password:show",
  "os_compute_api:os-server-password:clear",
  "os_compute_api:servers:detail",
  "os_compute_api:servers:show",
  "os_compute_api:servers:reboot",
  "os_compute_api:os-keypairs:show",
  "os_compute_api:os-hypervisors:list",
  "os_compute_api:os-admin-password",
];
const RULES = [...ACTIONS, "os_compute_api:os-server-password", "os_compute_api:os-hypervisors", "rule:admin_or_owner", "admin_or_owner", "admin_api", "context_is_admin", "project_reader_api", "project_member_or_admin", "project_reader_or_admin", "system_or_project_reader", "mine", "ours", "default"];
const ROLES = ["admin", "member", "reader", "Reader", "nopass", "operator"];
const CHECKS = [
  "role:admin", "role:member", "role:READER", "role:nopass", "role:%(role.name)s", "role:%(missing)s", "@", "!", "rule:missing", "rule:default",
  "project_id:%(project_id)s", "user_id:%(user_id)s", "project_id:%(missing)s", "project_id:p1", "user_id:u%%", "system_scope:all", "system:all", "system_scope:None", "domain_id:%(domain_id)s", "domain_id:None",
  "is_admin:True", "is_admin:False", "is_admin:tRUE", "'p1':%(project_id)s", "\"member\":%(role.name)s", "None:None", "True:%(role.name)s", "7:7", "roles:member", "roles:%(role.name)s", "foo:bar", "foo.bar:x", "user-id:x", "word", "user_domain_id:default", "user_domain_id:%(domain_id)s",
];
/** What makes oslo.policy raise. */
const FAILING = ["roles.x:1", "user_id.x:1", "project_id.x:%(missing)s"];

function rule({ below, one, chance }, depth) {
  const kind = depth > 3 ? 0 : below(10);
  const inner = () => rule({ below, one, chance }, depth + 1);
  const word = (text) => (chance(0.1) ? text.toUpperCase() : text);
  if (kind < 4) return chance(0.3) ? `rule:${one(RULES)}` : chance(0.02) ? one(FAILING) : one(CHECKS);
  if (kind < 6) return `${inner()} ${word("and")} ${inner()}`;
  if (kind < 8) return `${inner()} ${word("or")} ${inner()}`;
  if (kind < 9) return `${word("not")} ${inner()}`;
  return chance(0.5) ? `(${inner()})` : `( ${inner()})`;
}

/** Now and then one that cannot be read. */
function broken({ below, chance }, text) {
  if (!chance(0.06)) return text;
  const at = below(text.length + 1);
  return [text.slice(0, at), `${text} and`, `(${text}`, `${text} 'x'`, `${text} ${text}`, `${text})`][below(6)];
}

function listForm(numbers) {
  const { below, one, chance } = numbers;
  const check = () => (chance(0.3) ? `rule:${one(RULES)}` : one(CHECKS));
  const many = (make, most) => Array.from({ length: below(most + 1) }, make);
  return many(() => (chance(0.3) ? check() : many(check, 3)), 3);
}

/** A text as YAML has it, in one of its forms. */
function yamlText({ below }, text) {
  const isPlain = /^[a-zA-Z][^:#'"]*(:[^ :#'"][^:#'"]*)*$/.test(text) && text.trim() === text && !/^(true|false|yes|no|on|off|null|y|n)$/i.test(text);
  const forms = [JSON.stringify(text), `'${text.replaceAll("'", "''")}'`, isPlain ? text : JSON.stringify(text)];
  if (text !== "" && text.trim() === text) forms.push(`>-\n  ${text.replaceAll(" or ", "\n  or ")}`, `|\n  ${text}`);
  return forms[below(forms.length)];
}

/** The text of a policy file, or null for none. */
function file(numbers) {
  const { below, one, chance } = numbers;
  if (chance(0.1)) return null;
  const entries = Array.from({ length: 1 + below(8) }, () => [one(RULES), chance(0.12) ? listForm(numbers) : chance(0.05) ? "" : broken(numbers, rule(numbers, 0))]);
  if (chance(0.25)) return JSON.stringify(Object.fromEntries(entries), null, 4);
  const lines = entries.map(([name, value]) => `${chance(0.5) ? JSON.stringify(name) : name}: ${Array.isArray(value) ? JSON.stringify(value) : chance(0.02) ? "" : yamlText(numbers, value)}\n`);
  return `${chance(0.3) ? "# what the operator wants\n---\n" : ""}${lines.join(chance(0.2) ? "\n# and\n" : "")}`;
}

function question(numbers) {
  const { below, one, chance } = numbers;
  const scope = one([{ projectId: "p1" }, { projectId: "p1" }, { projectId: "p2" }, { domainId: "d1" }, { systemScope: "all" }]);
  const maybe = (values) => (chance(0.2) ? null : one(values));
  return {
    action: one(ACTIONS),
    roles: [...new Set(Array.from({ length: below(4) }, () => one(ROLES)))],
    userId: one(["u1", "u2", "u%"]),
    ...scope,
    attributes: { user_domain_id: one(["default", "d1"]), foo: null, "user-id": null },
    target: { project_id: maybe(["p1", "p2"]), user_id: maybe(["u1", "u2"]), domain_id: maybe(["d1", "default"]), "role.name": maybe(["member", "True", "admin"]), missing: null },
  };
}

/** A case: a file, a release by its number, and questions about which all is known. */
export function madeCase(numbers, questions, releases) {
  return { release: numbers.one(releases), file: file(numbers), questions: Array.from({ length: questions }, () => question(numbers)) };
}

/** The same question with less of what is known. */
export function lessKnown({ chance }, { userId, target, attributes, ...rest }) {
  const some = (object) => Object.fromEntries(Object.entries(object).filter(() => chance(0.6)));
  return { ...rest, ...(chance(0.5) ? { userId } : {}), target: some(target), attributes: some(attributes) };
}
