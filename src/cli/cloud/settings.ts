import type { Cloud } from "ecs-password/client";

/** What credentials are made of, under the names that OpenStack has for it, wherever they came from. */
export const SETTINGS = [
  "auth_type", "auth_url", "username", "user_id", "password", "passcode", "token", "user_domain_id", "user_domain_name", "domain_id", "domain_name", "default_domain",
  "project_id", "project_name", "project_domain_id", "project_domain_name", "application_credential_id", "application_credential_name", "application_credential_secret",
  "ak", "sk", "security_token", "region_name", "interface", "compute_endpoint_override", "cacert", "cert", "key", "verify", "insecure", "cloud_domain",
] as const;
export type Setting = (typeof SETTINGS)[number];
export type Settings = Partial<Record<Setting, string>>;

/** A source of credentials. */
export interface Source {
  /** For a person. */
  name: string;
  settings: Settings;
  /** What the source calls each, as far as it is asked for: `password` is `OS_PASSWORD`. */
  label: (setting: Setting) => string;
  /** The kind of cloud, where the source is of one kind alone. */
  cloud?: Cloud | undefined;
  /** Regions that may be chosen from, where there are several. */
  regions?: readonly string[] | undefined;
}

/** What a sign-in takes. */
type Method = readonly (readonly Setting[])[];

/** Each way to sign in, the first that is whole is taken: of each line one. */
const METHODS: Record<string, Method> = {
  token: [["token"]],
  accessKey: [["ak"], ["sk"]],
  applicationCredential: [["application_credential_id", "application_credential_name"], ["application_credential_secret"]],
  password: [["username", "user_id"], ["password"]],
};
export type MethodName = "token" | "accessKey" | "applicationCredential" | "password";

/** The way that the type of authentication asks for. */
const BY_TYPE: Record<string, MethodName> = {
  token: "token", v3token: "token", password: "password", v3password: "password", v3totp: "password", v3multifactor: "password", v3applicationcredential: "applicationCredential",
};

const has = (settings: Settings, names: readonly Setting[]): boolean => names.some((name) => settings[name] !== undefined);
const orderOf = ({ auth_type: type }: Settings): MethodName[] => {
  const wanted = BY_TYPE[type ?? ""];
  // `password` is the default of OpenStack's files as well, so that it rules out nothing.
  return wanted && wanted !== "password" ? [wanted] : ["token", "accessKey", "applicationCredential", "password"];
};

/** The way to sign in for which everything is there. */
export const methodOf = (settings: Settings): MethodName | undefined => orderOf(settings).find((name) => METHODS[name]?.every((names) => has(settings, names)));

/** What is there of a way for which something is missing, and what is missing. */
export function halfOf(settings: Settings): { method: MethodName; there: Setting[]; missing: Setting[] } | undefined {
  const halves = orderOf(settings).map((method) => {
    const lines = METHODS[method] ?? [];
    const there = lines.flatMap((names) => names.filter((name) => settings[name] !== undefined).slice(0, 1));
    return { method, there, missing: lines.filter((names) => !has(settings, names)).flatMap((names) => names.slice(0, 1)) };
  });
  return halves.find(({ there, missing }) => there.length > 0 && missing.length > 0);
}

/** A type of authentication that is not known here. */
export const unknownType = ({ auth_type: type }: Settings): string | undefined => (type !== undefined && !Object.hasOwn(BY_TYPE, type) ? type : undefined);

/** Whether the type asks for a one-time code. */
export const asksForCode = ({ auth_type: type }: Settings): boolean => type === "v3totp" || type === "v3multifactor";

/** `true`, `1` and such. */
export const isOn = (text: string | undefined): boolean => text !== undefined && /^(?:true|1|yes|on)$/i.test(text);
/** `false`, `0` and such. */
export const isOff = (text: string | undefined): boolean => text !== undefined && /^(?:false|0|no|off)$/i.test(text);

/** A few names in a sentence. */
export const listed = (names: readonly string[], word = "and"): string => {
  const shown = names.map((name) => `\`${name}\``);
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} ${word} ${shown.at(-1) ?? ""}`;
};
