// The shapes that the server's files share. Types only: nothing of it runs.
import type { IncomingMessage, ServerResponse } from "node:http";

/** What a request handler of the app finds in `context.env`. */
export interface Bindings {
  incoming: IncomingMessage;
  outgoing: ServerResponse;
}

export interface Env {
  Bindings: Bindings;
}

export type CloudKind = "openstack" | "otc" | "huawei";
export type Service = "identity" | "compute";

/** What the sign-in form of a cloud is filled with. */
export interface Preset {
  domain?: string;
  project?: string;
  projectId?: string;
}

/** A cloud as `--cloud` or `--config` names it; the base URLs end without a slash. */
export interface CloudAddress {
  name: string;
  kind: CloudKind;
  identity: string;
  compute: string;
  /** Of a region that is known by name, or as the cloud's catalogue calls it. */
  region?: string;
  label?: string;
  preset?: Preset;
  /** Whether the reads of the whole account are passed on. */
  allowAccount?: boolean;
}

/** A picture of whoever runs the server. */
export interface Logo {
  bytes: Buffer;
  extension: "svg" | "png";
  type: "image/svg+xml" | "image/png";
}

/** What the page is called, and what else whoever runs the server has to say on it. */
export interface Branding {
  title?: string;
  logo?: Logo;
  /** Where users find help: https or mailto. */
  supportUrl?: string;
  notice?: string;
  /** Whether *Decrypt only* is all that there is. */
  alone?: boolean;
}

/** A call that is passed on. */
export interface Call {
  service: Service;
  method: string;
  /** Below the service's base URL, without a slash before it, and with IDs in braces. */
  path: string;
  /** The same, split; in place of an ID, what it looks like. */
  segments: (string | RegExp)[];
  /** What its query may have, by name, and what is a value of it. */
  query: Map<string, RegExp>;
  /** Gives its body as it is passed on, and throws what it is refused with; without it any body is passed on as it is. */
  read?: ((body: Buffer) => Buffer) | undefined;
}

/** A request on its way to a cloud, after all checks. */
export interface CloudRequest {
  service: Service;
  method: string;
  /** The path below the service's base URL. */
  path: string;
  /** With its question mark, or empty. */
  query: string;
  headers: Record<string, string>;
  body: Buffer | undefined;
  signal: AbortSignal;
}

export interface CloudAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** Something the proxy can send to: a cloud on the network, or the sandbox. */
export interface Cloud {
  name: string;
  kind: CloudKind;
  label: string;
  region?: string;
  /** Where several clouds have one Keystone, as its regions do: the name of the first of them. */
  keystone?: string;
  /** Where it is on the network, of a region that is known by name: the page may tell these. */
  addresses?: { identity: string; compute: string };
  /** Of a public cloud, the path of its compute service's base URL: what is signed begins with it. Empty where there is none. */
  basePath?: string;
  preset?: Preset;
  /** The services that are reached by plain http on another machine. */
  plainHttp?: Service[];
  /** Whether the reads of the whole account are passed on. */
  allowAccount?: boolean;
  sandbox: boolean;
  send(request: CloudRequest): Promise<CloudAnswer>;
}

export interface Limits {
  requestBytes: number;
  answerBytes: number;
  /** Of all answers together, until their clients have them. */
  heldBytes: number;
  /** For a whole exchange: the request, and the answer of the cloud. */
  timeoutMs: number;
  /** For a client to take what it is answered. */
  takingMs: number;
}

export interface SandboxOptions {
  /** How long after the first look the late password arrives. */
  latePasswordMs?: number;
  /** Whether faults can be injected and the clock moved. */
  faults?: boolean;
  /** How many servers the project of the demo has at least. */
  servers?: number;
  /** How many reads of a whole account IAM takes of one user in a second. */
  readsPerSecond?: number;
}

export interface AppOptions {
  clouds?: CloudAddress[];
  /** `false` for none. */
  sandbox?: SandboxOptions | false;
  /** The folder of the built page. */
  staticRoot?: string;
  /** Files of the page that are not in this folder, by their paths in it: where they are from it. */
  elsewhere?: Record<string, string>;
  /** The names the server is reached by, without port. */
  names?: string[];
  branding?: Branding;
  limits?: Partial<Limits>;
  /** The path that the console is below, without a slash at its end. */
  basePath?: string;
  /** The addresses, or networks, of the proxies before this server whose `X-Forwarded-…` headers count. */
  trustProxy?: string[];
  /** Takes a line for each request: no secret is in it. */
  accessLog?: ((line: string) => void) | undefined;
  /** Further Trusted Types policies of the page, beside `lit-html`. */
  trustedTypes?: string[];
}

/** What one fault does to one answer. */
export interface Fault {
  delayMs?: number;
  reset?: boolean;
  truncate?: boolean;
  status?: number;
  retryAfter?: number | string;
  body?: string;
  contentType?: string;
}

export interface QueuedFault {
  match: { method?: string; path?: string };
  fault: Fault;
  /** How many requests it is still for; `null` for all of them. */
  times: number | null;
}

/** A request as it came in, with what a trusted proxy says of it. */
export interface Arrival {
  /** Of the client, or of the last proxy that is not trusted. */
  address: string;
  /** As the browser sees it, where a trusted proxy says so. */
  scheme?: "http" | "https";
  /** The header of a trusted proxy that cannot be read. */
  bad?: string;
  /** Whether it is for another path than that of the console. */
  outside: boolean;
  /** What may be said of its path. */
  name?: string;
}
