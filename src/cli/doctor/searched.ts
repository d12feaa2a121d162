import { existsSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { folders } from "../cloud/clouds-yaml.ts";
import { expanded, isReadable, shownPath } from "../files.ts";

/** Where credentials are looked for, and what of it is there: names of variables and files, never a value. */
export function searched(environment: NodeJS.ProcessEnv): string[] {
  const variables = Object.keys(environment).filter((name) => /^(?:OS|HW|HUAWEICLOUD_SDK)_/.test(name) && environment[name] !== "").sort();
  const clouds = folders(environment).flatMap((folder) => ["clouds.yaml", "clouds.yml", "clouds.json", "secure.yaml"].map((name) => path.join(folder, name)));
  const named = ["OS_CLIENT_CONFIG_FILE", "OS_CLIENT_SECURE_FILE", "HUAWEICLOUD_SDK_CREDENTIALS_FILE", "HW_SHARED_CONFIG_FILE"].flatMap((name) => environment[name] ?? []).map(expanded);
  const others = [".huaweicloud/credentials", ".hcloud/config.json"].map((name) => path.join(os.homedir(), name));
  const files = [...new Set([...named, ...clouds, ...others])].map((file) => (existsSync(file) ? `${shownPath(file)}${isReadable(file) ? "" : " (cannot be read)"}` : undefined)).filter((file) => file !== undefined);
  const places = [...new Set([...folders(environment), ...others])].map(shownPath);
  return [
    `set in the environment: ${variables.join(", ") || "none of OS_…, HW_…, HUAWEICLOUD_SDK_…"}`,
    `looked for clouds.yaml and secure.yaml in, and for: ${places.join(", ")}`,
    `found: ${files.join(", ") || "no file"}`,
  ];
}
