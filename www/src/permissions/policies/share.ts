// A link that carries policies: JSON, deflated, as base64url, behind the `#` that no browser sends.
import { idPatterns, policyClouds, scopeKinds } from "ecs-password/slim";
import type { PolicyCloud, PolicyKind } from "ecs-password/slim";
import { draftOf, hasId } from "../state.ts";
import type { Attachment, Draft, LinkFault, Shared } from "../state.ts";

const VERSION = 2;
/** Without entries that were not read a link is as it was before there were any. */
const WITH_TEXTS_ALONE = 1;
const MAX_BYTES = 1 << 20;
/** More than anybody is granted. */
const MOST_POLICIES = 200;
/** What tells of one entry that was not read. */
const MAX_CAUSE = 1000;
const ID = new RegExp(`^${idPatterns.projectId}$`);

export async function encodeLink({ cloud, policies }: Shared): Promise<string> {
  const text = JSON.stringify({ cloud, policies: policies.map(draftOf) });
  const version = policies.some(({ unread }) => unread !== undefined) ? VERSION : WITH_TEXTS_ALONE;
  const packed = await through(new TextEncoder().encode(text), new CompressionStream("deflate"));
  const base64 = btoa(Array.from(packed, (byte) => String.fromCharCode(byte)).join(""));
  return `v=${version.toString()}&p=${base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

/** What the link carries, or what is wrong with it. */
export async function decodeLink(query: string): Promise<Shared | LinkFault> {
  const parameters = new URLSearchParams(query);
  const version = parameters.get("v");
  if (version !== null && /^\d+$/.test(version) && Number(version) > VERSION) return "version";
  const packed = parameters.get("p");
  if (version === null || !/^[12]$/.test(version) || packed === null) return "damaged";
  if (packed.length > MAX_BYTES) return "large";
  try {
    const bytes = Uint8Array.from(atob(packed.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
    const unpacked = await through(bytes, new DecompressionStream("deflate"));
    const shared = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(unpacked)) as unknown;
    return isShared(shared) ? shared : "damaged";
  } catch (error) {
    return error instanceof RangeError ? "large" : "damaged";
  }
}

async function through(bytes: Uint8Array<ArrayBuffer>, stream: CompressionStream | DecompressionStream): Promise<Uint8Array> {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = (await reader.read()) as { done: boolean; value?: Uint8Array };
    if (done || !value) break;
    size += value.length;
    // A small link can unpack to more than the page can hold.
    if (size > MAX_BYTES) {
      await reader.cancel();
      throw new RangeError("more than 1 MB");
    }
    parts.push(value);
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function isShared(value: unknown): value is Shared {
  if (typeof value !== "object" || value === null) return false;
  const { cloud, policies } = value as { cloud?: PolicyCloud; policies?: unknown };
  return cloud !== undefined && policyClouds.includes(cloud) && Array.isArray(policies) && policies.length > 0 && policies.length <= MOST_POLICIES && policies.every(isDraft);
}

const KINDS: readonly unknown[] = ["identity", "session", "scp"] satisfies PolicyKind[];

function isDraft(value: unknown): value is Draft {
  if (typeof value !== "object" || value === null) return false;
  const { name, text, attachment, catalog, unread, kind, level } = value as Partial<Record<keyof Draft, unknown>>;
  if (typeof name !== "string" || typeof text !== "string" || typeof catalog !== "string") return false;
  // Each finding and each reason names its policy.
  if (kind !== undefined && !KINDS.includes(kind)) return false;
  if (level !== undefined && (kind !== "scp" || typeof level !== "string" || level.length > MAX_CAUSE)) return false;
  if (name.length > MAX_CAUSE || catalog.length > MAX_CAUSE) return false;
  if (unread === undefined) return isAttachment(attachment) && (attachment.kind === "none" || scopeKinds[attachment.kind].attachable);
  // Nobody could mend it in the editor.
  const isCause = typeof unread === "string" && unread.trim() !== "" && unread.length <= MAX_CAUSE;
  return isCause && text === "" && catalog === "" && isAttachment(attachment) && hasId(attachment) === ID.test(attachment.id);
}

function isAttachment(value: unknown): value is Attachment {
  if (typeof value !== "object" || value === null) return false;
  const { kind, id } = value as Partial<Record<keyof Attachment, unknown>>;
  return typeof kind === "string" && (kind === "none" || Object.hasOwn(scopeKinds, kind)) && typeof id === "string";
}
