// What is known of a request that is asked about, in the words of the file.
import { html } from "lit";
import type { TemplateResult } from "lit";
import type { PolicyCheck } from "ecs-password/slim";
import { msg } from "../../locales/words.ts";

export function knownView({ apiVersion, projectId, enterpriseProjectId, resource, context = {}, assume = {} }: PolicyCheck): TemplateResult[] {
  const members = Object.entries({ apiVersion, project: projectId, enterpriseProject: enterpriseProjectId, resource }).filter((each): each is [string, string] => each[1] !== undefined);
  const keys = Object.entries(context).map(([key, values]): [string, string] => [key, values === null || values.length === 0 ? msg("absent") : values.join(", ")]);
  const assumed = Object.entries(assume).map(([code, answer]): [string, string] => [code, answer ? msg("true") : msg("false")]);
  return [...members, ...keys, ...assumed].map(([key, value]) => html`<span><code>${key}</code> ${value}</span>`);
}
