// Asks whoever sits at the terminal, also where standard input is a pipe.
import { closeSync, openSync } from "node:fs";
import { ReadStream } from "node:tty";
import { EXITS, Failure } from "./exits.ts";

/** Whether somebody is there who can be asked. */
export function canAsk(): boolean {
  if (!(process.stdin.isTTY || process.stderr.isTTY)) return false;
  const fd = openTerminal();
  if (fd === undefined) return false;
  if (fd > 2) closeSync(fd);
  return true;
}

/** The terminal itself: standard input may be a pipe. */
function openTerminal(): number | undefined {
  if (process.stdin.isTTY) return 0;
  try {
    return openSync(process.platform === "win32" ? "\\\\.\\CONIN$" : "/dev/tty", "r+");
  } catch {
    return undefined;
  }
}

/** Ctrl+C. */
export class Interrupted extends Failure {
  constructor(message = "") {
    super(message, { exit: EXITS.interrupted });
  }
}

/** Asks for a line; `hidden`: nothing of it is shown, not even its length. */
export async function ask(question: string, { hidden = false }: { hidden?: boolean } = {}): Promise<string> {
  const fd = openTerminal();
  if (fd === undefined) throw new Failure("there is no terminal to ask at");
  const input = fd === 0 ? process.stdin : new ReadStream(fd);
  // Before the question: what somebody types at once must not be shown either.
  input.setRawMode(true);
  process.stderr.write(question);
  input.resume();
  try {
    return await line(input, hidden);
  } finally {
    input.setRawMode(false);
    input.pause();
    // A stream of our own would keep the program alive.
    if (fd !== 0) input.destroy();
    process.stderr.write("\n");
  }
}

/** Reads up to Enter; in raw mode every key is ours to interpret. */
function line(input: NodeJS.ReadStream, hidden: boolean): Promise<string> {
  return new Promise((resolve, reject) => {
    let typed = "";
    const decoder = new TextDecoder();
    const end = (settle: () => void): void => {
      input.off("data", onData).off("end", onEnd);
      settle();
    };
    const onEnd = (): void => { end(() => { reject(new Interrupted("the terminal was closed")); }); };
    const onData = (chunk: Buffer | string): void => {
      for (const sign of typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true })) {
        if (sign === "\r" || sign === "\n") { end(() => { resolve(typed); }); return; }
        if (sign === "\u0003") { end(() => { reject(new Interrupted()); }); return; }
        if (sign === "\u0004") {
          if (typed === "") { end(() => { reject(new Interrupted("nothing was typed")); }); return; }
        } else if (sign === "\u007f" || sign === "\b") {
          if (typed !== "" && !hidden) process.stderr.write("\b \b");
          typed = Array.from(typed).slice(0, -1).join("");
        } else if (sign === "\u0015") {
          if (!hidden) process.stderr.write("\b \b".repeat(Array.from(typed).length));
          typed = "";
        } else if (sign >= " ") {
          if (!hidden) process.stderr.write(sign);
          typed += sign;
        }
      }
    };
    input.on("data", onData).on("end", onEnd);
  });
}

/** Asks for a yes; anything else is a no. */
export const confirmed = async (question: string): Promise<boolean> => /^y(?:es)?$/i.test((await ask(`${question} [y/N] `)).trim());
