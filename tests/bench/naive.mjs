// The judge of all answers: reads the texts as slowly and as plainly as it can.

const [ALLOW, EXPLICIT_DENY, IMPLICIT_DENY, CONDITIONAL] = [0, 1, 2, 3];

/** Gives `(action, situation) => verdict number`. */
export function naive(policies) {
  const statements = policies.flatMap(({ document }) =>
    JSON.parse(document).Statement.map((written) => ({ ...written, patterns: written.Action.map(segments) })),
  );
  const remembered = new Map();
  const about = (action) => {
    const asked = segments(action);
    const known = remembered.get(action) ?? statements.filter(({ patterns }) => patterns.some((pattern) => matches(pattern, asked)));
    remembered.set(action, known);
    return known;
  };
  return (action, situation) => {
    const effects = about(action).filter(({ Condition = {} }) => holds(Condition, situation)).map(({ Effect }) => Effect);
    if (effects.includes("Deny")) return EXPLICIT_DENY;
    return effects.includes("Allow") ? ALLOW : IMPLICIT_DENY;
  };
}

/**
 * The same of policies of version 5.0. Actions ignore case. Whether a wildcard stands for a service no document says, so that each question is
 * answered as if it did and as if it did not, and is open where the two differ.
 */
export function naiveFive(policies) {
  const statements = policies.flatMap(({ document }) => JSON.parse(document).Statement);
  const whole = (text) => text.toLowerCase().split(":");
  const patterns = new Map(statements.map((statement) => [statement, statement.Action.map(whole)]));
  const remembered = new Map();
  const about = (action) => {
    const asked = whole(action);
    const matching = (among) => statements.filter((statement) => among(patterns.get(statement)).some((pattern) => matches(pattern, asked)));
    const known = remembered.get(action) ?? [matching((all) => all), matching((all) => all.filter(([service]) => !service.includes("*")))];
    remembered.set(action, known);
    return known;
  };
  return (action, situation) => {
    const [one, other] = about(action).map((known) => {
      const effects = known.filter(({ Condition = {} }) => holds(Condition, situation)).map(({ Effect }) => Effect);
      if (effects.includes("Deny")) return EXPLICIT_DENY;
      return effects.includes("Allow") ? ALLOW : IMPLICIT_DENY;
    });
    return one === other ? one : CONDITIONAL;
  };
}

/** Case counts in the service alone. */
function segments(text) {
  const [service, ...rest] = text.split(":");
  return [service, ...rest.map((segment) => segment.toLowerCase())];
}

function matches(pattern, action) {
  return pattern.every((segment, index) => glob(segment, action[index]));
}

function glob(pattern, text) {
  if (!pattern.includes("*")) return pattern === text;
  if (pattern[0] !== "*") return pattern[0] === text[0] && glob(pattern.slice(1), text.slice(1));
  return glob(pattern.slice(1), text) || (text !== "" && glob(pattern, text.slice(1)));
}

function holds(condition, situation) {
  return Object.entries(condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) =>
      values.some((value) => (operator === "StringMatch" ? glob(value, situation[key]) : value === situation[key])),
    ),
  );
}
