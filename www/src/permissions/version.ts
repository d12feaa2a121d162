// The version of a policy. Which versions a cloud has, the package says.
import { policyVersions } from "ecs-password/slim";
import type { PolicyCloud, PolicySummary, TranslateOptions } from "ecs-password/slim";

export type Version = PolicySummary["version"];

/** What a text says its version is: also one that somebody is still typing, and that is no whole document. */
const versionIn = (text: string): string | undefined => /"Version"\s*:\s*"?([\d.]+)/.exec(text)?.[1];

/** Whether it is of the version of identity, session and service control policies. */
export const isOf5 = (text: string): boolean => versionIn(text) === ("5.0" satisfies Version);

/** Whether a cloud has policies of that version. */
export const has5 = (cloud: PolicyCloud): cloud is TranslateOptions["cloud"] => policyVersions[cloud].includes("5.0");

/** The version that a policy can be written in; nothing for a role, and for a text that says none. */
export function otherVersion(text: string): TranslateOptions["to"] | undefined {
  if (isOf5(text)) return "1.1";
  return versionIn(text) === ("1.1" satisfies Version) ? "5.0" : undefined;
}
