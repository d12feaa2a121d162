import { defineConfig } from "vite";
import type { Plugin } from "vite";

/**
 * Web Awesome's own icon libraries name its hosts and carry icons that the page never shows: `src/icons.ts` registers
 * ours in their place, so theirs need not be in the build at all.
 */
function withoutForeignIcons(): Plugin {
  const stubs = new Map([
    ["library.default.ts", 'export const library_default_default = { name: "default", resolver: () => "" }; export const getIconFolder = () => "";'],
    ["library.system.ts", 'export const library_system_default = { name: "system", resolver: () => "" }; export const icons = {};'],
  ]);
  return {
    name: "without-foreign-icons",
    transform(code, id) {
      if (!id.includes("webawesome/dist/chunks/")) return undefined;
      const source = /^\/\/ src\/components\/icon\/(library\.\w+\.ts)$/m.exec(code)?.[1] ?? "";
      const stub = stubs.get(source);
      return stub === undefined ? undefined : { code: stub, map: null };
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  base: "/",
  plugins: [withoutForeignIcons()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    target: "es2022",
    // Inlined files would be `data:` URLs, which the Content Security Policy forbids where they are fetched.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
