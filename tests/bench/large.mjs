// Policies as large as they may be, and such as nobody writes but to keep somebody else busy.
import { fastest } from "./measure.mjs";
import { CATALOGUE } from "./workload.mjs";

/** How long such a policy may take: of the most characters that IAM takes, and of the most bytes that are read at all. */
const LIMITS = [{ size: 6144, ms: 20 }, { size: 1024 * 1024, ms: 1000 }];
const MOST = LIMITS.at(-1).size;
/** What is large takes its time, and needs fewer rounds to be known. */
const ROUNDS = 3;

const STATEMENTS = ['{"Version":"1.1","Statement":[', ",", "]}"];
const ACTIONS = ['{"Version":"1.1","Statement":[{"Effect":"Allow","Action":[', ",", "]}]}"];
const inFive = (around) => around.map((part) => part.replace("1.1", "5.0"));
const full = (index) => `"ecs:*a*${String(index)}*b*:*c*d*e*"`;
const usual = (index) => `{"Effect":"Allow","Action":["${CATALOGUE[index % CATALOGUE.length]}","ecs:*:list*"],"Condition":{"Bool":{"g:MFAPresent":["true"]}}}`;

/** By what they have many of: what stands around it and between, and each piece. */
export const KINDS = {
  "statements as anybody writes them": [STATEMENTS, usual],
  "actions that nobody knows, a statement each": [STATEMENTS, (index) => `{"Effect":"Allow","Action":["ecs:servers:get${String(index)}"]}`],
  "patterns beside each other": [ACTIONS, (index) => `"ecs:a${String(index)}*:*"`],
  "patterns of a type each": [ACTIONS, (index) => `"ecs:a${String(index)}:*"`],
  "patterns full of wildcards": [ACTIONS, full],
  "wildcards in one pattern": [['{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["ecs:', "", ':*get*"]}]}'], () => "*s"],
  "patterns that are all wildcards": [ACTIONS, () => '"*:*:*"'],
  "statements that are the same": [STATEMENTS, () => '{"Effect":"Allow","Action":["ecs:servers:get"]}'],
  "conditions on keys that nobody knows": [['{"Version":"1.1","Statement":[{"Effect":"Allow","Action":["ecs:*:*"],"Condition":{"StringEquals":{', ",", "}}}]}"], (index) => `"k${String(index)}":["v"]`],
  "version 5.0, statements as anybody writes them": [inFive(STATEMENTS), usual],
  "version 5.0, patterns full of wildcards": [inFive(ACTIONS), full],
};

/** So many pieces of a kind as a policy, or as many as are read at all. */
export function readableText(kind, count) {
  const text = largeText(kind, count);
  return text.length <= MOST ? text : largeText(kind, mostWithin(kind, MOST));
}

/** So many pieces of a kind as a policy. */
function largeText(kind, count) {
  const [[before, between, behind], make] = KINDS[kind];
  return before + Array.from({ length: count }, (_, index) => make(index)).join(between) + behind;
}

/** What is done with a policy that somebody is shown. */
export function readCheckAndAsk(api, text) {
  const question = text.includes('"5.0"') ? { cloud: "huawei", apiVersion: "v1" } : { cloud: "otc", apiVersion: "v2.1" };
  const { cloud } = question;
  api.parsePolicy(text, { cloud });
  const set = new api.PolicySet([{ name: "p", document: text }]);
  set.lint({ cloud });
  set.check({ operation: "getServerPassword", ...question });
  set.free();
}

/** How long texts take that are as large as they may be: `{ name, size, ms, limit }`. */
export function timeLargest(api, rounds) {
  return Object.keys(KINDS).flatMap((name) =>
    LIMITS.map(({ size, ms: limit }) => {
      const text = largeText(name, mostWithin(name, size));
      return { name, size, limit, ms: fastest(Math.min(rounds, ROUNDS), () => { readCheckAndAsk(api, text); }) };
    }),
  );
}

/** How many pieces of a kind there are in the largest text of a size. */
function mostWithin(kind, size) {
  let count = 1;
  while (largeText(kind, count * 2).length <= size) count *= 2;
  for (let step = count / 2; step >= 1; step /= 2) if (largeText(kind, count + step).length <= size) count += step;
  return count;
}
