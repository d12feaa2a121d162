// What Huawei Cloud's own tools have: the environment of Terraform and of the SDKs, the SDKs' credentials file, KooCLI's profiles.
import { existsSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parse as parseIni } from "ini";
import { Failure } from "../exits.ts";
import { expanded, readText, shownPath } from "../files.ts";
import type { Setting, Settings, Source } from "./settings.ts";

type Environment = Readonly<Record<string, string | undefined>>;

const TERRAFORM: Partial<Record<Setting, string>> = {
  auth_url: "HW_AUTH_URL", username: "HW_USER_NAME", password: "HW_USER_PASSWORD", token: "HW_AUTH_TOKEN", user_domain_id: "HW_DOMAIN_ID", user_domain_name: "HW_DOMAIN_NAME",
  project_id: "HW_PROJECT_ID", project_name: "HW_PROJECT_NAME", ak: "HW_ACCESS_KEY", sk: "HW_SECRET_KEY", security_token: "HW_SECURITY_TOKEN", region_name: "HW_REGION_NAME",
  insecure: "HW_INSECURE", cloud_domain: "HW_CLOUD",
};

const SDK: Partial<Record<Setting, string>> = {
  ak: "HUAWEICLOUD_SDK_AK", sk: "HUAWEICLOUD_SDK_SK", security_token: "HUAWEICLOUD_SDK_SECURITY_TOKEN", project_id: "HUAWEICLOUD_SDK_PROJECT_ID", user_domain_id: "HUAWEICLOUD_SDK_DOMAIN_ID",
};

/** The settings that an environment has, by the names that a tool has for them. */
export function settingsOf(names: Partial<Record<Setting, string | readonly string[]>>, environment: Environment): Settings {
  const settings: Settings = {};
  for (const [setting, given] of Object.entries(names)) {
    const value = [given].flat().map((name) => environment[name]).find((each) => each !== undefined && each !== "");
    if (value !== undefined) settings[setting as Setting] = value;
  }
  return settings;
}

const labelOf = (names: Partial<Record<Setting, string>>, prefix: string) => (setting: Setting): string => names[setting] ?? `${prefix}${setting.toUpperCase()}`;

/** `HW_…`, which Terraform's provider reads. */
export function terraformSource(environment: Environment): Source {
  const assumed = ["HW_ASSUME_ROLE_AGENCY_NAME", "HW_ASSUME_ROLE_DOMAIN_NAME", "HW_ASSUME_ROLE_DOMAIN_ID"].find((name) => environment[name]);
  if (assumed) throw new Failure(`\`${assumed}\` asks for an agency, which is not supported here`, { hint: "get temporary keys for the agency, and give them by HW_ACCESS_KEY, HW_SECRET_KEY and HW_SECURITY_TOKEN" });
  return { name: "the environment (HW_…)", settings: settingsOf(TERRAFORM, environment), label: labelOf(TERRAFORM, "HW_"), cloud: kindOf(environment["HW_CLOUD"]) };
}

/** Flexible Engine has the API of Huawei Cloud, but no documents here: it counts as that. */
const kindOf = (domain: string | undefined): "otc" | "huawei" => (domain !== undefined && /(?:^|\.)otc\.t-systems\.com$/.test(domain) ? "otc" : "huawei");

/** `HUAWEICLOUD_SDK_…`, which the SDKs read. */
export function sdkSource(environment: Environment): Source {
  return { name: "the environment (HUAWEICLOUD_SDK_…)", settings: { ...settingsOf({ region_name: "HW_REGION_NAME" }, environment), ...settingsOf(SDK, environment) }, label: labelOf(SDK, "HUAWEICLOUD_SDK_"), cloud: "huawei" };
}

/** A profile of a file. */
export interface Profile {
  name: string;
  /** Whether it is the one to take where none is named. */
  usual: boolean;
  source: () => Source;
}

/** The profiles of the files that there are. */
export const readProfiles = (environment: Environment): Profile[] => [...credentialsFile(environment), ...kooCli(environment)];

function credentialsFile(environment: Environment): Profile[] {
  const named = environment["HUAWEICLOUD_SDK_CREDENTIALS_FILE"];
  const file = named === undefined ? path.join(os.homedir(), ".huaweicloud/credentials") : expanded(named);
  if (named === undefined && !existsSync(file)) return [];
  const sections = Object.entries(parseIni(readText(file, "the credentials file"))).filter((each): each is [string, Record<string, unknown>] => typeof each[1] === "object" && each[1] !== null);
  const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);
  return sections.map(([name, { ak, sk, project_id: project, domain_id: domain, security_token: token, iam_endpoint: identity }]) => ({
    name,
    // `global` is for services of the whole account, which servers are not.
    usual: name === "basic",
    source: () => ({
      name: `section \`${name}\` of ${shownPath(file)}`,
      settings: defined({ ak: text(ak), sk: text(sk), project_id: text(project), user_domain_id: text(domain), security_token: text(token), auth_url: text(identity), region_name: environment["HW_REGION_NAME"] }),
      label: (setting) => ({ user_domain_id: "domain_id", auth_url: "iam_endpoint" } as Partial<Record<Setting, string>>)[setting] ?? setting,
      cloud: "huawei",
    }),
  }));
}

function defined(settings: Partial<Record<Setting, string | undefined>>): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

/** An access key ID as the clouds make them; KooCLI's encrypted ones are longer. */
const PLAIN_ACCESS_KEY = /^[A-Z0-9]{20}$/;

const KOOCLI = { ak: "accessKeyId", sk: "secretAccessKey", security_token: "securityToken", region_name: "region", project_id: "projectId", user_domain_id: "domainId" } as const;

function kooCli(environment: Environment): Profile[] {
  const named = environment["HW_SHARED_CONFIG_FILE"];
  const file = named === undefined ? path.join(os.homedir(), ".hcloud/config.json") : expanded(named);
  if (named === undefined && !existsSync(file)) return [];
  const { current, profiles } = kooCliFile(file);
  return profiles.flatMap((profile) => {
    const { name } = profile;
    if (typeof name !== "string") return [];
    return [{ name, usual: name === current, source: () => kooCliSource(name, profile, file) }];
  });
}

function kooCliFile(file: string): { current: unknown; profiles: Record<string, unknown>[] } {
  let value: unknown;
  try {
    value = JSON.parse(readText(file, "the configuration of KooCLI"));
  } catch (error) {
    if (error instanceof Failure) throw error;
    // The parser's text would quote the file, which holds keys.
    throw new Failure(`\`${shownPath(file)}\` is no JSON`);
  }
  const { current, profiles } = (typeof value === "object" && value !== null ? value : {}) as { current?: unknown; profiles?: unknown };
  return { current, profiles: Array.isArray(profiles) ? profiles.filter((each): each is Record<string, unknown> => typeof each === "object" && each !== null) : [] };
}

function kooCliSource(name: string, profile: Record<string, unknown>, file: string): Source {
  const where = `profile \`${name}\` of ${shownPath(file)}`;
  const text = (key: string): string | undefined => { const value = profile[key]; return typeof value === "string" && value !== "" ? value : undefined; };
  if (text("agencyName") !== undefined) throw new Failure(`${where} assumes an agency, which is not supported here`);
  const access = text(KOOCLI.ak);
  if (access === undefined) throw new Failure(`${where} has no access key${text("mode") === undefined ? "" : ` (its mode is \`${text("mode") ?? ""}\`)`}, which is what is taken from there`);
  if (!PLAIN_ACCESS_KEY.test(access)) {
    throw new Failure(`the keys of ${where} are not in plain text: KooCLI encrypts them unless told not to, and nobody else can read them then`, { hint: "`hcloud configure set --cli-auth-encrypt=false` has KooCLI keep them in plain text; or give them by HW_ACCESS_KEY and HW_SECRET_KEY" });
  }
  return { name: where, settings: defined(Object.fromEntries(Object.entries(KOOCLI).map(([setting, key]) => [setting, text(key)]))), label: (setting) => (KOOCLI as Partial<Record<Setting, string>>)[setting] ?? setting, cloud: "huawei" };
}
