// The decrypted passwords by the server or the text that they belong to, as bytes that can be wiped.

import type { PasswordEncoding } from "ecs-password/slim";

interface Held {
  bytes: Uint8Array<ArrayBuffer>;
  text: boolean;
  encoding: PasswordEncoding | undefined;
}

export class Passwords {
  readonly #held = new Map<string, Held>();

  put(id: string, { bytes, text, encoding }: Held): void {
    this.#held.get(id)?.bytes.fill(0);
    this.#held.set(id, { bytes, text, encoding });
  }

  /** As text, for the moment of showing, copying or exporting it; what is no text is shown as numbers. */
  reveal(id: string): string {
    const held = this.#held.get(id);
    if (!held) return "";
    // The mark of UTF-16 is no part of the password.
    if (held.text) return new TextDecoder(held.encoding ?? "utf-8", { ignoreBOM: held.encoding === undefined }).decode(held.bytes);
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
