import type { DoneStep, SendStep, SentRequest, WaitStep } from "../glue/types.js";
import { again, EcsPasswordError } from "../errors.js";
import type { FetchAnswer, FetchImpl } from "../types.js";
import { Held, type Core } from "./core.js";
import { copied, ofClass, own } from "./own.js";
import { plain } from "./plain.js";
import { bytesOf, isBytes, isObject, sizeOf } from "./read.js";

// Sends and waits for the core, which decides what is sent, how long is waited, and what an answer means. Nothing of the core runs
// while a `fetchImpl`, a stream or a signal of the caller does, and whatever these do, a timer ends the wait for them.

/** What `CallHandle` in src/wasm/client.rs is, and `LaneHandle` in src/wasm/reading.rs. */
interface CallHandle {
  next(event: string, reason: string | undefined, ms: number, steadyMs: number, random: number): unknown;
  answered(status: number, headers: string, body: Uint8Array | undefined, ms: number, steadyMs: number, random: number): unknown;
  free(): void;
}

/** What its steps are. */
type Step = SendStep | WaitStep | DoneStep<unknown>;

/** What happened since the last step. */
type Event =
  | { kind: "start" | "elapsed" | "timedOut" | "aborted" | Lack }
  | { kind: "failed"; reason?: string }
  | { kind: "answered"; status: number; headers: string; body?: Uint8Array };

/** What a `fetch` or its answer lacks to be one: `Unfit` in src/cloud/exchange.rs says so. */
type Lack = "missing" | "noResponse" | "bodyRead" | "noBody" | "noBytes";

class Unfit extends Error {
  readonly #lack: Lack;

  constructor(lack: Lack) {
    super();
    this.#lack = lack;
  }

  /** What is thrown may be a caller's, so that no more is asked of it than this. */
  static lackOf(thrown: unknown): Lack | undefined {
    return isObject(thrown) && #lack in thrown ? thrown.#lack : undefined;
  }
}

/** The caller's part of a call. */
export interface Driving {
  /** `undefined`: the global `fetch` of the moment of each request. */
  fetchImpl: FetchImpl | undefined;
  signal: AbortSignal | undefined;
}

/** Drives one call of a handle, such as a client, to its end. */
export async function drive<T extends { free(): void }>(of: Held<T>, begin: (handle: T) => CallHandle, driving: Driving): Promise<unknown> {
  const { core } = of;
  const handle = of.get();
  const held = new Held(core, core.call(() => begin(handle)));
  let event: Event = { kind: "start" };
  let changing = false;
  try {
    for (;;) {
      const step = next(held, isAborted(driving.signal) ? { kind: "aborted" } : event);
      if (Object.hasOwn(step, "done")) return own(step, "done");
      if (isWait(step)) {
        event = await first(core, step.wait, "elapsed", driving.signal);
        continue;
      }
      const sending = step as Extract<Step, { send: unknown }>;
      changing ||= sending.changes;
      event = await send(core, sending, driving);
    }
  } catch (thrown) {
    throw leftOpen(thrown, changing);
  } finally {
    held.free();
  }
}

function next(held: Held<CallHandle>, event: Event): Step {
  const handle = held.get();
  const clocks = [wallClock(), steadyClock(), Math.random()] as const;
  return held.core.call(() => {
    if (event.kind === "answered") return handle.answered(event.status, event.headers, event.body, ...clocks) as Step;
    return handle.next(event.kind, event.kind === "failed" ? event.reason : undefined, ...clocks) as Step;
  });
}

const isWait = (step: Step): step is Extract<Step, { wait: unknown }> => Object.hasOwn(step, "wait");

/** Where the core itself could not go on, nobody else says that a request which changes something was under way. */
function leftOpen(thrown: unknown, changing: boolean): unknown {
  const lost = thrown instanceof EcsPasswordError && (thrown.code === "internal" || thrown.code === "handleFreed");
  return lost && changing ? again(thrown, { cause: thrown.cause, mayHaveHappened: true }) : thrown;
}

/** The first of: what `work` gives, the end of the time, the caller's abort, the end of the core's instance. */
function first(core: Core, ms: number, late: "elapsed" | "timedOut", signal: AbortSignal | undefined, work?: () => Promise<Event>): Promise<Event> {
  return new Promise((resolve) => {
    let over = false;
    const timer = setTimeout(() => { end({ kind: late }); }, ms);
    const onAbort = (): void => { end({ kind: "aborted" }); };
    const forget = core.whenReplaced(() => { end({ kind: "failed" }); });
    quietly(() => { signal?.addEventListener("abort", onAbort); });
    // The promise is one of our own that does not reject. It begins after the listening: whoever is asked may abort at once.
    void work?.().then(end);
    function end(event: Event): void {
      if (over) return;
      over = true;
      clearTimeout(timer);
      forget();
      quietly(() => { signal?.removeEventListener("abort", onAbort); });
      resolve(event);
    }
  });
}

async function send(core: Core, { send: request, timeoutMs, maxBytes }: Extract<Step, { send: unknown }>, driving: Driving): Promise<Event> {
  const controller = new AbortController();
  const event = await first(core, timeoutMs, "timedOut", driving.signal, () =>
    ask(request, maxBytes, driving.fetchImpl, controller.signal),
  );
  // What is still under way ends with it; after a whole answer there is nothing.
  if (event.kind !== "answered" || !event.body) quietly(() => { controller.abort(); });
  return event;
}

/** Asks once; whatever goes wrong is an event too. */
async function ask(request: SentRequest, maxBytes: number, fetchImpl: FetchImpl | undefined, signal: AbortSignal): Promise<Event> {
  try {
    const { url, ...init } = request;
    const fetch: unknown = fetchImpl ?? globalThis.fetch;
    if (typeof fetch !== "function") return { kind: "missing" };
    // Nothing of this may follow a redirect, be kept, or tell another site where it came from.
    const answer = (await (fetch as FetchImpl)(url, copied({
      ...init,
      redirect: "error",
      credentials: "omit",
      cache: "no-store",
      referrerPolicy: "no-referrer",
      signal,
    }))) as unknown;
    if (!isObject(answer)) return { kind: "noResponse" };
    return await read(answer, maxBytes, signal);
  } catch (thrown) {
    const lack = Unfit.lackOf(thrown);
    return lack ? { kind: lack } : failed(thrown);
  }
}

async function read(answer: object, maxBytes: number, signal: AbortSignal): Promise<Event> {
  const status = ofClass(answer, "status");
  const headers = headersOf(ofClass(answer, "headers"));
  const body = headers === undefined ? undefined : await bodyOf(answer, maxBytes, signal);
  return {
    kind: "answered",
    status: Number.isInteger(status) ? (status as number) & 0xffff : 0,
    headers: headers ?? "[]",
    ...(body && { body }),
  };
}

/** More than any server sends; an iterator may go on for ever. */
const MAX_HEADERS = 1000;
const MAX_HEADER_TEXT = 256 * 1024;

/** The headers as JSON, `[[name, value], …]`; `undefined` where there are too many. */
function headersOf(headers: unknown): string | undefined {
  if (!isObject(headers) || !(Symbol.iterator in headers)) return "[]";
  const pairs: [string, string][] = [];
  let count = 0;
  let text = 0;
  for (const [name, value] of headers as Iterable<[unknown, unknown]>) {
    count += 1;
    if (typeof name === "string" && typeof value === "string") {
      text += name.length + value.length;
      pairs.push([name, value]);
    }
    if (count > MAX_HEADERS || text > MAX_HEADER_TEXT) return undefined;
  }
  return plain(pairs);
}

/** The whole body; `undefined` where it has more than `most` bytes, however small it was on its way. */
async function bodyOf(answer: object, most: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
  if (ofClass(answer, "bodyUsed") === true) throw new Unfit("bodyRead");
  const body = ofClass(answer, "body");
  if (isObject(body) && "getReader" in body) return streamed(body as NonNullable<FetchAnswer["body"]>, most, signal);
  const whole = ofClass(answer, "arrayBuffer");
  const buffer = typeof whole === "function" ? ((await Reflect.apply(whole, answer, [])) as unknown) : undefined;
  const size = sizeOf(buffer);
  if (size === undefined) throw new Unfit("noBody");
  return size > most ? undefined : bytesOf("body", buffer, most);
}

/** After so many chunks others get their turn: a stream may have the next one ready without end, and no timer would run. */
const CHUNKS_AT_ONCE = 256;

async function streamed(body: NonNullable<FetchAnswer["body"]>, most: number, signal: AbortSignal): Promise<Uint8Array | undefined> {
  const reader = body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let reads = 1; ; reads += 1) {
    const { done, value } = await reader.read();
    if (done) return joined(chunks, size);
    if (!isBytes(value)) throw new Unfit("noBytes");
    size += sizeOf(value) ?? 0;
    if (size > most || signal.aborted) {
      quietly(() => reader.cancel());
      return undefined;
    }
    chunks.push(value);
    if (reads % CHUNKS_AT_ONCE === 0) await new Promise((resolve) => setTimeout(resolve));
  }
}

function joined(chunks: Uint8Array[], size: number): Uint8Array {
  const [only] = chunks;
  if (only && chunks.length === 1) return new Uint8Array(only);
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += sizeOf(chunk) ?? 0;
  }
  return whole;
}

/** What a runtime says about a failed request: the message, and in Node the cause behind "fetch failed". */
function failed(thrown: unknown): Event {
  const message = textIn(thrown, "message");
  const cause = fieldOf(thrown, "cause");
  const reasons = [message, textIn(cause, "code") ?? textIn(cause, "message")].filter((text) => text !== undefined);
  const [reason, below] = reasons;
  if (reason === undefined) return { kind: "failed" };
  return { kind: "failed", reason: below === undefined ? reason : `${reason} (${below})` };
}

/** Longer than what is shown of it, by far. */
const LONGEST_REASON = 64 * 1024;

function textIn(thrown: unknown, name: string): string | undefined {
  const text = fieldOf(thrown, name);
  return typeof text === "string" ? text.slice(0, LONGEST_REASON) : undefined;
}

function fieldOf(thrown: unknown, name: string): unknown {
  try {
    return isObject(thrown) ? (thrown as Record<string, unknown>)[name] : undefined;
  } catch {
    return undefined;
  }
}

/** Does what may fail without changing anything, be it at once or by a promise. */
function quietly(run: () => unknown): void {
  void (async () => {
    try {
      await run();
    } catch {
      // Nothing hangs on it.
    }
  })();
}

function isAborted(signal: AbortSignal | undefined): boolean {
  try {
    return signal?.aborted === true;
  } catch {
    return false;
  }
}

let latest = 0;

/** A clock that nobody sets and that never goes back, whatever replaced `performance`. */
export function steadyClock(): number {
  const now = milliseconds(() => performance.now());
  if (now > latest) latest = now;
  return latest;
}

function wallClock(): number {
  return milliseconds(() => Date.now());
}

function milliseconds(clock: () => number): number {
  try {
    const now = clock();
    return Number.isFinite(now) ? now : 0;
  } catch {
    return 0;
  }
}
