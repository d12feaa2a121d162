// What condition keys and operators are, in words: which there are, the package says.
import type { Completion } from "@codemirror/autocomplete";
import { conditionOperators, conditionSetPrefixes } from "ecs-password/policy/slim";
import type { ConditionOperator } from "ecs-password/policy/slim";
import { msg, words } from "../../locales/words.ts";
import { operatorNamed } from "../operators.ts";

const IF_EXISTS = "IfExists";
const OPERATORS_OF_PACKAGE = { conditionOperators, conditionSetPrefixes };

/** What each condition key is, and which operators go with it. */
export const KEYS = words(() => new Map([
  ["g:CurrentTime", msg("When the request is sent, as ISO 8601; Date operators")],
  ["g:DomainName", msg("The name of the account; String operators")],
  ["g:MFAPresent", msg("Whether the token was obtained with MFA; Bool")],
  ["g:MFAAge", msg("Validity of the MFA token; Number operators")],
  ["g:ProjectName", msg("The name of the project; String operators")],
  ["g:ServiceName", msg("The name of the service, such as ecs; String operators")],
  ["g:UserId", msg("The ID of the IAM user; String operators")],
  ["g:UserName", msg("The name of the IAM user; String operators")],
  ["g:ResourceTag/", msg("A tag of the resource, where the API supports tags; String operators")],
]));

/** What each operator does, its suffix and what may stand before it aside. */
export const OPERATORS = words((): Record<string, string> => ({
  StringEquals: msg("equals, case counts"),
  StringNotEquals: msg("equals none, case counts"),
  StringEqualsIgnoreCase: msg("equals, case does not count"),
  StringNotEqualsIgnoreCase: msg("equals none, case does not count"),
  StringMatch: msg("matches a pattern with * and ?"),
  StringNotMatch: msg("matches no pattern with * and ?"),
  StringStartWith: msg("starts with"),
  StringNotStartWith: msg("starts with none"),
  StringEndWith: msg("ends with"),
  StringNotEndWith: msg("ends with none"),
  NumberEquals: msg("is the number"),
  NumberNotEquals: msg("is another number"),
  NumberLessThan: msg("is less than"),
  NumberLessThanEquals: msg("is at most"),
  NumberGreaterThan: msg("is more than"),
  NumberGreaterThanEquals: msg("is at least"),
  DateLessThan: msg("is before"),
  DateLessThanEquals: msg("is not after"),
  DateGreaterThan: msg("is after"),
  DateGreaterThanEquals: msg("is not before"),
  StringLike: msg("matches a pattern with * and ?, for keys of OBS"),
  StringNotLike: msg("matches no pattern with * and ?, for keys of OBS"),
  NumericEquals: msg("is the number, for keys of OBS"),
  NumericNotEquals: msg("is another number, for keys of OBS"),
  NumericLessThan: msg("is less than, for keys of OBS"),
  NumericLessThanEquals: msg("is at most, for keys of OBS"),
  NumericGreaterThan: msg("is more than, for keys of OBS"),
  NumericGreaterThanEquals: msg("is at least, for keys of OBS"),
  DateEquals: msg("is the same moment, for keys of OBS"),
  DateNotEquals: msg("is another moment, for keys of OBS"),
  IpAddress: msg("is in a range of IP addresses, for keys of OBS"),
  NotIpAddress: msg("is in no range of IP addresses, for keys of OBS"),
  Bool: msg("is true, or is false"),
  Null: msg("true: the key is absent; false: it is present"),
}));

/** What operators that 1.1 has for the keys of OBS do on keys of any service. */
const OPERATORS_5 = words((): Record<string, string> => ({
  IpAddress: msg("is in a range of IP addresses"),
  NotIpAddress: msg("is in no range of IP addresses"),
}));

/** Those of 1.1 but for the negated ones that no document of version 5.0 has, and of those of OBS the ones for addresses. */
export const isOperatorOf5 = ({ name, service, valueType }: ConditionOperator): boolean =>
  (service === undefined || valueType === "ip") && !/^StringNot(?:Start|End)With/.test(name);

/** What an operator does, in documents of version 5.0 or of the others; nothing where it is none. */
export function meaningOf(name: string, isOf5: boolean): string | undefined {
  const named = operatorNamed(name, OPERATORS_OF_PACKAGE);
  const { operator, prefix } = named ?? {};
  if (!operator || (isOf5 && !isOperatorOf5(operator))) return undefined;
  const base = operator.ifExists ? operator.name.slice(0, -IF_EXISTS.length) : operator.name;
  const meaning = (isOf5 ? OPERATORS_5()[base] : undefined) ?? OPERATORS()[base];
  if (meaning === undefined) return undefined;
  const parts = [meaning];
  if (operator.ifExists) parts.push(msg("true as well where the key is absent"));
  if (prefix === "ForAnyValue:") parts.push(msg("for any of the request's values"));
  if (prefix === "ForAllValues:") parts.push(msg("for all of the request's values"));
  return parts.join("; ");
}

export const option = (label: string, detail: string, boost = 0): Completion => ({ label, detail, boost });
