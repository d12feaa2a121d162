// The text of a file, as editors write it.

/** The text, with one form of line ends; nothing where the bytes are none in UTF-8 or UTF-16. */
export function fileText(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  // Windows PowerShell writes UTF-16 where it redirects.
  const encoding = first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return text.includes("\0") ? undefined : text.replaceAll(/\r\n?/g, "\n");
  } catch {
    return undefined;
  }
}
