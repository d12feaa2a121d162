// A password as it goes into a file, with what is told beside it.

export interface Entry {
  title: string;
  password: string;
  /** An address, as the cloud has it. */
  url: string;
  notes: string;
}

/** The name of the first account in Windows; some images use another. */
export const USER = "Administrator";

/** With what is to be said where a program does not take the password for what it is. */
export const withRemark = (notes: string, remark: string): string => [notes, remark].filter(Boolean).join("; ");
