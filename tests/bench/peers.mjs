// The others, each asked in the form that is fastest for it.
//
// A peer has `compile(policies)`, which reads the texts and gives a set with
//   ask(requests, count, out)   answers the first `count` into `out`: 0 is yes, anything else no
//   askAll(requests, …)         the same at once, where it has something for that
//   preview(actions)            gives `update(situation)`, the answers to all actions for the situation of that index
// and `recompile(policies, actions, situation)`, which gives the answers of a set made for them alone.
// `sample`: so many answers of each workload are timed, the rest is scaled; `check`: so many are checked.
import { Ability } from "@casl/ability";

/**
 * One rule a statement: its patterns expanded to the actions of the catalogue when the set is made, its condition a
 * closure made then. The last rule that matches decides and is looked at first, hence Denies last, and those without
 * condition last of their kind. The expansion of each pattern is remembered for ever, so that a recompile only looks it
 * up, which flatters CASL.
 */
export function casl(situations, catalogue) {
  const known = new Set(catalogue);
  const services = groupBy(catalogue, serviceOf);
  const expanded = new Map();
  const expand = (pattern) => {
    let actions = expanded.get(pattern);
    if (!actions) {
      const among = services.get(serviceOf(pattern)) ?? catalogue;
      const test = new RegExp(`^${asRegex(pattern)}$`);
      actions = pattern.includes("*") ? among.filter((action) => test.test(action)) : [pattern].filter((action) => known.has(action));
      expanded.set(pattern, actions);
    }
    return actions;
  };
  const options = { conditionsMatcher: (closure) => closure, detectSubjectType: () => "request" };
  const rule = ({ Effect, Action, Condition }) => ({
    action: [...new Set(Action.flatMap(expand))],
    subject: "request",
    inverted: Effect === "Deny",
    ...(Condition && { conditions: closure(Condition) }),
  });
  const make = (policies) => {
    const rules = statementsOf(policies).map(rule).filter(({ action }) => action.length > 0);
    const rank = ({ inverted, conditions }) => (inverted ? 2 : 0) + (conditions ? 0 : 1);
    return new Ability(rules.sort((one, other) => rank(one) - rank(other)), options);
  };
  return inJs("CASL", situations, (policies) => {
    const ability = make(policies);
    return {
      ask(requests, count, out) {
        for (let index = 0; index < count; index += 1) {
          const { action, situation } = requests[index];
          out[index] = ability.can(action, situations[situation]) ? 0 : 2;
        }
      },
      all(actions, situation, out) {
        for (let index = 0; index < actions.length; index += 1) out[index] = ability.can(actions[index], situation) ? 0 : 2;
      },
    };
  });
}

/** One regular expression a statement, Denies first, and the closure of the condition before it, as it is cheaper. */
export function plainJs(situations) {
  return inJs("plain JS", situations, (policies) => {
    const statements = statementsOf(policies).map(({ Effect, Action, Condition }) => ({
      deny: Effect === "Deny",
      regex: new RegExp(`^(?:${Action.map((pattern) => asRegex(pattern)).join("|")})$`),
      holds: Condition && closure(Condition),
    }));
    const ordered = [...statements.filter(({ deny }) => deny), ...statements.filter(({ deny }) => !deny)];
    const decide = (action, situation) => {
      for (const { deny, regex, holds } of ordered) {
        if ((!holds || holds(situation)) && regex.test(action)) return deny ? 1 : 0;
      }
      return 2;
    };
    return {
      ask(requests, count, out) {
        for (let index = 0; index < count; index += 1) {
          out[index] = decide(requests[index].action, situations[requests[index].situation]);
        }
      },
      all(actions, situation, out) {
        for (let index = 0; index < actions.length; index += 1) out[index] = decide(actions[index], situation);
      },
    };
  });
}

function inJs(name, situations, make) {
  const compile = (policies) => {
    const { ask, all } = make(policies);
    return {
      ask,
      preview(actions) {
        const out = new Uint8Array(actions.length);
        return (situation) => {
          all(actions, situations[situation], out);
          return out;
        };
      },
    };
  };
  return { name, compile, recompile: (policies, actions, situation) => compile(policies).preview(actions)(situation) };
}

export function statementsOf(policies) {
  return policies.flatMap(({ document }) => JSON.parse(document).Statement);
}

function serviceOf(action) {
  return action.slice(0, action.indexOf(":"));
}

function groupBy(list, keyOf) {
  const groups = new Map();
  for (const item of list) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

function asRegex(pattern, any = "[^:]*") {
  return pattern.replace(/[\\^$.+?()[\]{}|]/g, "\\$&").replaceAll("*", any);
}

/** The condition as one function of a situation. */
function closure(condition) {
  const tests = Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => {
      if (operator === "StringMatch") {
        const regex = new RegExp(`^(?:${values.map((value) => asRegex(value, ".*")).join("|")})$`);
        return (situation) => regex.test(situation[key]);
      }
      const [value] = values;
      return values.length === 1 ? (situation) => situation[key] === value : (situation) => values.includes(situation[key]);
    }),
  );
  const [first, second] = tests;
  if (tests.length === 1) return first;
  if (tests.length === 2) return (situation) => first(situation) && second(situation);
  return (situation) => tests.every((test) => test(situation));
}
