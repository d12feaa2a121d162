// What the editor offers in documents of version 5.0: names that the documents of Huawei Cloud have for it, and none that only 1.0 and 1.1 have.
import type { Completion } from "@codemirror/autocomplete";
import { conditionOperators, conditionSetPrefixes } from "ecs-password/policy/slim";
import type { ConditionOperator, ConditionValueType, ListedName, ListedNames, PolicyCloud, PreviewRow } from "ecs-password/policy/slim";
import { msg, words } from "../../locales/words.ts";
import type { OwnList } from "../state.ts";
import { has5 } from "../version.ts";
import { isOperatorOf5, KEYS, meaningOf, option } from "./meanings.ts";

/** What names are looked up in. */
export interface Known {
  cloud: PolicyCloud;
  rows: readonly PreviewRow[];
  names: ListedNames | undefined;
  ownLists: readonly Pick<OwnList, "service">[];
}

/** The actions of ECS that tables of version 5.0 have, those about passwords first (ECS API reference, "Actions supported by identity policies"). */
export const ACTIONS_5 = [
  "ecs:cloudServers:showServerPassword",
  "ecs:cloudServers:deletePassword",
  "ecs:cloudServers:showResetPasswordFlag",
  "ecs:cloudServers:resetServerPwd",
  "ecs:cloudServers:createServers",
  "ecs:cloudServers:deleteServers",
  "ecs:cloudServers:resize",
] as const;

interface Key {
  /** Not of every key a document says its type. */
  type?: ConditionValueType;
  meaning: string;
  /** Whether a request may have several values of it. */
  several?: boolean;
}

/** The global keys (IAM user guide, "Global condition keys"). What little is known of some is in their names. */
const GLOBAL = words((): [string, ConditionValueType, string][] => [
  ["g:PrincipalUrn", "string", msg("URN of the principal")],
  ["g:PrincipalAccount", "string", msg("Account of the principal")],
  ["g:PrincipalOrgId", "string", msg("Organization of the principal")],
  ["g:PrincipalOrgPath", "string", msg("Path of the account in its organization")],
  ["g:PrincipalOrgManagementAccountId", "string", msg("Management account of the organization")],
  ["g:PrincipalId", "string", msg("ID of the principal")],
  ["g:PrincipalType", "string", msg("Type of the principal")],
  ["g:PrincipalIsRootUser", "boolean", msg("Whether the root user asks")],
  ["g:PrincipalTag/", "string", msg("Tag of the principal")],
  ["g:DomainId", "string", msg("ID of the account")],
  ["g:MFAAge", "number", msg("MFA age")],
  ["g:SourceIdentity", "string", msg("Source identity of the session")],
  ["g:TokenIssueTime", "date", msg("When the token was issued")],
  ["g:SourceIp", "ip", msg("IP address of the request")],
  ["g:VpcSourceIp", "ip", msg("Source IP address in a VPC")],
  ["g:SourceVpc", "string", msg("VPC of the request")],
  ["g:SourceVpce", "string", msg("VPC endpoint of the request")],
  ["g:ResourceAccount", "string", msg("Account of the resource")],
  ["g:ResourceOrgId", "string", msg("Organization of the resource")],
  ["g:EnterpriseProjectId", "string", msg("Enterprise project")],
  ["g:RequestTag/", "string", msg("Tag in the request")],
  ["g:TagKeys", "string", msg("Tag keys in the request")],
  ["g:RequestedRegion", "string", msg("Region of the request")],
  ["g:SecureTransport", "boolean", msg("Whether the transport is secure")],
  ["g:UserAgent", "string", "User-Agent"],
  ["g:Referer", "string", "Referer"],
  ["g:ViaService", "boolean", msg("Whether the request comes via a service")],
  ["g:CalledVia", "string", msg("Services that it comes via")],
  ["g:CalledViaFirst", "string", msg("The first of these services")],
  ["g:CalledViaLast", "string", msg("The last of these services")],
]);

/** They have their words there. */
const AS_IN_1_1 = ["g:CurrentTime", "g:DomainName", "g:MFAPresent", "g:UserId", "g:UserName", "g:ResourceTag/"];

/** Keys of ECS (Organizations user guide, "ECS"): without types there. */
const OF_ECS = ["ServerId", "SSHKeyPairName", "AvailabilityZone", "VolumeId", "ImageType", "OsType", "OsVersion", "ImagePlatform"];
const OF_ECS_SEVERAL = ["imageID", "FlavorId", "VpcId", "SubnetId", "KmsKeyId", "PortId", "SupportAgentType", "ImageSupportAgentType"];

/** Every key that the documents of version 5.0 name for ECS, with what is known of it. */
export const KEYS_5 = words(() => {
  const ofEcs = (several: boolean) => (name: string): [string, Key] => [`ecs:${name}`, { meaning: msg("Key of ECS"), several }];
  return new Map<string, Key>([
    ...GLOBAL().map(([name, type, meaning]): [string, Key] => [name, { type, meaning, several: name === "g:TagKeys" }]),
    ...AS_IN_1_1.map((name): [string, Key] => [name, { meaning: KEYS().get(name) ?? "" }]),
    ...OF_ECS.map(ofEcs(false)),
    ...OF_ECS_SEVERAL.map(ofEcs(true)),
  ]);
});

function titleOf({ type, meaning, several = false }: Key): string {
  const operators = { string: msg("String operators"), number: msg("Number operators"), date: msg("Date operators"), boolean: "Bool", ip: "IpAddress, NotIpAddress" };
  return [meaning, ...(type ? [operators[type]] : []), ...(several ? [msg("several values")] : [])].join("; ");
}

/** What a key is; one that ends with `/` is the beginning of a key. */
export function keyMeaning5(text: string): string | undefined {
  const found = [...KEYS_5()].find(([name]) => (name.endsWith("/") ? text.startsWith(name) : text === name));
  return found && titleOf(found[1]);
}

const isOf = (name: string, service: string): boolean => name.toLowerCase().startsWith(`${service.toLowerCase()}:`);

/** What is offered at a place; nothing where the version makes no difference. `own` are the actions of ECS by today's catalogue. */
export function options5(kind: string, known: Known, own: readonly Completion[]): Completion[] | undefined {
  switch (kind) {
    case "action":
      return actions(known, own);
    case "resource":
      return resources();
    case "operator":
      return operators();
    case "conditionKey":
      return keys(known);
    case "member":
      return members();
    default:
      return undefined;
  }
}

/** Those about passwords come first. A former name counts for today's action; so names of 1.1 are offered too, and said to be that. */
function actions(known: Known, own: readonly Completion[]): Completion[] {
  const documented = new Set<string>(ACTIONS_5);
  const first = ACTIONS_5.map((action, index) => ({ ...(own.find(({ label }) => label === action) ?? option(action, "")), boost: ACTIONS_5.length - index }));
  const wide = [option("ecs:cloudServers:*", msg("every operation of this type"), -1), option("ecs:*:*", msg("everything in ECS"), -2)];
  // The names of a cloud without version 5.0 are no names of it.
  if (!has5(known.cloud)) return [...first, ...wide];
  const former = (detail = ""): string => [detail, msg("as named in version 1.1")].filter(Boolean).join("; ");
  const listed = (known.names?.actions ?? []).filter(({ name }) => !documented.has(name));
  const brought = listed.filter((one) => isBrought(one, known));
  const rest = listed.filter((one) => !brought.includes(one) && !isOf(one.name, "ecs"));
  const ofEcs = known.ownLists.some(({ service }) => service === "ecs") ? [] : own.filter(({ label }) => !documented.has(label) && isBesideNova(label, known));
  return [
    ...first,
    ...ofEcs.map((one) => ({ ...one, detail: former(one.detail), boost: -1 })),
    ...wide,
    ...brought.map(({ name, title = "" }) => option(name, title, isOf(name, "ecs") ? 0 : -3)),
    ...rest.map(({ name, title }) => option(name, former(title), -4)),
  ];
}

/** A list that somebody brought is of version 5.0; those of the page are of 1.1. */
const isBrought = ({ name }: ListedName, { ownLists }: Known): boolean => ownLists.some(({ service }) => isOf(name, service));

/** Whether an API of ECS itself needs an action: of those of native OpenStack no table of version 5.0 has a row. */
const isBesideNova = (action: string, { rows }: Known): boolean => rows.some((row) => row.action === action && row.apiVersion !== "v2" && row.apiVersion !== "v2.1");

function resources(): Completion[] {
  return [
    option("*", msg("every resource")),
    option("ecs:*:*:instance:*", msg("every server")),
    option("ecs:*:*:instance:", msg("one server: its ID follows")),
    ...["user", "group", "agency", "policy"].map((type) => option(`iam::*:${type}:*`, "", -1)),
  ];
}

function operators(): Completion[] {
  const own = conditionOperators.filter(isOperatorOf5);
  const prefixed = conditionSetPrefixes.flatMap((prefix) => own.filter(({ name }) => name !== "Null").map((one) => ({ ...one, name: prefix + one.name })));
  const offered = (boost: number) => ({ name, ifExists }: ConditionOperator): Completion => option(name, meaningOf(name, true) ?? "", boost - (ifExists ? 1 : 0));
  return [...own.map(offered(0)), ...prefixed.map(offered(-2))];
}

function keys(known: Known): Completion[] {
  const brought = has5(known.cloud) ? (known.names?.conditionKeys ?? []).filter((one) => isBrought(one, known) && !KEYS_5().has(one.name)) : [];
  return [...[...KEYS_5()].map(([name, key]) => option(name, titleOf(key))), ...brought.map(({ name }) => option(name, "", -1))];
}

function members(): Completion[] {
  return [
    option("Sid", msg("a name of the statement")),
    ...["Effect", "Action", "Resource", "Condition"].map((name) => option(name, "")),
    option("NotAction", msg("every action but these")),
    option("NotResource", msg("every resource but these")),
  ];
}
