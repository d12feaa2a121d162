// `--dry-run`: what would be allowed, as far as it can be known without trying.
import type { ApiVersion, Cloud, OperationFacts, OperationName } from "ecs-password/client";
import { EXITS, type Exit } from "../exits.ts";
import { formatJson, formatRows, note, print, visible, type Format } from "../output.ts";
import type { Connection } from "./connection.ts";
import { endWith } from "./outcomes.ts";

type Verdict = "allow" | "deny" | "conditional";

interface Answer {
  operation: OperationName;
  action: string;
  verdict: Verdict;
  because: string[];
}

const EXIT_OF: Record<Verdict, Exit> = { allow: EXITS.yes, deny: EXITS.no, conditional: EXITS.incomplete };

const COLUMNS = [{ key: "operation", title: "CALL" }, { key: "action", title: "ACTION" }, { key: "verdict", title: "VERDICT" }];

/** Says whether the calls would be allowed, and why; ends the program with what that comes to. */
export async function tellMayI(connection: Connection, calls: readonly OperationName[], format: Format, servers: readonly string[]): Promise<void> {
  note(`nothing was done; it would be done to ${servers.map(visible).join(", ")}`);
  const answers = connection.cloud === "openstack" ? await byRoles(connection, calls) : await byPolicies(connection, calls);
  if (format === "json") await print(formatJson(answers));
  else await print(formatRows(answers.map(({ operation, action, verdict }) => ({ operation, action, verdict })), COLUMNS, format));
  for (const because of new Set(answers.flatMap((each) => each.because))) note(visible(because));
  endWith(answers.map(({ verdict }) => EXIT_OF[verdict]));
}

/** The first version of the API in which the cloud has the call: its usual one where that does. */
export function placeOf(facts: OperationFacts, versions: readonly ApiVersion[], cloud: Cloud): { apiVersion: ApiVersion | undefined; action: string } {
  const places = facts.places.filter((place) => place.cloud === cloud);
  const place = versions.flatMap((version) => places.filter(({ apiVersion }) => apiVersion === version))[0];
  return { apiVersion: place?.apiVersion as ApiVersion | undefined, action: place?.action ?? "" };
}

async function byRoles({ client }: Connection, calls: readonly OperationName[]): Promise<Answer[]> {
  const { apiVersions, defaultRoles, novaReleases, operations } = await import("ecs-password/client");
  const { roles } = await client.signIn();
  note(`the roles of this session: ${roles.length === 0 ? "the cloud does not tell them" : roles.map(visible).join(", ")}`);
  note("an expectation by the rules that Nova comes with: this cloud may have others (policy.yaml), which no API shows");
  const has = new Set(roles.map((each) => each.toLowerCase()));
  return calls.map((operation) => {
    const facts: OperationFacts = operations[operation];
    const { action } = placeOf(facts, apiVersions.openstack, "openstack");
    const role = facts.novaRole;
    if (roles.length === 0) return { operation, action, verdict: "conditional", because: ["without the roles nothing can be said"] };
    if (role === undefined) return { operation, action, verdict: "allow", because: [] };
    if (has.has(role) || has.has("admin")) return { operation, action, verdict: "allow", because: [] };
    // Rules compare names: what a role implies is in the token where Keystone has put it there.
    if (defaultRoles.slice(defaultRoles.indexOf(role)).some((each) => has.has(each))) return { operation, action, verdict: "conditional", because: [`${action} takes the role ${role}, which the token does not name; it names one that implies it`] };
    const oldest = novaReleases.find(({ byRole }) => !byRole);
    return { operation, action, verdict: "conditional", because: [`${action} takes the role ${role} since Nova ${String(novaReleases[0]?.from ?? "")}; any role in the project is enough up to Nova ${String(oldest?.to ?? "")}`] };
  });
}

async function byPolicies({ client, cloud, projectId, authType, secondFactor }: Connection, calls: readonly OperationName[]): Promise<Answer[]> {
  const { apiVersions, operations } = await import("ecs-password/client");
  const unknown = (because: string): Answer[] => calls.map((operation) => ({ operation, action: placeOf(operations[operation], apiVersions[cloud], cloud).action, verdict: "conditional", because: [because] }));
  if (authType === "accessKey") return unknown("policies are not read with an access key: IAM's lists take a token");
  let listed: Awaited<ReturnType<typeof client.listPolicies>>;
  try {
    listed = await client.listPolicies();
  } catch (error) {
    if ((error as { code?: string }).code !== "forbidden") throw error;
    return unknown(`IAM does not let this user read its policies: ${(error as Error).message}`);
  }
  const session = await client.signIn();
  const { PolicySet, requestContext } = await import("ecs-password/policy");
  const policies = new PolicySet(listed.entries);
  if (listed.notRead.length > 0) note(`not read: ${listed.notRead.join(", ")}`);
  const project = projectId ?? session.project?.id;
  try {
    return calls.map((operation) => {
      const { apiVersion } = placeOf(operations[operation], apiVersions[cloud], cloud);
      const known = requestContext({ session, mfa: secondFactor, operation, cloud: cloud as "otc" | "huawei" });
      const question = { ...known, operation, cloud: cloud as "otc" | "huawei", ...(apiVersion === undefined ? {} : { apiVersion }), ...(project === undefined ? {} : { projectId: project }) };
      const { decision, action } = policies.check(question);
      return { operation, action, verdict: decision === "allow" ? "allow" : decision === "conditional" ? "conditional" : "deny", because: policies.explain(question).split("\n").filter((line) => line.trim() !== "") };
    });
  } finally {
    policies.free();
  }
}
