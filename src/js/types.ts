/** The kind of cloud; with the API version it decides path and action of every request. */
export type Cloud = "otc" | "huawei" | "openstack";

/**
 * The version of the compute API: `v1` is the ECS API of the public clouds, `v2` and `v2.1` are the
 * OpenStack-compatible ones.
 */
export type ApiVersion = "v1" | "v2" | "v2.1";

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
  /** How many servers at most; the cloud has a maximum of its own. */
  limit?: number | undefined;
  /** The ID of the last server of the page before ({@link ServerList.nextMarker}). */
  marker?: string | undefined;
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

/** The input of `buildRequest`, by operation. */
export type RequestInput =
  | GetServerPasswordRequest
  | DeleteServerPasswordRequest
  | ListServersRequest
  | GetKeyPairRequest;

/** The name of an operation. */
export type OperationName = RequestInput["operation"];

/** A request, ready to be authenticated and sent. */
export interface BuiltRequest {
  /** The HTTP method. */
  method: "GET" | "POST" | "DELETE";
  /** The whole URL. */
  url: string;
  /** The headers, without any authentication. */
  headers: Record<string, string>;
  /** The body, where there is one. */
  body?: string;
  /** The IAM action that the caller must be allowed, such as `ecs:serverPasswords:manage`. */
  action: string;
}

/** The input of `parseResponse`: the operation, and what the server answered. */
export interface ResponseInput<Name extends OperationName = OperationName> {
  /** The operation that was asked for. */
  operation: Name;
  /** The HTTP status. */
  status: number;
  /** The response headers; the case of their names does not matter. */
  headers?: Record<string, string> | undefined;
  /** The body as text. */
  body?: string | undefined;
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
}

/** The result of the operation `Name`. */
export type OperationResult<Name extends OperationName> = OperationResults[Name];

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
  /** Whether the stored ciphertext is gone. */
  deleted: boolean;
  /** What to know about it. */
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
  version: number;
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
  /** The public key in OpenSSH form. */
  publicKey: string;
  /** `ssh` or `x509`. */
  type: string;
}

/** The form a private key was in. */
export type KeyFormat = string;

/** Fingerprints of a public key. */
export interface Fingerprints {
  /** `aa:bb:…`, over the OpenSSH public key blob. */
  md5: string;
  /** `SHA256:…`, as `ssh-keygen -l` prints it. */
  sha256: string;
}

/** A project to sign in to, by its ID or by its name and domain. */
export interface ProjectInput {
  /** The project ID. */
  id?: string | undefined;
  /** The project's name, such as `eu-de`. */
  name?: string | undefined;
  /** The project's domain, where it is not the user's. */
  domain?: string | undefined;
}

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
  /** The user's name. */
  user: string;
  /** The domain of the user; on the public clouds the name of the account. */
  domain: string;
  /** The user's password; kept in memory only. */
  password: string;
  /** The project. */
  project?: ProjectInput | string | undefined;
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

/** What {@link FetchImpl} is called with. */
export interface FetchInit {
  /** The HTTP method. */
  method?: string;
  /** Ends the request. */
  signal?: AbortSignal | null;
}

/** The `fetch` of the platform, or something that behaves like it: it must answer with a `Response`. */
export type FetchImpl = (url: string, init?: FetchInit) => Promise<unknown>;

/** The input of `new Client(…)`. */
export interface ClientInput {
  /** The kind of cloud. */
  cloud: Cloud;
  /** The endpoint of the compute service. */
  endpoint: string;
  /** The endpoint of the identity service; needed where the client signs in. */
  identityEndpoint?: string | undefined;
  /** The project ID. */
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
  /** How long the call may take with all its retries, in milliseconds: it then rejects with `timeout`. */
  timeoutMs?: number | undefined;
}

/** What the token of a client is for. */
export interface Session {
  /** When the token expires (ISO 8601). */
  expiresAt?: string;
  /** The user. */
  user?: NamedId;
  /** The project. */
  project?: NamedId;
  /** The names of the user's roles. */
  roles?: string[];
}

/** An ID and its name. */
export interface NamedId {
  /** The ID. */
  id: string;
  /** The name. */
  name: string;
}
