// The bindings of the worker: what the command line and its files say on Node.
/** @import { Branding, CloudAddress } from "../types.ts" */
/** @import { Bindings } from "./types.ts" */
import { logoIn } from "../branding.mjs";
import { configOf, parsedConfig } from "../config.mjs";
import { Stop } from "../errors.mjs";
import { basePathOf, hostNameOf } from "../names.mjs";
import { assetOf } from "./assets.mjs";

const SOURCE = "the binding CONFIG";

/**
 * @param {Bindings} bindings
 * @returns {Promise<{ names: string[], basePath: string, clouds: CloudAddress[], branding: Branding }>}
 */
export async function settingsOf({ ASSETS, CONFIG, NAMES, BASE_PATH }) {
  if (CONFIG === undefined) throw new Stop(`${SOURCE} is missing, expected a configuration as for --config`);
  const { clouds, branding, logo } = configOf(typeof CONFIG === "string" ? parsedConfig(new TextEncoder().encode(CONFIG), SOURCE) : CONFIG, SOURCE, []);
  if (clouds.length === 0) throw new Stop(`\`clouds\` of ${SOURCE} is missing, expected a list of one cloud or more`);
  return {
    names: textOf("NAMES", NAMES, "").split(",").map((each) => each.trim()).filter(Boolean).map((each) => hostNameOf("a name of the binding NAMES", each)),
    basePath: basePathOf("the binding BASE_PATH", textOf("BASE_PATH", BASE_PATH, "/")),
    clouds,
    branding: { ...branding, ...(logo && { logo: await logoOf(logo, ASSETS) }) },
  };
}

/** A file of the assets. @param {{ where: string, file: string }} logo @param {Bindings["ASSETS"]} assets */
async function logoOf({ where, file }, assets) {
  if (!/^(?:[A-Za-z0-9_-][A-Za-z0-9_.-]*\/)*[A-Za-z0-9_-][A-Za-z0-9_.-]*$/.test(file)) throw new Stop(`${where} is no path of a file in the assets of the worker`);
  const bytes = await assetOf(assets, `/${file}`);
  if (!bytes) throw new Stop(`${where} is not in the assets of the worker`);
  return logoIn(where, bytes);
}

/** @param {string} name @param {unknown} value @param {string} otherwise */
function textOf(name, value, otherwise) {
  if (value === undefined) return otherwise;
  if (typeof value !== "string") throw new Stop(`the binding ${name} is a ${typeof value}, expected a string`);
  return value;
}
