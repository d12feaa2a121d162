// Passwords as a KDBX 4 file: encrypted, as KeePass, KeePassXC and their kin read it. For a worker alone: its key is made slowly on purpose.
import { argon2id } from "hash-wasm";
import { Consts, Credentials, CryptoEngine, Int64, Kdbx, KdbxUuid, ProtectedValue, VarDictionary } from "kdbxweb";
import { isIpAddress } from "../shared/ip-address.ts";
import { USER, withRemark } from "./entry.ts";
import type { Entry } from "./entry.ts";

/** What goes into a file, and what it is locked with. */
export interface Locked {
  /** In UTF-8; wiped once it was read. */
  readonly master: Uint8Array<ArrayBuffer>;
  /** Of the database: the cloud. */
  readonly name: string;
  /** The project. */
  readonly group: string;
  readonly entries: readonly Entry[];
  /** What is noted of a password that may be taken for a placeholder. */
  readonly remark: string;
}

/** Of Argon2id: the memory of the second recommendation of RFC 9106, which a telephone has as well, and more than its 3 passes: about a second. */
const MEMORY = 64 * 1024 * 1024;
const PASSES = 16;
const LANES = 4;

CryptoEngine.setArgon2Impl(async (password, salt, memorySize, iterations, hashLength, parallelism) => {
  const hash = await argon2id({ password: new Uint8Array(password), salt: new Uint8Array(salt), memorySize, iterations, hashLength, parallelism, outputType: "binary" });
  return hash.slice().buffer;
});

export async function kdbxOf({ master, name, group, entries, remark }: Locked): Promise<ArrayBuffer> {
  // It overwrites what it is given with something else that is as secret.
  const credentials = await new Credentials(ProtectedValue.fromBinary(master.slice().buffer)).ready;
  master.fill(0);
  const file = Kdbx.create(credentials, plain(name));
  makeSlow(file);
  const root = file.getDefaultGroup();
  // Programs make a bin once they need one.
  root.groups = [];
  file.meta.recycleBinUuid = new KdbxUuid();
  const folder = file.createGroup(root, plain(group));
  for (const { title, password, url, notes } of entries) {
    const entry = file.createEntry(folder);
    entry.icon = Consts.Icons.NetworkServer;
    entry.fields.set("Title", plain(title));
    entry.fields.set("UserName", USER);
    entry.fields.set("Password", ProtectedValue.fromString(password));
    entry.fields.set("URL", addressOf(url));
    entry.fields.set("Notes", plain(PLACEHOLDER.test(password) ? withRemark(notes, remark) : notes));
  }
  return file.save();
}

function makeSlow({ header }: Kdbx): void {
  header.setKdf(Consts.KdfId.Argon2id);
  const { UInt32, UInt64 } = VarDictionary.ValueType;
  header.kdfParameters?.set("M", UInt64, Int64.from(MEMORY));
  header.kdfParameters?.set("I", UInt64, Int64.from(PASSES));
  header.kdfParameters?.set("P", UInt32, LANES);
}

/** These programs put something else in its place, also in the middle of a password. */
const PLACEHOLDER = /\{[^{}]+\}/;
/** Controls, ends of lines, and what XML cannot hold: one such sign, and no program reads the file. */
const UNREADABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\uFFFE\uFFFF]+/gu;

/** What a cloud wrote, in one line, with braces that look the same and mean nothing: there is no other way to write one that is no placeholder. */
const plain = (text: string): string => text.replace(UNREADABLE, " ").replaceAll("{", "\uFF5B").replaceAll("}", "\uFF5D");

/** These programs open it at a click, KeePass runs `cmd://` and fetches `{REF:…}` from elsewhere: an IP address, or nothing. */
function addressOf(address: string): string {
  if (!isIpAddress(address)) return "";
  return address.includes(":") ? `rdp://[${address}]` : `rdp://${address}`;
}
