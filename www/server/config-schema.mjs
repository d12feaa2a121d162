// What a file for `--config` may have, as a JSON schema: the reader takes the names of its members from here. Whether an address is one of a cloud, a
// picture one, or a name given twice, is the reader's to say.
import { KINDS, NAME as CLOUD_NAME } from "./clouds.mjs";
import { REGIONS } from "./regions.mjs";

const NAMED = {
  type: "string",
  minLength: 1,
  maxLength: 255,
  // No control character, and no blank at either end.
  pattern: String.raw`^(?!\s)[^\u0000-\u001f\u007f-\u009f]*$(?<!\s)`,
};
const URL_BASE = { type: "string", pattern: String.raw`^https?://[^\s?#@]+$` };
const REGION_IDS = Object.keys(REGIONS);
const HEX_ID = "^[0-9a-f]{32}$";

/** A line of text, with no blank at either end. @param {number} most @param {string} description */
const line = (most, description) => ({ type: "string", minLength: 1, maxLength: most, pattern: String.raw`^(?!\s).*$(?<!\s)`, description });

const CLOUD = {
  type: "object",
  additionalProperties: false,
  properties: {
    name: { type: "string", pattern: CLOUD_NAME.source, not: { enum: ["sandbox", "sandbox-otc", "sandbox-huawei"] }, description: "What the cloud is called in paths and errors." },
    label: { ...NAMED, description: "What the page calls it." },
    kind: { enum: KINDS, description: "Which APIs it has; `openstack` where it is not said." },
    identity: { ...URL_BASE, description: "The address of its identity service." },
    compute: { ...URL_BASE, description: "The address of its compute service." },
    region: { ...NAMED, description: "A region that is known by name; or, beside addresses, what the cloud's catalogue calls the region of `compute`." },
    domain: { ...NAMED, description: "For the form with user and password." },
    project: { ...NAMED, description: "For the form with user and password." },
    projectId: { type: "string", pattern: "^[A-Za-z0-9_-]{1,64}$", description: "For the forms with a token or an access key." },
    allowAccount: { type: "boolean", description: "Whether the reads of the whole account are passed on: its users, groups and what everybody is granted." },
    allowHttp: { type: "boolean", description: "Whether it may be reached by plain http: others on the network can then read and change what passes." },
  },
  oneOf: [
    {
      title: "a region that is known by name",
      required: ["region"],
      properties: { region: { enum: REGION_IDS }, kind: false, identity: false, compute: false, projectId: { pattern: HEX_ID } },
    },
    {
      title: "a cloud by its addresses",
      required: ["name", "identity", "compute"],
      properties: { region: { pattern: "^[^:]*$" } },
      if: { required: ["kind"], properties: { kind: { enum: KINDS.filter((kind) => kind !== "openstack") } } },
      then: { properties: { projectId: { pattern: HEX_ID } } },
    },
  ],
};

export const CONFIG_SCHEMA = {
  $schema: "http://json-schema.org/draft-07/schema#",
  title: "A file for `--config` of the ECS Password Console",
  type: "object",
  additionalProperties: false,
  properties: {
    $schema: { type: "string", description: "Where this schema is, for an editor; the server passes it over." },
    clouds: { type: "array", minItems: 1, items: CLOUD, description: "The clouds that may be reached." },
    title: line(60, "What the page is called."),
    logo: { type: "string", description: "The file of a picture, SVG or PNG, from the folder of this file on." },
    supportUrl: { type: "string", pattern: "^(?:https://|mailto:)", description: "Where its users find help." },
    notice: line(500, "A line of plain text above the sign-in and every view."),
  },
  anyOf: ["clouds", "title", "logo", "supportUrl", "notice"].map((name) => ({ required: [name] })),
};

/** The names of the members of the file, and of a cloud in it. */
export const OF_FILE = Object.keys(CONFIG_SCHEMA.properties);
export const OF_CLOUD = Object.keys(CLOUD.properties);
