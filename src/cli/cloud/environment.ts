// `OS_…`, which OpenStack's clients and the tools of T Cloud Public (Open Telekom Cloud) read.
import { settingsOf } from "./huawei.ts";
import { SETTINGS, type Setting, type Source } from "./settings.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Beside the setting in capitals. */
const OTHERS: Partial<Record<Setting, readonly string[]>> = {
  token: ["OS_TOKEN", "OS_AUTH_TOKEN"],
  project_id: ["OS_PROJECT_ID", "OS_TENANT_ID"],
  project_name: ["OS_PROJECT_NAME", "OS_TENANT_NAME"],
  interface: ["OS_INTERFACE", "OS_ENDPOINT_TYPE"],
  ak: ["OS_ACCESS_KEY", "OS_ACCESS_KEY_ID", "OS_AK"],
  sk: ["OS_SECRET_KEY", "OS_SECRET_ACCESS_KEY", "OS_SK"],
  security_token: ["OS_SECURITY_TOKEN"],
};

const NAMES = Object.fromEntries(SETTINGS.map((setting) => [setting, OTHERS[setting] ?? [`OS_${setting.toUpperCase()}`]]));

/** The environment as a cloud, as openstacksdk makes one of it. */
export function openstackSource(environment: Environment): Source {
  const settings = settingsOf(NAMES, environment);
  return { name: "the environment (OS_…)", settings, label: (setting) => [NAMES[setting] ?? []].flat().find((name) => environment[name]) ?? NAMES[setting]?.[0] ?? setting };
}
