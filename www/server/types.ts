// The shapes that the server's files share. Types only: nothing of it runs.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Hono } from "hono";

/** What a request handler of the app finds in `context.env`. */
export interface Env {
  Bindings: Arrival;
}

/** On Node. */
export interface NodeEnv {
  Bindings: NodeArrival;
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
  bytes: Uint8Array<ArrayBuffer>;
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
  read?: ((body: Uint8Array) => Uint8Array<ArrayBuffer>) | undefined;
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
  body: Uint8Array<ArrayBuffer> | undefined;
  signal: AbortSignal;
}

export interface CloudAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** Ends the exchange where its body is not read. */
  discard?: () => void;
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
  /** Rejects with what the client is told. */
  send(request: CloudRequest): Promise<CloudAnswer>;
}

/**
 * How requests get to a service of a cloud, by its base URL: path and query as they are, no redirect followed, nothing sent twice. Rejects with
 * what the client is told, which names the cloud.
 */
export type Sender = (name: string, base: URL) => (request: CloudRequest) => Promise<CloudAnswer>;

/** How answers are decompressed that came compressed. */
export interface Decoders {
  /** By the name in `Content-Encoding`; each rejects with `TooMuch` beyond the limit. None is asked for, but some gateways compress all the same. */
  byName: Map<string, (bytes: Uint8Array, limit: number) => Promise<Uint8Array<ArrayBuffer>>>;
  /** What is read, in words. */
  read: string;
}

/** How files of the page are compressed, by the name in `Content-Encoding`; the digest is that of the bytes. */
export type Encoders = Record<string, (bytes: Uint8Array<ArrayBuffer>, digest: string) => Promise<Uint8Array<ArrayBuffer>>>;

/** The files of the built page. */
export interface Page {
  /** By its name, which begins with a slash; nothing where there is none. */
  find(name: string): Promise<{ bytes: Uint8Array<ArrayBuffer>; extension: string } | undefined>;
  isThere(): Promise<boolean>;
  /** What to do where it is not. */
  missing: string;
}

/** What the app is run by. */
export interface Platform {
  senderFor: Sender;
  decoders: Decoders;
  encoders: Encoders;
  page: Page;
  /** Where a name is added that the server is reached by. */
  addName: string;
  /** Whether no further requests are taken. */
  isEnding?: () => boolean;
  sandbox?: { clouds: Cloud[]; routes: Hono<Env> } | undefined;
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
  /** Path and query as they were sent, from the path of the console on. */
  target: string;
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
  /** The code it was refused with. */
  refusal?: string;
  /** Does that once the answer is on its way as a whole, or its client gone. */
  onceSent(then: () => void): void;
}

export interface NodeArrival extends Arrival {
  incoming: IncomingMessage;
  outgoing: ServerResponse;
}
