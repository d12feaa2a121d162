import { Option, type Command } from "commander";
import { askEverybody, type Holder } from "../../../expectations/check.ts";
import { hasPrincipals, principalName } from "../../../expectations/model.ts";
import { EXITS, Failure, type Exit } from "../../exits.ts";
import { formatJson, formatRows, FORMATS, note, print, visible, type Format } from "../../output.ts";
import { addQuestionOptions, questionOf, type QuestionOptions } from "../question.ts";
import { placeText } from "../sources.ts";
import { loadPolicies, readFileOfExpectations } from "./load.ts";
import { snapshotText, whoOfAccountCan } from "./who-can-account.ts";
import { answerOf, decisionWhy, faultText, tellRefused } from "./told.ts";

interface WhoCanCommand extends QuestionOptions {
  format: Format;
}

export function addWhoCan(policy: Command, ends: (exit: Exit) => void): void {
  const command = policy
    .command("who-can")
    .description("list who may do something: of a file of expectations, or of the snapshot of an account")
    .argument("<file>", "a file of expectations, of which the users, groups and agencies with their policies count, or the snapshot of an account (.json), or - for standard input")
    .addOption(new Option("-f, --format <format>", "how the list is written").choices(FORMATS).default("table"));
  addQuestionOptions(command);
  command.addHelpText("after", `
The users and agencies of the file are asked; where it has no users, someone of each group alone. The cloud is that of
the file, unless --cloud names another one. What such a file looks like: ecs-password policy test --help.
Of the snapshot of an account those who can are listed, with the way there; who certainly cannot is left out.

Ends with 0 where every answer is certain, and with 4 where one is conditional, or not all of an account was read.

Examples:
  ecs-password policy who-can expectations.yaml --operation getServerPassword --project 0123456789abcdef0123456789abcdef
  ecs-password policy who-can account.json --operation getServerPassword --project 0123456789abcdef0123456789abcdef
  ecs-password policy who-can expectations.yaml --action ecs:serverPasswords:manage --mfa -f json`);
  command.action(async (file: string, options: WhoCanCommand) => { ends(await whoCan(file, options)); });
}

async function whoCan(named: string, options: WhoCanCommand): Promise<Exit> {
  const snapshot = snapshotText(named);
  if (snapshot !== undefined) return whoOfAccountCan(snapshot, options);
  const { file, expectations, faults } = await readFileOfExpectations(named);
  const lines = (all: typeof faults): string => all.map((fault) => `${placeText({ file, line: fault.at.line, column: fault.at.column })}: ${visible(faultText(fault))}`).join("\n");
  if (!expectations) throw new Failure(`\`${visible(file)}\` is wrong\n${lines(faults)}`);
  if (!hasPrincipals(expectations)) throw new Failure(`\`${visible(file)}\` has no \`users\`, \`groups\` or \`agencies\` to ask about`, { hint: "What it may have: ecs-password policy test --help" });
  const question = await questionOf({ ...options, ...(expectations.cloud && !options.cloud && { cloud: expectations.cloud }) });
  const load = await loadPolicies(expectations, named);
  const { PolicySet } = await import("ecs-password/policy");
  const { holders, loadFaults } = askEverybody(expectations, question, load, (entries) => new PolicySet(entries));
  if (loadFaults.length > 0) throw new Failure(`\`${visible(file)}\` is wrong\n${lines(loadFaults)}`);
  await print(written(holders, options.format));
  tellRefused(holders.map(({ decision }) => decision));
  note("only who is in the file was asked: not the root user of the account, and nobody else");
  return holders.some(({ decision }) => decision.decision === "conditional") ? EXITS.incomplete : EXITS.yes;
}

function written(holders: readonly Holder[], format: Format): string {
  const all = holders.map(({ principal, decision, deciding }) => ({ principal: principalName(principal), ...answerOf(decision), why: decisionWhy(decision, deciding) }));
  if (format === "json") return formatJson(all);
  return formatRows(all.map(({ principal, decision, why }) => ({ principal, decision, why })), [{ key: "principal", title: "Who" }, { key: "decision", title: "Answer" }, { key: "why", title: "Why" }], format);
}
