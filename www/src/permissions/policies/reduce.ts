// How the policies change: by hand, by a link, and by what IAM says.
import { msg, str } from "../../locales/words.ts";
import { endsSession } from "../../session/state.ts";
import type { Step } from "../../shared/feature.ts";
import { draftOf, isInSet, NO_PERMISSIONS, sideOf, unanswered } from "../state.ts";
import type { Draft, Granted, Permissions, PermissionsState, PoliciesEvent, Policy, Reading, ReadingEvent, Shared, Side, Slowness, Source } from "../state.ts";

export function reducePolicies(permissions: Permissions, event: PoliciesEvent, { route }: PermissionsState): Step<Permissions> {
  // What was read is no longer part of the address; who went elsewhere in the meantime stays there.
  const shown = route.view === "permissions" ? { show: { view: "permissions" } as const } : {};
  const put = (change: Partial<Permissions>): Step<Permissions> => ({ slice: { ...permissions, ...change } });
  switch (event.type) {
    case "permissions/cleared":
      return { slice: NO_PERMISSIONS };
    case "permissions/added": {
      const { drafts, fromRoles, edited = false, side } = event;
      const added = withDrafts(permissions, drafts, { source: fromRoles === true ? "role" : "own", unsaved: edited, side });
      return toSide({ ...added, edited: permissions.edited || edited }, side);
    }
    case "permissions/changed": {
      const { id, change } = event;
      const isText = change.text !== undefined;
      const edit = (policy: Policy): Policy => (policy.id === id ? { ...policy, ...change, touched: true, unsaved: policy.unsaved || isText } : policy);
      const { policies, before } = permissions;
      return { slice: answerable({ ...permissions, policies: policies.map(edit), before: before?.map(edit), edited: true }) };
    }
    case "permissions/saved": {
      const texts = new Map(event.texts.map(({ id, text }) => [id, text]));
      const save = (policy: Policy): Policy => (texts.get(policy.id) === policy.text ? { ...policy, unsaved: false } : policy);
      const [policies, before] = [permissions.policies.map(save), permissions.before?.map(save)];
      return put({ policies, before, edited: permissions.edited && [...policies, ...(before ?? [])].some(({ unsaved }) => unsaved) });
    }
    case "permissions/losing":
      return put({ losing: event.losing });
    case "permissions/filesOpened":
      return { ...put({ opened: event.opened }), ...(event.opened && event.opened.faults.length > 0 && { focus: "problem" }) };
    case "permissions/filesLoaded":
      return put({ files: event.files });
    case "permissions/removed": {
      if (sideOf(permissions, event.id) === "before") return removedBefore(permissions, event.id);
      const at = permissions.policies.findIndex(({ id }) => id === event.id);
      if (at < 0) return { slice: permissions };
      const policies = permissions.policies.filter(({ id }) => id !== event.id);
      const next = policies[Math.min(at, policies.length - 1)]?.id;
      const mark = permissions.mark?.policyId === event.id ? undefined : permissions.mark;
      const open = permissions.open === event.id ? next : permissions.open;
      return toPolicies(answerable({ ...permissions, policies, mark, open, edited: policies.length > 0 }));
    }
    case "permissions/opened":
      return put(sideOf(permissions, event.id) === "before" ? { beforeOpen: event.id } : { open: event.id });
    case "permissions/cloudChosen": {
      const suggestion = { ...permissions.suggestion, apis: [], result: undefined, problem: undefined };
      const filter = { ...permissions.filter, category: "" };
      return put({ cloud: event.cloud, explained: undefined, mark: undefined, filter, suggestion });
    }
    case "permissions/remembered":
      return put({ ...NO_BEFORE, ...copied(permissions, permissions.policies, (before) => ({ before })) });
    case "permissions/putBack": {
      const { before } = permissions;
      return { slice: before ? answerable({ ...permissions, ...copied(permissions, before, (policies) => ({ policies, open: policies[0]?.id })), mark: undefined }) : permissions };
    }
    case "permissions/forgotten":
      return put(NO_BEFORE);
    case "permissions/sharing":
      return put({ sharing: event.sharing });
    case "permissions/linkSlow":
      return { ...put({ linkWorking: true }), say: msg("Reading the link") };
    case "permissions/goOn":
      return { ...put({ held: false, slow: true }), focus: "heading" };
    case "permissions/linkRead": {
      const asks = permissions.policies.length > 0 && !sameDrafts(permissions.policies, event.shared.policies);
      const base = { ...permissions, linkFault: undefined, linkWorking: false };
      const { slow = false, held = false } = event;
      const offered = { ...event.shared, slow, held };
      return { slice: asks ? { ...base, offered } : replaced(base, offered), ...shown };
    }
    case "permissions/linkBroken":
      return { ...put({ linkFault: event.fault, linkWorking: false }), ...shown };
    case "permissions/linkSettled": {
      const { offered } = permissions;
      const base = { ...permissions, offered: undefined, linkFault: undefined };
      if (!offered || event.how === "keep") return { slice: base };
      if (event.how === "replace") return toPolicies(replaced(base, offered));
      const added = withDrafts(base, offered.policies);
      const slow = permissions.slow || offered.slow;
      return toPolicies(offered.held ? { ...unanswered(added), slow, held: true } : { ...added, slow });
    }
    case "permissions/editorFailed":
      return put({ plainEditor: true });
    case "permissions/partsFound":
      return put({ parts: event.parts });
    case "permissions/tookApart":
      return tookApart(permissions);
    case "permissions/listFound":
      return put({ foundList: { id: event.id, list: event.list } });
    case "permissions/listTaken":
      return listTaken(permissions);
    case "permissions/translated":
      return translated(permissions, event);
    case "permissions/translating":
      return { ...put({ translating: event.id }), focus: "working" };
    case "permissions/translationCancelled":
      return permissions.translating === event.id ? { ...put({ translating: undefined }), focus: "policies", say: msg("Cancelled") } : { slice: permissions };
    case "permissions/translationHidden":
      return { ...put({ translation: undefined }), focus: "policies" };
    case "permissions/listRemoved":
      return toPolicies({ ...permissions, ownLists: permissions.ownLists.filter(({ service }) => service !== event.service) });
    case "permissions/replacing":
      return put({ replacing: event.on });
  }
}

export function reduceReading(permissions: Permissions, event: ReadingEvent, state: PermissionsState): Step<Permissions> {
  const put = (change: Partial<Permissions>): Step<Permissions> => ({ slice: { ...permissions, ...change } });
  switch (event.type) {
    case "permissions/readingStarted":
      return { ...put({ reading: { status: "working" }, replacing: false }), say: msg("Reading your policies"), focus: "working" };
    case "permissions/readingCancelled":
      if (permissions.reading.status !== "working") return { slice: permissions };
      return { ...put({ reading: before(permissions) }), say: msg("Cancelled"), focus: "heading" };
    case "permissions/readingFailed": {
      const { problem } = event;
      if (endsSession(state, problem)) return { ...put({ reading: before(permissions) }), signals: [{ type: "sessionEnded", problem }] };
      return { ...put({ reading: { status: problem.code === "forbidden" ? "forbidden" : "failed", problem } }), focus: "problem" };
    }
    case "permissions/policiesRead": {
      const own = permissions.policies.filter(({ source }) => source === "own");
      const kept = { ...permissions, policies: own, mark: undefined, explained: undefined, edited: permissions.edited && own.length > 0 };
      const read = withDrafts(kept, event.drafts, { source: "iam" });
      const granting = event.drafts.filter(({ unread }) => unread === undefined);
      const number = granting.length;
      const granted: Granted = { policies: number, groups: event.groups, own: granting.filter(({ kind, group }) => kind === "identity" && group === undefined).length };
      const count = number.toString();
      const text = number === 1 ? msg("1 policy is read from IAM") : msg(str`${count} policies are read from IAM`);
      return { ...toPolicies(answerable({ ...read, granted, reading: { status: "read" } })), say: text };
    }
    case "permissions/otherUser": {
      const policies = permissions.policies.filter(({ source, touched }) => source === "own" || touched);
      const owned = (policy: Policy): Policy => ({ ...policy, source: "own", group: undefined });
      const before = permissions.before?.map(owned);
      const left = { ...permissions, policies: policies.map(owned), before, mark: undefined, explained: undefined, granted: undefined };
      return { slice: answerable({ ...left, reading: { status: "none" } }) };
    }
  }
}

/** Where nothing is in the set there is nothing to answer from: the answers before were those of other policies. */
function answerable(permissions: Permissions): Permissions {
  if (permissions.policies.some(isInSet)) return permissions;
  return { ...unanswered(permissions), slow: false, held: false };
}

function replaced(permissions: Permissions, { cloud, policies, slow, held }: Shared & Slowness): Permissions {
  const empty = { ...unanswered(permissions), policies: [], mark: undefined, edited: false, slow, held };
  return { ...withDrafts(empty, policies), cloud };
}

/** The policies that its text holds, in the place of one. */
function tookApart(permissions: Permissions): Step<Permissions> {
  const { parts, policies, before } = permissions;
  const whole = [...policies, ...(before ?? [])].find(({ id, text }) => id === parts?.id && text === parts.text);
  if (!parts || !whole) return { slice: permissions };
  const side = sideOf(permissions, whole.id);
  const isOther = (policy: Policy): boolean => policy !== whole;
  // Where the text does not say where they are attached, what was chosen for it stays.
  const drafts = parts.drafts.map((draft) => (draft.attachment.kind === "none" ? { ...draft, attachment: whole.attachment } : draft));
  const others = { ...permissions, policies: policies.filter(isOther), before: before?.filter(isOther), parts: undefined, mark: undefined, explained: undefined, edited: true };
  return toSide(answerable(withDrafts(others, drafts, { unsaved: whole.unsaved, side })), side);
}

const NO_BEFORE = { before: undefined, beforeOpen: undefined, beforeChecked: undefined, difference: undefined };

function removedBefore(permissions: Permissions, removed: number): Step<Permissions> {
  const mark = permissions.mark?.policyId === removed ? undefined : permissions.mark;
  const before = permissions.before?.filter(({ id }) => id !== removed);
  return toSide({ ...permissions, before, mark, edited: true }, "before");
}

/** The same policies for the other side, under numbers of their own. */
function copied<Change extends Partial<Permissions>>({ nextId }: Permissions, policies: readonly Policy[], change: (copies: Policy[]) => Change): Change & Pick<Permissions, "nextId"> {
  return { ...change(policies.map((policy, index) => ({ ...policy, id: nextId + index }))), nextId: nextId + policies.length };
}

/** A policy in the other version, beside the one that it was made of; with it, or where nothing was written with that one, what is not the same. */
function translated(permissions: Permissions, { id, draft, result }: Extract<PoliciesEvent, { type: "permissions/translated" }>): Step<Permissions> {
  const original = permissions.policies.find((policy) => policy.id === id);
  const translating = permissions.translating === id ? undefined : permissions.translating;
  if (!original) return { slice: { ...permissions, translating } };
  const beside = { ...(draft ? { ...withDrafts(permissions, [draft], { unsaved: true }), edited: true } : permissions), translating };
  const { problem, notTranslated = [], notes = [], more = 0 } = result;
  const written = draft !== undefined;
  const translation = { id: written ? permissions.nextId : id, from: original.name, written, notTranslated, notes, more, problem };
  const say = written ? msg(str`Added: ${draft.name}`) : msg("Nothing was written");
  return { slice: { ...beside, translation }, focus: problem ? "problem" : "result", say };
}

/** Its text was no policy: it leaves the editors for the lists. */
function listTaken(permissions: Permissions): Step<Permissions> {
  const { foundList } = permissions;
  const whole = permissions.policies.find(({ id, text }) => id === foundList?.id && text === foundList.list.text);
  if (!foundList || !whole) return { slice: permissions };
  const { list } = foundList;
  const policies = permissions.policies.filter((policy) => policy !== whole);
  const ownLists = [...permissions.ownLists.filter(({ service }) => service !== list.service), list];
  const left = { ...permissions, policies, ownLists, foundList: undefined, mark: undefined, explained: undefined, edited: policies.length > 0 };
  const { service } = list;
  return { ...toPolicies(answerable({ ...left, open: policies[0]?.id })), say: msg(str`Names of ${service} are looked up in this list now`) };
}

function sameDrafts(a: readonly Draft[], b: readonly Draft[]): boolean {
  return JSON.stringify(a.map(draftOf)) === JSON.stringify(b.map(draftOf));
}

interface Adding {
  source?: Source;
  unsaved?: boolean;
  side?: Side | undefined;
}

/** Adds policies, each under a name of its own, and opens the first one; what was not read is not there twice. */
function withDrafts(permissions: Permissions, drafts: readonly (Draft & { group?: string | undefined })[], { source = "own", unsaved = false, side = "after" }: Adding = {}): Permissions {
  const isBefore = side === "before";
  const policies = [...((isBefore ? permissions.before : permissions.policies) ?? [])];
  let { nextId } = permissions;
  for (const draft of drafts) {
    if (draft.unread !== undefined && policies.some((policy) => sameDrafts([policy], [draft]))) continue;
    policies.push({ ...draftOf(draft), name: freeName(policies, draft.name), id: nextId, source, group: draft.group, touched: false, unsaved });
    nextId += 1;
  }
  const opened = nextId > permissions.nextId ? { [isBefore ? "beforeOpen" : "open"]: permissions.nextId } : {};
  return { ...permissions, [isBefore ? "before" : "policies"]: policies, nextId, ...opened };
}

function freeName(policies: readonly Policy[], wanted: string): string {
  const taken = new Set(policies.map(({ name }) => name));
  let name = wanted;
  for (let number = 2; taken.has(name); number += 1) name = `${wanted} (${number.toString()})`;
  return name;
}

const before = ({ granted }: Permissions): Reading => ({ status: granted ? "read" : "none" });

const toPolicies = (permissions: Permissions): Step<Permissions> => ({ slice: { ...permissions, pane: "policies" }, focus: "policies" });

/** The side before is among the results. */
const toSide = (permissions: Permissions, side: Side | undefined): Step<Permissions> => (side === "before" ? { slice: permissions, focus: "before" } : toPolicies(permissions));
