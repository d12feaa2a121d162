// What a file for `--config` says: the clouds, with what the page's sign-in form is filled with, and what the page is called. Nothing secret belongs there.
/** @import { Branding, CloudAddress, CloudKind, Preset, Service } from "./types.ts" */
import { noticeOf, supportUrlOf, titleOf } from "./branding.mjs";
import { baseUrl, checkName, distinct, KINDS, knownRegion, plainServices } from "./clouds.mjs";
import { OF_CLOUD, OF_FILE } from "./config-schema.mjs";
import { Stop } from "./errors.mjs";
import { NotJson, readJson } from "./json.mjs";
import { nearest } from "./nearest.mjs";

/** What a region that is known by name has already. */
const OF_REGION = ["kind", "identity", "compute"];
const SECRET = /passw|passphrase|passcode|secret|token|^(?:ak|sk|pwd)$|(?:access|private|api)[-_ ]?key/i;

/** As the package takes them (`src/base/ids.rs`). */
const PROJECT_IDS = { openstack: /^[A-Za-z0-9_-]{1,64}$/, otc: /^[0-9a-f]{32}$/, huawei: /^[0-9a-f]{32}$/ };
const NAME = /^(?!\s)\P{Cc}{1,255}(?<!\s)$/u;

/**
 * @param {unknown} value
 * @param {string} source what it is called in errors
 * @param {readonly string[]} allowHttp the clouds that the command line lets be reached by plain http
 * @returns {{ clouds: CloudAddress[], branding: Branding, logo?: { where: string, file: string } }} the logo as it is named, not yet read
 */
export function configOf(value, source, allowHttp) {
  const members = new Members(value, "", source, OF_FILE);
  members.text("$schema");
  const branding = brandingOf(members);
  const logo = members.text("logo");
  const clouds = cloudsOf(members, allowHttp, logo !== undefined || Object.keys(branding).length > 0);
  return { clouds, branding, ...(logo !== undefined && { logo: { where: `${members.at("logo")}, \`${logo}\`,`, file: logo } }) };
}

/** @param {Members} members @param {readonly string[]} allowHttp @param {boolean} isForMore whether the file is for something else as well */
function cloudsOf({ values: { clouds }, source }, allowHttp, isForMore) {
  if (clouds === undefined && isForMore) return [];
  if (!Array.isArray(clouds) || clouds.length === 0) {
    throw new Stop(`\`clouds\` of ${source} is ${clouds === undefined ? "missing" : kindOf(clouds)}, expected a list of one cloud or more`);
  }
  const read = clouds.map((cloud, index) => cloudOf(new Members(cloud, `clouds[${String(index)}]`, source, OF_CLOUD), allowHttp));
  return distinct(read, ({ name }, index) => `\`clouds[${String(index)}]\` of ${source} is a cloud \`${name}\` again`);
}

/** All of it but the logo. @param {Members} members @returns {Branding} */
function brandingOf(members) {
  const [title, supportUrl, notice] = ["title", "supportUrl", "notice"].map((name) => members.text(name));
  return {
    ...(title !== undefined && { title: titleOf(members.at("title"), title) }),
    ...(supportUrl !== undefined && { supportUrl: supportUrlOf(members.at("supportUrl"), supportUrl) }),
    ...(notice !== undefined && { notice: noticeOf(members.at("notice"), notice) }),
  };
}

/** @param {Uint8Array} bytes @param {string} source @returns {unknown} */
export function parsedConfig(bytes, source) {
  try {
    return readJson(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw new Stop(`${source} is ${error instanceof NotJson ? `not JSON: ${error.message}` : "not UTF-8"}`);
  }
}

/** @param {Members} members @param {readonly string[]} allowHttp @returns {CloudAddress} */
function cloudOf(members, allowHttp) {
  const isAllowed = members.flag("allowHttp");
  const { label, ...address } = addressOf(members, (name) => isAllowed || allowHttp.includes(name));
  if (isAllowed && plainServices(address).length === 0) throw new Stop(`${members.at("allowHttp")} is for nothing: the addresses are https, or on this machine`);
  const shown = members.text("label", NAME, NAMED) ?? label;
  const projectId = members.text("projectId", PROJECT_IDS[address.kind], `a project ID of kind \`${address.kind}\``);
  const [domain, project] = [members.text("domain", NAME, NAMED), members.text("project", NAME, NAMED)];
  /** @type {Preset} */
  const preset = { ...(domain && { domain }), ...(project && { project }), ...(projectId && { projectId }) };
  const allowAccount = members.flag("allowAccount");
  return { ...address, ...(shown && { label: shown }), ...(allowAccount && { allowAccount }), ...(Object.keys(preset).length > 0 && { preset }) };
}

const NAMED = "1 to 255 characters, with no blank at either end";

/** @param {Members} members @param {(name: string) => boolean} isAllowed plain http @returns {CloudAddress} */
function addressOf(members, isAllowed) {
  const [region, name] = [members.text("region", NAME, NAMED), members.text("name")];
  if (name !== undefined) checkName(members.at("name"), name);
  // Beside addresses of one's own it is what the cloud's catalogue calls it; those that are known by name have a colon.
  const isNamed = region !== undefined && !region.includes(":") && OF_REGION.some((each) => members.values[each] !== undefined);
  if (region !== undefined && !isNamed) {
    const twice = OF_REGION.find((each) => members.values[each] !== undefined);
    if (twice) throw new Stop(`${members.at("region")} stands beside \`${twice}\`, which a region has already, expected one of them`);
    const known = knownRegion(members.at("region"), region);
    return { ...known, name: name ?? known.name };
  }
  if (name === undefined) throw members.missing("name");
  const kind = members.text("kind", new RegExp(`^(?:${KINDS.join("|")})$`), KINDS.map((each) => `\`${each}\``).join(" or "));
  const url = (/** @type {Service} */ service) => {
    const text = members.text(service);
    if (text === undefined) throw members.missing(service);
    return baseUrl(members.at(service), service, text, { isAllowed: isAllowed(name), by: "`\"allowHttp\": true` beside it" });
  };
  return { name, kind: /** @type {CloudKind} */ (kind ?? "openstack"), ...(isNamed && { region }), identity: url("identity"), compute: url("compute") };
}

/** An object of the file, and where it stands. */
class Members {
  /** @type {Record<string, unknown>} */
  values;

  /**
   * @param {unknown} value
   * @param {string} path
   * @param {string} source
   * @param {readonly string[]} known
   */
  constructor(value, path, source, known) {
    this.path = path;
    this.source = source;
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw new Stop(`${path ? `\`${path}\` of ${source}` : source} is ${kindOf(value)}, expected an object`);
    }
    this.values = { ...value };
    for (const name of Object.keys(value)) {
      if (!known.includes(name)) throw this.#unknown(name, known);
    }
  }

  /** Where a member stands. @param {string} name */
  at(name) {
    const shown = JSON.stringify(name.slice(0, 64)).slice(1, -1).replaceAll("`", "\\u0060");
    return `\`${this.path ? `${this.path}.` : ""}${shown}\` of ${this.source}`;
  }

  /** @param {string} name @param {readonly string[]} known */
  #unknown(name, known) {
    if (SECRET.test(name)) return new Stop(`${this.at(name)} looks like a secret, and none belongs into the file: secrets are typed into the page`);
    const meant = nearest(name, known);
    return new Stop(`${this.at(name)} is not known, ${meant ? `did you mean \`${meant}\`?` : `expected ${known.map((each) => `\`${each}\``).join(", ")}`}`);
  }

  /** @param {string} name */
  missing(name) {
    return new Stop(`${this.at(name)} is missing`);
  }

  /** Whether it is `true`. @param {string} name */
  flag(name) {
    const { [name]: value = false } = this.values;
    if (typeof value !== "boolean") throw new Stop(`${this.at(name)} is ${kindOf(value)}, expected true or false`);
    return value;
  }

  /** A text, where there is one, of that form. @param {string} name @param {RegExp} [form] @param {string} [expected] */
  text(name, form = /^/, expected = "") {
    const value = this.values[name];
    if (value === undefined) return undefined;
    if (typeof value !== "string") throw new Stop(`${this.at(name)} is ${kindOf(value)}, expected a string`);
    if (!form.test(value)) throw new Stop(`${this.at(name)} is wrong, expected ${expected}`);
    return value;
  }
}

/** Never the value itself. @param {unknown} value */
function kindOf(value) {
  if (value === null) return "null";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
