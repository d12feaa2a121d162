// Several texts as one file.
import { strToU8, zipSync } from "fflate";

export function zipped(files: readonly (readonly [name: string, text: string])[]): Uint8Array<ArrayBuffer> {
  return zipSync(Object.fromEntries(files.map(([name, text]) => [name, strToU8(text)])));
}
