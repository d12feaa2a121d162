/** With what the program ends: the convention is in the README. */
export const EXITS = {
  /** Done; the answer is yes. */
  yes: 0,
  /** The answer is no: no password is stored, an expectation failed, a finding is an error. */
  no: 1,
  /** The command line, a file or a key is not as it must be. */
  usage: 2,
  /** The cloud refused, or could not be reached. */
  refused: 3,
  /** Not certain: it depends on what is not known, or not everything could be read. */
  incomplete: 4,
  /** Ctrl+C, as shells tell it. */
  interrupted: 130,
} as const;

/** One of {@link EXITS}. */
export type Exit = (typeof EXITS)[keyof typeof EXITS];

/** A failure whose text says all there is to say; it never holds a secret. */
export class Failure extends Error {
  readonly exit: Exit;
  readonly hint: string | undefined;

  /** `hint` is what to do next. */
  constructor(message: string, { exit = EXITS.usage, hint }: { exit?: Exit; hint?: string | undefined } = {}) {
    super(message);
    this.exit = exit;
    this.hint = hint;
  }
}
