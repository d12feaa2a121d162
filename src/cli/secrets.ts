// Where a secret may be written: to a terminal, to a file that is made for it, or elsewhere where that was asked for.
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { Option, type Command } from "commander";
import { Failure } from "./exits.ts";
import { expanded, reasonOf } from "./files.ts";
import { print } from "./output.ts";

export interface SecretOptions {
  reveal?: boolean | undefined;
  output?: string | undefined;
}

export const addSecretOptions = (command: Command): Command => command
  .addOption(new Option("-o, --output <file>", "write the result to a new file that you alone can read").conflicts("reveal"))
  .option("--reveal", "write passwords to standard output also where it is no terminal");

/** Where results with secrets go. */
export interface SecretOutput {
  /** Whether a person reads it right away, to whose terminal control characters are no good. */
  isTerminal: boolean;
  write: (text: string) => Promise<void>;
  /** Removes a file in which nothing was written. */
  close: () => void;
}

/** Refuses before anything is done where there is no place for a secret; a file is made now, so that it is not missing afterwards. */
export function secretOutput({ reveal, output }: SecretOptions): SecretOutput {
  if (output === undefined) {
    const isTerminal = process.stdout.isTTY;
    if (!isTerminal && reveal !== true) throw new Failure("standard output is no terminal, and passwords are written to one alone", { hint: "`--reveal` writes them all the same, `-o FILE` to a new file that you alone can read" });
    return { isTerminal, write: print, close: () => undefined };
  }
  const fd = newFile(output);
  let written = false;
  return {
    isTerminal: false,
    write(text) {
      try {
        writeSync(fd, text);
      } catch (error) {
        return Promise.reject(new Failure(`the file \`${output}\` cannot be written: ${reasonOf(error)}`));
      }
      written = true;
      return Promise.resolve();
    },
    close() {
      closeSync(fd);
      if (!written) rmSync(expanded(output), { force: true });
    },
  };
}

function newFile(file: string): number {
  try {
    return openSync(expanded(file), "wx", 0o600);
  } catch (error) {
    throw new Failure(`the file \`${file}\` cannot be made: ${reasonOf(error)}`, { hint: (error as NodeJS.ErrnoException).code === "EEXIST" ? "a file that is there is never overwritten: give another name, or remove it" : undefined });
  }
}
