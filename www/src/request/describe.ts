// What a call of the page looks like on the way, made by the package itself.
import { buildRequest, buildSignInRequest, httpHeaders, listPoliciesOperations, operations } from "ecs-password/client/slim";
import type { ApiVersion, Auth, BuiltRequest, RequestInput, SignInRequest } from "ecs-password/client/slim";
import { versionOf } from "../shared/api-versions.ts";
import type { CloudEntry } from "../shared/clouds.ts";
import { addressesOf, own } from "./addresses.ts";
import { asCurl, asHttp, asJavaScript } from "./forms.ts";
import type { ClientFacts, ShownAuth, ShownRequest } from "./forms.ts";
import { PAGE_SIZE } from "./state.ts";
import type { RequestOf } from "./state.ts";

/** What asks for a token. */
type TokenAuth = Exclude<Auth, { type: "accessKey" }>;

/** An access key, as far as it is no secret. */
export interface ShownKey {
  readonly access: string;
  readonly temporary: boolean;
}

/** Where a call of a session goes. */
export interface Session {
  readonly cloud: CloudEntry;
  readonly projectId: string | undefined;
  readonly apiVersion: ApiVersion;
  /** What its requests are signed with; nothing where they bear a token. */
  readonly accessKey?: ShownKey | undefined;
}

/** Where a sign-in goes, and what it says. */
export interface SignIn {
  readonly cloud: CloudEntry;
  readonly method: TokenAuth["type"];
  /** Those of the form that are no secrets. */
  readonly fields: { readonly user: string; readonly domain: string; readonly project: string; readonly credentialId: string; readonly projectId: string };
}

export interface Described {
  requests: ShownRequest[];
  /** Where the page itself sends it: the way to a cloud leads over its own server. */
  through: string;
  http: string;
  /** Nothing where it cannot sign the request. */
  curl: string | undefined;
  javascript: string;
}

/** Nothing where it cannot be made, as without a session. Throws what the package throws. */
export function describe(of: RequestOf, by: Session | SignIn | undefined): Described | undefined {
  if (!by) return undefined;
  if (of.operation === "signIn") return "fields" in by ? describeSignIn(by) : undefined;
  if ("fields" in by) return undefined;
  const session = by;
  if (of.operation === "listPolicies") return describePolicies(of, session);
  const { identity, compute, more } = addressesOf(session.cloud);
  const built = build(of, session, compute);
  const { method, url, action, actionBasis } = built;
  const { pathname, search } = new URL(build(of, session, own(session.cloud.compute)).url);
  const { projectId, cloud, accessKey } = session;
  const proof = accessKey ? signature(accessKey, projectId) : { [httpHeaders.token]: "<token>" };
  const body = built.body === undefined ? {} : { body: JSON.parse(built.body) as unknown };
  const request: ShownRequest = { method, url, headers: { ...built.headers, ...proof, ...more }, ...body, action, basis: actionBasis };
  const facts = { cloud: cloud.kind, identity, endpoint: compute, more, projectId, apiVersion: versionOf(session, of.operation) };
  // A proxy between: what is signed is the path behind it.
  const signedEndpoint = cloud.addresses ? undefined : own(cloud.basePath ?? "/");
  return forms(of, [request], `${pathname}${search}`, facts, accessKey ? { type: "accessKey", ...accessKey, signedEndpoint } : { type: "token" });
}

/** The headers that sign a request, as the package adds them, without what is secret and what is of the moment. */
function signature({ access, temporary }: ShownKey, projectId = "PROJECT_ID"): Record<string, string> {
  const headers = { "X-Project-Id": projectId, "X-Sdk-Date": "YYYYMMDDTHHMMSSZ", ...(temporary && { "X-Security-Token": "<security token>" }) };
  const names = Object.keys(headers).map((name) => name.toLowerCase()).join(";");
  return { ...headers, Authorization: `SDK-HMAC-SHA256 Access=${access}, SignedHeaders=${names}, Signature=<signature>` };
}

/** What stands for IDs that only the answers tell: like an ID in form, and like none in looks. */
const UNTOLD = { userId: "USER_ID", groupId: "GROUP_ID", domainId: "ACCOUNT_ID", policyId: "POLICY_ID" };

/** A number, in form like one of a version. */
const SOME_VERSION = "v1";

function describePolicies(of: RequestOf, { cloud, projectId = "PROJECT_ID" }: Session): Described | undefined {
  const { kind } = cloud;
  if (kind === "openstack") return undefined;
  const { identity, compute, more } = addressesOf(cloud);
  const ids: Record<string, string> = { ...UNTOLD, projectId, versionId: SOME_VERSION };
  const here = listPoliciesOperations.filter((operation) => operations[operation].places.some((place) => place.cloud === kind));
  const all = (identityEndpoint: string): BuiltRequest[] =>
    here.map((operation) => {
      const own = Object.fromEntries(operations[operation].fields.flatMap((field) => (field in ids ? [[field, ids[field]]] : [])));
      return buildRequest({ operation, cloud: kind, identityEndpoint, ...own } as RequestInput);
    });
  const requests = all(identity).map(({ method, url, headers, action, actionBasis }) => ({ method, url, headers: { ...headers, [httpHeaders.token]: "<token>", ...more }, action, basis: actionBasis }));
  const facts = { cloud: kind, identity, endpoint: compute, more, projectId };
  return forms(of, requests, new URL(all(own(cloud.identity))[0]?.url ?? "", location.origin).pathname, facts, { type: "token" });
}

/** What stands for a new password: the one that is typed is in no text. */
const NEW_PASSWORD = "<new password>";

function build(of: Exclude<RequestOf, { operation: "signIn" | "listPolicies" }>, session: Session, endpoint: string): BuiltRequest {
  const { cloud, projectId } = session;
  const target = { cloud: cloud.kind, apiVersion: versionOf(session, of.operation), endpoint, projectId };
  switch (of.operation) {
    case "listServers":
      return buildRequest({ ...target, limit: PAGE_SIZE, ...of });
    case "resetServerPassword":
      return buildRequest({ ...target, ...of, newPassword: NEW_PASSWORD, checkComplexity: true });
    case "resetServerPasswords":
    case "changeServerPassword":
      return buildRequest({ ...target, ...of, newPassword: NEW_PASSWORD });
    default:
      return buildRequest({ ...target, ...of });
  }
}

/** What stands for secrets, and for what is not filled in yet: neither is sent. */
function authOf({ method, fields }: SignIn): TokenAuth {
  switch (method) {
    case "token":
      return { type: "token", token: "<token>" };
    case "applicationCredential":
      return { type: "applicationCredential", id: fields.credentialId || "CREDENTIAL_ID", secret: "<secret>" };
    case "password": {
      const [user, domain, project] = [fields.user || "USER_NAME", fields.domain || "DOMAIN_NAME", fields.project || "PROJECT_NAME"];
      return { type: "password", user, domain, project, password: "<password>" };
    }
  }
}

function describeSignIn(by: SignIn): Described {
  const { cloud, fields } = by;
  const { identity, compute, more } = addressesOf(cloud);
  const auth = authOf(by);
  const to = (identityEndpoint: string): SignInRequest => buildSignInRequest({ cloud: cloud.kind, identityEndpoint, endpoint: compute, projectId: "PROJECT_ID", auth });
  const { method, url, headers, body } = to(identity);
  const request: ShownRequest = { method, url, headers: { ...headers, ...more }, ...(body === undefined ? {} : { body: JSON.parse(body) as unknown }) };
  const { pathname, search } = new URL(to(own(cloud.identity)).url);
  const projectId = auth.type === "token" && fields.projectId !== "" ? fields.projectId : undefined;
  return forms({ operation: "signIn" }, [request], `${pathname}${search}`, { cloud: cloud.kind, identity, endpoint: compute, more, projectId }, auth);
}

function forms(of: RequestOf, requests: ShownRequest[], through: string, facts: ClientFacts, auth: ShownAuth): Described {
  const each = (form: (request: ShownRequest) => string): string => requests.map(form).join("\n\n");
  return { requests, through, http: each(asHttp), curl: auth.type === "accessKey" ? undefined : each(asCurl), javascript: asJavaScript(of, facts, auth) };
}
