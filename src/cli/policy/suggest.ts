import { Option, type Command } from "commander";
import type { OperationName } from "ecs-password";
import type { PolicyCloud } from "ecs-password/policy";
import { Failure } from "../exits.ts";
import { formatJson, note, print, visible } from "../output.ts";
import { addServiceOptions, cloudOption, readServices, several, type ServiceOptions } from "./options.ts";
import { apiVersionOption } from "./question.ts";

interface SuggestCommand extends ServiceOptions {
  cloud: PolicyCloud;
  operation?: string[];
  api?: string[];
  apiVersion?: "v1" | "v2" | "v2.1";
  policyVersion: "1.1" | "5.0";
  format: "value" | "json";
}

export function addSuggest(policy: Command): void {
  const command = policy
    .command("suggest")
    .description("write the least policy that allows chosen operations")
    .addOption(cloudOption().makeOptionMandatory())
    .option("--operation <name>", "an operation of this package, such as getServerPassword (repeatable)", several)
    .option("--api <id>", "an API, by its ID in the preview (repeatable)", several)
    .addOption(apiVersionOption())
    .addOption(new Option("--policy-version <version>", "the version of the policy; 5.0 is an identity policy of Huawei Cloud").choices(["1.1", "5.0"]).default("1.1"))
    .addOption(new Option("-f, --format <format>", "value is the policy alone, json has what cannot be kept apart beside it").choices(["value", "json"]).default("value"));
  addServiceOptions(command);
  command.addHelpText("after", `
The policy goes to standard output, what cannot be granted or closed apart to standard error.

Examples:
  ecs-password policy suggest --cloud otc --operation listServers --operation getServerPassword > ops.json
  ecs-password policy suggest --cloud huawei --operation deleteServerPassword --policy-version 5.0`);
  command.action(suggest);
}

async function suggest(options: SuggestCommand): Promise<void> {
  const { cloud, operation, api, apiVersion, policyVersion, format } = options;
  if (!operation && !api) throw new Failure("--operation or --api is missing: what the policy should allow", { hint: "For example --operation getServerPassword." });
  const { PolicySet } = await import("ecs-password/policy");
  const services = await readServices(options, cloud);
  const set = new PolicySet([]);
  try {
    const { document, actions, cannotSeparate } = set.suggest({
      cloud,
      version: policyVersion,
      // The package says which operations there are.
      ...(operation && { operations: operation as OperationName[] }),
      ...(api && { apis: api }),
      ...(apiVersion && { apiVersion }),
      ...(services && { services }),
    });
    await print(format === "json" ? formatJson({ document, actions, cannotSeparate: cannotSeparate.map((each) => ({ ...each, said: undefined })) }) : `${document.trimEnd()}\n`);
    for (const { message } of cannotSeparate) note(visible(message));
  } finally {
    set.free();
    services?.free();
  }
}
