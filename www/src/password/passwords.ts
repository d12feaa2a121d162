// The decrypted passwords by the server or the text that they belong to, as bytes that can be wiped.

export class Passwords {
  readonly #held = new Map<string, { bytes: Uint8Array<ArrayBuffer>; text: boolean }>();

  put(id: string, bytes: Uint8Array<ArrayBuffer>, text: boolean): void {
    this.#held.get(id)?.bytes.fill(0);
    this.#held.set(id, { bytes, text });
  }

  /** As text, for the moment of showing, copying or exporting it; what is no text is shown as numbers. */
  reveal(id: string): string {
    const held = this.#held.get(id);
    if (!held) return "";
    if (held.text) return new TextDecoder("utf-8", { ignoreBOM: true }).decode(held.bytes);
    return Array.from(held.bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");
  }

  /** Wipes all but those that `isKept` names. */
  keep(isKept: (id: string) => boolean): void {
    for (const [id, { bytes }] of this.#held) {
      if (isKept(id)) continue;
      bytes.fill(0);
      this.#held.delete(id);
    }
  }
}
