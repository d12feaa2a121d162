import { EcsPasswordError } from "../errors.js";

/** An `invalidInput` that names the place. */
export function invalid(path: string, message: string): EcsPasswordError {
  return new EcsPasswordError(message, { code: "invalidInput", path });
}

/** Refuses what is not an options object, and names every key that is not one of `known`. */
export function checkOptions(options: unknown, known: readonly string[]): void {
  if (typeof options !== "object" || options === null) throw invalid("options", "`options` must be an object");
  for (const key of Object.keys(options)) {
    if (known.includes(key)) continue;
    const expected = known.map((name) => `\`${name}\``).join(", ");
    throw invalid(key, `unknown option \`${key}\`, expected one of ${expected}`);
  }
}
