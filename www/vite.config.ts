import { readFileSync } from "node:fs";
import path from "node:path";
import { defineConfig } from "vite";
import type { Plugin } from "vite";
import { heldByWorkers, licences } from "./licences.ts";

/** Comments in the components' styles and templates, and the one that each component writes into the document. */
const COMMENTS_WITH_HOSTS = [
  /\/\*(?!!)(?:(?!\*\/)[^])*?:\/\/[^]*?\*\//g,
  /<!--(?:(?!-->)[^])*?:\/\/[^]*?-->/g,
  / Web Awesome: https:\/\/webawesome\.com\/docs\/components\/\$\{[^}]*\} /g,
];

/**
 * The built page names no foreign host. Web Awesome's own icon libraries do, and carry icons that the page never shows:
 * `src/ui/icons.ts` registers ours in their place, so theirs need not be in the build at all.
 */
function withoutForeignHosts(): Plugin {
  const stubs = new Map([
    ["library.default.ts", 'export const library_default_default = { name: "default", resolver: () => "" }; export const getIconFolder = () => "";'],
    ["library.system.ts", 'export const library_system_default = { name: "system", resolver: () => "" }; export const icons = {};'],
  ]);
  return {
    name: "without-foreign-hosts",
    transform(code, id) {
      if (!id.includes("webawesome/dist/chunks/")) return undefined;
      const source = /^\/\/ src\/components\/icon\/(library\.\w+\.ts)$/m.exec(code)?.[1] ?? "";
      const own = stubs.get(source) ?? COMMENTS_WITH_HOSTS.reduce((rest, comment) => rest.replace(comment, ""), code);
      return own === code ? undefined : { code: own, map: null };
    },
  };
}

/** Of a package that takes the browser's cryptography, and Node's where there is none. */
const withoutNodeCrypto = (): Plugin => ({
  name: "without-node-crypto",
  enforce: "pre",
  resolveId: (source) => (source === "crypto" ? "\0node-crypto" : undefined),
  load: (id) => (id === "\0node-crypto" ? "export {};" : undefined),
});

/** Of a package whose head names one; its notice is in `licences.txt`. */
const withoutHostInHead = (): Plugin => ({
  name: "without-host-in-head",
  transform: (code, id) => (id.includes("/node_modules/hash-wasm/") ? { code: code.replace(/^\/\*![^]*?\*\//, ""), map: null } : undefined),
});

const { version } = JSON.parse(readFileSync(path.join(import.meta.dirname, "../package.json"), "utf8")) as { version: string };

export default defineConfig({
  root: import.meta.dirname,
  define: { CONSOLE_VERSION: JSON.stringify(version) },
  // Wherever the page is: its server may have it below a path.
  base: "./",
  plugins: [withoutForeignHosts(), licences()],
  worker: { format: "es", plugins: () => [withoutNodeCrypto(), withoutHostInHead(), heldByWorkers()] },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2022",
    // Inlined files would be `data:` URLs, which the Content Security Policy forbids where they are fetched.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // What is there before the first click is one file: in many small ones, the same takes 3 % more.
        codeSplitting: { groups: [{ name: "page", tags: ["$initial"] }] },
      },
    },
  },
});
