// `node src/xtask/bundle.mjs <modules> <dist>`: the JavaScript of the package in few files. Each file that an entry loads takes Node about 0.3 ms,
// however little is in it.
import path from "node:path";
import { build } from "vite";
import { CAPABILITIES } from "./build.mjs";
import { main, Stop } from "./steps.mjs";

/** The files beside the entries, in `internal`, each with its modules. None imports one that stands after it. */
const FILES = {
  shared: ["api/errors", "errors", "glue/codes", "internal/core", "internal/inline", "internal/own", "internal/plain", "internal/read", "internal/said", "start"],
  // What sends, for a client and for a reading of an account.
  drive: ["internal/drive"],
  // Its class stays wherever its file is: policies do without.
  secret: ["internal/brands", "secret"],
  // What needs no WebAssembly: beside the classes, an importer of one constant would ship them all. Conditions are many, and asked for in few places.
  facts: ["client/key-pair", "glue/clouds", "glue/operations", "glue/policies"],
  conditions: ["glue/catalog", "glue/conditions"],
  client: ["api/client", "client/client", "client/passwords", "client/requests", "client/signing", "glue/client-stamp", "internal/client-core"],
  keys: ["api/keys", "glue/keys-stamp", "internal/keys-core", "keys/private-key"],
  policy: ["api/policy", "glue/policy-stamp", "internal/policy-core", "policy/policy", "policy/services"],
  account: ["account/account", "account/oslo", "account/reading", "api/account", "glue/account-stamp", "internal/account-core"],
  read: ["api/read", "glue/read-stamp", "internal/read-core", "read/read"],
};

/** Imported from where they are: the glue, which bundlers take or leave as a whole, and the WebAssembly. */
const AS_IT_IS = new RegExp(`[\\\\/](?:glue[\\\\/](?:${CAPABILITIES.map(({ name }) => name).join("|")})(?:-base64)?\\.js|\\w+\\.wasm(?:\\?module)?)$`);

const asItIs = {
  name: "as-it-is",
  enforce: "pre",
  resolveId(source, importer) {
    const id = importer && path.resolve(path.dirname(importer), source);
    return id && AS_IT_IS.test(id) ? { id, external: "relative" } : undefined;
  },
};

await main(import.meta.url, async () => {
  const [modules, dist] = process.argv.slice(2).map((folder) => path.resolve(folder));
  const entries = ["slim", ...CAPABILITIES.flatMap(({ name }) => ["", "-slim", "-workerd", "-edge-light"].map((form) => `${name}${form}`))];
  const nameOf = (id) => path.relative(modules, id).replaceAll(path.sep, "/").replace(/\.js$/, "");
  const [{ output }] = await build({
    root: modules,
    configFile: false,
    logLevel: "warn",
    plugins: [asItIs],
    build: {
      outDir: dist,
      emptyOutDir: false,
      target: "esnext",
      minify: false,
      reportCompressedSize: false,
      lib: { entry: Object.fromEntries(entries.map((name) => [name, path.join(modules, `${name}.js`)])), formats: ["es"], fileName: (_, name) => `${name}.js` },
      rolldownOptions: {
        experimental: { attachDebugInfo: "none" },
        output: {
          chunkFileNames: "internal/[name].js",
          minifyInternalExports: false,
          codeSplitting: { groups: Object.entries(FILES).map(([name, its]) => ({ name, test: (id) => its.includes(nameOf(id)) })) },
        },
      },
    },
  });
  for (const { name, isEntry, moduleIds } of output) {
    const stray = isEntry ? undefined : moduleIds.map(nameOf).find((module) => !FILES[name]?.includes(module));
    if (stray) throw new Stop(`${stray} is in no file of the package: see \`FILES\` in src/xtask/bundle.mjs`);
  }
});
