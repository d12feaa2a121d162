/** What some runtimes have for it: newer engines, and Node. */
interface Decoders {
  Uint8Array: { fromBase64?: (text: string) => Uint8Array };
  Buffer?: { from?: (text: string, encoding: "base64") => Uint8Array };
}

/** The bytes of a text in Base64. */
export function fromBase64(base64: string): Uint8Array {
  const decoders = globalThis as unknown as Decoders;
  if (decoders.Uint8Array.fromBase64) return decoders.Uint8Array.fromBase64(base64);
  // A loop in a program that has just started takes ten times as long as these, and more than to compile what comes out.
  if (decoders.Buffer?.from) return decoders.Buffer.from(base64, "base64");
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < bytes.length; index += 1) bytes[index] = text.charCodeAt(index);
  return bytes;
}
