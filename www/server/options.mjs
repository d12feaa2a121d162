// The command line of `node www/server/main.mjs`.
/** @import { Branding, CloudAddress } from "./types.ts" */
import { parseArgs } from "node:util";
import { trustedProxies } from "./arrival.mjs";
import { noticeOf, supportUrlOf, titleOf } from "./branding.mjs";
import { distinct, parseCloud, plainServices } from "./clouds.mjs";
import { readConfig } from "./config-file.mjs";
import { Stop } from "./errors.mjs";
import { logoOf } from "./logo-file.mjs";
import { basePathOf, hostNameOf, isHostName } from "./names.mjs";
import { OPTIONS } from "./option-names.mjs";
import { MOST_SERVERS } from "./sandbox/crowd.mjs";

/** How the server is called, and where its page is, as its help says it. */
const HERE = { program: "node www/server/main.mjs", page: "www/dist" };

export const helpOf = ({ program, page } = HERE) => `${program} [options]: serves the console, passes its requests on, and holds the sandbox cloud

  --host <address>       listen on this address (127.0.0.1)
  --port <number>        listen on this port, 0 for any free one (4173)
  --name <host>          a further name this server is reached by, such as that of a TLS proxy before it; repeatable
  --cloud <name>=[<kind>:]<identity-url>,<compute-url>
                         a cloud the console may reach; kind openstack (default), otc or huawei; repeatable
  --cloud <region>       one of the regions known by name, such as otc:eu-de or huawei:eu-west-101; repeatable
  --config <file>        a JSON file with such clouds, and what their sign-in form is filled with; a --cloud of the
                         same name takes the place of its cloud
  --config-schema        print the JSON schema of such a file
  --title <text>         what the page is called (ECS Password Console)
  --logo <file>          a picture beside it, SVG or PNG, at most 256 KiB
  --support-url <url>    where its users find help, https or mailto
  --notice <text>        a line above every view, the sign-in as well
  --allow-http <name>    reach this cloud by plain http, on a private network: others there can read and change what
                         passes, and the page says so; repeatable
  --allow-account <name> pass on the reads of the whole account of this cloud: its users, groups and what everybody
                         is granted; repeatable
  --base-path <path>     the path it is reached below, such as /ecs, where a proxy has more than this on one name
  --trust-proxy <address>
                         the address, or network, of a proxy before this server, whose X-Forwarded-For and
                         X-Forwarded-Proto count; repeatable
  --access-log           a line for each request on standard output, with nothing secret in it
  --root <folder>        the folder of the built page (${page})
  --no-sandbox           without the sandbox cloud
  --sandbox-faults       let tests inject faults into the sandbox and move its clock
  --sandbox-servers <n>  fill the sandbox up to this number of servers, at most 20000
  --open, --no-open      open the browser or not (it opens on a terminal, unless CI is set)
  --help                 print this

HTTPS_PROXY, HTTP_PROXY and NO_PROXY name the outbound proxy, NODE_EXTRA_CA_CERTS a file with private CAs.
`;

export const HELP = helpOf();

/**
 * @param {string[]} args
 * @param {{ interactive: boolean }} surroundings
 */
export function parseOptions(args, { interactive }) {
  const { values, tokens } = parseArgs({ args, options: OPTIONS, strict: false, allowPositionals: true, tokens: true });
  tokens.forEach((token, index) => {
    if (token.kind === "positional") throw new Stop(`\`${token.value}\` is not an option; see --help`);
    if (token.kind === "option-terminator") throw new Stop("`--` is not an option; see --help");
    const known = Object.entries(OPTIONS).find(([name]) => token.rawName === `--${name}`)?.[1];
    if (!known) throw new Stop(`there is no option \`${token.rawName}\`; see --help`);
    if (known.type === "boolean" && token.value !== undefined) throw new Stop(`${token.rawName} takes no value`);
    const isMissing = known.type === "string" && (!token.value || (!token.inlineValue && token.value.startsWith("--")));
    if (isMissing) throw new Stop(`${token.rawName} needs a value; see --help`);
    const isTwice =
      !("multiple" in known) && tokens.findIndex((each) => each.kind === "option" && each.name === token.name) !== index;
    if (isTwice) throw new Stop(`${token.rawName} is given twice, expected once`);
  });
  const text = (/** @type {"host" | "port" | "config" | "root" | "sandbox-servers" | "title" | "logo" | "support-url" | "notice" | "base-path"} */ name) => /** @type {string | undefined} */ (values[name]);
  const texts = (/** @type {"name" | "cloud" | "allow-account" | "allow-http" | "trust-proxy"} */ name) => /** @type {string[]} */ (values[name] ?? []);
  if (values.open && values["no-open"]) throw new Stop("--open and --no-open contradict each other, expected one of them");
  if (values["no-sandbox"] && values["sandbox-faults"])
    throw new Stop("--sandbox-faults needs the sandbox, expected no --no-sandbox");
  if (values["no-sandbox"] && values["sandbox-servers"])
    throw new Stop("--sandbox-servers needs the sandbox, expected no --no-sandbox");
  const config = text("config");
  const file = config === undefined ? { clouds: [], branding: {} } : readConfig(config, texts("allow-http"));
  const clouds = withAccounts(cloudsOf(texts("cloud"), file.clouds, texts("allow-http")), texts("allow-account"));
  if (values["no-sandbox"] && clouds.length === 0 && !values.help)
    throw new Stop("--no-sandbox leaves no cloud, expected a --cloud or --config with it");
  return {
    help: values.help === true,
    isSchemaAsked: values["config-schema"] === true,
    host: hostOf(text("host") ?? "127.0.0.1"),
    port: portOf(text("port") ?? "4173"),
    names: texts("name").map((each) => hostNameOf("--name", each)),
    clouds,
    basePath: basePathOf("--base-path", text("base-path") ?? "/"),
    trustProxy: trustedOf(texts("trust-proxy")),
    isLogged: values["access-log"] === true,
    root: text("root"),
    branding: { ...file.branding, ...brandingOf(text("title"), text("logo"), text("support-url"), text("notice")) },
    sandbox: values["no-sandbox"]
      ? /** @type {const} */ (false)
      : { faults: values["sandbox-faults"] === true, ...serversOf(text("sandbox-servers")) },
    open: values.open === true || (interactive && values["no-open"] !== true),
  };
}

/** @param {string} text */
function portOf(text) {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) return Number(text);
  throw new Stop(`--port is \`${text}\`, expected a number from 0 to 65535`);
}

/** @param {string | undefined} text */
function serversOf(text) {
  if (text === undefined) return {};
  if (/^\d{1,5}$/.test(text) && Number(text) <= MOST_SERVERS) return { servers: Number(text) };
  throw new Stop(`--sandbox-servers is \`${text}\`, expected a number from 0 to ${String(MOST_SERVERS)}`);
}

/** @param {string} text */
function hostOf(text) {
  const host = text.replace(/^\[(.*)\]$/, "$1");
  if (/^[0-9A-Fa-f:.]+$/.test(host) || isHostName(host)) return host;
  throw new Stop(`--host is \`${text}\`, expected a name or an address, without port`);
}

/** @param {string[]} texts */
function trustedOf(texts) {
  trustedProxies(texts);
  return texts;
}

/** @param {string} [title] @param {string} [logo] @param {string} [supportUrl] @param {string} [notice] @returns {Branding} */
function brandingOf(title, logo, supportUrl, notice) {
  return {
    ...(title !== undefined && { title: titleOf("--title", title) }),
    ...(logo !== undefined && { logo: logoOf(`--logo \`${logo}\``, logo) }),
    ...(supportUrl !== undefined && { supportUrl: supportUrlOf("--support-url", supportUrl) }),
    ...(notice !== undefined && { notice: noticeOf("--notice", notice) }),
  };
}

/** Those of which the reads of the whole account are passed on. @param {CloudAddress[]} clouds @param {string[]} names */
function withAccounts(clouds, names) {
  for (const name of names) {
    if (!clouds.some((cloud) => cloud.name === name)) throw new Stop(`--allow-account \`${name}\` names no cloud, expected one of --cloud or --config`);
  }
  return clouds.map((cloud) => (names.includes(cloud.name) ? { ...cloud, allowAccount: true } : cloud));
}

/**
 * Those of the file, but for names that the command line says otherwise, and the others of the command line.
 *
 * @param {string[]} given
 * @param {CloudAddress[]} ofFile
 * @param {string[]} allowHttp
 */
function cloudsOf(given, ofFile, allowHttp) {
  const named = distinct(given.map((text) => parseCloud(text, allowHttp)), ({ name }) => `--cloud \`${name}\` is given twice`);
  const others = named.filter(({ name }) => !ofFile.some((each) => each.name === name));
  const clouds = [...ofFile.map((cloud) => named.find(({ name }) => name === cloud.name) ?? cloud), ...others];
  for (const name of allowHttp) {
    const cloud = clouds.find((each) => each.name === name);
    if (!cloud) throw new Stop(`--allow-http \`${name}\` names no cloud, expected one of --cloud or --config`);
    if (plainServices(cloud).length === 0) throw new Stop(`--allow-http \`${name}\` is for nothing: its addresses are https, or on this machine`);
  }
  return clouds;
}
