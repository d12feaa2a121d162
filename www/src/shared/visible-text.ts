// Names that others chose, as they can be shown: what cannot be seen, or turns round what stands beside it, is written out.

/** Controls, and what has no width or turns the direction of writing; not the joiners and the style of a sign, which scripts and emoji need. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}]|(?!\u200c|\u200d|\ufe0e|\ufe0f)\p{Default_Ignorable_Code_Point}/gu;

/** Empty where there is nothing but blanks. */
export function visibleText(text: string): string {
  return text.trim().replace(UNSEEN, (sign) => `⟨U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}⟩`);
}

/** The name of a server or a project, where it has one that can be seen. */
export const nameOf = (server: { readonly name: string } | undefined): string | undefined => visibleText(server?.name ?? "") || undefined;
