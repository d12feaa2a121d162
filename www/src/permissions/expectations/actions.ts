// What somebody does with expectations: pins an answer, changes and removes them, opens and saves their file.
import type { PolicyCheck } from "ecs-password/policy/slim";
import { becauseName, holdersOf } from "../../../../src/expectations/model.ts";
import type { Expect, Expectations, NamedPrincipal, Who } from "../../../../src/expectations/model.ts";
import type { Change, Form, Listed } from "../../../../src/expectations/write.ts";
import { msg, str } from "../../locales/words.ts";
import type { SessionUses } from "../../session/actions.ts";
import type { Context } from "../../shared/context.ts";
import { saveFile } from "../../shared/files.ts";
import { toProblem } from "../../shared/problem.ts";
import { keepFocus } from "../../ui/parts.ts";
import type { createAnswersActions } from "../answers/actions.ts";
import { situationOf } from "../answers/questions.ts";
import { shownKeys } from "../answers/rows.ts";
import { shownName, textOf } from "../policies/files.ts";
import { isInSet } from "../state.ts";
import type { Permissions, PermissionsEvent, PermissionsState } from "../state.ts";
import { createFileWorker } from "./files.ts";
import { wholeOf, besides, writtenGrants } from "./grants.ts";
import type { FileAnswer } from "./messages.ts";
import { closed, NO_PINS, opened, settled, written } from "./state.ts";
import type { Kept, PinForm, Pins, Refused } from "./state.ts";

/** As every policy of the page. */
const MAX_BYTES = 1 << 20;
const EVERYBODY: Who = { kind: "all" };
const NOTHING: Expectations = { policies: [], groups: [], users: [], agencies: [], tests: [], whoCan: [] };

/** What the visitor said of one expectation. */
export interface Said {
  name: string;
  because: readonly string[];
  expect: Expect;
}

/** Whom a test can be about; everybody, where the file has no principals. */
export function whosOf(expectations: Expectations | undefined): Who[] {
  if (!expectations) return [EVERYBODY];
  const { groups } = expectations;
  const holders: NamedPrincipal[] = holdersOf({ ...expectations, groups: [] });
  const all = [...holders, ...groups.map(({ name }): NamedPrincipal => ({ kind: "group", name }))];
  return all.length === 0 ? [EVERYBODY] : all.map((each) => (each.kind === "group" ? { kind: "groups", names: [each.name] } : each));
}

/** What is asked of an API, with what is shown of the request: nothing goes into a file that nobody sees. */
export function questionOf(permissions: Permissions, api: string): PolicyCheck {
  const shown = new Set(shownKeys(permissions));
  const facts = Object.fromEntries(Object.entries(permissions.facts).filter(([key]) => shown.has(key)));
  return { api, cloud: permissions.evaluation?.cloud ?? permissions.cloud, ...situationOf({ facts, assume: permissions.assume }) };
}

export type PinActions = ReturnType<typeof createPins>;

export function createPins(context: Context<PermissionsState, PermissionsEvent, SessionUses>, answers: Pick<ReturnType<typeof createAnswersActions>, "ask" | "say">) {
  const mine = (): Pins => context.state.permissions.pins ?? NO_PINS;
  const put = (pins: Pins): void => { context.dispatch({ type: "permissions/pinned", pins }); };
  const askFile = createFileWorker();
  /** One change after the other: each is made to what the one before has left. */
  let before: Promise<unknown> = Promise.resolve();

  const inTurn = (act: () => Promise<void>): Promise<void> => {
    const after = before.then(act);
    before = after.catch(() => undefined);
    return after;
  };

  const refused = (faults: Refused["faults"], more: Partial<Refused> = {}): Refused => ({ name: undefined, fault: undefined, even: undefined, faults, ...more });

  async function asked(question: Parameters<typeof askFile>[0]): Promise<FileAnswer> {
    try {
      return await askFile(question);
    } catch (error) {
      const { message } = toProblem(error);
      return { refused: [{ text: { template: message, values: [] } }] };
    }
  }

  /** Makes a change; `then` is told whether it was made. */
  const change = (changes: readonly Change[], then: (refusal: Refused | undefined) => void): Promise<void> => inTurn(async () => {
    const { kept } = mine();
    const answer = await asked({ type: "change", text: kept?.text, cloud: context.state.permissions.cloud, form: "yaml", changes });
    if ("refused" in answer) {
      then(refused(answer.refused));
      return;
    }
    if (kept) put(written(mine(), kept, answer));
    else if (!mine().kept) put({ ...mine(), kept: { name: undefined, ...answer, unsaved: true }, refused: undefined, form: undefined });
    then(undefined);
  });

  /** What an answer of the page would be expected to be; asked of whom the file is about. */
  function pin(api: string): void {
    const [who = EVERYBODY] = whosOf(mine().kept?.expectations);
    showForm({ of: undefined, question: questionOf(context.state.permissions, api), who, answer: undefined, refused: undefined });
  }

  function edit(list: Listed, index: number): void {
    const { kept } = mine();
    const expected = kept?.expectations[list === "tests" ? "tests" : "whoCan"][index];
    if (!expected) return;
    showForm({ of: { list, index }, question: expected.question, who: "who" in expected ? expected.who : EVERYBODY, answer: undefined, refused: undefined });
  }

  function showForm(form: PinForm): void {
    put({ ...mine(), form });
    if (form.of?.list === "who_can") return;
    const { kept = { name: undefined, expectations: NOTHING } } = mine();
    answers.ask("decide", [wholeOf(kept, context.state.permissions.policies), form.question, form.who], ({ answer, fault }) => {
      if (mine().form === form) put({ ...mine(), form: { ...form, answer, refused: fault && refused([fault]) } });
    });
  }

  function chooseWho(who: Who): void {
    const { form } = mine();
    if (form) showForm({ ...form, who, answer: undefined, refused: undefined });
  }

  function dropForm(): void {
    put({ ...mine(), form: undefined });
  }

  /** Takes what the form says. */
  function take({ name, because, expect }: Said): Promise<void> {
    const { form } = mine();
    if (!form) return Promise.resolve();
    const called = name.trim() === "" ? undefined : name.trim();
    const { of, question, who } = form;
    const made: Change = of ? { what: "edit", ...of, name: called, because } : { what: "add", test: { name: called, who, question, expect, because } };
    return change([made], (refusal) => {
      if (refusal) put({ ...mine(), form: { ...form, refused: refusal } });
      else answers.say(of ? msg("The expectation is changed") : msg("Pinned"));
    });
  }

  const remove = (list: Listed, index: number): Promise<void> => removeBy({ what: "remove", list, index });

  /** Where a comment would go with it, that is said first. */
  const removeBy = (removal: Extract<Change, { what: "remove" }>): Promise<void> => change([removal], (refusal) => {
    if (refusal) put({ ...mine(), refused: { ...refusal, even: removal.even ? undefined : { ...removal, even: true } } });
    else answers.say(msg("The expectation is removed"));
    keepFocus(".expectation .icon-button", "#expectations-title");
  });

  async function removeEven(): Promise<void> {
    const even = mine().refused?.even;
    if (even?.what === "remove") await removeBy(even);
  }

  async function open(files: readonly File[]): Promise<void> {
    const [file] = files;
    if (!file) return;
    const name = shownName(file.name);
    const found = await textOf(file, MAX_BYTES);
    if ("fault" in found) {
      put({ ...mine(), refused: refused([], { name, fault: found.fault }) });
      return;
    }
    await inTurn(async () => {
      const answer = await asked({ type: "read", text: found.text });
      if ("refused" in answer) put({ ...mine(), refused: refused(answer.refused, { name }) });
      else put(opened(mine(), { name, ...answer, unsaved: false }));
      if (!("refused" in answer)) answers.say(msg(str`Opened: ${name}`));
    });
  }

  /** With the policies of the page, where it began here. */
  const save = (form: Form = "yaml"): Promise<void> => inTurn(async () => {
    const { kept } = mine();
    if (!kept) return;
    const of = await textOfFile(kept, form);
    if ("refused" in of) {
      put({ ...mine(), refused: refused(of.refused) });
      return;
    }
    saveFile(kept.name ?? `expectations.${form}`, [of.text], kept.name?.endsWith(".json") === true || (kept.name === undefined && form === "json") ? "application/json" : "application/yaml");
    put(written(mine(), kept, kept, false));
    answers.say(msg("The file is saved with your downloads"));
  });

  async function textOfFile(kept: Kept, form: Form): Promise<FileAnswer> {
    if (kept.name !== undefined) return kept;
    const { policies } = context.state.permissions;
    const changes: Change[] = [{ what: "policies", policies: writtenGrants(policies) }];
    if (form === "yaml") return asked({ type: "change", text: kept.text, cloud: "otc", form, changes });
    const { expectations } = kept;
    const tests = expectations.tests.map((test): Change => ({ what: "add", test: { ...test, name: "name" in test.places ? test.name : undefined, because: test.because.map(becauseName) } }));
    return asked({ type: "change", text: undefined, cloud: expectations.cloud ?? context.state.permissions.cloud, form, changes: [...tests, ...changes] });
  }

  /** The policies of the page that the file does not name, where it is of everybody. */
  const addPolicies = (): Promise<void> => {
    const { kept } = mine();
    const { policies } = context.state.permissions;
    const others = kept ? besides(kept.expectations, policies) : [];
    const inSet = policies.filter(isInSet);
    const more = writtenGrants(policies).filter((_, index) => others.some((other) => other === inSet[index]));
    return change([{ what: "policies", policies: more, besides: true }], (refusal) => {
      if (refusal) put({ ...mine(), refused: refusal });
    });
  };

  return {
    pin,
    edit,
    chooseWho,
    dropForm,
    take,
    remove,
    removeEven,
    open,
    save,
    addPolicies,
    close: (): void => { put(closed(mine())); },
    settle: (isTaken: boolean): void => { put(settled(mine(), isTaken)); },
    dismiss: (): void => { put({ ...mine(), refused: undefined }); },
    showAll: (): void => { put({ ...mine(), all: true }); },
  };
}
