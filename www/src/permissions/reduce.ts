// How the permissions change, by the part that an event is of.
import type { OperationName, Verdict } from "ecs-password/slim";
import type { May, PolicyAnswers } from "../session/state.ts";
import { SERVER_OPERATIONS } from "../shared/api-versions.ts";
import type { ServerOperation } from "../shared/api-versions.ts";
import type { Step } from "../shared/feature.ts";
import { entryOf, situationOf } from "./answers/questions.ts";
import { reduceAnswers } from "./answers/reduce.ts";
import { reducePolicies, reduceReading } from "./policies/reduce.ts";
import { isInSet } from "./state.ts";
import type { Permissions, PermissionsEvent, PermissionsState, PoliciesEvent, ReadingEvent } from "./state.ts";
import { verdictOf } from "./verdicts.ts";

/** Its answers are of use to the session as well. */
export function reduce(permissions: Permissions, event: PermissionsEvent, state: PermissionsState): Step<Permissions> {
  const step = reduceOwn(permissions, event, state);
  const { evaluation, problem, assume, working } = step.slice;
  const isAsStale = working?.stale === permissions.working?.stale;
  if (evaluation === permissions.evaluation && problem === permissions.problem && assume === permissions.assume && isAsStale) return step;
  return { ...step, signals: [...(step.signals ?? []), { type: "policiesAnswered", policies: answersOf(step.slice) }] };
}

/** What a verdict means for a call, by the number that the package gives it. */
const MAY: Record<Verdict, May> = { allow: "allow", explicitDeny: "deny", implicitDeny: "deny", conditional: "conditional" };

/** Nothing where the answers are older than the policies. */
function answersOf(permissions: Permissions): PolicyAnswers | undefined {
  const { evaluation, problem, assume, working, policies, slow, ownLists } = permissions;
  if (!evaluation || problem || working?.stale === true) return undefined;
  const answers = evaluation.rows.flatMap(({ operation, apiVersion }, index) =>
    isOurs(operation) ? [{ operation, apiVersion, may: MAY[verdictOf(evaluation.decisions[index])] }] : [],
  );
  const asked = slow || ownLists.length > 0 ? undefined : { entries: policies.filter(isInSet).map(entryOf), situation: situationOf(permissions) };
  return { cloud: evaluation.cloud, assumed: Object.keys(assume).length > 0, answers, asked };
}

const isOurs = (operation: OperationName | undefined): operation is ServerOperation => SERVER_OPERATIONS.some((each) => each === operation);

function reduceOwn(permissions: Permissions, event: PermissionsEvent, state: PermissionsState): Step<Permissions> {
  if (isOfPolicies(event)) return reducePolicies(permissions, event, state);
  return isOfReading(event) ? reduceReading(permissions, event, state) : reduceAnswers(permissions, event);
}

/** Every one of them, so that a new one is led somewhere. */
const POLICIES: Record<PoliciesEvent["type"], true> = {
  "permissions/cleared": true,
  "permissions/added": true,
  "permissions/saved": true,
  "permissions/losing": true,
  "permissions/filesOpened": true,
  "permissions/filesLoaded": true,
  "permissions/changed": true,
  "permissions/removed": true,
  "permissions/opened": true,
  "permissions/cloudChosen": true,
  "permissions/remembered": true,
  "permissions/putBack": true,
  "permissions/forgotten": true,
  "permissions/sharing": true,
  "permissions/linkSlow": true,
  "permissions/linkRead": true,
  "permissions/goOn": true,
  "permissions/linkBroken": true,
  "permissions/linkSettled": true,
  "permissions/editorFailed": true,
  "permissions/partsFound": true,
  "permissions/tookApart": true,
  "permissions/translated": true,
  "permissions/translating": true,
  "permissions/translationCancelled": true,
  "permissions/translationHidden": true,
  "permissions/listFound": true,
  "permissions/listTaken": true,
  "permissions/listRemoved": true,
  "permissions/replacing": true,
};

const READING: Record<ReadingEvent["type"], true> = {
  "permissions/readingStarted": true,
  "permissions/readingCancelled": true,
  "permissions/readingFailed": true,
  "permissions/policiesRead": true,
  "permissions/otherUser": true,
};

const isOfPolicies = (event: PermissionsEvent): event is PoliciesEvent => Object.hasOwn(POLICIES, event.type);
const isOfReading = (event: PermissionsEvent): event is ReadingEvent => Object.hasOwn(READING, event.type);
