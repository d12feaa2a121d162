// Which credentials are used. Nothing is guessed: one source is chosen, or the error says between which.
import { Failure } from "../exits.ts";
import { canAsk } from "../terminal.ts";
import { readCloudFiles, type CloudFiles } from "./clouds-yaml.ts";
import type { CloudOptions } from "./connection.ts";
import { openstackSource } from "./environment.ts";
import { readProfiles, sdkSource, terraformSource, type Profile } from "./huawei.ts";
import { halfOf, listed, methodOf, type Setting, type Settings, type Source } from "./settings.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export interface Chosen extends Source {
  notes: string[];
}

/** Who somebody is, or how that is proven. */
const IDENTITY: readonly Setting[] = ["username", "user_id", "token", "application_credential_id", "application_credential_name", "application_credential_secret", "ak", "sk"];

const isAnybody = ({ settings }: Source): boolean => IDENTITY.some((name) => settings[name] !== undefined);

/** The source to use. */
export function chooseSource(options: CloudOptions, environment: Environment): Chosen {
  if (options.osCloud !== undefined && options.profile !== undefined) throw new Failure("`--os-cloud` and `--profile` name two sources, expected one of them");
  if (options.profile !== undefined) return { ...profileNamed(options.profile, readProfiles(environment)), notes: notUsed([openstackSource(environment)]) };
  if (options.osCloud !== undefined) return entryOf(options.osCloud, environment, []);
  const named = environment["OS_CLOUD"];
  const fromEnvironment = environmentSources(options, environment);
  if (named) {
    const os = openstackSource(environment);
    if (isAnybody(os)) throw new Failure(`\`OS_CLOUD\` names an entry, and ${listed(there(os))} in the environment may be somebody else's: which is meant is not certain`, { hint: `give \`--os-cloud ${named}\` for the entry, or unset one of the two` });
    return entryOf(named, environment, notUsed(fromEnvironment));
  }
  return ofEnvironment(fromEnvironment) ?? ofFiles(environment);
}

const there = (source: Source): string[] => IDENTITY.filter((name) => source.settings[name] !== undefined).map((name) => source.label(name));

const notUsed = (sources: readonly Source[]): string[] => sources.filter(isAnybody).map((source) => `not used: ${listed(there(source))} of the environment`);

/** What the environment has; `--cloud` rules out what is of another kind. */
function environmentSources({ cloud }: CloudOptions, environment: Environment): Source[] {
  const all = [openstackSource(environment), terraformSource(environment), sdkSource(environment)];
  return all.filter((source) => isAnybody(source) && (cloud === undefined || source.cloud === undefined || source.cloud === cloud));
}

function ofEnvironment(sources: readonly Source[]): Chosen | undefined {
  const whole = sources.filter(({ settings }) => methodOf(settings) !== undefined);
  const [first, ...others] = whole;
  if (first) {
    const different = others.find((each) => !isSame(each.settings, first.settings));
    if (different) throw new Failure(`there are two sets of credentials, in ${first.name} and in ${different.name}: which is meant is not certain`, { hint: `${listed(there(first))} are one, ${listed(there(different))} the other: unset one of them, or choose by \`--cloud\` where they are of two kinds of cloud` });
    return { ...first, notes: notUsed(sources.filter((each) => !whole.includes(each))) };
  }
  const [half, ...more] = sources;
  if (!half) return undefined;
  if (more.length === 0 && lacksPasswordAlone(half.settings) && canAsk()) return { ...half, notes: [] };
  throw new Failure(`the credentials in ${sources.map(({ name }) => name).join(" and ")} are not whole: ${sources.map(missing).join("; ")}`, { hint: "complete one set, or unset it; `--os-cloud` takes an entry of clouds.yaml instead" });
}

const isSame = (one: Settings, other: Settings): boolean => one.ak !== undefined && one.ak === other.ak && one.sk === other.sk;

/** What is there of a set, and what is not. */
export function missing(source: Source): string {
  const half = halfOf(source.settings);
  if (!half) return `nothing to sign in with in ${source.name}`;
  return `${listed(half.there.map(source.label))} is set, ${listed(half.missing.map(source.label))} is not`;
}

/** Whether it can be asked for. */
export function lacksPasswordAlone(settings: Settings): boolean {
  const half = halfOf(settings);
  return half?.method === "password" && half.missing.length === 1 && half.missing[0] === "password";
}

function ofFiles(environment: Environment): Chosen {
  const files = readCloudFiles(environment);
  const profiles = readProfiles(environment);
  const usual = profiles.filter(({ usual: isUsual }) => isUsual);
  const named = environment["HW_PROFILE"];
  if (named) return { ...profileNamed(named, profiles), notes: [] };
  const lone = files?.names.length === 1 ? files.names[0] : undefined;
  const [profile, second] = usual;
  if (files && lone !== undefined && !profile) return entryOf(lone, environment, []);
  if (!files?.names.length && profile && !second) return { ...profile.source(), notes: [] };
  throw new Failure(files?.names.length || profiles.length > 0 ? "there are several clouds to choose from" : "there are no credentials", { hint: choices(files, profiles) });
}

function choices(files: CloudFiles | undefined, profiles: readonly Profile[]): string {
  const parts = [
    ...(files?.names.length ? [`\`--os-cloud\` takes one of ${listed(files.names, "or")} (${files.file})`] : []),
    ...(profiles.length > 0 ? [`\`--profile\` takes one of ${listed(profiles.map(({ name }) => name), "or")}`] : []),
  ];
  return parts.length > 0 ? parts.join("; ") : "set OS_… (OpenStack, T Cloud Public) or HW_… (Huawei Cloud) in the environment, or write a clouds.yaml";
}

function profileNamed(name: string, profiles: readonly Profile[]): Source {
  const [profile, other] = profiles.filter((each) => each.name === name);
  if (!profile) throw new Failure(`there is no profile \`${name}\``, { hint: profiles.length > 0 ? `there are ${listed(profiles.map((each) => each.name))}` : "profiles are those of KooCLI (~/.hcloud/config.json) and the sections of ~/.huaweicloud/credentials" });
  if (other) throw new Failure(`there are two profiles \`${name}\`: ${profile.source().name}, and ${other.source().name}`, { hint: "rename one of them" });
  return profile.source();
}

/** An entry of clouds.yaml; what only proves who one is may come from the environment, as with openstackclient. */
function entryOf(name: string, environment: Environment, notes: readonly string[]): Chosen {
  const files = readCloudFiles(environment);
  if (!files) throw new Failure(`there is no clouds.yaml, where \`${name}\` would be looked for`, { hint: "it is looked for in this folder, in ~/.config/openstack and in /etc/openstack; OS_CLIENT_CONFIG_FILE names it elsewhere" });
  const entry = files.entry(name);
  const os = openstackSource(environment);
  const settings = { ...entry.settings };
  const more: string[] = [];
  for (const proof of ["password", "passcode"] as const) {
    if (settings[proof] === undefined && os.settings[proof] !== undefined && (proof === "passcode" || lacksPasswordAlone(settings))) {
      settings[proof] = os.settings[proof];
      more.push(`${os.label(proof)} of the environment goes with it`);
    }
  }
  if (os.settings.region_name !== undefined) settings.region_name = os.settings.region_name;
  return { ...entry, settings, notes: [...notes, ...more, ...notUsed([os])] };
}
