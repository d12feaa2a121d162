// What the build needs: the npm packages and the Rust toolchain, each installed where it is missing.
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { recover } from "./pack.mjs";
import { hashOf, npm, output, root, run, say, Stop, which } from "./steps.mjs";

export const WASM_TARGET = "wasm32-unknown-unknown";
const COMPONENTS = ["clippy", "rustfmt"];

/** The npm packages of the lock file. */
export function deps() {
  recover();
  const installed = path.join(root, "node_modules/.package-lock.json");
  const lock = path.join(root, "package-lock.json");
  // A checkout gives the lock file a new time, hence the hash of what was installed last.
  const stamp = path.join(root, "node_modules/.installed-lock");
  const hash = hashOf(["package-lock.json"]);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return writeFileSync(stamp, hash);
  say("installing the npm packages of package-lock.json (about half a minute)");
  npm(["ci", "--no-audit", "--no-fund"], { failure: "`npm ci` failed: is the npm registry reachable?" });
  writeFileSync(stamp, hash);
}

/** The pinned Rust toolchain with the wasm32 target. */
export function target() {
  const channel = /^channel = "(.+)"$/m.exec(readFileSync(path.join(root, "rust-toolchain.toml"), "utf8"))?.[1];
  if (!which("rustup")) {
    if (existsSync(path.join(sysroot(), "lib/rustlib", WASM_TARGET)) && output("rustc", ["-V"])?.includes(` ${channel} `)) return;
    throw new Stop(
      `Rust ${channel} with the ${WASM_TARGET} target is missing, and so is rustup, which would install them.\n` +
        "  Install rustup (https://rustup.rs, or `apt-get install rustup`), then run this again.",
    );
  }
  const failure = `rustup could not install Rust ${channel}: is the download server of Rust reachable?`;
  if (output("rustc", ["-V"]) === undefined) {
    say(`installing Rust ${channel} (once, about half a minute)`);
    run("rustup", ["toolchain", "install", "--no-self-update"], { failure });
  }
  if (!existsSync(path.join(sysroot(), "lib/rustlib", WASM_TARGET))) {
    say(`adding the ${WASM_TARGET} target (a few seconds)`);
    run("rustup", ["target", "add", WASM_TARGET], { failure });
  }
  const missing = COMPONENTS.filter((name) => output("cargo", [name === "rustfmt" ? "fmt" : name, "--version"]) === undefined);
  if (missing.length > 0) run("rustup", ["component", "add", ...missing], { failure });
}

function sysroot() {
  return output("rustc", ["--print", "sysroot"])?.trim() ?? "";
}
