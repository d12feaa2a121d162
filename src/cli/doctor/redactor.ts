import { formOf, madeUp, type Form } from "./placeholders.ts";
import type { Exchange } from "./recorder.ts";
import * as known from "./vocabulary.ts";

/** An exchange as it may be shown to anybody. */
export interface RedactedExchange {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: unknown;
  /** In milliseconds since the transcript was begun. */
  sentAt: number;
  answeredAt: number;
  answer: RedactedAnswer | { error: string };
}

/** An answer as it may be shown: with `json` or `text`, or none where the body is empty. */
export interface RedactedAnswer {
  status: number;
  headers: Record<string, string>;
  json?: unknown;
  text?: string;
}

/** What stands for what is secret, whatever it is. */
export const SECRET = "<secret>";

/** Where a value stands: the names of the members that lead to it, the nearest first; those of lists are left out. */
type Place = readonly string[];

const REGIONS = new Set("eu-de eu-nl eu-ch2 eu-west-0 eu-west-101 af-south-1 ap-southeast-1 ap-southeast-2 ap-southeast-3 cn-east-3 cn-north-1 cn-north-4 cn-south-1 la-south-2 me-east-1 sa-brazil-1 tr-west-1".split(" "));
const PUBLIC_HOST = /^(?:iam|iam-pub|ecs)\.([a-z0-9-]+)\.(?:otc\.t-systems\.com|sc\.otc\.t-systems\.com|myhuaweicloud\.(?:com|eu|cn)|prod-cloud-ocb\.orange-business\.com)$/;

/** The hosts of ECS and IAM in the documents of the public clouds. */
export const isPublicHost = (host: string): boolean => REGIONS.has(PUBLIC_HOST.exec(host)?.[1] ?? "") || host === "iam.myhuaweicloud.com" || host === "docs.openstack.org";

/** Where the clouds' own words stand in the place of an ID. */
const FIXED = new Set(["servers/detail", "roles/inherited_to_projects"]);
const VERSION = /^v?\d{1,2}(?:\.\d{1,3})?$/;
const TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?$/;
const MOST_TEXT = 2000;

/**
 * Takes out of what a cloud was sent and answered all that says whose it is, and all that is secret. What stays is on a list; each other value has a
 * placeholder in its place, always the same one, so that what is equal can be seen to be.
 */
export class Redactor {
  readonly #byValue = new Map<string, string>();
  readonly #forms = new Map<string, Form>();
  readonly #counts = new Map<string, number>();

  /** `table` is that of a transcript, whose made-up values then have the placeholders that they were made for. */
  constructor(table: Readonly<Record<string, Form>> = {}) {
    for (const [index, [placeholder, form]] of Object.entries(table).entries()) {
      this.#set(madeUp(placeholder, form, index), placeholder, form);
      const [, kind = "", count = "0"] = /^<(.*)-(\d+)>$/.exec(placeholder) ?? [];
      this.#counts.set(kind, Math.max(Number(count), this.#counts.get(kind) ?? 0));
    }
  }

  /** The form of each placeholder, in the order in which they were given. */
  table(): Record<string, Form> {
    return Object.fromEntries(this.#forms);
  }

  /** The values in place of placeholders, for the eyes of their owner; never what is secret. */
  restored(text: string): string {
    const values = new Map([...this.#byValue].map(([value, placeholder]) => [placeholder, value]));
    return text.replaceAll(/<[a-z-]+-\d+>/g, (placeholder) => (/^<(?:token|ciphertext)-/.test(placeholder) ? placeholder : values.get(placeholder) ?? placeholder));
  }

  /** What stands for a value. */
  placeholder(value: string, kind: string): string {
    const there = this.#byValue.get(value);
    if (there !== undefined) return there;
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    const placeholder = `<${kind}-${String(count)}>`;
    this.#set(value, placeholder, formOf(value, kind));
    return placeholder;
  }

  /** A name, where it is not that of a region, which the public clouds call projects by. */
  shown(name: string, kind: string): string {
    return REGIONS.has(name) ? name : this.placeholder(name, kind);
  }

  #set(value: string, placeholder: string, form: Form): void {
    this.#byValue.set(value, placeholder);
    this.#forms.set(placeholder, form);
  }

  exchange({ method, url, headers, body, sentAt, answeredAt, answer }: Exchange, begun: number): RedactedExchange {
    const shownUrl = this.url(url);
    const sentBody = body === undefined ? {} : { body: this.#body(body, true) };
    return { method, url: shownUrl, headers: this.#headers(Object.entries(headers)), ...sentBody, sentAt: sentAt - begun, answeredAt: answeredAt - begun, answer: "error" in answer ? answer : this.#answer(answer) };
  }

  #answer({ status, headers, body }: Exclude<Exchange["answer"], { error: string }>): RedactedAnswer {
    const shown = { status, headers: this.#headers(headers) };
    if (body === "") return shown;
    try {
      return { ...shown, json: this.json(JSON.parse(body) as unknown) };
    } catch {
      return { ...shown, text: this.text(body.slice(0, MOST_TEXT)) };
    }
  }

  #body(body: string, isSent: boolean): unknown {
    try {
      return this.json(JSON.parse(body) as unknown, isSent ? ["(sent)"] : []);
    } catch {
      return SECRET;
    }
  }

  /** Headers that are on no list are left out. */
  #headers(headers: Iterable<readonly [string, string]>): Record<string, string> {
    const shown = new Map<string, string>();
    for (const [given, value] of headers) {
      const name = given.toLowerCase();
      if (known.HEADERS.has(name)) shown.set(name, this.#header(name, value));
    }
    return Object.fromEntries(shown);
  }

  #header(name: string, value: string): string {
    switch (name) {
      case "accept": case "content-type": return value.split(",").map(mediaType).join(", ");
      case "date": return new Date(value).toString() === "Invalid Date" ? "<date>" : new Date(value).toUTCString();
      case "age": case "retry-after": return /^\d{1,9}$/.test(value) ? value : "<value>";
      case "openstack-api-version": return /^compute \d\.\d{1,3}$/.test(value) ? value : "<value>";
      case "x-openstack-nova-api-version": return VERSION.test(value) ? value : "<value>";
      case "x-auth-token": case "x-subject-token": case "x-security-token": case "openstack-auth-receipt": return this.placeholder(value, "token");
      case "authorization": return value.startsWith("SDK-HMAC-SHA256 ") ? "SDK-HMAC-SHA256 <signature>" : SECRET;
      case "x-project-id": return this.placeholder(value, "project");
      case "x-domain-id": return this.placeholder(value, "domain");
      case "location": return this.url(value);
      case "server": { const software = value.split(/[/\s]/)[0]?.toLowerCase() ?? ""; return known.SERVER_SOFTWARE.has(software) ? software : "<value>"; }
      case "www-authenticate": return /^(?:Keystone|Basic|Bearer|Negotiate)(?= |$)/.exec(value)?.[0] ?? "<value>";
      case "x-openstack-request-id": case "x-compute-request-id": case "x-request-id": case "x-iam-trace-id": return this.placeholder(value, "request");
      default: return "<value>";
    }
  }

  /** A value of JSON. */
  json(value: unknown, place: Place = []): unknown {
    if (Array.isArray(value)) return value.map((each) => this.json(each, place));
    if (typeof value === "string") return this.#string(value, place);
    if (typeof value === "number") return known.NUMBERS.has(place[0] ?? "") ? value : 0;
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [this.#member(name, place), this.json(each, [name, ...place])]));
  }

  /** Whose names of members are the user's, they are replaced as well. */
  #member(name: string, [around = ""]: Place): string {
    const isOwn = known.OWN_MAPS.has(around) && !(around === "links" || (around !== "addresses" && known.SYSTEM_METADATA.has(name)));
    return known.MEMBERS.has(name) || known.SYSTEM_METADATA.has(name) ? (isOwn ? this.placeholder(name, "own-name") : name) : this.placeholder(name, isOwn ? "own-name" : "member");
  }

  #string(value: string, place: Place): string {
    const [member = ""] = place;
    if (value === "") return "";
    if (isSecret(place)) return SECRET;
    if (member === "password") return this.placeholder(value, "ciphertext");
    if (member === "id" && isSignIn(place) && place[1] === "token") return this.placeholder(value, "token");
    const isOwn = place.slice(1).some((name) => known.OWN_MAPS.has(name)) && !known.SYSTEM_METADATA.has(member) && !member.startsWith("OS-EXT-IPS");
    if (!isOwn && isKnown(value, place)) return value;
    if (TIME.test(value)) return known.TIMES.has(member) ? value : value.replace(/^.{19}/, "2000-01-01T00:00:00").replace(/\.\d+/, (fraction) => fraction.replaceAll(/\d/g, "0"));
    if (/^https?:\/\//.test(value)) return this.url(value);
    if (member === "path" && value.startsWith("/")) return this.#path(value);
    if (member === "document" && value.startsWith("{")) return this.#document(value);
    if (known.SENTENCES.has(member)) return this.text(value.slice(0, MOST_TEXT));
    return this.placeholder(value, kindOf(place));
  }

  /** A policy as a text in JSON. */
  #document(text: string): string {
    try {
      return JSON.stringify(this.json(JSON.parse(text) as unknown));
    } catch {
      return this.placeholder(text, "value");
    }
  }

  /** An address: its scheme, hosts of the public clouds, and what their paths are made of, stay. */
  url(text: string): string {
    const [, scheme, host, path = "", query] = /^(https?):\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?/.exec(text) ?? [];
    if (scheme === undefined || host === undefined) return this.placeholder(text, "url");
    const shownHost = isPublicHost(host) ? host : this.placeholder(host, "host");
    return `${scheme}://${shownHost}${this.#path(path)}${query === undefined ? "" : `?${this.#query(query)}`}`;
  }

  #path(path: string): string {
    const segments = path.split("/");
    return segments.map((segment, index) => {
      const before = segments[index - 1] ?? "";
      const owner = Object.hasOwn(known.OWNER_OF_SEGMENT, before) ? known.OWNER_OF_SEGMENT[before] : undefined;
      const isPart = known.SEGMENTS.has(segment) && (owner === undefined || /^v\d/.test(before) || FIXED.has(`${before}/${segment}`));
      return segment === "" || isPart || VERSION.test(segment) ? segment : this.placeholder(decoded(segment), owner ?? "path");
    }).join("/");
  }

  #query(query: string): string {
    return query.split("&").map((pair) => {
      const [name = "", value] = pair.split(/=(.*)/s);
      const shown = known.PARAMETERS.has(name) ? name : this.placeholder(decoded(name), "parameter");
      if (value === undefined) return shown;
      return `${shown}=${(name === "limit" || name === "offset") && /^\d+$/.test(value) ? value : value === "" || value === "true" ? value : this.placeholder(decoded(value), kindOfParameter(name))}`;
    }).join("&");
  }

  /** A sentence: of it stay the words that clouds refuse with. */
  text(text: string): string {
    const kept: string[] = [];
    const keep = (shown: string): string => `\ue000${String(kept.push(shown) - 1)}\ue001`;
    // A name that is a word of the list may stay, as it is one of theirs in sentences.
    const values = [...this.#byValue].filter(([value]) => value.length > 2 && !isWord(value)).sort(([one], [other]) => other.length - one.length);
    let rest = text.replaceAll(/[\ue000\ue001]/g, " ");
    for (const [value, placeholder] of values) rest = replaced(rest, value, () => keep(placeholder));
    rest = rest.replaceAll(/https?:\/\/[^\s"'<>`]+/g, (url) => keep(this.url(url)));
    rest = rest.replaceAll(/[^\s"'`()[\]{}<>,;:=/\\|!?&\ue000\ue001]+(?::[^\s"'`()[\]{}<>,;=/\\|!?&\ue000\ue001]+)*/g, (word) => this.#word(word));
    return rest.replaceAll(/\ue000(\d+)\ue001/g, (_, index: string) => kept[Number(index)] ?? "");
  }

  #word(given: string): string {
    const [, word = "", end = ""] = /^(.*?)([.:…-]*)$/s.exec(given) ?? [];
    if (word === "" || isWord(word)) return given;
    const parts = word.split(":");
    // `error:expired` is two words, `ecs:servers:list` is one.
    return parts.length > 1 && parts.every(isWord) ? given : `${this.placeholder(word, "word")}${end}`;
  }
}

const isWord = (word: string): boolean =>
  known.SENTENCE_WORDS.has(word.toLowerCase()) || known.MEMBERS.has(word) || known.SEGMENTS.has(word) || known.ACTIONS.has(word) || VERSION.test(word) || /^\d{1,3}$/.test(word) || known.CODE.test(word) || known.EXCEPTION.test(word) || /^[^\p{L}\p{N}]*$/u.test(word);

/** Whether a value is on the lists, where it stands. */
function isKnown(value: string, place: Place): boolean {
  const [member = "", around = ""] = place;
  if (Object.hasOwn(known.VALUES, member) && known.VALUES[member]?.has(value)) return true;
  if (["version", "min_version", "max_version", "Version", "default_version_id", "version_id"].includes(member) || (member === "id" && /^versions?$|^values$/.test(around))) return VERSION.test(value);
  if (member === "code" || member === "error_code") return known.CODE.test(value);
  if (member === "Action" || member === "NotAction") return known.ACTIONS.has(value);
  if (member === "name" && around === "roles") return known.ROLES.has(value) || /^system_all_\d{1,5}$/.test(value);
  return (member === "region" || member === "region_id" || (member === "name" && around.startsWith("project"))) && REGIONS.has(value);
}

/** Whether it is secret, whatever it is. */
const isSecret = (place: Place): boolean => known.SECRETS.has(place[0] ?? "") || (place[0] === "password" && isSignIn(place));

const isSignIn = (place: Place): boolean => place.includes("auth") || place.includes("(sent)");

function kindOf(place: Place): string {
  const [member = "", ...around] = place;
  const kind = Object.hasOwn(known.KINDS, member) ? known.KINDS[member] : undefined;
  if (kind !== undefined) return kind;
  const owner = around.find((name) => Object.hasOwn(known.OWNERS, name));
  if ((member === "id" || member === "name") && owner !== undefined) return `${known.OWNERS[owner] ?? ""}${member === "id" ? "" : "-name"}`;
  return "value";
}

const kindOfParameter = (name: string): string => (({ marker: "server", user_id: "user", name: "text" }) as Record<string, string>)[name] ?? "value";

function mediaType(text: string): string {
  const [, type = "", charset] = /^\s*([^;\s]+)\s*(?:;\s*charset\s*=\s*"?([\w-]{1,20})"?)?/i.exec(text) ?? [];
  return known.MEDIA_TYPES.has(type.toLowerCase()) ? `${type}${charset !== undefined && /^utf-?8$/i.test(charset) ? `; charset=${charset}` : ""}` : "<value>";
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What stands for a value that is replaced already counts as well: its number is no value. */
const isPartOfWord = (sign: string | undefined): boolean => sign !== undefined && /[\p{L}\p{N}_\ue000\ue001]/u.test(sign);

/** `text` with `make()` for each `value` that is no part of a longer word. */
function replaced(text: string, value: string, make: () => string): string {
  const pieces: string[] = [];
  let rest = text;
  for (let at = rest.indexOf(value); at >= 0; at = rest.indexOf(value, at)) {
    const end = at + value.length;
    if ((isPartOfWord(rest[at - 1]) && isPartOfWord(value[0])) || (isPartOfWord(rest[end]) && isPartOfWord(value.at(-1)))) {
      at += 1;
      continue;
    }
    pieces.push(rest.slice(0, at), make());
    rest = rest.slice(end);
    at = 0;
  }
  return pieces.join("") + rest;
}
