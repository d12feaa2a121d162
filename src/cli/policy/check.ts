import { Option, type Command } from "commander";
import type { ExportFormat, PolicyCheck, PolicyDecision, PolicySet } from "ecs-password/policy";
import type { Exit } from "../exits.ts";
import { formatJson, formatRows, FORMATS, print, visible, type Format } from "../output.ts";
import { addPolicyFileOptions, sourceOptions, tellUnread, type PolicyFileOptions } from "./options.ts";
import { addQuestionOptions, questionOf, type QuestionOptions } from "./question.ts";
import { exitOf, placed, tellWhy, type PlacedReason } from "./reasons.ts";
import { placeText, readSources, type Sources } from "./sources.ts";

type CheckCommand<F> = PolicyFileOptions & QuestionOptions & { format: F };

const EXITS_HELP = `
What is not said is unknown, not false. Ends with 0 where the call is allowed, with 1 where it is denied, and with 4
where that hangs on what was not said, on what was not read, or on what the documents of the clouds leave open.
`;

export function addCheck(policy: Command, ends: (exit: Exit) => void): void {
  const command = policy
    .command("check")
    .description("answer whether policies allow a call: allow, explicitDeny, implicitDeny or conditional")
    .argument("<paths...>", "files and folders with all policies of the user, or - for standard input")
    .addOption(new Option("-f, --format <format>", "how the answer is written").choices(FORMATS).default("value"));
  addPolicyFileOptions(addQuestionOptions(command));
  command.addHelpText("after", `${EXITS_HELP}
Examples:
  ecs-password policy check ops.json --operation getServerPassword --cloud otc --mfa
  ecs-password policy check policies/ --action ecs:servers:get --context g:UserName=anna
  ecs-password policy check a.json b.json --scope b.json=project:0123456789abcdef0123456789abcdef \\
    --operation deleteServerPassword --cloud huawei --project 0123456789abcdef0123456789abcdef`);
  command.action(async (paths: string[], options: CheckCommand<Format>) => {
    const { decision, reasons } = await decided(paths, options);
    await print(written(decision, reasons, options.format));
    tellWhy(decision, reasons);
    ends(exitOf(decision));
  });
}

export function addExplain(policy: Command, ends: (exit: Exit) => void): void {
  const formats = ["text", "markdown", "csv", "json"] as const;
  const command = policy
    .command("explain")
    .description("answer whether policies allow a call, with all reasons")
    .argument("<paths...>", "files and folders with all policies of the user, or - for standard input")
    .addOption(new Option("-f, --format <format>", "how the answer is written").choices(formats).default("text"));
  addPolicyFileOptions(addQuestionOptions(command));
  command.addHelpText("after", `${EXITS_HELP}
Examples:
  ecs-password policy explain ops.json --operation getServerPassword --cloud otc --no-mfa
  ecs-password policy explain policies/ --action ecs:servers:get -f markdown`);
  command.action(async (paths: string[], options: CheckCommand<ExportFormat | "json">) => {
    const { format } = options;
    const { decision, reasons, text } = await decided(paths, options, format === "json" ? undefined : (set, question) => set.explain(question, { format }));
    await print(format === "json" || text === undefined ? written(decision, reasons, "json") : withPlaces(text, reasons, format));
    ends(exitOf(decision));
  });
}

interface Decided {
  decision: PolicyDecision;
  reasons: PlacedReason[];
  text?: string;
}

async function decided(paths: readonly string[], options: CheckCommand<unknown>, explain?: (set: PolicySet, question: PolicyCheck) => string): Promise<Decided> {
  const question = await questionOf(options);
  const sources: Sources = await readSources(paths, sourceOptions(options));
  await tellUnread(sources);
  const policy = await import("ecs-password/policy");
  const set = new policy.PolicySet(sources.entries);
  try {
    const decision = set.check(question);
    return { decision, reasons: await placed(sources, decision.reasons), ...(explain && { text: explain(set, question) }) };
  } finally {
    set.free();
  }
}

function written(decision: PolicyDecision, reasons: readonly PlacedReason[], format: Format): string {
  if (format === "value") return `${decision.decision}\n`;
  if (format === "json") return formatJson({ ...decision, reasons });
  const row = { decision: decision.decision, action: decision.action, keys: decision.unknownKeys.join(", "), questions: decision.assumptions.map(({ code }) => code).join(", ") };
  return formatRows([row], [{ key: "decision", title: "Decision" }, { key: "action", title: "Action" }, { key: "keys", title: "Unknown" }, { key: "questions", title: "Open questions" }], "table");
}

/** The package tells lines of the document: in their place come those of the file, which is not the same where that is of Terraform or YAML. */
function withPlaces(text: string, reasons: readonly PlacedReason[], format: ExportFormat): string {
  let [done, rest] = ["", text];
  for (const { span, place } of reasons) {
    if (!span || !place) continue;
    const position = `${span.line.toString()}:${span.column.toString()}`;
    const told = format === "csv" ? `,"${position}",` : `, line ${position})`;
    const at = rest.indexOf(told);
    if (at < 0) continue;
    done += rest.slice(0, at) + (format === "csv" ? `,"${placeText(place).replaceAll('"', '""')}",` : `, ${placeText(place)})`);
    rest = rest.slice(at + told.length);
  }
  return `${(done + rest).trimEnd().split("\n").map(visible).join("\n")}\n`;
}
