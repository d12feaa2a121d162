// Both icon libraries of Web Awesome from one file of ours: it names a foreign host otherwise, and reads the icons that
// its components draw themselves from `data:` URLs, which the Content Security Policy forbids. As a sprite sheet they
// are drawn with `<use>`; the other way goes through `innerHTML`, which Trusted Types forbid.
import { registerIconLibrary } from "@awesome.me/webawesome/dist/components/icon/library.js";
import sprite from "./icons.svg?url";

export const spriteOf = (name: string): string => `${sprite}#${name}`;

export function registerIcons(): void {
  for (const library of ["default", "system"]) {
    registerIconLibrary(library, { resolver: spriteOf, mutator: square, spriteSheet: true });
  }
}

/** Without its own proportions an `<svg>` is 300 pixels wide, lies over its neighbours and takes their clicks. */
function square(svg: SVGElement): void {
  svg.setAttribute("viewBox", "0 0 24 24");
}
