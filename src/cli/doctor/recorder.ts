import type { FetchAnswer, FetchImpl } from "ecs-password/client";

/** A request that was sent, and what came of it. It has secrets: only what {@link Redactor} makes of it is written. */
export interface Exchange {
  method: string;
  url: string;
  headers: Readonly<Record<string, string>>;
  body?: string | undefined;
  /** When it was sent, and when the whole answer was there, by the clock of this machine. */
  sentAt: number;
  answeredAt: number;
  answer: Answer | { error: string };
}

/** An answer. */
export interface Answer {
  status: number;
  headers: readonly (readonly [string, string])[];
  body: string;
}

/** An answer of a transcript has the times at which it was recorded. */
export interface RecordedAnswer extends FetchAnswer {
  readonly recorded?: { sentAt: number; answeredAt: number };
}

/** More than the client takes of an answer. */
const MOST_BYTES = 8 * 1024 * 1024;

/**
 * Whether a request changes nothing: a GET, or the POST of a sign-in.
 *
 * A sign-in makes a token, which is all that it does.
 */
export function isHarmless(method: string, url: string): boolean {
  return method === "GET" || (method === "POST" && new URL(url).pathname.endsWith("/v3/auth/tokens"));
}

/** Stands between what asks and what sends: nothing but what is harmless is passed on, and all of it is kept. */
export class Recorder {
  readonly exchanges: Exchange[] = [];
  /** Called for each exchange when it has ended. */
  readonly #onExchange: (exchange: Exchange) => void;

  constructor(onExchange: (exchange: Exchange) => void) {
    this.#onExchange = onExchange;
  }

  /** What sends in place of `fetchImpl`. */
  readonly wrap = (fetchImpl: FetchImpl): FetchImpl => async (url, init) => {
    const { method, headers, body } = init;
    if (!isHarmless(method, url)) throw new Error(`the doctor does not send ${method} requests`);
    const sentAt = Date.now();
    const keep = (answer: Exchange["answer"], times = { sentAt, answeredAt: Date.now() }) => {
      const exchange = { method, url, headers, body, ...times, answer };
      this.exchanges.push(exchange);
      this.#onExchange(exchange);
    };
    try {
      const answer: RecordedAnswer = await fetchImpl(url, init);
      const bytes = await wholeOf(answer);
      const given = [...answer.headers];
      keep({ status: answer.status, headers: given, body: new TextDecoder().decode(bytes) }, answer.recorded);
      return { status: answer.status, headers: given, arrayBuffer: () => Promise.resolve(bytes.buffer) };
    } catch (error) {
      keep({ error: codeOf(error) });
      throw error;
    }
  };
}

/** The body, and no more of it than is certainly too much. */
async function wholeOf(answer: FetchAnswer): Promise<Uint8Array<ArrayBuffer>> {
  const reader = answer.body?.getReader();
  if (!reader) return new Uint8Array(await answer.arrayBuffer());
  const chunks: Uint8Array[] = [];
  let size = 0;
  while (size <= MOST_BYTES) {
    const { done, value } = await reader.read();
    if (done) break;
    const chunk = value as Uint8Array;
    chunks.push(chunk);
    size += chunk.byteLength;
  }
  if (size > MOST_BYTES) await reader.cancel();
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

/** What kept a request from being answered: Node's code for it, which names nobody. */
export function codeOf(error: unknown): string {
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    const { code } = each as NodeJS.ErrnoException;
    if (typeof code === "string" && /^[A-Z][A-Z0-9_]{2,60}$/.test(code)) return code;
    if (each.name === "AbortError" || each.name === "TimeoutError") return "ABORTED";
  }
  return "UNKNOWN";
}
