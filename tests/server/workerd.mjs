// The console on workerd, of the packages of the matrix, on 127.0.0.1 and any free port; ended after the file's tests.
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { after } from "node:test";
import { matrix } from "../../src/xtask/tools.mjs";

/** The executable of this platform. */
export function workerd() {
  const scope = path.join(matrix("runtimes"), "@cloudflare");
  return path.join(scope, readdirSync(scope).find((name) => name.startsWith("workerd-")), "bin/workerd");
}

/** Serves what a configuration says; gives its origin, what it says on standard error, and the process. */
export async function serveWorkerd(config, ...args) {
  const child = spawn(workerd(), ["serve", path.basename(config), "--control-fd=3", ...args], { cwd: path.dirname(config), stdio: ["ignore", "ignore", "pipe", "pipe"] });
  // Whatever is under way.
  after(() => child.kill("SIGKILL"));
  const said = { stderr: "" };
  child.stderr.on("data", (chunk) => (said.stderr += chunk));
  for await (const line of createInterface({ input: child.stdio[3] })) {
    const { event, port } = JSON.parse(line);
    if (event === "listen") return { origin: `http://127.0.0.1:${String(port)}`, said, child };
  }
  throw new Error(`workerd listens nowhere: ${said.stderr}`);
}

const CLOUD = { name: "nobody", identity: "https://identity.invalid", compute: "https://compute.invalid" };

/** The files of a folder as the bundle lists those of the page: without links, and what begins with a dot. */
function filesIn(folder, below = "/") {
  return readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !name.startsWith(".")).flatMap((entry) => {
    if (entry.isDirectory()) return filesIn(path.join(folder, entry.name), `${below}${entry.name}/`);
    return entry.isFile() ? [below + entry.name] : [];
  });
}

/** The bundle in a folder, with the options of `createApp` as the bindings have them. */
export async function startWorkerd(bundle, { clouds = [CLOUD], names = [], basePath = "", branding = {}, root, limits, trustedTypes, tlsOptions = "trustBrowserCas = true", allow = ["public", "private"] } = {}) {
  const folder = mkdtempSync(path.join(os.tmpdir(), "ecs-password-workerd-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(path.join(bundle, "console.js"), path.join(folder, "console.js"));
  const page = path.resolve(root ?? path.join(bundle, "page"));
  const isThere = (() => { try { return readdirSync(page).length > 0; } catch { return false; } })();
  const options = { limits, trustedTypes, ...(root !== undefined && { files: isThere ? filesIn(page) : [] }) };
  writeFileSync(path.join(folder, "worker.js"), `import { createWorker } from "./console.js";\nexport default createWorker(${JSON.stringify(options)});\n`);
  writeFileSync(path.join(folder, "console.json"), JSON.stringify({ ...branding, clouds: clouds.map(({ preset, ...cloud }) => ({ ...cloud, ...preset })) }));
  writeFileSync(path.join(folder, "workerd.capnp"), readFileSync(new URL("../../www/server/deploy/workerd.capnp", import.meta.url), "utf8")
    .replace('"console.example.com"', JSON.stringify(names.join(",")))
    .replace('text = "/"', `text = ${JSON.stringify(basePath || "/")}`)
    // The clouds of the tests are on this machine.
    .replace('allow = ["public"], tlsOptions = (trustBrowserCas = true)', `allow = ${JSON.stringify(allow)}, tlsOptions = (${tlsOptions})`));
  return serveWorkerd(path.join(folder, "workerd.capnp"), "--socket-addr=http=127.0.0.1:0", `--directory-path=page=${isThere ? page : folder}`);
}
