// clouds.yaml, secure.yaml and clouds-public.yaml, in the search order and with the merging of openstacksdk.
import os from "node:os";
import path from "node:path";
import { parse as parseYaml } from "yaml";
import { Failure } from "../exits.ts";
import { isReadable, readText, shownPath } from "../files.ts";
import { SETTINGS, type Setting, type Settings, type Source } from "./settings.ts";

type Tree = Record<string, unknown>;
type Environment = Readonly<Record<string, string | undefined>>;

const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null && !Array.isArray(value);

/** The folders that are looked at. */
export function folders(environment: Environment): string[] {
  const home = os.homedir();
  const real = environment["SNAP_REAL_HOME"] ?? home;
  const user = {
    darwin: path.join(home, "Library/Application Support/openstack"),
    win32: path.join(environment["LOCALAPPDATA"] ?? path.join(home, "AppData/Local"), "OpenStack", "openstack"),
  }[process.platform as string] ?? path.join(environment["XDG_CONFIG_HOME"] ?? path.join(home, ".config"), "openstack");
  const site = (environment["XDG_CONFIG_DIRS"] ?? "/etc/xdg").split(":").filter(Boolean).map((each) => path.join(each, "openstack"));
  return [process.cwd(), user, path.join(real, ".config/openstack"), ...site, "/etc/openstack"];
}

/** A file that was found, with what it holds. */
interface Found {
  file: string;
  tree: Tree;
}

/** The first file that can be read; one that is no YAML is an error: to pass it over would take another identity. */
function find(name: string, override: string | undefined, environment: Environment): Found | undefined {
  const candidates = folders(environment).flatMap((folder) => [".yaml", ".yml", ".json"].map((end) => path.join(folder, name + end)));
  const file = [...(override === undefined ? [] : [override]), ...candidates].find(isReadable);
  if (file === undefined) {
    if (override !== undefined) throw new Failure(`the file \`${override}\` cannot be read: it is named by \`OS_CLIENT_${name === "secure" ? "SECURE" : "CONFIG"}_FILE\``);
    return undefined;
  }
  return { file, tree: parsed(file) };
}

function parsed(file: string): Tree {
  let value: unknown;
  try {
    value = parseYaml(readText(file, "the file"), { logLevel: "error" });
  } catch (error) {
    if (error instanceof Failure) throw error;
    // Its text would quote the file, which holds passwords.
    const at = (error as { linePos?: readonly { line: number; col: number }[] }).linePos?.[0];
    throw new Failure(`\`${shownPath(file)}\` is no YAML${at ? `: see line ${String(at.line)}, column ${String(at.col)}` : ""}`);
  }
  if (value === null || value === undefined) return {};
  if (!isTree(value)) throw new Failure(`\`${shownPath(file)}\` is not as expected: a mapping with the key \`clouds\``);
  return value;
}

/** As openstacksdk merges `secure.yaml` over `clouds.yaml`. */
function merged(under: Tree, over: Tree): Tree {
  const result = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const below = result[key];
    result[key] = isTree(value) && isTree(below) ? merged(below, value) : value;
  }
  return result;
}

/** The entries that there are, with where they are from. */
export interface CloudFiles {
  names: string[];
  /** For a person: the file. */
  file: string;
  /** The credentials of an entry. */
  entry: (name: string) => Source;
}

/** Reads the files; nothing where there is no clouds.yaml and no secure.yaml. */
export function readCloudFiles(environment: Environment): CloudFiles | undefined {
  const clouds = find("clouds", environment["OS_CLIENT_CONFIG_FILE"], environment);
  const secure = find("secure", environment["OS_CLIENT_SECURE_FILE"], environment);
  if (!clouds && !secure) return undefined;
  const { clouds: all } = merged(clouds?.tree ?? {}, secure?.tree ?? {});
  const entries = isTree(all) ? all : {};
  const file = shownPath((clouds ?? secure)?.file ?? "");
  return {
    names: Object.keys(entries),
    file,
    entry(name) {
      const own = Object.hasOwn(entries, name) ? entries[name] : undefined;
      if (!isTree(own)) throw new Failure(`there is no entry \`${name}\` in \`${file}\``, { hint: Object.keys(entries).length > 0 ? `it has ${Object.keys(entries).map((each) => `\`${each}\``).join(", ")}` : undefined });
      return sourceOf(name, own, file, environment);
    },
  };
}

/** What openstacksdk has built in for the clouds of this package. */
const PROFILES: Record<string, Tree> = {
  otc: { auth: { auth_url: "https://iam.{region_name}.otc.t-systems.com/v3" }, regions: ["eu-de", "eu-nl"] },
  "otc-swiss": { auth: { auth_url: "https://iam-pub.eu-ch2.sc.otc.t-systems.com/v3" }, regions: ["eu-ch2"] },
};

function profileOf(name: string, file: string, environment: Environment): Tree {
  const found = find("clouds-public", environment["OS_CLIENT_VENDOR_FILE"], environment);
  const own = found && isTree(found.tree["public-clouds"]) ? found.tree["public-clouds"] : {};
  const profile = Object.hasOwn(own, name) ? own[name] : Object.hasOwn(PROFILES, name) ? PROFILES[name] : undefined;
  if (isTree(profile)) return profile;
  throw new Failure(`the profile \`${name}\`, which an entry of \`${file}\` names, is not known here`, { hint: `known are ${Object.keys(PROFILES).map((each) => `\`${each}\``).join(", ")} and those of \`clouds-public.yaml\`; else give the entry an \`auth_url\`` });
}

/** The names that a setting had before, and its others; the last that is there wins, as in openstacksdk. */
const OTHER_NAMES: Partial<Record<Setting, readonly string[]>> = {
  project_id: ["tenant_id"], project_name: ["tenant_name"], token: ["auth_token"], auth_type: ["auth_plugin"], interface: ["endpoint_type"],
  compute_endpoint_override: ["compute_endpoint"], ak: ["access_key"], sk: ["secret_key"],
};

function sourceOf(name: string, own: Tree, file: string, environment: Environment): Source {
  const profileName = own["profile"] ?? own["cloud"];
  const under = typeof profileName === "string" ? profileOf(profileName, file, environment) : {};
  const entry = merged(under, own);
  const auth = isTree(entry["auth"]) ? entry["auth"] : {};
  const settings: Settings = {};
  for (const setting of SETTINGS) {
    const value = [...(OTHER_NAMES[setting] ?? []), setting].flatMap((each) => [auth[each], auth[each.replaceAll("_", "-")], entry[each], entry[each.replaceAll("_", "-")]]).findLast((each) => each !== undefined && each !== null && each !== "");
    const text = textOf(value);
    if (text !== undefined) settings[setting] = text;
  }
  if (auth["target_agency_name"] !== undefined) throw new Failure(`the entry \`${name}\` of \`${file}\` assumes an agency (\`target_agency_name\`), which is not supported here`, { hint: "get temporary keys for the agency, and give them by OS_ACCESS_KEY, OS_SECRET_KEY and OS_SECURITY_TOKEN" });
  return { name: `entry \`${name}\` of ${file}`, settings, label: (setting) => setting, regions: regionsOf(entry) };
}

const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : typeof value === "number" || typeof value === "boolean" ? String(value) : undefined);

function regionsOf({ regions, region_name: name }: Tree): string[] {
  if (Array.isArray(regions)) return regions.flatMap((each: unknown) => { const text = textOf(isTree(each) ? each["name"] : each); return text === undefined ? [] : [text]; });
  if (Array.isArray(name)) return name.flatMap((each: unknown) => textOf(each) ?? []);
  return typeof name === "string" ? name.split(",") : [];
}
