import { access } from "node:fs/promises";
import path from "node:path";
import type { PolicyEntry } from "ecs-password/policy";
import type { Load, LoadedPolicy } from "../../../expectations/check.ts";
import type { Expectations, Fault, Grant } from "../../../expectations/model.ts";
import { nearest } from "../../../expectations/nearest.ts";
import { readExpectations } from "../../../expectations/read.ts";
import { Failure } from "../../exits.ts";
import { reasonOf } from "../../files.ts";
import { readFiles, STANDARD_INPUT } from "../files.ts";
import { tellUnread } from "../options.ts";
import { readSources, type Sources } from "../sources.ts";

/** A file of expectations, as far as it could be read. */
export interface ReadExpectations {
  file: string;
  expectations: Expectations | undefined;
  faults: readonly Fault[];
}

/** Reads a file of expectations; `-` is standard input. */
export async function readFileOfExpectations(named: string): Promise<ReadExpectations> {
  const { files: [read], folders: [folder] } = await readFiles([named]);
  if (!read || folder !== undefined) throw new Failure(`\`${named}\` is a folder`, { hint: "Name the files of expectations themselves." });
  if (read.text === undefined) throw new Failure(`\`${read.file}\`: ${read.unread ?? "it cannot be read"}`);
  return { file: read.file, ...readExpectations(read.text) };
}

type Loaded = readonly LoadedPolicy[] | Omit<Fault, "at">;

/** Reads the policies that a file names, each file once, by their paths from its folder. */
export async function loadPolicies(expectations: Expectations, named: string): Promise<Load> {
  const folder = named === STANDARD_INPUT ? "." : path.dirname(named);
  const read = new Map<string, Promise<Sources | Omit<Fault, "at">>>();
  const loaded = new Map<Grant, Loaded>();
  const { policies, groups, users, agencies } = expectations;
  for (const grant of [...policies, ...[...groups, ...users, ...agencies].flatMap((each) => each.policies)]) {
    const { file } = grant;
    if (file === undefined) {
      loaded.set(grant, [{ entry: given(grant, { name: grant.name ?? "a policy", unread: grant.unread ?? "" }) }]);
      continue;
    }
    const at = path.join(folder, file);
    const sources = read.get(at) ?? sourcesOf(path.isAbsolute(file) ? file : at, file);
    read.set(at, sources);
    loaded.set(grant, policiesOf(grant, file, await sources));
  }
  return (grant) => loaded.get(grant) ?? [];
}

async function sourcesOf(at: string, file: string): Promise<Sources | Omit<Fault, "at">> {
  if (file === STANDARD_INPUT) return plain("a policy cannot come from standard input here: name its file");
  const missing = await access(at).then(() => undefined, reasonOf);
  if (missing !== undefined) return plain(`\`${file}\` cannot be read: ${missing}`, "paths lead on from the folder of the file of expectations");
  try {
    const sources = await readSources([at]);
    await tellUnread(sources);
    return sources;
  } catch (error) {
    if (error instanceof Failure) return plain(error.message, error.hint);
    throw error;
  }
}

/** What is said in English alone. */
const plain = (text: string, hint?: string): Omit<Fault, "at"> => ({ text: { template: "{}", values: [text] }, ...(hint !== undefined && { hint: { template: "{}", values: [hint] } }) });

function policiesOf(grant: Grant, file: string, sources: Sources | Omit<Fault, "at">): Loaded {
  if ("text" in sources) return sources;
  const all = sources.entries.map((entry, index) => ({ entry, isNamed: entry.name !== sources.origins[index]?.file }));
  const names = all.flatMap(({ entry, isNamed }) => (isNamed && entry.document !== undefined ? [entry.name] : []));
  if (grant.policy !== undefined && !names.includes(grant.policy)) {
    const meant = nearest(grant.policy, names);
    return plain(`\`${file}\` has no policy \`${grant.policy}\``, meant === undefined ? undefined : `did you mean \`${meant}\`?`);
  }
  // What could not be read may be of any policy of the file.
  const chosen = grant.policy === undefined ? all : all.filter(({ entry }) => entry.name === grant.policy || entry.document === undefined);
  return chosen.map(({ entry, isNamed }) => {
    const isOnly = chosen.length === 1;
    const name = isOnly ? (grant.name ?? (isNamed ? entry.name : file)) : isNamed ? entry.name : file;
    return { entry: given(grant, { ...entry, name }), ...(isNamed && { name: entry.name }), isOneOfSeveral: !isOnly };
  });
}

/** With what the file of expectations says of it, which comes before what an answer of IAM says itself. */
function given({ scope, catalog, kind, level }: Grant, entry: PolicyEntry): PolicyEntry {
  const both = { ...entry, ...(scope && { scope }), ...(kind && { kind }), ...(level !== undefined && { level }) };
  return both.document === undefined || catalog === undefined ? both : { ...both, catalog };
}
