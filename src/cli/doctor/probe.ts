import dns from "node:dns/promises";
import { once } from "node:events";
import net from "node:net";
import tls from "node:tls";
import { isLoopback } from "../../../www/server/addresses.mjs";
import { codeOf } from "./recorder.ts";
import { AUTHORITIES } from "./vocabulary.ts";

/** What was seen of an endpoint before anything was asked of it: addresses, a connection, a certificate. Nothing of it names a host. */
export interface Probe {
  secure: boolean;
  /** Requests go there by a proxy, so that nothing else was tried. */
  proxied?: true;
  /** What the name leads to, 4 or 6 for each address; none where the endpoint has an address in place of a name. */
  addresses?: number[];
  /** Why there is no address, or no connection. */
  error?: string;
  /** Which of them it was: the name, the connection, or TLS. */
  failed?: "name" | "connection" | "tls";
  certificate?: Certificate;
}

export interface Certificate {
  /** Node's code for why it does not trust it, where no other CA is given. */
  untrusted?: string;
  /** Whether it is no more valid, by the clock of this machine. */
  over: boolean;
  protocol: string;
  /** How many certificates were sent or found, the server's own among them. */
  chain: number;
  validFrom: string;
  validTo: string;
  /** Who signed it, where that is somebody who signs for everybody. */
  issuer?: string;
  selfSigned: boolean;
}

const PATIENCE_MS = 10_000;

/** Looks a name up, connects, and reads the certificate; no request is sent. Whether the certificate is trusted is for what sends requests to say. */
export async function probe(url: string, environment: NodeJS.ProcessEnv = process.env): Promise<Probe> {
  const { protocol, hostname, port } = new URL(url);
  const secure = protocol === "https:";
  if (hasProxy(secure, hostname, environment)) return { secure, proxied: true };
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  const target = { host, port: Number(port) || (secure ? 443 : 80) };
  const named: { addresses?: number[]; error?: string } = net.isIP(host) === 0 ? await lookUp(host) : {};
  if (named.error !== undefined) return { secure, error: named.error, failed: "name" };
  const connected = await connect(net.connect(target), "connect");
  if ("error" in connected) return { secure, ...named, error: connected.error, failed: "connection" };
  connected.socket.destroy();
  if (!secure) return { secure, ...named };
  const shaken = await connect(tls.connect({ ...target, ...(net.isIP(host) === 0 ? { servername: host } : {}), rejectUnauthorized: false }), "secureConnect");
  if ("error" in shaken) return { secure, ...named, error: shaken.error, failed: "tls" };
  try {
    return { secure, ...named, certificate: certificateOf(shaken.socket) };
  } finally {
    shaken.socket.destroy();
  }
}

async function lookUp(host: string): Promise<{ addresses?: number[]; error?: string }> {
  try {
    const found = await dns.lookup(host, { all: true });
    return { addresses: found.map(({ family }) => family) };
  } catch (error) {
    return { error: codeOf(error) };
  }
}

async function connect<Socket extends net.Socket>(socket: Socket, event: string): Promise<{ socket: Socket } | { error: string }> {
  try {
    await once(socket, event, { signal: AbortSignal.timeout(PATIENCE_MS) });
    return { socket };
  } catch (error) {
    socket.on("error", () => undefined).destroy();
    const code = codeOf(error);
    return { error: code === "ABORTED" || code === "ABORT_ERR" ? "ETIMEDOUT" : code };
  }
}

function certificateOf(socket: tls.TLSSocket): Certificate {
  const own = socket.getPeerCertificate(true);
  const fingerprints = new Set<string>();
  for (let each: tls.DetailedPeerCertificate | undefined = own; each?.fingerprint256 && !fingerprints.has(each.fingerprint256); each = each.issuerCertificate as tls.DetailedPeerCertificate | undefined) fingerprints.add(each.fingerprint256);
  const untrusted = socket.authorized ? undefined : reasonOf(socket.authorizationError);
  const organisation = [own.issuer.O, own.issuer.CN].flat().find((each): each is string => typeof each === "string");
  const issuer = [...AUTHORITIES].map((name) => name.replaceAll("-", " ").replace("D TRUST", "D-TRUST").replace("T Systems", "T-Systems")).find((name) => organisation?.startsWith(name));
  return {
    ...(untrusted === undefined ? {} : { untrusted }),
    over: Date.parse(own.valid_to) < Date.now(),
    protocol: socket.getProtocol() ?? "",
    chain: fingerprints.size,
    validFrom: new Date(own.valid_from).toISOString(),
    validTo: new Date(own.valid_to).toISOString(),
    ...(issuer === undefined ? {} : { issuer }),
    selfSigned: JSON.stringify(own.subject) === JSON.stringify(own.issuer),
  };
}

/** Node's types have an error there, Node itself a code or such. */
function reasonOf(reason: unknown): string {
  const code = typeof reason === "string" ? reason : reason instanceof Error ? (reason as NodeJS.ErrnoException).code ?? "" : "";
  return /^[A-Z][A-Z0-9_]{2,60}$/.test(code) ? code : "UNKNOWN";
}

/** Whether the environment has a proxy for it. */
function hasProxy(secure: boolean, hostname: string, environment: NodeJS.ProcessEnv): boolean {
  const value = (name: string) => environment[name] ?? environment[name.toUpperCase()] ?? "";
  if (isLoopback(hostname) || value(secure ? "https_proxy" : "http_proxy") === "") return false;
  const exceptions = value("no_proxy").split(/[,\s]+/).filter(Boolean).map((each) => each.replace(/^\*?\./, "").replace(/:\d+$/, "").toLowerCase());
  return !exceptions.some((each) => each === "*" || hostname === each || hostname.endsWith(`.${each}`));
}
