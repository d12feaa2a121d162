import { Argument, Option, type Command } from "commander";
import { passedOn } from "./console/commands.ts";
import { print } from "./output.ts";
import { SCRIPTS, SHELLS, type Shell } from "./completion-scripts.ts";

/** What may stand at a place: words, with what they mean, or a file. */
export interface Completion {
  words: readonly Word[];
  files: boolean;
}

export interface Word {
  word: string;
  meaning: string;
}

/** What a value is called in the help where it is a file or a folder. */
const FILES = /file|folder|dir|path|key|snapshot|before|after/i;

/**
 * What may stand in the place of the last of `words`, of which the first is behind the name of the program. It is read off the commands themselves, so that
 * there is nothing to be kept up to date.
 */
export function complete(program: Command, words: readonly string[]): Completion {
  const given = joined(words);
  const current = given.at(-1) ?? "";
  const { command, place, pending, onlyOperands } = walk(program, given.slice(0, -1));
  if (pending) return valuesOf(pending.option.argChoices, pending.option.flags, current);
  if (!onlyOperands && current.startsWith("--") && current.includes("=")) return valueWithin(command, current);
  if (!onlyOperands && current.startsWith("-")) return { words: matching(optionsOf(command), current), files: false };
  const help = command.createHelp();
  if (place === 0 && command.commands.length > 0) return { words: matching(help.visibleCommands(command).map((each) => ({ word: each.name(), meaning: each.description() })), current), files: false };
  const argument = argumentAt(command, place);
  return argument ? valuesOf(argument.argChoices, argument.name(), current) : { words: [], files: false };
}

/** Bash makes words of `--format=json`: `--format`, `=` and `json`. */
function joined(words: readonly string[]): string[] {
  if (words.at(-1) === "=") return [...words.slice(0, -1), ""];
  return words.filter((word, index) => !(word === "=" && words[index - 1]?.startsWith("--")));
}

interface Walked {
  command: Command;
  /** How many operands of it are there. */
  place: number;
  /** The option whose value is next. */
  pending: { option: Option } | undefined;
  /** Behind `--`. */
  onlyOperands: boolean;
}

function walk(program: Command, words: readonly string[]): Walked {
  const at: Walked = { command: program, place: 0, pending: undefined, onlyOperands: false };
  for (const word of words) {
    if (at.pending) {
      at.pending = undefined;
    } else if (at.onlyOperands) {
      at.place += 1;
    } else if (word === "--") {
      at.onlyOperands = true;
    } else if (word.startsWith("-") && word !== "-") {
      const option = word.includes("=") ? undefined : optionNamed(at.command, word);
      at.pending = option && (option.required || option.optional) ? { option } : undefined;
    } else {
      const next = at.place === 0 ? commandNamed(at.command, word) : undefined;
      if (next) at.command = next;
      else at.place += 1;
    }
  }
  return at;
}

/** `help` has the commands beside it as its operands. */
const commandNamed = (command: Command, word: string): Command | undefined => command.commands.find((each) => each.name() === word || each.aliases().includes(word));

const lineOf = (command: Command): Command[] => (command.parent ? [command, ...lineOf(command.parent)] : [command]);

function optionNamed(command: Command, word: string): Option | undefined {
  // `-fjson` has its value with it; `-f` has it behind.
  return lineOf(command).flatMap((each) => each.options).find((option) => option.long === word || option.short === word);
}

function optionsOf(command: Command): Word[] {
  const others = passedOn.get(command);
  if (others) return others.map((name) => ({ word: `--${name}`, meaning: "" }));
  const help = command.createHelp();
  const options = [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)];
  return options.flatMap(({ long, short, description }) => [long, short].filter((name) => typeof name === "string").map((word) => ({ word, meaning: description })));
}

function argumentAt(command: Command, place: number): Argument | undefined {
  const found = command.registeredArguments[place];
  const last = command.registeredArguments.at(-1);
  return found ?? (last?.variadic ? last : undefined);
}

function valueWithin(command: Command, current: string): Completion {
  const [name = "", value = ""] = current.split(/=(.*)/s);
  const option = optionNamed(command, name);
  if (!option) return { words: [], files: false };
  const { words, files } = valuesOf(option.argChoices, option.flags, value);
  return { words: words.map(({ word, meaning }) => ({ word: `${name}=${word}`, meaning })), files };
}

function valuesOf(choices: readonly string[] | undefined, called: string, current: string): Completion {
  if (choices) return { words: matching(choices.map((word) => ({ word, meaning: "" })), current), files: false };
  return { words: [], files: FILES.test(called.replace(/^[^<[]*/, "") || called) };
}

const matching = (words: readonly Word[], current: string): Word[] => words.filter(({ word }) => word.startsWith(current));

/** `completion`, which prints a script, and what the scripts ask. */
export function addCompletionCommands(program: Command): void {
  program.command("completion").description("print a script that completes commands, options and files in your shell")
    .addArgument(new Argument("<shell>", "your shell").choices(SHELLS))
    .action(async (shell: Shell) => { await print(SCRIPTS[shell](program.name())); })
    .addHelpText("after", `
Examples:
  source <(ecs-password completion bash)                                     # in ~/.bashrc
  source <(ecs-password completion zsh)                                      # in ~/.zshrc, behind compinit
  ecs-password completion fish > ~/.config/fish/completions/ecs-password.fish`);
  // One line a word, with its meaning behind a tab; the last line says whether files may stand there.
  program.command("__complete", { hidden: true }).argument("[words...]").helpOption(false).action(async (words: string[]) => {
    const { words: found, files } = complete(program, words);
    const lines = found.map(({ word, meaning }) => `${word}\t${meaning.split("\n")[0] ?? ""}\n`);
    await print(`${lines.join("")}${files ? ":files" : ":words"}\n`);
  });
}
