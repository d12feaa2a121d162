// The place of the editor in the page. Until CodeMirror is there, and where it fails to load, a plain field does its work.
import { noChange } from "lit";
import { AsyncDirective } from "lit/async-directive.js";
import { directive, PartType } from "lit/directive.js";
import type { ElementPart, PartInfo } from "lit/directive.js";
import type { EditorInput, PolicyEditor } from "./editor.ts";

interface Callbacks {
  edited: (policyId: number, text: string) => void;
  failed: () => void;
}

class EditorHost extends AsyncDirective {
  #element: HTMLElement | undefined;
  #input: EditorInput | undefined;
  #editor: PolicyEditor | undefined;
  #loading = false;

  constructor(info: PartInfo) {
    super(info);
    if (info.type !== PartType.ELEMENT) throw new Error("`editorHost` belongs on an element");
  }

  /** Only says what the arguments are: all happens in `update`. */
  override render(input: EditorInput, callbacks: Callbacks): unknown {
    return [input, callbacks, noChange].at(-1);
  }

  override update({ element }: ElementPart, [input, callbacks]: [EditorInput, Callbacks]): unknown {
    this.#element = element as HTMLElement;
    this.#input = input;
    if (this.#editor) this.#editor.update(input);
    else if (!this.#loading) void this.#load(callbacks);
    return noChange;
  }

  async #load({ edited, failed }: Callbacks): Promise<void> {
    this.#loading = true;
    try {
      const { createEditor } = await import("./editor.ts");
      if (!this.isConnected || !this.#element || !this.#input) return;
      const field = this.#element.querySelector("textarea");
      const typing = field !== null && document.activeElement === field;
      // Whoever types goes on where they are.
      this.#editor = createEditor(this.#element, this.#input, edited, typing ? { anchor: field.selectionStart, head: field.selectionEnd } : undefined);
      this.#element.dataset["ready"] = "";
      if (typing) this.#element.shadowRoot?.querySelector<HTMLElement>(".cm-content")?.focus();
    } catch {
      failed();
    } finally {
      this.#loading = false;
    }
  }

  override disconnected(): void {
    this.#editor?.destroy();
    this.#editor = undefined;
  }
}

export const editorHost = directive(EditorHost);
