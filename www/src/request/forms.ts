// A request as text: as it is sent, as curl, and as JavaScript with this package. Nothing secret is in any of them.
import type { ApiVersion, ApplicationCredentialAuth, Cloud, PasswordAuth } from "ecs-password/slim";
import { PAGE_SIZE } from "./state.ts";
import type { RequestOf } from "./state.ts";

export interface ShownRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  /** As JSON, with placeholders where secrets stand. */
  body?: unknown;
  /** The IAM action or Nova's rule; a sign-in needs none. */
  action?: string;
  basis?: "documented" | "inferred";
}

/** A secret in a request, and the variable of the shell that has it. */
export const SECRETS = { "<token>": "OS_TOKEN", "<password>": "OS_PASSWORD", "<secret>": "OS_APPLICATION_CREDENTIAL_SECRET", "<new password>": "NEW_PASSWORD" } as const;

/** As it goes over the network. */
export function asHttp({ method, url, headers, body }: ShownRequest): string {
  const { host, pathname, search } = new URL(url);
  const lines = [`${method} ${pathname}${search} HTTP/1.1`, `Host: ${host}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)];
  return [...lines, ...(body === undefined ? [] : ["", JSON.stringify(body, null, 2)])].join("\n");
}

/** For a POSIX shell. */
export function asCurl({ method, url, headers, body }: ShownRequest): string {
  const parts = [
    `curl --request ${method} ${quoted(url)}`,
    ...Object.entries(headers).map(([name, value]) => `  --header ${quoted(`${name}: ${value}`)}`),
    ...(body === undefined ? [] : ["  --include", `  --data ${quoted(JSON.stringify(body))}`]),
  ];
  return parts.join(" \\\n");
}

/** One word of a POSIX shell: everything as it is, but for the secrets, which come from variables. */
export function quoted(text: string): string {
  return text
    .split(/(<token>|<password>|<secret>|<new password>)/)
    .map((part) => {
      if (part in SECRETS) return `"$${SECRETS[part as keyof typeof SECRETS]}"`;
      return part === "" ? "" : `'${part.replaceAll("'", "'\\''")}'`;
    })
    .join("");
}

export interface ClientFacts {
  cloud: Cloud;
  identity: string;
  endpoint: string;
  /** Headers that the endpoints want besides those of the package. */
  more: Record<string, string>;
  projectId: string | undefined;
  /** Of a call that lets one choose it. */
  apiVersion?: ApiVersion;
}

/** How to authenticate, without what is secret. */
export type ShownAuth =
  | { type: "token" }
  | { type: "accessKey"; access: string; temporary: boolean; signedEndpoint: string | undefined }
  | Pick<PasswordAuth, "type" | "user" | "domain" | "project">
  | Pick<ApplicationCredentialAuth, "type" | "id">;

/** With this package. */
export function asJavaScript(of: RequestOf, facts: ClientFacts, auth: ShownAuth): string {
  const { cloud, identity, endpoint, more, projectId, apiVersion } = facts;
  const given = auth.type === "token" || auth.type === "accessKey";
  const text = (value: unknown): string => JSON.stringify(value);
  const headers = Object.entries(more).map(([name, value]) => `${text(name)}: ${text(value)}`);
  const lines = [
    `cloud: ${text(cloud)},`,
    ...(given && of.operation !== "listPolicies" ? [] : [`identityEndpoint: ${text(identity)},`]),
    `endpoint: ${text(endpoint)},`,
    ...(auth.type === "accessKey" && auth.signedEndpoint !== undefined ? [`signedEndpoint: ${text(auth.signedEndpoint)},`] : []),
    ...(projectId === undefined || !given ? [] : [`projectId: ${text(projectId)},`]),
    ...authLines(auth, text),
    ...(headers.length === 0 ? [] : [`fetchImpl: (url, init) => fetch(url, { ...init, headers: { ...init.headers, ${headers.join(", ")} } }),`]),
  ];
  return [
    'import { Client } from "ecs-password";',
    "",
    "const client = new Client({",
    ...lines.map((line) => `  ${line}`),
    "});",
    `const answer = await client.${callOf(of, apiVersion, text)};`,
    "client.free();",
  ].join("\n");
}

function authLines(auth: ShownAuth, text: (value: unknown) => string): string[] {
  switch (auth.type) {
    case "token":
      return ['auth: { type: "token", token: process.env.OS_TOKEN },'];
    case "accessKey":
      return [
        "auth: {",
        '  type: "accessKey",',
        `  access: ${text(auth.access)},`,
        "  secret: process.env.SECRET_ACCESS_KEY,",
        ...(auth.temporary ? ["  securityToken: process.env.SECURITY_TOKEN,"] : []),
        "},",
      ];
    case "password":
      return [
        "auth: {",
        '  type: "password",',
        `  user: ${text(auth.user)},`,
        `  domain: ${text(auth.domain)},`,
        "  password: process.env.OS_PASSWORD,",
        `  project: ${text(auth.project)},`,
        "},",
      ];
    case "applicationCredential":
      return [`auth: { type: "applicationCredential", id: ${text(auth.id)}, secret: process.env.OS_APPLICATION_CREDENTIAL_SECRET },`];
  }
}

function callOf(of: RequestOf, apiVersion: ApiVersion | undefined, text: (value: unknown) => string): string {
  const version = `apiVersion: ${text(apiVersion)}`;
  switch (of.operation) {
    case "signIn":
      return "signIn()";
    case "listServers":
      return `listServers({ limit: ${(of.limit ?? PAGE_SIZE).toString()}, ${version} })`;
    case "getKeyPair":
      return `getKeyPair({ name: ${text(of.name)}, ${version} })`;
    case "listPolicies":
      return "listPolicies()";
    case "resetServerPassword":
      return `resetServerPassword({ serverId: ${text(of.serverId)}, newPassword: process.env.NEW_PASSWORD, checkComplexity: true })`;
    case "resetServerPasswords":
      return `resetServerPasswords({ serverIds: ${text(of.serverIds)}, newPassword: process.env.NEW_PASSWORD })`;
    case "changeServerPassword":
      return `changeServerPassword({ serverId: ${text(of.serverId)}, newPassword: process.env.NEW_PASSWORD, ${version} })`;
    case "getResetPasswordFlag":
      return `getResetPasswordFlag({ serverId: ${text(of.serverId)} })`;
    case "getServer":
    case "getServerPassword":
    case "deleteServerPassword":
    case "stopServer":
    case "startServer":
      return `${of.operation}({ serverId: ${text(of.serverId)}, ${version} })`;
  }
}
