// How the answers change, and what they are asked for.
import { msg } from "../../locales/words.ts";
import type { Step } from "../../shared/feature.ts";
import { sideOf, unanswered } from "../state.ts";
import type { AnswersEvent, Permissions } from "../state.ts";

export function reduceAnswers(permissions: Permissions, event: AnswersEvent): Step<Permissions> {
  const put = (change: Partial<Permissions>): Step<Permissions> => ({ slice: { ...permissions, ...change } });
  switch (event.type) {
    case "permissions/working":
      return { ...put({ working: event.working }), ...(event.working?.long === true && permissions.working?.long !== true && { say: msg("Working it out beside the page") }) };
    case "permissions/foundSlow":
      return put({ slow: true });
    case "permissions/stopped":
      return { slice: { ...unanswered(permissions), slow: true, held: true }, focus: "result" };
    case "permissions/evaluated":
      return put({ evaluation: event.evaluation, problem: undefined });
    case "permissions/refused":
      return put({ problem: event.problem });
    case "permissions/asked":
      return put({ asked: event.keys, questions: event.questions, openAnswers: event.answers ?? 0 });
    case "permissions/factGiven": {
      const others = without(permissions.facts, event.key);
      return put({ facts: event.fact ? { ...others, [event.key]: event.fact } : others });
    }
    case "permissions/prefilled": {
      // What somebody entered by hand stays.
      const own = Object.fromEntries(Object.entries(permissions.facts).filter(([, { from }]) => from === "user"));
      return put({ facts: { ...event.facts, ...own }, ...(event.cloud ? { cloud: event.cloud } : {}) });
    }
    case "permissions/assumed": {
      const others = without(permissions.assume, event.code);
      return put({ assume: event.answer === undefined ? others : { ...others, [event.code]: event.answer } });
    }
    case "permissions/filtered":
      // What is found is shown.
      return put({ filter: { ...permissions.filter, ...event.filter }, groups: {} });
    case "permissions/pinned":
      return put({ pins: event.pins });
    case "permissions/groupsToggled":
      return put({ groups: { ...permissions.groups, ...Object.fromEntries(event.categories.map((category) => [category, event.open])) } });
    case "permissions/releaseChosen":
      return { slice: { ...permissions, novaRelease: event.release } };
    case "permissions/tabChosen":
      return put({ tab: event.tab, pane: "results" });
    case "permissions/paneChosen":
      return put({ pane: event.pane });
    case "permissions/explained":
      return put({ explained: event.explained });
    case "permissions/marked": {
      const { mark } = event;
      if (!mark) return put({ mark: undefined });
      const side = sideOf(permissions, mark.policyId) === "before" ? "beforeOpen" : "open";
      return put({ mark: { ...mark, count: (permissions.mark?.count ?? 0) + 1 }, [side]: mark.policyId });
    }
    case "permissions/denied":
      return put({ denied: event.denied });
    case "permissions/compared":
      return put({ difference: event.difference, beforeChecked: event.checked });
    case "permissions/suggestionSearched":
      return put({ suggestion: { ...permissions.suggestion, search: event.text } });
    case "permissions/suggestionChosen":
      return put({ suggestion: { ...permissions.suggestion, ...event.chosen } });
    case "permissions/suggested":
      return put({ suggestion: { ...permissions.suggestion, result: event.result, problem: event.problem } });
  }
}

function without<T extends object>(from: T, name: string): T {
  return Object.fromEntries(Object.entries(from).filter(([key]) => key !== name)) as T;
}
