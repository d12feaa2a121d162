// Names of policies and of files, each made from the other: what somebody else chose is no path, and no name that a system refuses.
import { visibleText } from "../../shared/visible-text.ts";

/** Longer than the names that IAM takes; so that a file has room for its ending. */
const LONGEST = 120;
/** What Windows, macOS or Linux do not take in a name, or take for more than a name; and what cannot be seen. */
const UNFIT = /[/\\:*?"<>|\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;
/** Names of devices on Windows, with whatever ending. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/** Whole characters, so that none is cut in two. */
const shortened = (text: string): string => Array.from(text).slice(0, LONGEST).join("");

/** What a policy is called that comes from a file; empty where the name of the file says nothing. */
export function policyNameOf(fileName: string): string {
  const name = fileName.replace(/^.*[/\\]/, "").replace(/(?<=.)\.[A-Za-z0-9]{1,5}$/, "");
  return shortened(visibleText(name)).trim();
}

/** What the file of a policy is called. A text that is no JSON is not called that. */
export function fileNameOf({ name, text }: { readonly name: string; readonly text: string }): string {
  const fit = shortened(name.normalize("NFC").replaceAll(UNFIT, "_")).replace(/^[\s.]+|[\s.]+$/g, "");
  const safe = fit === "" || DEVICE.test(fit) ? `policy${fit === "" ? "" : `-${fit}`}` : fit;
  return `${safe}.${isJson(text) ? "json" : "txt"}`;
}

/** JSON, or what somebody is still writing as that. */
const isJson = (text: string): boolean => /^\s*[[{]/.test(text);

/** The names of several files, none of them twice: on some systems case does not tell them apart. */
export function fileNamesOf(policies: readonly { readonly name: string; readonly text: string }[]): string[] {
  const taken = new Set<string>();
  return policies.map((policy) => {
    const wanted = fileNameOf(policy);
    const [stem, ending] = [wanted.slice(0, wanted.lastIndexOf(".")), wanted.slice(wanted.lastIndexOf("."))];
    let name = wanted;
    for (let number = 2; taken.has(name.toLowerCase()); number += 1) name = `${stem} (${number.toString()})${ending}`;
    taken.add(name.toLowerCase());
    return name;
  });
}
