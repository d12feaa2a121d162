import { Option, type Command } from "commander";
import type { PolicyTranslation } from "ecs-password/read";
import { EXITS, Failure, type Exit } from "../exits.ts";
import { formatJson, note, print, visible } from "../output.ts";
import { addPolicyFileOptions, sourceOptions, tellUnread, type PolicyFileOptions } from "./options.ts";
import { readSources, type Sources } from "./sources.ts";

interface TranslateCommand extends PolicyFileOptions {
  cloud: "huawei";
  to: "1.1" | "5.0";
  policy?: string;
  format: "value" | "json";
}

export function addTranslate(policy: Command, ends: (exit: Exit) => void): void {
  const command = policy
    .command("translate")
    .description("write a policy of version 1.1 as one of 5.0 (identity policy), or back")
    .argument("<file>", "a file with the policy, or - for standard input")
    .addOption(new Option("--to <version>", "the version to write").choices(["1.1", "5.0"]).makeOptionMandatory())
    .addOption(new Option("--cloud <cloud>", "whose names count: identity policies are Huawei Cloud's").choices(["huawei"]).default("huawei"))
    .option("--policy <name>", "which policy, where the file has several")
    .addOption(new Option("-f, --format <format>", "value is the policy alone, json has what is not the same beside it").choices(["value", "json"]).default("value"));
  addPolicyFileOptions(command);
  command.addHelpText("after", `
The translation never allows what the original does not. It goes to standard output, what is not the same to standard
error. Ends with 0 where both come to the same for every API of ECS, with 4 where something is not the same, and with 1,
without a policy, where none can be written.

Examples:
  ecs-password policy translate ops.json --to 5.0 > ops-5.json
  ecs-password policy translate ops-5.json --to 1.1 -f json`);
  command.action(async (file: string, options: TranslateCommand) => { ends(await translate(file, options)); });
}

async function translate(file: string, options: TranslateCommand): Promise<Exit> {
  const { cloud, to, format } = options;
  const sources = await readSources([file], sourceOptions(options));
  const document = await chosen(sources, options);
  const { translatePolicy } = await import("ecs-password/read");
  const translation = translatePolicy(document, { cloud, to });
  await print(written(translation, format));
  const { notTranslated, notes } = translation;
  for (const { code, message, statement } of notTranslated) note(`not the same (${code}${statement === undefined ? "" : `, statement ${(statement + 1).toString()}`}): ${visible(message)}`);
  for (const { code, message } of notes) note(`to know (${code}): ${visible(message)}`);
  if (translation.document === undefined) {
    note("no policy can be written that says the same");
    return EXITS.no;
  }
  return notTranslated.length > 0 ? EXITS.incomplete : EXITS.yes;
}

/** The one policy that is meant. */
async function chosen(sources: Sources, { policy }: TranslateCommand): Promise<string | Uint8Array> {
  const found = sources.entries.filter(({ name }) => policy === undefined || name === policy);
  const names = sources.entries.map(({ name }) => `\`${visible(name)}\``).join(", ");
  const [entry, ...others] = found;
  if (!entry) throw new Failure(`there is no policy \`${visible(policy ?? "")}\``, { hint: `There are ${names}.` });
  if (others.length > 0) throw new Failure(`there are several policies: ${names}`, { hint: "Choose one by --policy." });
  if (entry.document !== undefined) return entry.document;
  await tellUnread(sources);
  throw new Failure(`\`${visible(entry.name)}\` was not read as a whole, and is not translated`, { exit: EXITS.incomplete });
}

function written({ document, notTranslated, notes }: PolicyTranslation, format: "value" | "json"): string {
  if (format === "value") return document === undefined ? "" : `${document.trimEnd()}\n`;
  return formatJson({ document: document ?? null, notTranslated: notTranslated.map((each) => ({ ...each, said: undefined })), notes: notes.map((each) => ({ ...each, said: undefined })) });
}
