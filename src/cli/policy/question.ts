import { readFile } from "node:fs/promises";
import { InvalidArgumentError, Option, type Command } from "commander";
import type { OperationName } from "ecs-password";
import type { PolicyCheck, PolicyCloud, PreviewInput } from "ecs-password/policy";
import { Failure } from "../exits.ts";
import { visible } from "../output.ts";
import { reasonOf } from "../files.ts";
import { cloudOption, several } from "./options.ts";

/** What is known about the request. What is left out is unknown, not false. */
export interface SituationOptions {
  cloud?: PolicyCloud;
  project?: string;
  enterpriseProject?: string;
  resource?: string;
  context?: [string, string][];
  absent?: string[];
  mfa?: boolean;
  time?: string;
  token?: string;
  assume?: [string, boolean][];
  root?: true;
  managementAccount?: true;
  model?: "identity";
}

/** What is asked, of one call. */
export interface QuestionOptions extends SituationOptions {
  operation?: string;
  action?: string;
  api?: string;
  apiVersion?: "v1" | "v2" | "v2.1";
}

export const apiVersionOption = (): Option => new Option("--api-version <version>", "the version of the compute API").choices(["v1", "v2", "v2.1"]);

export function addSituationOptions(command: Command): Command {
  return command
    .addOption(cloudOption())
    .option("--project <id>", "the project of the request, by its ID")
    .option("--enterprise-project <id>", "the enterprise project of the resource")
    .option("--resource <resource>", "the resource: service:region:account:type:id")
    .option("--context <key=value>", "a condition key and its value; once more for another value (repeatable)", (value, before?: [string, string][]) => [...(before ?? []), contextOf(value)])
    .option("--absent <key>", "a condition key that the request does not have (repeatable)", several)
    .option("--mfa", "the user signed in with a second factor (g:MFAPresent)")
    .option("--no-mfa", "the user signed in without one")
    .option("--time <time>", "when the request is sent: now, or as 2026-11-30T12:00:00Z (g:CurrentTime)")
    .option("--token <file>", "what IAM answered to the sign-in, as JSON: user, project and second factor follow from it")
    .option("--assume <code=answer>", "answer an open question by true or false, as the assumptions of an answer name it (repeatable)", (value, before?: [string, boolean][]) => [...(before ?? []), assumptionOf(value)])
    .option("--root", "the root user of the account asks (version 5.0)")
    .option("--management-account", "a user of the management account of an organization asks (version 5.0)")
    .addOption(new Option("--model <model>", "only identity policies grant, as for a trust agency (version 5.0)").choices(["identity"]));
}

export function addQuestionOptions(command: Command): Command {
  command
    .option("--operation <name>", "an operation of this package, such as getServerPassword; needs --cloud")
    .option("--action <action>", "an action: service:type:operation")
    .option("--api <id>", "an API, by its ID in the preview; needs --cloud")
    .addOption(apiVersionOption());
  return addSituationOptions(command);
}

function contextOf(value: string): [string, string] {
  const at = value.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("expected key=value, such as g:UserName=anna.");
  return [value.slice(0, at), value.slice(at + 1)];
}

function assumptionOf(value: string): [string, boolean] {
  const [, code = "", answer] = /^(.+)=(true|false)$/.exec(value) ?? [];
  if (!code) throw new InvalidArgumentError("expected code=true or code=false.");
  return [code, answer === "true"];
}

/** What the options say of a request, without what is asked. */
export async function situationOf(options: SituationOptions, asked: { operation?: OperationName; action?: string } = {}): Promise<Pick<PreviewInput, "cloud" | "projectId" | "enterpriseProjectId" | "resource" | "context" | "principal" | "assume">> {
  const { cloud, project, enterpriseProject, resource, assume = [], root, managementAccount, model } = options;
  const { projectId = project, context } = await contextOfAll(options, asked);
  const principal = { ...(root && { root }), ...(managementAccount && { managementAccount }), ...(model && { model }) };
  return {
    ...(cloud && { cloud }),
    ...((project ?? projectId) !== undefined && { projectId: project ?? projectId }),
    ...(enterpriseProject !== undefined && { enterpriseProjectId: enterpriseProject }),
    ...(resource !== undefined && { resource }),
    ...(Object.keys(context).length > 0 && { context }),
    ...(Object.keys(principal).length > 0 && { principal }),
    // The package says which codes there are.
    ...(assume.length > 0 && { assume: Object.fromEntries(assume) }),
  };
}

/** What follows from the token, the action and the clock, and over it what is said by hand. */
async function contextOfAll(options: SituationOptions, asked: { operation?: OperationName; action?: string }): Promise<{ projectId?: string; context: Record<string, string[] | null> }> {
  const { cloud, token, time, mfa, context = [], absent = [] } = options;
  const { requestContext } = await import("ecs-password/policy");
  const follows = requestContext({ ...asked, ...(cloud && { cloud }), ...(token !== undefined && { token: await readToken(token) }), time: time === "now" ? new Date() : (time ?? null) });
  const all = new Map<string, string[] | null>(Object.entries(follows.context));
  if (mfa !== undefined) all.set("g:MFAPresent", [mfa.toString()]);
  const byHand = new Map<string, string[]>();
  for (const [key, value] of context) byHand.set(key, [...(byHand.get(key) ?? []), value]);
  for (const [key, values] of byHand) all.set(key, values);
  for (const key of absent) {
    if (byHand.has(key)) throw new Failure(`\`${visible(key)}\` has a value by --context, and is absent by --absent`);
    all.set(key, null);
  }
  return { ...(follows.projectId !== undefined && { projectId: follows.projectId }), context: Object.fromEntries(all) };
}

async function readToken(file: string): Promise<object> {
  const text = await readFile(file, "utf8").catch((error: unknown) => { throw new Failure(`\`${visible(file)}\` cannot be read: ${reasonOf(error)}`); });
  let token: unknown;
  try {
    token = JSON.parse(text);
  } catch {
    // Whatever it is, it is not shown.
  }
  if (typeof token !== "object" || token === null) throw new Failure(`\`${visible(file)}\` is not JSON`, { hint: "--token takes the body of IAM's answer to the sign-in, {\"token\": {…}}, not the token." });
  return token;
}

/** The question that the options ask. */
export async function questionOf(options: QuestionOptions): Promise<PolicyCheck> {
  const { operation, action, api, apiVersion } = options;
  if ([operation, action, api].filter((each) => each !== undefined).length !== 1) {
    throw new Failure("exactly one of --operation, --action and --api is to be given", { hint: "For example --operation getServerPassword --cloud otc." });
  }
  if (action === undefined && !options.cloud) throw new Failure(`--${operation === undefined ? "api" : "operation"} needs --cloud`, { hint: "Which action a call needs differs by cloud: --cloud otc or --cloud huawei." });
  // The package says which operations there are.
  const asked = operation !== undefined ? { operation: operation as OperationName } : action !== undefined ? { action } : {};
  return { ...asked, ...(api !== undefined && { api }), ...(apiVersion && { apiVersion }), ...(await situationOf(options, asked)) };
}
