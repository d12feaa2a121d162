// Policies out of a text that is none, and in another version: the module is loaded with the first one.
import { init, readPolicies } from "ecs-password/read/slim";
import type { PolicyReading, TranslateOptions } from "ecs-password/read/slim";
import wasmUrl from "ecs-password/read.wasm?url";
import { Failure } from "../../shared/problem.ts";
import { WasmModule } from "../../shared/wasm-module.ts";
import { worker } from "../../shared/workers.ts";
import { attachmentOf, isLongToTranslate } from "../state.ts";
import type { Draft, Parts } from "../state.ts";
import type { FromReadWorker, ToReadWorker } from "./read-messages.ts";
import workerUrl from "./read-worker.ts?worker&url";
import { translatedPart } from "./translated.ts";
import type { TranslationPart } from "./translated.ts";

/** More than anybody looks through in tabs. */
const MOST = 200;

const start = worker<ToReadWorker, FromReadWorker>(workerUrl);

export type Reader = ReturnType<typeof createReader>;

/** Its module is loaded with the first text. */
export function createReader() {
  const module = new WasmModule(wasmUrl);
  let ready: Promise<void> | undefined;

  async function started(): Promise<void> {
    ready ??= module.get().then(init);
    try {
      await ready;
    } catch (error) {
      ready = undefined;
      throw error;
    }
  }

  return {
    /** A policy in another version; of a large one in a worker, which `signal` ends. */
    async translated(text: string, options: TranslateOptions, signal: AbortSignal): Promise<TranslationPart> {
      if (isLongToTranslate(text)) return beside({ wasm: await module.get(), text, options }, signal);
      await started();
      return translatedPart(text, options);
    },
    /** What a text holds besides itself; nothing where it is one policy as it stands. */
    async partsOf(id: number, text: string): Promise<Parts | undefined> {
      await started();
      return partsOf(id, text);
    },
  };
}

function beside(message: ToReadWorker, signal: AbortSignal): Promise<TranslationPart> {
  return new Promise<TranslationPart>((resolve, reject) => {
    const end = (then: () => void): void => {
      own.end();
      then();
    };
    const fail = (problem: Failure["problem"]): void => { end(() => { reject(new Failure(problem)); }); };
    const abort = (): void => { fail({ code: "aborted", message: "it was cancelled", retryable: false }); };
    const own = start({
      message(data) {
        if (data.problem) fail(data.problem);
        else end(() => { resolve(data.translation); });
      },
      failed: () => { fail({ code: "internal", message: "the page itself failed", retryable: false }); },
    });
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort);
    own.send(message);
  });
}

function partsOf(id: number, text: string): Parts | undefined {
  const reading = readPolicies(text);
  const drafts = draftsOf(reading);
  const [first] = drafts;
  if (!first || drafts.length > MOST || !drafts.some(({ unread }) => unread === undefined)) return undefined;
  if (drafts.length === 1 && first.text.trim() === text.trim()) return undefined;
  return { id, text, drafts, notes: reading.notes.map(({ message, said }) => ({ message, said })) };
}

function draftsOf({ entries }: PolicyReading): Draft[] {
  return entries.map((entry) => {
    const of = { name: entry.name, attachment: attachmentOf(entry.scope), catalog: "" };
    if (entry.document === undefined) return { ...of, text: "", unread: entry.unread };
    return { ...of, text: `${entry.document}\n`, catalog: entry.catalog ?? "" };
  });
}
