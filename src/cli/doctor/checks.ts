import type { Client, Cloud, EcsPasswordError, FetchImpl, Said, Server } from "ecs-password/client";
import { EXITS, Failure, type Exit } from "../exits.ts";
import type { Certificate, Probe } from "./probe.ts";
import { codeOf, type Exchange } from "./recorder.ts";
import type { Redactor } from "./redactor.ts";
import { CODE, MEMBERS, ROLES } from "./vocabulary.ts";

/** What a check came to. */
export const STATES = { ok: "ok", refused: "refused", failed: "failed", notKnown: "not known", skipped: "skipped" } as const;
export type State = keyof typeof STATES;

/** What was looked at, and what was seen. Names and the like stand there as placeholders. */
export interface Check {
  name: string;
  state: State;
  text: string;
  /** What to do next. */
  next?: string | undefined;
  /** Whether the commands for servers and passwords work without it. */
  needed: boolean;
}

/** What is looked at. */
export interface Patient {
  cloud: Cloud;
  authType: "token" | "password" | "applicationCredential" | "accessKey";
  insecure: boolean;
  identityEndpoint: string | undefined;
  endpoint: string | undefined;
  /** A server whose stored password is asked for. */
  serverId?: string | undefined;
  /** What sends, and keeps it. */
  fetchImpl: FetchImpl;
  exchanges: readonly Exchange[];
  redactor: Redactor;
  probe(place: Place, url: string): Promise<Probe>;
  /** Signs in where that is needed. */
  open(): Promise<{ client: Client; endpoint: string }>;
}

/** The two services of a cloud. */
export type Place = "identity" | "compute";

/** The checks that take a sign-in, and whether they are needed. */
const SERVICES = [["project", true], ["projects", false], ["regions", false], ["microversion", false], ["servers", true], ["key pairs", false], ["policies", false]] as const;

type Seen = Omit<Check, "name" | "needed">;

const ok = (text: string): Seen => ({ state: "ok", text });
const skipped = (text: string): Seen => ({ state: "skipped", text });
const PATIENCE_MS = 30_000;
const SIGNING_MS = 15 * 60_000;
const MOST_KEY_PAIRS = 3;
const SERVERS_ASKED_FOR = 50;

/** Makes the checks one after the other; `onCheck` is called with each. */
export class Examination {
  readonly checks: Check[] = [];
  readonly #patient: Patient;
  readonly #onCheck: (check: Check) => void;
  /** What came of a request of the doctor's own to each service, without a token. */
  readonly #asked = new Map<Place, Exchange>();

  constructor(patient: Patient, onCheck: (check: Check) => void = () => undefined) {
    this.#patient = patient;
    this.#onCheck = onCheck;
  }

  /** Adds what a check came to; a check that throws came to what the error says. */
  async #check(name: string, needed: boolean, look: () => Promise<Seen> | Seen): Promise<State> {
    let seen: Seen;
    try {
      seen = await look();
    } catch (error) {
      seen = this.#told(error);
    }
    const check = { name, needed, ...seen };
    this.checks.push(check);
    this.#onCheck(check);
    return check.state;
  }

  async run(source: string): Promise<Check[]> {
    const { identityEndpoint, endpoint, redactor } = this.#patient;
    // So that their hosts have the same placeholders in every transcript.
    for (const url of [identityEndpoint, endpoint]) if (url !== undefined) redactor.url(url);
    await this.#check("credentials", true, () => ok(`${redactor.text(source)}: ${AUTH[this.#patient.authType]}`));
    if (identityEndpoint !== undefined) await this.#place("identity", identityEndpoint);
    await this.#check("clock", this.#patient.authType === "accessKey", () => clockOf(this.#asked.get("identity"), this.#patient.authType === "accessKey"));
    let opened: { client: Client; endpoint: string } | undefined;
    const signedIn = await this.#check("sign-in", true, async () => {
      opened = await this.#patient.open();
      return await this.#signIn(opened.client);
    });
    const url = opened?.endpoint ?? endpoint;
    if (url !== undefined) await this.#place("compute", url);
    if (opened && (signedIn === "ok" || signedIn === "skipped")) await this.#services(opened.client);
    else for (const [name, needed] of SERVICES) await this.#check(name, needed, () => skipped("it takes the sign-in"));
    return this.checks;
  }

  async #place(place: Place, url: string): Promise<void> {
    const { redactor, insecure } = this.#patient;
    const shown = `${place === "identity" ? "IAM or Keystone" : "ECS or Nova"} at ${redactor.url(url).replace(/^https?:\/\//, "").replace(/\/.*/, "")}`;
    const seen = await this.#patient.probe(place, url);
    await this.#check(`address of ${place}`, true, () => addressOf(seen, shown));
    const base = url.replace(/\/+$/, "").replace(/\/v3$/, "");
    await this.#ask(place, place === "identity" ? `${base}/v3` : `${base}/v2.1/`);
    await this.#check(`certificate of ${place}`, true, () => certificateOf(seen, this.#asked.get(place), insecure));
  }

  /** Without a token: what comes of it is looked at by several checks. */
  async #ask(place: Place, url: string): Promise<void> {
    const { fetchImpl, exchanges } = this.#patient;
    const before = exchanges.length;
    const init = { method: "GET", headers: { Accept: "application/json" }, redirect: "error", credentials: "omit", cache: "no-store", referrerPolicy: "no-referrer", signal: AbortSignal.timeout(PATIENCE_MS) } as const;
    await fetchImpl(url, init).catch(() => undefined);
    const exchange = exchanges[before];
    if (exchange) this.#asked.set(place, exchange);
  }

  async #signIn(client: Client): Promise<Seen> {
    const { authType, identityEndpoint } = this.#patient;
    if (authType === "accessKey") return skipped("an access key signs each request; there is no sign-in");
    if (authType === "token" && identityEndpoint === undefined) return skipped("the token was given, and no address of IAM or Keystone to ask about it");
    const { expiresAt, roles } = authType === "token" ? await client.verifyToken({ timeoutMs: PATIENCE_MS }) : await client.signIn({ timeoutMs: PATIENCE_MS });
    const ends = expiresAt === undefined ? "it is not told how long its token is good" : `the token is good for ${spanOf(Date.parse(expiresAt) - Date.now())}`;
    const told = roles.filter((role) => ROLES.has(role));
    const others = roles.length - told.length;
    return ok(`signed in: ${ends}; roles: ${[...told, ...(others > 0 ? [`${String(others)} ${told.length > 0 ? "more" : "whose names are not shown"}`] : [])].join(", ") || "none"}`);
  }

  async #services(client: Client): Promise<void> {
    const { cloud, authType, serverId } = this.#patient;
    const isKey = authType === "accessKey";
    const options = { timeoutMs: PATIENCE_MS };
    await this.#check("project", !isKey, async () => isKey ? skipped("an access key has no token that could tell it") : await this.#project(client));
    await this.#check("projects", false, async () => {
      const { projects, oddities } = await client.listProjects(options);
      return ok(`${counted(projects.length, "project")} in the list${isKey ? " of the account" : ""}${oddOf(oddities)}`);
    });
    await this.#check("regions", false, async () => isKey ? skipped("the catalogue is that of a token") : ok(`${counted((await client.listRegions(options)).regions.length, "region")} with a compute service in the catalogue`));
    await this.#check("microversion", false, async () => this.#microversion());
    let servers: Server[] = [];
    await this.#check("servers", true, async () => {
      const page = await client.listServers({ limit: SERVERS_ASKED_FOR }, options);
      servers = page.servers;
      return ok(`${serversOf(servers)}${page.nextMarker === undefined ? "" : "; more follow"}${oddOf(page.oddities)}`);
    });
    await this.#check("key pairs", false, async () => this.#keyPairs(client, servers));
    if (serverId !== undefined) await this.#password(client, serverId);
    await this.#check("policies", false, async () => {
      if (cloud === "openstack") return skipped("plain OpenStack has no IAM policies");
      return isKey ? skipped("policies are read with a token, which an access key does not have") : policiesOf(await client.listPolicies({ timeoutMs: 2 * PATIENCE_MS }));
    });
  }

  async #project(client: Client): Promise<Seen> {
    const { identityEndpoint, redactor } = this.#patient;
    if (identityEndpoint === undefined) return skipped("no address of IAM or Keystone is known to ask for it");
    const { project } = await client.verifyToken({ timeoutMs: PATIENCE_MS });
    if (!project) return { state: "failed", text: "the token is for no project", next: "name a project: servers and passwords are those of a project" };
    return ok(`the token is for ${redactor.shown(project.name, "project-name")}`);
  }

  async #microversion(): Promise<Seen> {
    const { microversions } = await import("ecs-password/client");
    const { cloud } = this.#patient;
    const answer = this.#asked.get("compute")?.answer;
    if (!answer || "error" in answer) return { state: "notKnown", text: "the versions of Nova were asked for, and there was no answer" };
    const { status, body } = answer;
    const [newest, oldest] = versionsIn(body);
    const isAsked = cloud === microversions.cloud;
    if (status === 200 && newest !== undefined) return ok(`Nova's API ${oldest ?? ""}${oldest === undefined ? "" : " to "}${newest}; ${isAsked ? `this program asks for ${microversions.newest} at most` : "this program asks for none on this cloud"}`);
    const seen = `asked for its versions without a token, the cloud answers HTTP ${String(status)}${status === 200 ? " without telling one" : ""}`;
    return isAsked ? { state: "notKnown", text: seen, next: "check that the address is that of Nova" } : skipped(`${seen}; this program needs none on this cloud`);
  }

  async #keyPairs(client: Client, servers: readonly Server[]): Promise<Seen> {
    const { keyPairAlgorithm, isEcsPasswordError } = await import("ecs-password/client");
    const windows = servers.filter(({ os, keyName }) => os === "windows" && keyName !== undefined);
    const names = [...new Set((windows.length > 0 ? windows : servers).map(({ keyName }) => keyName).filter((name) => name !== undefined))];
    if (names.length === 0) return skipped("no server in the list has a key pair");
    const asked = names.slice(0, MOST_KEY_PAIRS);
    const algorithms: string[] = [];
    for (const name of asked) {
      try {
        algorithms.push(keyPairAlgorithm(await client.getKeyPair({ name }, { timeoutMs: PATIENCE_MS })) ?? "unknown algorithm");
      } catch (error) {
        if (!isEcsPasswordError(error) || error.code !== "notFound") throw error;
      }
    }
    const missing = asked.length - algorithms.length;
    const found = algorithms.length > 0 ? ` (${[...new Set(algorithms)].map((each) => KEY_ALGORITHMS.has(each) ? each : "another algorithm").join(", ")})` : "";
    return ok(`${String(asked.length)} of ${counted(names.length, "key pair")} of the servers asked for: ${String(algorithms.length)} found${found}${missing > 0 ? `, ${String(missing)} not found, as those of other users are` : ""}`);
  }

  /** Only where it is asked for: it is a password, though an encrypted one. */
  async #password(client: Client, serverId: string): Promise<void> {
    const { cloud } = this.#patient;
    await this.#check("stored password", true, async () => {
      const answer = await client.getServerPassword({ serverId }, { timeoutMs: PATIENCE_MS });
      return ok(answer.stored ? `one is stored: ${String(Buffer.from(answer.ciphertext, "base64").length * 8)} bits of ciphertext` : "none is stored");
    });
    if (cloud !== "huawei") return;
    await this.#check("reset of passwords", false, async () => {
      const { supported } = await client.getResetPasswordFlag({ serverId }, { timeoutMs: PATIENCE_MS });
      return ok(`the cloud says that the password of the server ${supported ? "can" : "cannot"} be reset`);
    });
  }

  /** What an error says, without what may be anybody's. */
  #told(error: unknown): Seen {
    if (error instanceof Failure) return { state: "failed", text: this.#patient.redactor.text(error.message) };
    if (!isOfPackage(error)) return { state: "notKnown", text: `this program failed (${codeOf(error)})`, next: "tell us" };
    const { exchanges } = this.#patient;
    const last = exchanges.at(-1)?.answer;
    const { code, status, providerCode, action, path } = error;
    if (status === undefined) {
      const reason = last && "error" in last && code === "network" ? last.error : code;
      const isReached = code !== "network" && code !== "timeout";
      return isReached ? { state: "notKnown", text: `not asked (${code}${path === undefined ? "" : `: \`${path}\``})`, next: this.#hint(error) } : { state: "failed", text: `not answered (${reason})`, next: nextFor(reason) };
    }
    const shownCode = providerCode !== undefined && (CODE.test(providerCode) || MEMBERS.has(providerCode)) ? `, ${providerCode}` : "";
    const missing = action?.name === undefined ? "" : `; ${action.missing ? "missing is the action" : "the call takes the action"} ${this.#patient.redactor.text(action.name)}`;
    return { state: OPEN.has(code) ? "notKnown" : "refused", text: `HTTP ${String(status)}${shownCode} (${code})${missing}`, next: this.#hint(error) };
  }

  /** The package's own words; what it puts into them is looked at. */
  #hint({ hint, said }: EcsPasswordError): string | undefined {
    return said?.hint === undefined ? hint : this.#sentence(said.hint);
  }

  #sentence({ template, values }: Said): string {
    const pieces = template.split("{}");
    return pieces.map((piece, index) => {
      const value = values[index - 1];
      return index === 0 || value === undefined ? piece : (typeof value === "string" ? this.#patient.redactor.text(value) : this.#sentence(value)) + piece;
    }).join("");
  }
}

const AUTH = { token: "a token", password: "user and password", applicationCredential: "an application credential", accessKey: "an access key (AK/SK)" } as const;
const KEY_ALGORITHMS = new Set(["ssh-rsa", "ssh-ed25519", "ssh-dss", "unknown algorithm"]);
/** The cloud answers, but not with a yes or a no. */
const OPEN = new Set<string>(["serverError", "unavailable", "rateLimited", "unexpectedResponse", "timeout", "network", "unsupportedOperation"]);

const isOfPackage = (error: unknown): error is EcsPasswordError => error instanceof Error && error.name === "EcsPasswordError";
const counted = (count: number, what: string): string => `${String(count)} ${what}${count === 1 ? "" : "s"}`;

/** The codes of Node that a user can do something about. */
function nextFor(reason: string): string {
  if (/^(?:ENOTFOUND|EAI_AGAIN)$/.test(reason)) return "check the host in the address, and the name server: in a private network it may need a VPN";
  if (reason === "ECONNREFUSED") return "check the port in the address: nothing listens there, or a firewall refuses";
  if (/^(?:ETIMEDOUT|timeout|UND_ERR_CONNECT_TIMEOUT|EHOSTUNREACH|ENETUNREACH|ABORTED)$/.test(reason)) return "check the address, the network and firewalls; where a proxy is needed, set HTTPS_PROXY";
  if (isOfCertificate(reason)) return CERTIFICATE_NEXT[reason] ?? PRIVATE_CA;
  return "check the address and the connection";
}

const PRIVATE_CA = "where the cloud has a CA of its own, give its certificate: `--cacert file`, or NODE_EXTRA_CA_CERTS";
const CERTIFICATE_NEXT: Record<string, string> = {
  CERT_HAS_EXPIRED: "tell who runs the cloud; or check the date of this machine",
  CERT_NOT_YET_VALID: "check the date of this machine",
  ERR_TLS_CERT_ALTNAME_INVALID: "take the name that the certificate is for: it is for another one than the address has",
};
const isOfCertificate = (reason: string): boolean => /CERT|SIGNATURE|ISSUER|SELF_SIGNED/.test(reason);

function addressOf(seen: Probe, shown: string): Seen {
  if (seen.proxied) return skipped(`${shown}: requests go by the proxy of the environment, which looks the name up`);
  const addresses = (version: number) => { const count = seen.addresses?.filter((each) => each === version).length ?? 0; return `${String(count)} IPv${String(version)} address${count === 1 ? "" : "es"}`; };
  const found = seen.addresses === undefined ? "" : `${addresses(4)}, ${addresses(6)}; `;
  if (seen.failed === "name") return { state: "failed", text: `${shown}: the name is not found (${seen.error ?? ""})`, next: nextFor(seen.error ?? "") };
  if (seen.failed === "connection") return { state: "failed", text: `${shown}: ${found}no connection (${seen.error ?? ""})`, next: nextFor(seen.error ?? "") };
  return ok(`${shown}: ${found}takes connections`);
}

/** Whether it is trusted, a request shows; what it is, was read on a connection of its own. */
function certificateOf({ secure, failed, error, certificate }: Probe, asked: Exchange | undefined, insecure: boolean): Seen {
  if (!secure) return skipped("the address is `http`: there is no certificate, and whoever is on the way can read what is sent");
  if (failed === "tls") return { state: "failed", text: `no TLS (${error ?? ""})`, next: "check the port: what listens there may not speak TLS" };
  const facts = certificate === undefined ? "" : `: ${factsOf(certificate)}`;
  if (!asked) return skipped("nothing was asked");
  if (!("error" in asked.answer)) {
    if (!insecure) return ok(`trusted, as a request was answered${facts}`);
    return { state: "failed", text: `certificates are not verified, as the credentials say${certificate?.untrusted === undefined ? "" : `; it would not be trusted (${certificate.untrusted})`}${facts}`, next: "have them verified: else whoever is on the way can read the password. Where the cloud has a CA of its own, give its certificate: `--cacert file`" };
  }
  const reason = asked.answer.error;
  if (!isOfCertificate(reason)) return skipped(`no request was answered (${reason}), which would show whether it is trusted${facts}`);
  return { state: "failed", text: `not trusted (${reason})${facts}`, next: nextFor(reason) };
}

function factsOf({ over, protocol, chain, validTo, validFrom, issuer, selfSigned }: Certificate): string {
  const by = selfSigned ? "signed by itself" : issuer === undefined ? "signed by none of the well-known CAs on this program's list" : `signed by ${issuer}`;
  return `${by}, ${counted(chain, "certificate")} in the chain, valid from ${validFrom.slice(0, 10)} to ${validTo.slice(0, 10)}${over ? " (over)" : ""}, ${protocol}`;
}

/** By a Date header, which has whole seconds, and the times between which it was written, unless somebody between keeps answers. */
function clockOf(exchange: Exchange | undefined, signs: boolean): Seen {
  if (!exchange || "error" in exchange.answer) return { state: "notKnown", text: "no answer whose Date header could be compared" };
  const headers = new Map(exchange.answer.headers.map(([name, value]) => [name.toLowerCase(), value]));
  const date = Date.parse(headers.get("date") ?? "");
  if (Number.isNaN(date)) return { state: "notKnown", text: "the answer has no Date header to compare with" };
  if (headers.has("age") || headers.has("x-cache")) return { state: "notKnown", text: "the answer was kept by a cache (it has an Age or X-Cache header): its Date header does not tell the time" };
  const [behind, ahead] = [exchange.sentAt - (date + 1000), date - exchange.answeredAt];
  if (behind <= 0 && ahead <= 0) return ok("the Date header of an answer, which has whole seconds, and this machine's clock agree");
  const off = Math.max(behind, ahead);
  const text = `this machine's clock is about ${spanOf(off)} ${behind > 0 ? "ahead of" : "behind"} the Date header of an answer`;
  if (off <= SIGNING_MS / 3) return ok(text);
  const effect = off > SIGNING_MS ? "signatures (AK/SK) are refused beyond 15 minutes" : "signatures (AK/SK) are refused beyond 15 minutes, which is near";
  return { state: off > SIGNING_MS || !signs ? "failed" : "ok", text: `${text}; ${effect}`, next: "set the clock of this machine, if it is the one that is wrong" };
}

/** About how long. */
function spanOf(ms: number): string {
  const units = [["day", 86_400_000], ["hour", 3_600_000], ["minute", 60_000]] as const;
  if (ms < 0) return "no time: it is over";
  const [name, size] = units.find(([, each]) => ms >= 1.5 * each) ?? (ms > 55_000 ? ["minute", 60_000] : ["second", 1000]);
  return counted(Math.round(ms / size), name);
}

function versionsIn(body: string): (string | undefined)[] {
  try {
    const { version } = JSON.parse(body) as { version?: { version?: unknown; min_version?: unknown } };
    return [version?.version, version?.min_version].map((each) => (typeof each === "string" && /^\d\.\d{1,3}$/.test(each) ? each : undefined));
  } catch {
    return [];
  }
}

function serversOf(servers: readonly Server[]): string {
  const windows = servers.filter(({ os }) => os === "windows");
  const unknown = servers.filter(({ os }) => os === "unknown").length;
  const keyed = windows.filter(({ keyName }) => keyName !== undefined).length;
  return `${counted(servers.length, "server")} on the first page: ${String(windows.length)} Windows, of these ${String(keyed)} with a key pair; of ${String(unknown)} nothing says which system they have`;
}

const oddOf = (oddities: readonly { field: string }[] | undefined): string =>
  oddities === undefined ? "" : `; otherwise than documented: ${[...new Set(oddities.map(({ field }) => (MEMBERS.has(field) ? field : "another field")))].join(", ")}`;

function policiesOf({ entries, groups, notRead }: { entries: readonly object[]; groups: readonly object[]; notRead: readonly string[] }): Seen {
  const read = entries.filter((entry) => "document" in entry).length;
  const refused = notRead.filter((each) => !["enterpriseProjects", "otherProjects", "serviceControlPolicies"].includes(each));
  const text = `${counted(read, "policy").replace(/policys$/, "policies")} of ${counted(groups.length, "group")} read; not read: ${notRead.join(", ")}`;
  if (refused.length === 0) return ok(text);
  return { state: "refused", text, next: `answers of \`--dry-run\` and the like stay open where ${refused.join(", ")} may have a say; the actions that reading takes are in the README (listPolicies)` };
}

/** What the checks come to, as an exit code. */
export function exitOf(checks: readonly Check[], authType: Patient["authType"] | undefined): Exit {
  const state = (name: string) => checks.find((check) => check.name === name)?.state;
  const isBad = (each: State | undefined) => each === "refused" || each === "failed" || each === "notKnown";
  if (state("credentials") === "failed" || authType === undefined) return EXITS.usage;
  if (isBad(state("sign-in"))) return EXITS.refused;
  // Of an access key the first request that is signed is its sign-in.
  if (authType === "accessKey" && checks.some(({ name, text }) => name === "servers" && /\(unauthenticated\)|^not answered/.test(text))) return EXITS.refused;
  if (checks.some((check) => check.needed && (check.state === "refused" || check.state === "failed"))) return EXITS.no;
  return checks.some((check) => check.state === "notKnown") ? EXITS.incomplete : EXITS.yes;
}
