import type { ApiVersion, Cloud } from "./glue/clouds.js";
import type { Action, OperationMethod, OperationName } from "./glue/operations.js";

// Made of the core, so that nobody writes the lists again.
export type { ApiVersion, Cloud } from "./glue/clouds.js";
export type { Action, OperationFacts, OperationMethod, OperationName, OperationPlace } from "./glue/operations.js";

/**
 * A sentence of the core by its parts, for whoever shows it in another language: each `{}` of the English template stands for
 * the value in its place. A value that is a text is the same in every language, the others are sentences themselves. A text
 * without such parts is its own template. Templates are no contract, as messages are not.
 */
export interface Said {
  /** The sentence in English, with `{}` for its values. */
  template: string;
  /** What stands in it. */
  values: (string | Said)[];
}

/** What every request needs to know about the cloud. */
export interface CloudInput {
  /** The kind of cloud. */
  cloud: Cloud;
  /** The version of the compute API. */
  apiVersion: ApiVersion;
  /** Scheme, host and path before the version, such as `https://ecs.eu-de.otc.t-systems.com`. */
  endpoint: string;
  /** The project ID; may be missing with `openstack` and `v2.1` only, whose short URLs have none. */
  projectId?: string | undefined;
}

/** A server by its ID. */
export interface ServerInput {
  /** The server ID, a UUID. */
  serverId: string;
}

/** Which page of the servers. */
export interface ListServersInput {
  /** How many servers at most, 1 to 1000; the cloud's own limit where none is given. */
  limit?: number | undefined;
  /** The ID of the last server of the page before ({@link ServerList.nextMarker}). */
  marker?: string | undefined;
  /**
   * The Nova microversion to ask for (`openstack` with `v2.1` only), such as `2.98`, from which on the answer names the
   * operating system. A client finds the highest one that both sides know.
   */
  microversion?: string | undefined;
}

/** A key pair by its name. */
export interface KeyPairInput {
  /** The name of the key pair. */
  name: string;
}

/** Reads the encrypted password. */
export interface GetServerPasswordRequest extends CloudInput, ServerInput {
  /** The operation. */
  operation: "getServerPassword";
}

/** Deletes the stored ciphertext (Nova: "clear"); the password in the guest stays as it is. */
export interface DeleteServerPasswordRequest extends CloudInput, ServerInput {
  /** The operation. */
  operation: "deleteServerPassword";
}

/** Lists the servers of the project with their details. */
export interface ListServersRequest extends CloudInput, ListServersInput {
  /** The operation. */
  operation: "listServers";
}

/** Reads one key pair of the user. */
export interface GetKeyPairRequest extends CloudInput, KeyPairInput {
  /** The operation. */
  operation: "getKeyPair";
}

/** What every request to IAM needs to know about the cloud. */
export interface IamInput {
  /** The kind of cloud; plain OpenStack has no IAM policies. */
  cloud: Exclude<Cloud, "openstack">;
  /** The base URL of IAM, with or without `/v3`. */
  identityEndpoint: string;
}

/** Lists the groups of an IAM user; users may ask for their own. */
export interface ListUserGroupsRequest extends IamInput {
  /** The operation. */
  operation: "listUserGroups";
  /** The user's ID. */
  userId: string;
}

/** Lists what a group is granted for global services, or in every project. */
export interface ListGroupPermissionsOnDomainRequest extends IamInput {
  /** The operation. */
  operation: "listGroupPermissionsOnDomain" | "listGroupPermissionsOnAllProjects";
  /** The group's ID. */
  groupId: string;
  /** The ID of the account. */
  domainId: string;
}

/** Lists what a group is granted in a project. */
export interface ListGroupPermissionsOnProjectRequest extends IamInput {
  /** The operation. */
  operation: "listGroupPermissionsOnProject";
  /** The group's ID. */
  groupId: string;
  /** The project's ID. */
  projectId: string;
}

/** The input of each operation's request. */
export interface RequestInputs {
  /** Reads the encrypted password. */
  getServerPassword: GetServerPasswordRequest;
  /** Deletes the stored ciphertext. */
  deleteServerPassword: DeleteServerPasswordRequest;
  /** Lists servers. */
  listServers: ListServersRequest;
  /** Reads a key pair. */
  getKeyPair: GetKeyPairRequest;
  /** Lists the groups of a user. */
  listUserGroups: ListUserGroupsRequest;
  /** Lists what a group is granted for global services. */
  listGroupPermissionsOnDomain: ListGroupPermissionsOnDomainRequest;
  /** Lists what a group is granted in a project. */
  listGroupPermissionsOnProject: ListGroupPermissionsOnProjectRequest;
  /** Lists what a group is granted in every project. */
  listGroupPermissionsOnAllProjects: ListGroupPermissionsOnDomainRequest;
}

/** The input of `buildRequest`, by operation. */
export type RequestInput = RequestInputs[OperationName];

/** A request, ready to be authenticated and sent. */
export interface BuiltRequest {
  /** The HTTP method. */
  method: OperationMethod;
  /** The whole URL. */
  url: string;
  /** The headers, without any authentication. */
  headers: Record<string, string>;
  /** The body, where there is one. */
  body?: string;
  /** The IAM action (Nova: the policy rule) that the caller must be allowed. */
  action: Action;
  /** Whether the cloud's documents name the action for exactly this path, or it is inferred from its neighbour. */
  actionBasis: "documented" | "inferred";
}

/** The input of `buildSignInRequest`: that of a client. */
export type SignInRequestInput = Omit<ClientInput, "fetchImpl" | "identityEndpoint"> & Required<Pick<ClientInput, "identityEndpoint">>;

/** The request of a sign-in, ready to be sent. It holds the secrets of `auth`. */
export interface SignInRequest {
  /** `GET` for a token that is there already: it asks what the token is for. */
  method: "GET" | "POST";
  /** The whole URL. */
  url: string;
  /** The headers. */
  headers: Record<string, string>;
  /** The body as JSON, where there is one. */
  body?: string;
}

/** The input of `parseResponse`: the operation, and what the server answered. */
export interface ResponseInput<Name extends OperationName = OperationName> {
  /** The operation that was asked for. */
  operation: Name;
  /** The HTTP status. */
  status: number;
  /** The response headers; the case of their names does not matter. */
  headers?: Record<string, string | string[]> | undefined;
  /** The body as text. */
  body?: string | undefined;
  /** The kind of cloud; with it and `apiVersion` the error of a refusal names the action that the call needs. */
  cloud?: Cloud | undefined;
  /** The version of the compute API of the request. */
  apiVersion?: ApiVersion | undefined;
}

/** The result of each operation. */
export interface OperationResults {
  /** The encrypted password. */
  getServerPassword: ServerPassword;
  /** Whether the deletion was carried out. */
  deleteServerPassword: DeletedServerPassword;
  /** One page of servers. */
  listServers: ServerList;
  /** The key pair. */
  getKeyPair: KeyPair;
  /** The groups. */
  listUserGroups: UserGroups;
  /** What is granted for global services. */
  listGroupPermissionsOnDomain: GroupPermissions;
  /** What is granted in the project. */
  listGroupPermissionsOnProject: GroupPermissions;
  /** What is granted in every project. */
  listGroupPermissionsOnAllProjects: GroupPermissions;
}

/** The result of the operation `Name`. */
export type OperationResult<Name extends OperationName> = OperationResults[Name];

/** The groups of a user. */
export interface UserGroups {
  /** The groups, in the order of IAM. */
  groups: {
    /** Its ID. */
    id: string;
    /** Its name. */
    name: string;
  }[];
}

/** What a group is granted in one place. */
export interface GroupPermissions {
  /** The policies and roles: name and text as in an entry of a `PolicySet`. */
  permissions: {
    /** The name that the console shows. */
    name: string;
    /** The policy in the envelope of the IAM API, as it was answered. */
    document: string;
  }[];
}

/** What the cloud stores as password of a server. */
export type ServerPassword = StoredServerPassword | NoServerPassword;

/** An encrypted password is stored. */
export interface StoredServerPassword {
  /** There is one. */
  stored: true;
  /** RSA ciphertext in Base64, for `PrivateKey.decrypt`. */
  ciphertext: string;
}

/** No password is stored (yet, or any more). */
export interface NoServerPassword {
  /** There is none. */
  stored: false;
  /** Empty. */
  ciphertext: "";
  /** Why that may be, and what to do. */
  hint: string;
}

/** The outcome of a deletion. */
export interface DeletedServerPassword {
  /** True when the cloud confirmed it (204; on the public clouds 200 without a body too), false when it only accepted the order (202). */
  deleted: boolean;
  /** What to do next, where it was only accepted. */
  hint?: string;
}

/** One page of servers. */
export interface ServerList {
  /** The servers. */
  servers: Server[];
  /** The `marker` of the next page; missing on the last one. */
  nextMarker?: string;
}

/** A server, as far as its password is concerned. */
export interface Server {
  /** The server ID. */
  id: string;
  /** The display name. */
  name: string;
  /** The status, such as `ACTIVE`. */
  status: string;
  /** Whether it is a Windows server, as far as the cloud says; only those have a password to retrieve. */
  os: "windows" | "other" | "unknown";
  /** The operating system in the cloud's own words. */
  osType?: string;
  /** The key pair the server was created with. */
  keyName?: string;
  /** The addresses. */
  addresses: ServerAddress[];
  /** When the server was created (ISO 8601). */
  created?: string;
}

/** One address of a server. */
export interface ServerAddress {
  /** The IP address. */
  address: string;
  /** 4 or 6. */
  version: 4 | 6;
  /** The name of the network. */
  network: string;
  /** `fixed` or `floating`, where the cloud says so. */
  type?: string;
}

/** A key pair as the cloud knows it. */
export interface KeyPair {
  /** The name. */
  name: string;
  /** MD5 over the public key blob, in pairs of hex digits: a hint, never a proof. */
  fingerprint: string;
  /** The public key line in OpenSSH form, where the cloud gives it. */
  publicKey?: string;
  /** `ssh` or `x509`; Nova says so from microversion 2.2 on. */
  type?: string;
}

/** The form a private key was in, told by its content; `…Encrypted` and `encrypted…` had a passphrase. */
export type KeyFormat =
  | "pkcs1Pem"
  | "pkcs1Der"
  | "pkcs8Pem"
  | "pkcs8Der"
  | "encryptedPkcs8Pem"
  | "encryptedPkcs8Der"
  | "legacyEncryptedPem"
  | "openssh"
  | "opensshEncrypted"
  | "ppk2"
  | "ppk2Encrypted"
  | "ppk3"
  | "ppk3Encrypted";

/** Fingerprints of a public key. */
export interface Fingerprints {
  /** `aa:bb:…`, over the OpenSSH public key blob. */
  md5: string;
  /** `SHA256:…`, as `ssh-keygen -l` prints it. */
  sha256: string;
}

/** A user or domain: its name, or either of its ID and its name. */
export type Named = string | { id: string } | { name: string };

/** A project to sign in to: its name (on the public clouds such as `eu-de`), or more precisely. */
export type ProjectInput = Named | {
  /** The project's name. */
  name: string;
  /** The project's domain, where it is not the user's. */
  domain: Named;
};

/** A token the caller has already. */
export interface TokenAuth {
  /** The kind. */
  type: "token";
  /** The token; kept in memory only. */
  token: string;
}

/** Signs in as a user. */
export interface PasswordAuth {
  /** The kind. */
  type: "password";
  /** The user. */
  user: Named;
  /** The domain of the user; on the public clouds the account. */
  domain: Named;
  /** The user's password; kept in memory only. */
  password: string;
  /** The project that the token is for. */
  project: ProjectInput;
}

/** Signs in with an application credential (OpenStack). */
export interface ApplicationCredentialAuth {
  /** The kind. */
  type: "applicationCredential";
  /** The ID of the credential. */
  id: string;
  /** Its secret; kept in memory only. */
  secret: string;
}

/** How a client authenticates. */
export type Auth = TokenAuth | PasswordAuth | ApplicationCredentialAuth;

/** What {@link FetchImpl} is called with: a subset of the platform's `RequestInit`. */
export interface FetchInit {
  /** The HTTP method. */
  method: string;
  /** The headers, with the token. */
  headers: Record<string, string>;
  /** The body, where there is one. */
  body?: string;
  /** Redirects are never followed: they would carry the token elsewhere. */
  redirect: "error";
  /** No cookies. */
  credentials: "omit";
  /** Nothing is kept. */
  cache: "no-store";
  /** Nobody is told where the request came from. */
  referrerPolicy: "no-referrer";
  /** Ends the request. */
  signal: AbortSignal;
}

/** What {@link FetchImpl} answers with: the part of the platform's `Response` that is read. */
export interface FetchAnswer {
  /** The HTTP status. */
  readonly status: number;
  /** The headers. */
  readonly headers: Iterable<[string, string]>;
  /** The body as a stream, of which no more is read than an answer may have; where it is missing, `arrayBuffer` is called. */
  readonly body?: FetchBody | null | undefined;
  /** The whole body. */
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** The part of the platform's `ReadableStream` that is used. */
export interface FetchBody {
  /** Locks the stream, and reads it chunk by chunk. */
  getReader(): {
    /** The next chunk, a `Uint8Array`; none where `done` is true. */
    read(): Promise<{ done: boolean; value?: unknown }>;
    /** Ends the stream before its end. */
    cancel(): Promise<unknown>;
  };
}

/** The `fetch` of the platform, or something that behaves like it. */
export type FetchImpl = (url: string, init: FetchInit) => Promise<FetchAnswer>;

/** The input of `new Client(…)`. */
export interface ClientInput {
  /** The kind of cloud. */
  cloud: Cloud;
  /** The endpoint of the compute service. */
  endpoint: string;
  /** The endpoint of IAM or Keystone; needed unless `auth` is a token. */
  identityEndpoint?: string | undefined;
  /** The project ID; where it is missing, that of the token is taken. Public clouds with a given token need it. */
  projectId?: string | undefined;
  /** How to authenticate. */
  auth: Auth;
  /** What sends the requests; by default `globalThis.fetch`. */
  fetchImpl?: FetchImpl | undefined;
}

/** Options of every call of a client. */
export interface CallOptions {
  /** Ends the call: it rejects with `aborted`. */
  signal?: AbortSignal | undefined;
  /** How long the call may take with all its retries, in milliseconds (default 60000): it then rejects with `timeout`. */
  timeoutMs?: number | undefined;
}

/** What the token of a client is for. */
export interface Session {
  /** When the token expires (ISO 8601). */
  expiresAt?: string;
  /** The user's name. */
  user?: string;
  /** The project. */
  project?: {
    /** Its ID. */
    id: string;
    /** Its name. */
    name: string;
  };
  /** The names of the user's roles in it. */
  roles: string[];
}
