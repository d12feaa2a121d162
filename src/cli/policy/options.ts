import { readFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { InvalidArgumentError, Option, type Command } from "commander";
import type { PolicyCloud, PolicyKind, PolicyScope, Services } from "ecs-password/policy";
import { Failure } from "../exits.ts";
import { note, visible } from "../output.ts";
import { reasonOf } from "../files.ts";
import { noteLine, placeText, unreadParts, type SourceOptions, type Sources, type UnreadPart } from "./sources.ts";

/** Whether the number of something is one, in words. */
export const counted = (count: number, one: string, many = `${one}s`): string => `${count.toString()} ${count === 1 ? one : many}`;

/** Takes an option that may be given several times. */
export const several = (value: string, before?: readonly string[]): string[] => [...(before ?? []), value];

export const cloudOption = (): Option => new Option("--cloud <cloud>", "whose names and APIs count: otc (T Cloud Public) or huawei (Huawei Cloud)").choices(["otc", "huawei"]);

/** How the policies are chosen, of every command that reads some. */
export interface PolicyFileOptions {
  exclude?: string[];
  scope?: { at: string; scope: PolicyScope }[];
  kind?: { at: string; kind: PolicyKind }[];
}

export function addPolicyFileOptions(command: Command): Command {
  return command
    .option("--exclude <path>", "leave out a file or folder (repeatable)", several)
    .option("--scope <path=scope>", "where the policies of a file or folder are attached: project:ID, allProjects, allResources, global, enterpriseProject:ID (repeatable)", (value, before?: { at: string; scope: PolicyScope }[]) => [...(before ?? []), scopeOf(value)])
    .option("--kind <path=kind>", "what kind the policies of version 5.0 of a file or folder are of: identity, session, scp (repeatable)", (value, before?: { at: string; kind: PolicyKind }[]) => [...(before ?? []), kindOf(value)]);
}

export const sourceOptions = ({ exclude, scope, kind }: PolicyFileOptions): SourceOptions => ({ exclude, scopes: scope, kinds: kind });

function scopeOf(value: string): { at: string; scope: PolicyScope } {
  const [, at = "", kind = "", id] = /^(.+)=([a-zA-Z]+)(?::(.+))?$/.exec(value) ?? [];
  if ((kind === "project" || kind === "enterpriseProject") && id !== undefined) return { at, scope: { kind, id } };
  if ((kind === "allProjects" || kind === "allResources" || kind === "global") && id === undefined) return { at, scope: { kind } };
  throw new InvalidArgumentError("expected path=project:ID, path=enterpriseProject:ID, path=allProjects, path=allResources or path=global.");
}

function kindOf(value: string): { at: string; kind: PolicyKind } {
  const [, at = "", kind = ""] = /^(.+)=(identity|session|scp)$/.exec(value) ?? [];
  if (!at) throw new InvalidArgumentError("expected path=identity, path=session or path=scp.");
  return { at, kind: kind as PolicyKind };
}

/** The lists of services: those of the package, of one cloud or of all, and files of one's own. */
export interface ServiceOptions {
  services?: true;
  serviceList?: string[];
}

export function addServiceOptions(command: Command): Command {
  return command
    .option("--services", "look up the names of all services in the lists of the package; without it those of ECS alone")
    .option("--service-list <file>", "another list, such as Huawei Cloud's own of a service (repeatable)", several);
}

export async function readServices({ services, serviceList = [] }: ServiceOptions, cloud?: PolicyCloud): Promise<Services | undefined> {
  const ofPackage = services === true ? (["otc", "huawei"] as const).filter((each) => cloud === undefined || each === cloud) : [];
  // Beside the folder that the command line is in.
  const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "services");
  const files = [...ofPackage.map((each) => path.join(folder, `${each}.json`)), ...serviceList];
  if (files.length === 0) return undefined;
  const texts = await Promise.all(files.map((file) => readFile(file).catch((error: unknown) => { throw new Failure(`the list \`${visible(file)}\` cannot be read: ${reasonOf(error)}`); })));
  const policy = await import("ecs-password/policy");
  return new policy.Services(...texts);
}

/** Says what was passed over, and what was not read. */
export async function tellUnread(sources: Sources): Promise<UnreadPart[]> {
  const unread = await unreadParts(sources);
  const told = new Set(unread.map(({ file, line, column }) => placeText({ file, ...(line !== undefined && { line }), ...(column !== undefined && { column }) })));
  for (const each of sources.notes) if (each.code !== "noPolicy" && !told.has(placeText(each))) note(noteLine(each));
  for (const each of unread) note(`${placeText(each)}: not read: ${visible(each.cause)}`);
  return unread;
}
