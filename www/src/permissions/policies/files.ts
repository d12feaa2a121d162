// Policies out of files and into files; and nothing that was changed here goes away unasked.
import { msg, str } from "../../locales/words.ts";
import type { SessionUses } from "../../session/actions.ts";
import type { Context } from "../../shared/context.ts";
import { saveFile } from "../../shared/files.ts";
import { keepFocus } from "../../ui/parts.ts";
import { nameOf } from "../notes.ts";
import { isInSet, openBefore, openPolicy } from "../state.ts";
import type { Draft, Losing, OpenedFiles, Parts, Permissions, PermissionsEvent, PermissionsState, Policy, Side } from "../state.ts";
import { fileNameOf, fileNamesOf, policyNameOf } from "./file-names.ts";
import { fileText } from "./file-text.ts";
import type { FileFault } from "./file-fault.ts";
import { lostBy } from "./losing.ts";
import type { Reader } from "./reader.ts";

/** More than all that IAM takes of one user together. */
const MAX_BYTES = 1 << 20;
const MAX_TOGETHER = 4 << 20;
/** More than anybody looks through in tabs. */
const MOST = 200;

/** As `data-files` has it: a side, or what is expected. */
type Place = Side | "expectations";

/** What takes files of expectations. */
interface ExpectationFiles {
  open(files: readonly File[]): Promise<void>;
  save(): Promise<void>;
}

export type Files = ReturnType<typeof createFiles>;

/** `empty` is what a new policy starts with, `reader` loads what reads texts in other forms, `pins` takes files of expectations. */
export function createFiles(context: Context<PermissionsState, PermissionsEvent, SessionUses>, empty: string, reader: () => Promise<Reader>, pins: () => ExpectationFiles) {
  const { dispatch } = context;
  const mine = (): Permissions => context.state.permissions;

  /** One after the other, so that they come in the order in which they were chosen. */
  async function open(files: readonly File[], side: Side): Promise<void> {
    if (files.length === 0) return;
    const found = await readFiles(files, MOST - (mine().policies.length + (mine().before?.length ?? 0)), async (text) => {
      try {
        return await (await reader()).partsOf(0, text);
      } catch {
        // Without its module the text is taken as it is: what is in it can be read later.
        return undefined;
      }
    });
    const { drafts, faults, notes } = found;
    if (drafts.length > 0) {
      dispatch({ type: "permissions/added", drafts, side });
      const names = drafts.map(nameOf).join(", ");
      context.say(msg(str`Added: ${names}`));
    }
    dispatch({ type: "permissions/filesOpened", opened: faults.length + notes.length > 0 ? { side, faults, notes } : undefined });
  }

  function save(policy: Policy): void {
    saveFile(fileNameOf(policy), [policy.text], typeOf(policy));
    saved([policy]);
  }

  /** One file with all of them: a browser may keep back a second download. */
  async function saveAll(policies: readonly Policy[]): Promise<void> {
    const written = policies.filter((policy) => policy.unread === undefined && isInSet(policy));
    const [only, ...others] = written;
    if (!only) return;
    if (others.length === 0) {
      save(only);
      return;
    }
    const { zipped } = await import("./zip.ts");
    const names = fileNamesOf(written);
    saveFile("policies.zip", [zipped(written.map(({ text }, index) => [names[index] ?? "", text]))], "application/zip");
    saved(written);
  }

  function saved(policies: readonly Policy[]): void {
    dispatch({ type: "permissions/saved", texts: policies.map(({ id, text }) => ({ id, text })) });
    context.say(msg("The file is saved with your downloads"));
  }

  /** Does it, or asks first where a text would be gone with it. */
  function lose(losing: Losing, isAgreed = false): void {
    if (!isAgreed && lostBy(mine(), losing).length > 0) {
      dispatch({ type: "permissions/losing", losing });
      return;
    }
    dispatch({ type: "permissions/losing", losing: undefined });
    switch (losing.what) {
      case "remove": {
        const policy = [...mine().policies, ...(mine().before ?? [])].find(({ id }) => id === losing.id);
        if (!policy) return;
        const name = nameOf(policy);
        dispatch({ type: "permissions/removed", id: policy.id });
        context.say(msg(str`Removed: ${name}`));
        break;
      }
      case "baseline":
        dispatch({ type: "permissions/remembered" });
        context.say(msg("The baseline is set"));
        keepFocus(TAB);
        break;
      case "putBack":
        dispatch({ type: "permissions/putBack" });
        keepFocus(TAB);
        break;
      case "forget":
        dispatch({ type: "permissions/forgotten" });
        keepFocus(TAB);
        break;
    }
  }

  /** Saves what would be lost, and goes on. */
  async function saveAndLose(losing: Losing): Promise<void> {
    await saveAll(lostBy(mine(), losing));
    lose(losing, true);
  }

  /** A policy before that is none yet. */
  function addBefore(): void {
    dispatch({ type: "permissions/added", drafts: [{ name: msg("Policy"), text: empty, attachment: { kind: "none", id: "" }, catalog: "" }], side: "before" });
  }

  takeFiles((files, side) => void (side === "expectations" ? pins().open(files) : open(files, side)));
  saveWithKeys((side) => {
    if (side === "expectations") {
      void pins().save();
      return;
    }
    const policy = side === "before" ? openBefore(mine()) : openPolicy(mine());
    if (policy && policy.unread === undefined && isInSet(policy)) save(policy);
  });

  return { open, save, saveAll, lose, saveAndLose, addBefore };

  /** The place of an event, and its side; nothing in other views. */
  function placeOf({ target }: Event): { element: HTMLElement; side: Place } | undefined {
    if (context.state.route.view !== "permissions") return undefined;
    const element = target instanceof Element ? target.closest<HTMLElement>("[data-files]") : null;
    return element ? { element, side: element.dataset["files"] as Place } : undefined;
  }

  /** Before an editor takes a file for text to put in, and before the browser leaves the page for it. */
  function takeFiles(opened: (files: File[], side: Place) => void): void {
    const moved = (event: DragEvent): void => {
      const { dataTransfer } = event;
      if (context.state.route.view !== "permissions" || dataTransfer?.types.includes("Files") !== true) return;
      const place = placeOf(event);
      event.preventDefault();
      event.stopPropagation();
      if (!place) dataTransfer.dropEffect = "none";
      place?.element.classList.toggle("drop-over", event.type === "dragover");
      if (event.type === "drop" && place) opened([...dataTransfer.files], place.side);
    };
    for (const type of ["dragover", "dragleave", "drop"] as const) addEventListener(type, moved, { capture: true });
  }

  /** As every editor saves. */
  function saveWithKeys(save: (side: Place) => void): void {
    addEventListener("keydown", (event) => {
      if (event.key.toLowerCase() !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      const place = placeOf(event);
      if (!place) return;
      event.preventDefault();
      save(place.side);
    });
  }
}

const TAB = "#answers-compare";

const typeOf = (policy: Policy): string => (fileNameOf(policy).endsWith(".json") ? "application/json" : "text/plain;charset=utf-8");

/** What the files hold, `room` policies at most; and why some were not opened. */
export async function readFiles(
  files: readonly File[],
  room: number,
  partsOf: (text: string) => Promise<Pick<Parts, "drafts" | "notes"> | undefined>,
): Promise<{ drafts: Draft[] } & Pick<OpenedFiles, "faults" | "notes">> {
  const drafts: Draft[] = [];
  const faults: { name: string; fault: FileFault }[] = [];
  const notes: OpenedFiles["notes"][number][] = [];
  let together = 0;
  for (const file of files) {
    const name = policyNameOf(file.name);
    const refuse = (fault: FileFault): void => { faults.push({ name: name === "" ? "?" : shownName(file.name), fault }); };
    if (drafts.length >= room) {
      refuse("many");
      continue;
    }
    const found = await textOf(file, MAX_TOGETHER - together);
    if ("fault" in found) {
      refuse(found.fault);
      continue;
    }
    together += file.size;
    const { text } = found;
    const parts = await partsOf(text);
    const read = parts?.drafts ?? [{ name: name || msg("Policy"), text, attachment: { kind: "none" as const, id: "" }, catalog: "" }];
    if (drafts.length + read.length > room) {
      refuse("many");
      continue;
    }
    // A document alone has no name of its own.
    const [only] = read;
    drafts.push(...(read.length === 1 && only?.name === "policy" && name !== "" ? [{ ...only, name }] : read));
    notes.push(...(parts?.notes ?? []).map((note) => ({ name: shownName(file.name), ...note })));
  }
  return { drafts, faults, notes };
}

/** The text of a file, of `room` bytes at most, or why it has none. */
export async function textOf(file: File, room: number): Promise<{ text: string } | { fault: FileFault }> {
  if (file.size > MAX_BYTES) return { fault: "large" };
  if (file.size > room) return { fault: "together" };
  let bytes: ArrayBuffer;
  try {
    bytes = await file.arrayBuffer();
  } catch {
    // Also a folder.
    return { fault: "unreadable" };
  }
  const text = fileText(new Uint8Array(bytes));
  if (text === undefined) return { fault: "noText" };
  return text.trim() === "" ? { fault: "empty" } : { text };
}

/** With its ending, as far as it can be seen. */
export function shownName(fileName: string): string {
  const stem = policyNameOf(fileName);
  const [ending = ""] = /\.[A-Za-z0-9]{1,5}$/.exec(fileName) ?? [];
  return stem === "" ? "?" : `${stem}${ending}`;
}
