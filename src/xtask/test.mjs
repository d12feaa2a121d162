// `node src/xtask/test.mjs [lint] [rust] [js] [packaging] [server] [page] [openstack] [e2e] [matrix]`: the checks; all of them but the last where none is named.
import { rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { build } from "./build.mjs";
import { typescriptDocs } from "./docs.mjs";
import { bin, cache, files, main, run, say, Stop } from "./steps.mjs";
import { bundlers, compilers, frameworks, MAJORS, matrix, MATRIX, nodeOf, sdk } from "./tools.mjs";

const GROUPS = {
  lint,
  rust: () => run("cargo", ["test", "--locked"]),
  js: () => nodeTests("js", [...MAJORS.map((major) => () => nodeOf(major)), sdk]),
  cli: () => nodeTests("cli"),
  packaging: () => nodeTests("packaging", [...MAJORS.map((major) => () => nodeOf(major)), bundlers, compilers, frameworks]),
  matrix: () => nodeTests("matrix", [...MAJORS.map((major) => () => nodeOf(major)), bundlers, ...Object.keys(MATRIX).map((group) => () => matrix(group))], 1),
  server: () => nodeTests("server", [sdk]),
  page: () => nodeTests("page"),
  openstack: () => {
    nodeTests("openstack");
    try {
      run("python3", ["-m", "unittest", "discover", "-s", "tests/openstack", "-p", "test_*.py"], { failure: "the OpenStack stand does not answer as a real cloud does" });
    } finally {
      run("python3", ["tests/openstack/stand.py", "down"]);
    }
  },
  e2e: () => {
    rmSync(path.join(cache, "e2e-requests"), { recursive: true, force: true });
    // Each has a browser.
    nodeTests("e2e", [], 2);
    run(process.execPath, ["tests/e2e/recorded.mjs"], { failure: "a request of the page went where it must not, or with what it must not" });
  },
};

/** Too heavy for every run: only where it is named. */
const APART = ["matrix"];

function lint() {
  build();
  // A process of its own: its libraries are there only after `build`.
  run(process.execPath, ["src/xtask/lock-files.mjs"], { failure: "the lock files are not as allowed" });
  run(process.execPath, ["src/xtask/walls.mjs"], { failure: "a wall of the core is broken" });
  run("cargo", ["fmt", "--all", "--check"], { failure: "formatting differs: run `cargo fmt --all`" });
  // The registry names them in a macro, where `cargo fmt` does not see them.
  const operations = files("src/base/operations", "src/cloud/operations", "tests/js/made-up").filter((name) => name.endsWith(".rs"));
  run("rustfmt", ["--check", "--edition", "2024", ...operations], { failure: `formatting differs: run \`rustfmt --edition 2024 ${operations.join(" ")}\`` });
  run("cargo", ["clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"]);
  run("cargo", ["clippy", "--locked", "--lib", "--target", "wasm32-unknown-unknown", "--", "-D", "warnings"]);
  // Each capability alone, as the build compiles it; unused code and imports are findings there too.
  for (const feature of ["account", "cloud", "keys", "policy", "read", "reading"]) {
    for (const target of [[], ["--target", "wasm32-unknown-unknown"]]) {
      run("cargo", ["clippy", "--locked", "--lib", "--no-default-features", "--features", feature, ...target, "--", "-D", "warnings"]);
    }
  }
  run("cargo", ["doc", "--locked", "--no-deps"], { env: { RUSTDOCFLAGS: "-D warnings" } });
  run(process.execPath, ["src/xtask/surface.mjs"], { failure: "what others see of the package or of the crate has changed" });
  typescriptDocs({ emit: "none" });
  run(process.execPath, [bin("typescript", "tsc"), "--noEmit"]);
  run(process.execPath, [bin("typescript", "tsc"), "-p", "src/expectations"]);
  run(process.execPath, [bin("typescript", "tsc"), "-p", "src/cli"]);
  run(process.execPath, [bin("typescript", "tsc"), "-p", "www/server"]);
  run(process.execPath, [bin("typescript", "tsc"), "-p", "www"]);
  run(process.execPath, [bin("eslint"), "--max-warnings", "0", "."]);
}

/** Files at a time, also where there are few processors: many tests wait most of their time. */
const AT_A_TIME = Math.max(2, os.availableParallelism() - 1);

/** `tools`: what its files run besides; two of them must not install the same one at a time. */
function nodeTests(folder, tools = [], atATime = AT_A_TIME) {
  build();
  for (const install of tools) install();
  const tests = files(`tests/${folder}`).filter((name) => name.endsWith(".test.mjs"));
  if (tests.length === 0) throw new Stop(`there is no test in tests/${folder}`);
  run(process.execPath, ["--expose-gc", "--test", `--test-concurrency=${atATime.toString()}`, ...tests], { failure: `tests in tests/${folder} failed` });
}

await main(import.meta.url, () => {
  const wanted = process.argv.slice(2);
  const unknown = wanted.find((name) => !Object.hasOwn(GROUPS, name));
  if (unknown) throw new Stop(`there is no group \`${unknown}\`, only ${Object.keys(GROUPS).join(", ")}`);
  for (const [name, group] of Object.entries(GROUPS)) {
    if (wanted.length > 0 ? !wanted.includes(name) : APART.includes(name)) continue;
    say(`checking: ${name}`);
    group();
  }
  say("all is well");
});
