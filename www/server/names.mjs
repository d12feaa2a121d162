// By what a server is reached: its names, and the path it is below.
import { Stop } from "./errors.mjs";

const BASE_PATH = /^(?:\/|(?:\/[A-Za-z0-9_-]{1,64}){1,8}\/?)$/;
const HOST_NAME = /^(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])$/;

/** @param {string} text */
export const isHostName = (text) => HOST_NAME.test(text);

/** @param {string} where @param {string} text */
export function hostNameOf(where, text) {
  if (isHostName(text)) return text;
  throw new Stop(`${where} is \`${text}\`, expected a host name, without port and path`);
}

/** Without a slash at its end. @param {string} where @param {string} text */
export function basePathOf(where, text) {
  if (BASE_PATH.test(text)) return text.replace(/\/$/, "");
  throw new Stop(`${where} is \`${text}\`, expected a path such as \`/ecs\`, of letters, digits, - and _`);
}
