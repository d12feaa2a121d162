import type { AccountUnread, AccountWay, WhoCanAnswer, WhoCanRow } from "ecs-password/account";
import type { PolicyCloud, PolicyScope } from "ecs-password/policy";
import { EXITS, type Exit } from "../../exits.ts";
import { readText } from "../../files.ts";
import { formatJson, formatRows, note, print, visible, type Format } from "../../output.ts";
import { counted } from "../options.ts";
import { questionOf, type QuestionOptions } from "../question.ts";

/** What tells a snapshot from a file of expectations: its first member, or one of its first. */
const SNAPSHOT = /^\s*\{[^[{]*?"format"\s*:\s*"ecs-password account"/;

/** The text of a file where it is the snapshot of an account. */
export function snapshotText(file: string): string | undefined {
  if (!file.endsWith(".json")) return undefined;
  const text = readText(file, "the file");
  return SNAPSHOT.test(text) ? text : undefined;
}

/** Who of an account can, as `Account.whoCan` answers it. */
export async function whoOfAccountCan(text: string, options: QuestionOptions & { format: Format }): Promise<Exit> {
  const { Account } = await import("ecs-password/account");
  using account = new Account(text);
  // It was read by now.
  const { cloud } = JSON.parse(text) as { cloud: PolicyCloud };
  const answer = account.whoCan(await questionOf({ ...options, cloud: options.cloud ?? cloud }));
  await print(options.format === "json" ? formatJson(answer) : formatRows(answer.rows.map(rowOf), COLUMNS, options.format));
  tellNotRead(answer);
  return answer.notRead.length > 0 || answer.rows.some(({ decision }) => decision === "conditional") ? EXITS.incomplete : EXITS.yes;
}

const COLUMNS = [{ key: "principal", title: "Who" }, { key: "decision", title: "Answer" }, { key: "why", title: "Through" }];

const KINDS = { accountRoot: "account root", adminGroup: "group", user: "user", agency: "agency", federated: "federated by", selfGrant: "may grant it to themselves:" };

function rowOf({ principal, decision, via, unknownKeys, unread }: WhoCanRow): { principal: string; decision: string; why: string } {
  const { kind, of, name, id, enabled, trustedAccount, trustedService, rule } = principal;
  const trusts = trustedAccount ? `for ${trustedAccount.name ?? trustedAccount.id}` : trustedService;
  const more = [trusts, enabled === false && "disabled", rule !== undefined && `rule ${rule.toString()}`].filter((each) => typeof each === "string");
  const kinds = [KINDS[kind], ...(of ? [KINDS[of]] : [])].join(" ");
  const why = [...via.slice(0, 1).map(wayText), ...unknownKeys, ...unread.slice(0, 1).map(unreadText)];
  return { principal: `${kinds} ${name ?? id ?? ""}${more.length > 0 ? ` (${more.join(", ")})` : ""}`.trimEnd(), decision, why: why.join("; ") };
}

function wayText({ group, policy, scope, statement, effect }: AccountWay): string {
  const steps = [group && `group ${group.name ?? group.id ?? ""}`, `${policy.name ?? policy.id ?? ""}${scope ? ` in ${placeText(scope)}` : ""}`];
  if (statement !== undefined && effect) steps.push(`statement ${statement.toString()} (${effect})`);
  return steps.filter((step) => step !== undefined).join(" > ");
}

const placeText = (scope: PolicyScope): string => ("id" in scope ? `${scope.kind} ${scope.id}` : scope.kind);

const unreadText = ({ name, cause }: AccountUnread): string => `not read: ${name}: ${cause}`;

function tellNotRead({ notRead }: WhoCanAnswer): void {
  for (const { what, of, cause } of notRead.slice(0, 20)) note(visible(`not read: ${what}${of === undefined ? "" : ` of ${of}`}: ${cause}`));
  if (notRead.length > 20) note(`not read: ${counted(notRead.length - 20, "more part")}`);
}
