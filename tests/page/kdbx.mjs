// Reads the encrypted files that the page exports: by the library that wrote them, and by KeePassXC, which shares no code with it.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { argon2id } from "hash-wasm";
import kdbxweb from "kdbxweb";
import { findKeePassXC, isDemanded } from "../../src/xtask/keepassxc.mjs";

const { Credentials, CryptoEngine, Kdbx, ProtectedValue } = kdbxweb;

CryptoEngine.setArgon2Impl((password, salt, memorySize, iterations, hashLength, parallelism) =>
  argon2id({ password: new Uint8Array(password), salt: new Uint8Array(salt), memorySize, iterations, hashLength, parallelism, outputType: "binary" }));

/** By the library. */
export const opened = (bytes, master) => Kdbx.load(new Uint8Array(bytes).slice().buffer, new Credentials(ProtectedValue.fromString(master)));

/** Of an entry, with its password in clear. */
export const fieldsOf = ({ fields }) => Object.fromEntries([...fields].map(([name, value]) => [name, typeof value === "string" ? value : value.getText()]));

/** For `skip`, with the reason: where KeePassXC has to be here, its tests fail instead. */
export const noKeePassXC = findKeePassXC() || isDemanded() ? false : "keepassxc-cli is not here: `npm run setup keepassxc` says how to get it";

/** What `keepassxc-cli` answers of a file; throws where it refuses it. */
export function keepassxc(bytes, master, command, ...args) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "ecs-password-kdbx-"));
  try {
    const file = path.join(folder, "passwords.kdbx");
    writeFileSync(file, Buffer.from(bytes));
    const { status, stdout, stderr, error } = spawnSync(findKeePassXC() ?? "keepassxc-cli", [command, "-q", file, ...args], {
      input: `${master}\n`,
      encoding: "utf8",
      maxBuffer: 1 << 28,
      // Its settings are no business of a test.
      env: { ...process.env, HOME: folder, XDG_CONFIG_HOME: folder, LC_ALL: "C.UTF-8" },
    });
    if (error) throw error;
    if (status !== 0) throw new Error(`keepassxc-cli ${command}: ${stderr.trim()}`);
    return stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
