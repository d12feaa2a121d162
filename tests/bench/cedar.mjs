// cedar-wasm, a peer as those of peers.mjs, in a process of its own: `node cedar.mjs` answers apart.mjs.
import { createRequire } from "node:module";
import { answer } from "./apart.mjs";
import { statementsOf } from "./peers.mjs";

const cedarWasm = createRequire(import.meta.url)("@cedar-policy/cedar-wasm/nodejs");

/**
 * One policy a statement, parsed ahead; the action is a string of the context, as Cedar has wildcards only there. The
 * condition stands first, as it is cheaper. The other parts of a call are made once.
 */
function cedar(situations) {
  const call = {
    principal: { type: "User", id: "u" },
    action: { type: "Action", id: "ask" },
    resource: { type: "Resource", id: "r" },
    entities: [],
    validateRequest: false,
  };
  const sample = { w1: 50, w2: 20, w3: 25, w4: 10 };
  let made = 0;
  const decide = (preparsedPolicySetId, action, situation) => {
    const answer = cedarWasm.statefulIsAuthorized({ ...call, context: { ...situation, action }, preparsedPolicySetId });
    if (answer.type !== "success" || answer.response.diagnostics.errors.length > 0) throw new Error(JSON.stringify(answer));
    return answer.response.decision === "allow" ? 0 : 2;
  };
  const compile = (id, policies) => {
    const answer = cedarWasm.preparsePolicySet(id, { staticPolicies: statementsOf(policies).map(asCedar).join("\n") });
    if (answer.type !== "success") throw new Error(JSON.stringify(answer));
    return {
      ask(requests, count, out) {
        for (let index = 0; index < count; index += 1) {
          out[index] = decide(id, requests[index].action, situations[requests[index].situation]);
        }
      },
      preview(actions) {
        const out = new Uint8Array(actions.length);
        return (situation) => {
          for (let index = 0; index < actions.length; index += 1) out[index] = decide(id, actions[index], situations[situation]);
          return out;
        };
      },
    };
  };
  return {
    name: "cedar-wasm",
    sample,
    check: 2000,
    compile: (policies) => compile(`set-${(made += 1)}`, policies),
    // One name, so that a set takes the place of the one before.
    recompile: (policies, actions, situation) => compile("again", policies).preview(actions)(situation),
  };
}

function asCedar({ Effect, Action, Condition = {} }) {
  const conditions = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) =>
      anyOf(values.map((value) => `context[${JSON.stringify(key)}] ${operator === "StringMatch" ? "like" : "=="} ${JSON.stringify(value)}`)),
    ),
  );
  const actions = Action.map((pattern) => `context.action ${pattern.includes("*") ? "like" : "=="} ${JSON.stringify(pattern)}`);
  const parts = [...conditions, anyOf(actions)].join(" && ");
  return `${Effect === "Deny" ? "forbid" : "permit"} (principal, action, resource) when { ${parts} };`;
}

function anyOf(tests) {
  return `(${tests.join(" || ")})`;
}

answer(cedar);
