// The policies of the page as a file of expectations names them, and the other way round: the same names as their files have where they are saved.
import { scopeKinds } from "ecs-password/slim";
import type { PolicyEntry, PolicyScope } from "ecs-password/slim";
import type { Load, LoadedPolicy } from "../../../../src/expectations/check.ts";
import type { Expectations, Grant } from "../../../../src/expectations/model.ts";
import type { WrittenGrant } from "../../../../src/expectations/write.ts";
import { fileNamesOf, policyNameOf } from "../policies/file-names.ts";
import { isInSet } from "../state.ts";
import type { Draft } from "../state.ts";

type Numbered = Draft & { readonly id: number };

/** Why nothing is known of a policy of a file, in English, as all that was not read; `expectations-view.ts` says it in the language of the page. */
export const NOT_HERE = { missing: "it is not open here", several: "several files of the expectations have this name" } as const;

const ORIGIN: Grant["at"] = { offset: 0, line: 1, column: 1 };

/** All that are in the set. */
export function writtenGrants(policies: readonly Draft[]): WrittenGrant[] {
  const inSet = policies.filter(isInSet);
  const names = namesOf(inSet);
  return inSet.map((policy, index) => grantOf(policy, names[index]));
}

/** Those that have a text, as their files are called; the others have no file. */
function namesOf(policies: readonly Draft[]): (string | undefined)[] {
  const texts = policies.filter(({ unread }) => unread === undefined);
  const names = fileNamesOf(texts);
  return policies.map((policy) => (policy.unread === undefined ? names[texts.indexOf(policy)] : undefined));
}

function grantOf({ name, unread, attachment: { kind, id }, catalog, kind: does, level = "" }: Draft, file: string | undefined): WrittenGrant {
  const scope = kind === "none" ? undefined : ({ kind, ...(scopeKinds[kind].id && { id: id.trim() }) } as PolicyScope);
  return {
    ...(unread === undefined ? { file } : { unread }),
    name: name.trim() || "policy",
    ...(scope && { scope }),
    ...(does && { kind: does }),
    ...(does === "scp" && level.trim() !== "" && { level: level.trim() }),
    ...(unread === undefined && catalog.trim() !== "" && { catalog: catalog.trim() }),
  };
}

/** What is asked: of expectations that began here, everybody has the policies of the page. */
export function wholeOf({ name, expectations }: { name: string | undefined; expectations: Expectations }, policies: readonly Draft[]): Expectations {
  return name === undefined ? { ...expectations, policies: writtenGrants(policies).map((grant) => ({ ...grant, at: ORIGIN })) } : expectations;
}

const allGrants = ({ policies, groups, users, agencies }: Expectations): Grant[] => [...policies, ...[...groups, ...users, ...agencies].flatMap((each) => each.policies)];

const baseOf = (file: string): string => file.replace(/^.*[/\\]/, "");

/** Finds the policies of grants among those of the page: a file by its name, one of several by its own. */
export function findingIn<P extends Draft>(expectations: Expectations, policies: readonly P[]): (grant: Grant) => P | keyof typeof NOT_HERE {
  const texts = policies.filter((policy) => isInSet(policy) && policy.unread === undefined);
  const names = fileNamesOf(texts);
  const paths = new Map<string, Set<string>>();
  for (const { file } of allGrants(expectations)) if (file !== undefined) paths.set(baseOf(file), (paths.get(baseOf(file)) ?? new Set()).add(file));
  return ({ file = "", policy }) => {
    const base = baseOf(file);
    // Of two files of one name in two folders nobody here can tell which is meant.
    if (policy === undefined && (paths.get(base)?.size ?? 0) > 1) return "several";
    const exact = policy === undefined ? texts[names.indexOf(base)] : undefined;
    const [only, second] = exact ? [exact] : texts.filter(({ name }) => name === (policy ?? policyNameOf(base)));
    return second ? "several" : (only ?? "missing");
  };
}

/** What of a file is not known here. */
export function missingFrom(expectations: Expectations, policies: readonly Draft[]): { grant: Grant; why: keyof typeof NOT_HERE }[] {
  const find = findingIn(expectations, policies);
  return allGrants(expectations).flatMap((grant) => {
    const found = grant.unread === undefined ? find(grant) : undefined;
    return typeof found === "string" ? [{ grant, why: found }] : [];
  });
}

/** The policies of the page that a file does not name. */
export function besides<P extends Draft>(expectations: Expectations, policies: readonly P[]): P[] {
  const find = findingIn(expectations, policies);
  const named = new Set<unknown>(allGrants(expectations).map((grant) => (grant.unread === undefined ? find(grant) : undefined)));
  return policies.filter((policy) => isInSet(policy) && policy.unread === undefined && !named.has(policy));
}

/** Loads grants from the policies of the page, as `policy test` loads them from files: with what the file says of them, and with nothing else. */
export function loaderOf(expectations: Expectations, policies: readonly Numbered[]): { load: Load; idOf: (entry: PolicyEntry) => number | undefined } {
  const find = findingIn(expectations, policies);
  const ids = new Map<PolicyEntry, number>();
  const load = (grant: Grant): readonly LoadedPolicy[] => {
    const { name, file, policy, unread } = grant;
    if (unread !== undefined) return [{ entry: given(grant, { name: name ?? "a policy", unread }) }];
    const found = find(grant);
    if (typeof found === "string") return [{ entry: given(grant, { name: name ?? policy ?? file ?? "a policy", unread: NOT_HERE[found] }) }];
    const entry = given(grant, { name: name ?? policy ?? file ?? found.name, document: found.text });
    ids.set(entry, found.id);
    return [{ entry, ...(policy !== undefined && { name: policy }) }];
  };
  return { load, idOf: (entry) => ids.get(entry) };
}

function given({ scope, catalog, kind, level }: Grant, entry: PolicyEntry): PolicyEntry {
  const both = { ...entry, ...(scope && { scope }), ...(kind && { kind }), ...(level !== undefined && { level }) };
  return both.document === undefined || catalog === undefined ? both : { ...both, catalog };
}
