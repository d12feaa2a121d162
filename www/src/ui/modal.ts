// Opens a native `<dialog>` over the page: it keeps the focus inside and gives it back, and Escape closes it.
import { noChange } from "lit";
import { Directive, directive, PartType } from "lit/directive.js";
import type { ElementPart, PartInfo } from "lit/directive.js";

class Modal extends Directive {
  constructor(info: PartInfo) {
    super(info);
    if (info.type !== PartType.ELEMENT) throw new Error("`modal` belongs on an element");
  }

  /** Only says what the argument is: all happens in `update`. */
  override render(open: boolean): unknown {
    return open ? noChange : noChange;
  }

  override update({ element }: ElementPart, [open]: [boolean]): unknown {
    if (!(element instanceof HTMLDialogElement) || element.open === open) return noChange;
    // The dialog of a first rendering is not in the document yet.
    if (open) queueMicrotask(() => { if (element.isConnected) show(element); });
    else element.close();
    return noChange;
  }
}

export const modal = directive(Modal);

function show(dialog: HTMLDialogElement): void {
  dialog.showModal();
  // A component that came with the dialog has nothing yet that could take the focus.
  const first = dialog.querySelector<HTMLElement & { updateComplete?: Promise<unknown> }>("[autofocus]");
  void first?.updateComplete?.then(() => { first.focus(); });
}

/** The state closes a dialog. Escape asks for that with `close`; a browser that closes it all the same says so later. */
export function modalEvents(close: () => void): { escaped: (event: Event) => void; gone: (event: Event) => void } {
  return {
    escaped: (event) => {
      event.preventDefault();
      close();
    },
    gone: (event) => { if (!(event.target as HTMLDialogElement).open) close(); },
  };
}
