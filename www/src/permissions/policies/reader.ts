// Policies out of a text that is none, and in another version: the module is loaded with the first one.
import { init, readPolicies, translatePolicy } from "ecs-password/read/slim";
import type { PolicyReading, PolicyTranslation, TranslateOptions } from "ecs-password/read/slim";
import wasmUrl from "ecs-password/read.wasm?url";
import { WasmModule } from "../../shared/wasm-module.ts";
import { attachmentOf } from "../state.ts";
import type { Draft, Parts } from "../state.ts";

/** More than anybody looks through in tabs. */
const MOST = 200;

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
    /** A policy in another version. */
    async translated(text: string, options: TranslateOptions): Promise<PolicyTranslation> {
      await started();
      return translatePolicy(text, options);
    },
    /** What a text holds besides itself; nothing where it is one policy as it stands. */
    async partsOf(id: number, text: string): Promise<Parts | undefined> {
      await started();
      return partsOf(id, text);
    },
  };
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
