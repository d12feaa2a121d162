// Accounts of any size, the same for the same numbers.

const SYSTEM = {
  "ECS FullAccess": ["ecs:*:*", "evs:*:get", "evs:*:list", "vpc:*:get", "vpc:*:list"],
  "ECS CommonOperations": ["ecs:*:get*", "ecs:*:list*", "ecs:*:start", "ecs:*:stop", "ecs:serverPasswords:manage"],
  "ECS ReadOnlyAccess": ["ecs:*:get*", "ecs:*:list*"],
  "VPC FullAccess": ["vpc:*:*"],
};

const text = (...Statement) => JSON.stringify({ Version: "1.1", Statement });

/** Numbers that follow from a seed (mulberry32). */
function numbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A policy as accounts have them: most about other services, some with conditions, some that deny. */
function documentOf(index) {
  const service = ["ecs", "obs", "vpc", "rds", "cce", "dns", "evs", "ims"][index % 8];
  const actions = [`${service}:type${index}:get*`, `${service}:type${index}:list*`, `${service}:others:create`];
  const statements = [{ Effect: "Allow", Action: actions }];
  if (index % 10 === 3) statements.push({ Effect: "Allow", Action: ["ecs:serverPasswords:manage"], Condition: { Bool: { "g:MFAPresent": ["true"] } } });
  if (index % 25 === 4) statements.push({ Effect: "Deny", Action: ["ecs:serverPasswords:*", "ecs:cloudServers:resetServerPwd"] });
  return text(...statements);
}

/**
 * An account of a cloud.
 *
 * @param sizes - How many users, groups, policies and projects; how many groups a user is in, and how many grants a group has.
 */
export function accountOf({ users, groups, policies, projects, memberships = 5, grants = 5, seed = 1, cloud = "otc" }) {
  const random = numbers(seed);
  const below = (count) => Math.floor(random() * count);
  const many = (count, make) => Array.from({ length: count }, (_, index) => make(index));
  const names = Object.entries(SYSTEM);
  const scope = () => (below(4) === 0 ? { kind: "allProjects" } : { kind: "project", id: `project${below(projects)}` });
  const members = many(groups, () => new Set());
  for (let user = 0; user < users; user += 1) for (let at = 0; at < memberships; at += 1) members[below(groups)].add(`user${user}`);
  return {
    format: "ecs-password account", version: 1, cloud, account: { id: "account" },
    users: many(users, (index) => ({ id: `user${index}`, name: `user ${index}`, enabled: true })),
    groups: many(groups, (index) => ({ id: `group${index}`, name: `group ${index}`, members: [...members[index]] })),
    policies: many(policies, (index) => {
      const [name, actions] = names[index] ?? [`custom ${index}`];
      return { id: `policy${index}`, name, document: actions ? text({ Effect: "Allow", Action: actions }) : documentOf(index), ...(actions && { catalog: "ECS", type: "system" }) };
    }),
    grants: many(groups, (index) => many(1 + below(2 * grants - 1), () => ({ to: { group: `group${index}` }, policy: `policy${below(policies)}`, scope: scope() }))).flat(),
    projects: many(projects, (index) => ({ id: `project${index}`, name: `project ${index}` })),
    enterpriseProjects: [], agencies: [], identityProviders: [], mappings: [],
    ...(cloud === "huawei" && { identityPolicies: [], serviceControlPolicies: [] }),
  };
}
