import { Option, type Command } from "commander";
import type { PolicyCloud, PolicySet, Preview, PreviewInput, Services } from "ecs-password/policy";
import { EXITS, Failure, type Exit } from "../exits.ts";
import { formatJson, formatRows, note, print } from "../output.ts";
import { addPolicyFileOptions, addServiceOptions, counted, readServices, several, sourceOptions, tellUnread, type PolicyFileOptions, type ServiceOptions } from "./options.ts";
import { addSituationOptions, apiVersionOption, situationOf, type SituationOptions } from "./question.ts";
import { readSources } from "./sources.ts";

/** Which calls are asked for, of a preview and of a difference. */
export interface CallsOptions extends SituationOptions, ServiceOptions {
  apiVersion?: "v1" | "v2" | "v2.1";
  action?: string[];
}

const FORMATS = ["table", "json", "csv", "markdown", "value"] as const;

type PreviewCommand = PolicyFileOptions & CallsOptions & { service?: string; format: (typeof FORMATS)[number] };

export function addCallsOptions(command: Command): Command {
  command
    .option("--action <action>", "ask for this action in place of the APIs of a cloud (repeatable)", several)
    .addOption(apiVersionOption());
  return addSituationOptions(command);
}

/** What the options ask for; a cloud or actions have to be there. */
export async function callsOf(options: CallsOptions): Promise<PreviewInput> {
  const { action: actions, apiVersion, cloud } = options;
  if (!cloud && !actions) throw new Failure("--cloud is missing: whose APIs to ask for", { hint: "Give --cloud otc or --cloud huawei, or actions by --action." });
  return { ...(actions && { actions }), ...(apiVersion && { apiVersion }), ...(await situationOf(options)) };
}

export function addPreview(policy: Command, ends: (exit: Exit) => void): void {
  const command = policy
    .command("preview")
    .description("answer for every documented ECS API of a cloud, or of another service, whether policies allow it")
    .argument("<paths...>", "files and folders with all policies of the user, or - for standard input")
    .option("--service <name>", "the APIs of this service, such as obs, by the lists of the package")
    .addOption(new Option("-f, --format <format>", "how the answers are written").choices(FORMATS).default("table"));
  addPolicyFileOptions(addServiceOptions(addCallsOptions(command)));
  command.addHelpText("after", `
\`In full\` is the answer with the actions that a call depends on. Ends with 0, and with 4 where something was not read:
what that allows or denies is open then, and no answer says otherwise.

Examples:
  ecs-password policy preview ops.json --cloud otc --mfa
  ecs-password policy preview policies/ --cloud otc --service obs -f csv
  ecs-password policy preview ops.json --action ecs:servers:get --action ecs:servers:delete`);
  command.action(async (paths: string[], options: PreviewCommand) => { ends(await preview(paths, options)); });
}

async function preview(paths: readonly string[], options: PreviewCommand): Promise<Exit> {
  const { service, format, cloud } = options;
  const calls = await callsOf(options);
  const sources = await readSources(paths, sourceOptions(options));
  const unread = await tellUnread(sources);
  const policy = await import("ecs-password/policy");
  const services = await servicesFor(options, cloud);
  const set = new policy.PolicySet(sources.entries, services && { services });
  try {
    using made = makePreview(set, { ...calls, ...(service !== undefined && { service }) }, services);
    await print(written(made, policy.verdicts, format));
    const counts = policy.verdicts.map((verdict, index) => `${made.decisions.filter((each) => each === index).length.toString()} ${verdict}`);
    note(`${counted(made.rows.length, "call")}: ${counts.join(", ")}`);
  } finally {
    set.free();
    services?.free();
  }
  return unread.length > 0 ? EXITS.incomplete : EXITS.yes;
}

async function servicesFor(options: PreviewCommand, cloud: PolicyCloud | undefined): Promise<Services | undefined> {
  const wanted = options.service !== undefined && options.service !== "ecs" && !options.serviceList;
  return readServices(wanted ? { ...options, services: true } : options, cloud);
}

function makePreview(set: PolicySet, input: PreviewInput, services: Services | undefined): Preview {
  return set.preview({ ...input, ...(services && { services }) });
}

function written(made: Preview, verdicts: readonly string[], format: PreviewCommand["format"]): string {
  if (format === "csv" || format === "markdown") return made.export(format);
  const [decisions, whole] = [made.decisions, made.whole];
  const rows = made.rows.map((row, index) => ({ ...row, decision: verdicts[decisions[index] ?? -1] ?? "conditional", whole: verdicts[whole[index] ?? -1] ?? "conditional" }));
  if (format === "json") return formatJson(rows);
  const cells = rows.map(({ decision, whole: inFull, action, id, method, path }) => ({ decision, whole: inFull, action, call: method && path ? `${method} ${path}` : id, id }));
  return formatRows(cells, [{ key: "decision", title: "Decision" }, { key: "whole", title: "In full" }, { key: "action", title: "Action" }, { key: "call", title: "Call" }], format);
}
