// A program of the user's that decrypts, as for a key on a token (PKCS#11).
import { spawn } from "node:child_process";
import { once } from "node:events";
import { buffer } from "node:stream/consumers";
import { Failure } from "../exits.ts";

/** Runs it by the shell: the text is the user's own, and nothing of the cloud is in it. */
export async function byCommand(command: string, ciphertext: string): Promise<string> {
  const { PrivateKey } = await import("ecs-password/keys");
  const bytes = Buffer.from(ciphertext, "base64");
  // Says what is wrong with a text that is none, or not whole.
  if (bytes.length !== PrivateKey.ciphertextLength(ciphertext)) throw new Failure("the ciphertext is not whole");
  const child = spawn(command, { shell: true, stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.on("error", () => undefined).end(bytes);
  const [out, [code, signal]] = await Promise.all([buffer(child.stdout), once(child, "close")]) as [Buffer, [number | null, string | null]];
  if (code !== 0) throw new Failure(`the command that decrypts ended with ${code === null ? `the signal ${signal ?? ""}` : `code ${String(code)}`}`, { hint: "what it said stands above" });
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(out).replace(/\r?\n$/, "");
    if (text === "") throw new Failure("the command that decrypts gave nothing", { hint: "it is to write the password to its standard output" });
    return text;
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure("what the command that decrypts gave is no text in UTF-8");
  } finally {
    out.fill(0);
  }
}
