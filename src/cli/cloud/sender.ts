// What sends the requests: with the CAs, the client certificate and the outbound proxy that apply.
import type { FetchImpl } from "ecs-password/client";
import { Agent, EnvHttpProxyAgent, fetch, type Dispatcher } from "undici";
import { isLoopback } from "../../../www/server/addresses.mjs";
import { Failure } from "../exits.ts";
import { readText } from "../files.ts";

/** How a server's certificate is verified, and which one is shown to it. */
export interface Tls {
  cacert?: string | undefined;
  cert?: string | undefined;
  key?: string | undefined;
  insecure: boolean;
}

export interface Sender {
  fetchImpl: FetchImpl;
  close: () => Promise<void>;
}

/** The client's own limit is for the whole call. */
const TIMEOUTS = { headersTimeout: 0, bodyTimeout: 0 };

export function makeSender({ cacert, cert, key, insecure }: Tls): Sender {
  const tls = {
    ...(cacert === undefined ? {} : { ca: certificates(cacert) }),
    ...(cert === undefined ? {} : { cert: readText(cert, "the client certificate"), key: readText(key ?? cert, "the key of the client certificate") }),
    ...(insecure ? { rejectUnauthorized: false } : {}),
  };
  const options = { ...TIMEOUTS, connect: { ...tls, timeout: 0 } };
  const direct = new Agent(options);
  let environment: Dispatcher | undefined;
  const dispatcherFor = (url: string): Dispatcher => (isLoopback(new URL(url).hostname) ? direct : (environment ??= environmentAgent({ ...options, requestTls: tls })));
  return {
    fetchImpl: async (url, init) => fetch(url, { ...init, headers: { ...init.headers, "User-Agent": "ecs-password" }, dispatcher: dispatcherFor(url) }),
    async close() {
      await Promise.all([direct.destroy(), environment?.destroy()]);
    },
  };
}

function certificates(file: string): string {
  const text = readText(file, "the file of CA certificates");
  if (!text.includes("-----BEGIN CERTIFICATE-----")) throw new Failure(`the file of CA certificates \`${file}\` has none, expected PEM`);
  return text;
}

function environmentAgent(options: EnvHttpProxyAgent.Options): EnvHttpProxyAgent {
  try {
    return new EnvHttpProxyAgent(options);
  } catch {
    // Its text would quote the URL, which may hold a password.
    throw new Failure("the outbound proxy is no URL, expected HTTPS_PROXY and HTTP_PROXY such as `http://proxy.example.com:3128`");
  }
}
