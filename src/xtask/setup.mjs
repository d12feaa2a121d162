// `node src/xtask/setup.mjs [deps] [target] [wasm] [browser] [keepassxc] [python] [runtimes] [bundlers] [compilers] [sdk]`: does what is missing, skips what is there.
import { existsSync } from "node:fs";
import path from "node:path";
import { build } from "./build.mjs";
import { findBrowser } from "./browser.mjs";
import { findKeePassXC, isDemanded } from "./keepassxc.mjs";
import { bin, main, output, root, run, say, Stop, which } from "./steps.mjs";
import { deps, target } from "./toolchain.mjs";
import { bundlers, compilers, MAJORS, nodeOf, sdk } from "./tools.mjs";

const PYTHON_MIN = [3, 11];
const STAND = "tests/openstack/stand.py";

const STEPS = { deps, target, wasm: () => build(), browser, keepassxc, python, runtimes: () => MAJORS.forEach(nodeOf), bundlers, compilers, sdk };

/** A Chromium for the browser tests. */
function browser() {
  if (findBrowser()) return;
  if (process.env.CHROME_PATH) throw new Stop(`CHROME_PATH names no file: ${process.env.CHROME_PATH}`);
  say("no Chromium found in CHROME_PATH or PATH: installing one (a minute or two)");
  const ways = [
    mayInstall() && (() => { installWithApt("chromium"); }),
    () => run(process.execPath, [bin("playwright-core"), "install", "chromium-headless-shell"]),
  ];
  for (const way of ways.filter(Boolean)) {
    try {
      way();
    } catch (error) {
      say(error.message);
    }
    if (findBrowser()) return;
  }
  throw new Stop(
    "a Chromium is needed for the browser tests, and none could be installed.\n" +
      "  Install Chromium, Chrome or Edge (on Debian and Ubuntu: `sudo apt-get install chromium`), or set CHROME_PATH.",
  );
}

/** The command line of KeePassXC, which opens what the console exports. Without it those tests are skipped, unless they are demanded. */
function keepassxc() {
  if (findKeePassXC()) return;
  if (process.env.KEEPASSXC_CLI) throw new Stop(`KEEPASSXC_CLI names no file: ${process.env.KEEPASSXC_CLI}`);
  if (mayInstall()) {
    say("no keepassxc-cli found in KEEPASSXC_CLI or PATH: installing KeePassXC (a minute or two)");
    try {
      installWithApt("keepassxc");
    } catch (error) {
      say(error.message);
    }
    if (findKeePassXC()) return;
  }
  const missing =
    "KeePassXC is missing: what opens exported files by its command line is not tested.\n" +
    "  Install it (on Debian and Ubuntu: `sudo apt-get install keepassxc`), or set KEEPASSXC_CLI.";
  if (isDemanded()) throw new Stop(missing);
  say(missing);
}

const mayInstall = () => process.getuid?.() === 0 && which("apt-get") !== undefined;

function installWithApt(name) {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  run("apt-get", ["update", "-q"], { env });
  run("apt-get", ["install", "-y", "-q", "--no-install-recommends", name], { env });
}

/** The Python side of the OpenStack contract tests. */
function python() {
  if (!existsSync(path.join(root, STAND))) return;
  const minimum = PYTHON_MIN.join(".");
  const found = output("python3", ["-c", "import sys; print(*sys.version_info[:2])"]);
  const [major = 0, minor = 0] = found?.trim().split(" ").map(Number) ?? [];
  if (major < PYTHON_MIN[0] || (major === PYTHON_MIN[0] && minor < PYTHON_MIN[1])) {
    const state = found ? `python3 is ${major}.${minor}` : "python3 is missing";
    throw new Stop(`the OpenStack contract tests need Python ${minimum} or newer, and ${state}`);
  }
  run("python3", [STAND, "setup"]);
}

await main(import.meta.url, async () => {
  const wanted = process.argv.slice(2);
  const unknown = wanted.find((name) => !Object.hasOwn(STEPS, name));
  if (unknown) throw new Stop(`there is no step \`${unknown}\`, only ${Object.keys(STEPS).join(", ")}`);
  for (const [name, step] of Object.entries(STEPS)) {
    if (wanted.length === 0 || wanted.includes(name)) await step();
  }
});
