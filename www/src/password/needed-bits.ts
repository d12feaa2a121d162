import type { Problem } from "../shared/problem.ts";

/** How many bits the key has that opens a ciphertext of so many bytes: those of the keys that were tried, or what its length tells for certain. */
export const neededBits = ({ code, keyBits }: Problem, bytes: number | undefined): number | undefined => (code === "wrongKey" && bytes !== undefined ? bytes * 8 : keyBits);
