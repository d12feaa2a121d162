// What the page is called, its logo, where its users find help, and what they are told: of the command line or a file, written into the page.
/** @import { Branding, Logo } from "./types.ts" */
import { Stop } from "./errors.mjs";

const MOST_LOGO_BYTES = 256 * 1024;
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** The root element, behind what may stand before it. */
const SVG = /^\ufeff?\s*(?:<\?xml[^>]*>\s*)?(?:<!--[^]*?-->\s*|<!DOCTYPE svg[^>]*>\s*)*<svg[\s>]/;

/** One line, with no blank at either end. @param {number} most */
const line = (most) => new RegExp(`^(?!\\s)\\P{C}{1,${String(most)}}(?<!\\s)$`, "u");
const TITLE = line(60);
const NOTICE = line(500);

/** @param {string} where @param {string} text */
export function titleOf(where, text) {
  if (!TITLE.test(text)) throw new Stop(`${where} is wrong, expected 1 to 60 characters in one line, with no blank at either end`);
  return text;
}

/** @param {string} where @param {string} text */
export function noticeOf(where, text) {
  if (!NOTICE.test(text)) throw new Stop(`${where} is wrong, expected 1 to 500 characters in one line, with no blank at either end`);
  return text;
}

/** @param {string} where @param {string} text */
export function supportUrlOf(where, text) {
  if (!URL.canParse(text)) throw new Stop(`${where} is no URL, expected such as \`https://help.example.com\` or \`mailto:help@example.com\``);
  const { protocol, username, password, href, pathname } = new URL(text);
  if (protocol !== "https:" && protocol !== "mailto:") throw new Stop(`${where} begins with \`${protocol}\`, expected https or mailto`);
  if (username || password) throw new Stop(`${where} has credentials, expected none`);
  if (protocol === "mailto:" && !/^[^\s@]+@[^\s@]+$/.test(pathname)) throw new Stop(`${where} has no address behind mailto, expected such as \`mailto:help@example.com\``);
  return href;
}

/** By its content: a name proves nothing. @param {string} where @param {Uint8Array<ArrayBuffer>} bytes @returns {Logo} */
export function logoIn(where, bytes) {
  checkLogoSize(where, bytes.length);
  if (PNG.every((byte, index) => bytes[index] === byte)) return { bytes, extension: "png", type: "image/png" };
  if (SVG.test(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes))) return { bytes, extension: "svg", type: "image/svg+xml" };
  throw new Stop(`${where} is neither SVG nor PNG`);
}

/** @param {string} where @param {number} size */
export function checkLogoSize(where, size) {
  if (size > MOST_LOGO_BYTES) throw new Stop(`${where} has ${String(size)} bytes, expected ${String(MOST_LOGO_BYTES)} at most`);
}

/** @param {Logo} logo */
export const logoPath = ({ extension }) => `/logo.${extension}`;

/** Opened by itself it runs nothing, loads nothing, and belongs to no origin. */
export const LOGO_POLICY = "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'";

/** The page with all of it: its title at once, the rest for its script. @param {string} html @param {Branding} [branding] @param {string} [basePath] */
export function brandedPage(html, { title, logo, supportUrl, notice, alone } = {}, basePath = "") {
  const told = { title, logo: logo && basePath + logoPath(logo), supportUrl, notice, alone };
  if (Object.values(told).every((each) => each === undefined)) return html;
  const meta = `<meta name="console" content="${escaped(JSON.stringify(told))}" />`;
  return html.replace(/<title>([^]*?)<\/title>/, (_, before) => `<title>${title === undefined ? String(before) : escaped(title)}</title>\n    ${meta}`);
}

const SIGNS = new Map([["&", "&amp;"], ["<", "&lt;"], [">", "&gt;"], ['"', "&quot;"]]);

/** @param {string} text */
const escaped = (text) => text.replace(/[&<>"]/g, (sign) => SIGNS.get(sign) ?? sign);
