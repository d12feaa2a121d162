// `node src/xtask/setup.mjs [deps] [target] [wasm] [browser] [keepassxc] [shells] [servers] [python] [runtimes] [bundlers] [compilers] [frameworks] [sdk]`: does what is missing, skips what is there.
import { existsSync } from "node:fs";
import path from "node:path";
import { build } from "./build.mjs";
import { findBrowser } from "./browser.mjs";
import { findKeePassXC, isDemanded } from "./keepassxc.mjs";
import { areServersDemanded, findServer, SERVERS } from "./servers.mjs";
import { isDemanded as areShellsDemanded, missingShells } from "./shells.mjs";
import { bin, main, output, root, run, say, Stop, which } from "./steps.mjs";
import { deps, target } from "./toolchain.mjs";
import { bundlers, compilers, frameworks, MAJORS, nodeOf, sdk } from "./tools.mjs";

const PYTHON_MIN = [3, 11];
const STAND = "tests/openstack/stand.py";

const STEPS = { deps, target, wasm: () => build(), browser, keepassxc, shells, servers, python, runtimes: () => MAJORS.forEach(nodeOf), bundlers, compilers, frameworks, sdk };

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

/** The shells that the command line completes in. Without them those tests are not run, unless they are demanded. */
function shells() {
  if (missingShells().length > 0 && mayInstall()) {
    say(`installing ${missingShells().join(" and ")}, in which the command line is completed`);
    try {
      installWithApt(...missingShells());
    } catch (error) {
      say(error.message);
    }
  }
  const names = missingShells();
  if (names.length === 0) return;
  const missing = `${names.join(" and ")} ${names.length > 1 ? "are" : "is"} missing: completion there is not tested. Install ${names.length > 1 ? "them" : "it"} by your package manager.`;
  if (areShellsDemanded()) throw new Stop(missing);
  say(missing);
}

/**
 * nginx, Caddy and buildah, for the examples of www/server/deploy. They are installed only where they are demanded: on somebody's own machine the package of a
 * web server would start it.
 */
function servers() {
  const missing = SERVERS.filter(({ name }) => !findServer(name));
  if (missing.length === 0) return;
  const packages = missing.map(({ apt }) => apt);
  if (areServersDemanded() && mayInstall()) {
    say(`installing ${packages.join(", ")}`);
    try {
      installWithApt(...packages);
    } catch (error) {
      say(error.message);
    }
    if (missing.every(({ name }) => findServer(name))) return;
  }
  const text =
    `${missing.map(({ name }) => name).join(", ")} missing: what runs the examples of www/server/deploy with them is not run.\n` +
    `  Install them (on Debian and Ubuntu: \`sudo apt-get install ${packages.join(" ")}\`; a web server is started by that), or set ${missing.map(({ variable }) => variable).join(", ")}.`;
  if (areServersDemanded()) throw new Stop(text);
  say(text);
}

const mayInstall = () => process.getuid?.() === 0 && which("apt-get") !== undefined;

function installWithApt(...names) {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  run("apt-get", ["update", "-q"], { env });
  run("apt-get", ["install", "-y", "-q", "--no-install-recommends", ...names], { env });
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
