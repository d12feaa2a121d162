// What is asked: policies, situations and requests, the same in every run.

const SERVICES = (
  "ecs evs vpc ims iam as elb cce obs sfs rds dds dcs dms smn ces cts lts kms waf dns nat vpn cbr swr"
).split(" ");
const TYPES = "servers serverGroups volumes snapshots networks subnets ports images keyPairs tags".split(" ");
const OPERATIONS = "get getDetail list listDetail create createBackup delete update attach reset".split(" ");
const PREFIXES = ["get", "list", "create"];

const VALUES = {
  "g:UserName": ["alice", "bob", "carol-admin", "dave-admin"],
  "g:MFAPresent": ["true", "false"],
  "g:ProjectName": ["eu-de_shop", "eu-de_billing", "eu-nl_shop"],
  "g:DomainName": ["OTC-EU-DE-0001", "OTC-EU-DE-0002"],
};
const CONDITIONS = [
  (pick) => ["StringEquals", "g:UserName", some(pick, VALUES["g:UserName"])],
  (pick) => ["StringEquals", "g:ProjectName", some(pick, VALUES["g:ProjectName"])],
  (pick) => ["StringEquals", "g:DomainName", [pick(VALUES["g:DomainName"])]],
  (pick) => ["Bool", "g:MFAPresent", [pick(["true", "false"])]],
  (pick) => ["StringMatch", "g:UserName", [pick(["*-admin", "a*", "*o*"])]],
  (pick) => ["StringMatch", "g:ProjectName", [pick(["eu-de_*", "*_shop", "eu-*_b*"])]],
];

/** Every action there is, which is what CASL needs to know to take patterns at all. */
export const CATALOGUE = SERVICES.flatMap((service) =>
  TYPES.flatMap((type) => OPERATIONS.map((operation) => `${service}:${type}:${operation}`)),
);

/** So many policies of as many statements and patterns, the same in every run. */
export function makePolicies(count, statements, patterns) {
  const random = mulberry32(20_260_401);
  const pick = (list) => list[Math.floor(random() * list.length)];
  return policiesOf(random, pick, count, statements, patterns);
}

function policiesOf(random, pick, count, statements, patterns) {
  return Array.from({ length: count }, (_, index) => ({
    name: `policy-${index}`,
    document: JSON.stringify({ Version: "1.1", Statement: Array.from({ length: statements }, () => statement(random, pick, patterns)) }),
  }));
}

/** All of them: `policies` (name and text), `requests` (an action and the index of a situation), and `actions` for W3. */
export function makeWorkloads() {
  const random = mulberry32(20_260_401);
  const pick = (list) => list[Math.floor(random() * list.length)];
  const situations = Array.from({ length: 4 }, (_, index) =>
    Object.fromEntries(Object.entries(VALUES).map(([key, values]) => [key, values[index % values.length]])),
  );
  const policies = (count, statements, patterns) => policiesOf(random, pick, count, statements, patterns);
  /** Half of them about what the policies name, since most actions are in none of a few patterns. */
  const requests = (set, count) => {
    const patterns = set.flatMap(({ document }) => JSON.parse(document).Statement.flatMap(({ Action }) => Action));
    return Array.from({ length: count }, (_, index) => ({
      action: index % 2 === 0 ? pick(CATALOGUE) : instance(pick, pick(patterns)),
      situation: Math.floor(random() * situations.length),
    }));
  };

  const small = policies(1, 3, 6);
  const middle = policies(10, 8, 20);
  const large = policies(100, 8, 20);
  const each = CATALOGUE.flatMap((action) => situations.map((_, situation) => ({ action, situation })));
  // As if it had arrived: flat strings that nothing else holds.
  return JSON.parse(
    JSON.stringify({
      situations,
      w1: { policies: small, requests: requests(small, 500) },
      w2: { policies: middle, requests: requests(middle, 1000) },
      w3: { policies: middle, actions: shuffled(random, CATALOGUE).slice(0, 250) },
      w4: { policies: large, requests: shuffled(random, each) },
    }),
  );
}

/** The keys of version 5.0 for those of 1.1 that it does not have. */
const KEYS_OF_FIVE = { "g:ProjectName": "g:PrincipalTag/project" };

/** The same workloads in version 5.0: the same patterns, the operators of 5.0 (which has all of these), and its keys. */
export function inFive(work) {
  const renamed = (keys) => Object.fromEntries(Object.entries(keys).map(([key, value]) => [KEYS_OF_FIVE[key] ?? key, value]));
  const written = ({ Condition, ...others }) => ({
    ...others,
    ...(Condition && { Condition: Object.fromEntries(Object.entries(Condition).map(([operator, keys]) => [operator, renamed(keys)])) }),
  });
  const policies = (set) =>
    set.map(({ name, document }) => ({ name, document: JSON.stringify({ Version: "5.0", Statement: JSON.parse(document).Statement.map(written) }) }));
  const { situations, ...workloads } = work;
  return {
    situations: situations.map(renamed),
    ...Object.fromEntries(Object.entries(workloads).map(([name, each]) => [name, { ...each, policies: policies(each.policies) }])),
  };
}

function statement(random, pick, patterns) {
  const Effect = random() < 0.1 ? "Deny" : "Allow";
  // A Deny names what it means: with patterns, a hundred policies would leave nothing to allow.
  const action = () => (Effect === "Deny" ? pick(CATALOGUE) : pattern(random, pick));
  const written = { Effect, Action: Array.from({ length: patterns }, action) };
  if (random() >= 0.5) return written;
  const Condition = {};
  for (let count = random() < 0.7 ? 1 : 2; count > 0; count -= 1) {
    const [operator, key, values] = pick(CONDITIONS)(pick);
    Condition[operator] = { ...Condition[operator], [key]: values };
  }
  return { ...written, Condition };
}

function pattern(random, pick) {
  const kind = random();
  if (kind < 0.7) return pick(CATALOGUE);
  if (kind < 0.88) return `${pick(SERVICES)}:*:${pick(PREFIXES)}*`;
  if (kind < 0.985) return `${pick(SERVICES)}:${pick(TYPES)}:*`;
  return "*:*:list*";
}

/** An action that the pattern matches. */
function instance(pick, written) {
  const [service, type, operation] = written.split(":");
  const prefix = operation.replace("*", "");
  return [
    service === "*" ? pick(SERVICES) : service,
    type === "*" ? pick(TYPES) : type,
    operation === prefix ? operation : pick(OPERATIONS.filter((name) => name.startsWith(prefix))),
  ].join(":");
}

function some(pick, values) {
  return [...new Set([pick(values), pick(values)])];
}

function shuffled(random, list) {
  const copy = [...list];
  for (let last = copy.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    [copy[last], copy[other]] = [copy[other], copy[last]];
  }
  return copy;
}

function mulberry32(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
