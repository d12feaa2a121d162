// Above the tabs: what the policies come to, in words and a sentence why.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import type { Verdict } from "ecs-password/slim";
import { inWords } from "../../locales/said.ts";
import { msg, str, words } from "../../locales/words.ts";
import { quoted } from "../parts.ts";
import type { Permissions } from "../state.ts";
import type { Ability, AbilityName, Level } from "./abilities.ts";
import { decidedBy, entryOf } from "./explanation.ts";

const WORDS = words(() => ({
  title: msg("Verdict"),
  lead: msg("By the documented APIs, these policies"),
  abilities: {
    readPassword: { can: msg("can read a stored password"), may: msg("may be able to read a stored password"), cannot: msg("cannot read a stored password") },
    deletePassword: { can: msg("can delete a stored password"), may: msg("may be able to delete a stored password"), cannot: msg("cannot delete a stored password") },
    setPassword: { can: msg("can set a new password"), may: msg("may be able to set a new password"), cannot: msg("cannot set a new password") },
    deleteServers: { can: msg("can delete servers"), may: msg("may be able to delete servers"), cannot: msg("cannot delete servers") },
  } satisfies Record<AbilityName, Record<Level, string>>,
  partly: msg("not in full"),
  depends: msg("depends on:"),
  assumed: msg("as assumed below"),
  why: msg("Reading a password:"),
  unread: msg("what was not read"),
  open: msg("what the documents leave open"),
  keys: {
    "g:MFAPresent": msg("second factor"),
    "g:MFAAge": msg("age of the second factor"),
    "g:SourceIp": msg("IP address"),
    "g:CurrentTime": msg("time"),
    "g:UserName": msg("user"),
    "g:UserId": msg("user"),
    "g:ProjectName": msg("project"),
    projectId: msg("project"),
    enterpriseProjectId: msg("enterprise project"),
    "g:EnterpriseProjectId": msg("enterprise project"),
    resource: msg("which server"),
  },
  tag: msg("tags of the server"),
}));

/** The sign and the colour that each has. */
const LOOKS: Record<Level, Verdict> = { can: "allow", may: "conditional", cannot: "explicitDeny" };

/** As many of what it depends on are named. */
const MOST = 4;

/** What a key is called, where it has a word; a policy may call its keys as every object's members are called. */
const wordOf = (names: Readonly<Record<string, string>>, key: string): string | undefined => (Object.hasOwn(names, key) ? names[key] : key.startsWith("g:ResourceTag/") ? WORDS().tag : undefined);

export function abilitiesView({ evaluation, assume }: Permissions): unknown {
  const abilities = evaluation?.abilities ?? [];
  const [first] = abilities;
  if (!first) return nothing;
  const needed = dependsOn(abilities);
  const more = needed.length - MOST;
  return html`<section class="abilities" aria-label=${WORDS().title}>
    <p class="abilities-lead">${WORDS().lead}</p>
    <ul role="list">
      ${abilities.map(({ name, level, isPartly }) => html`<li><span class=${`verdict verdict-${LOOKS[level]}`}><span>${WORDS().abilities[name][level]}${isPartly ? html` <span class="quiet">(${WORDS().partly})</span>` : nothing}</span></span></li>`)}
    </ul>
    ${needed.length === 0 ? nothing : html`<p class="small"><strong>${WORDS().depends}</strong> ${needed.slice(0, MOST).map((each, index) => html`${index > 0 ? ", " : nothing}${each}`)}${more > 0 ? ` ${msg(str`and ${more.toString()} more`)}` : nothing}</p>`}
    <p class="small quiet">${whyView(first)}${Object.keys(assume).length > 0 ? html` · ${WORDS().assumed}` : nothing}</p>
  </section>`;
}

/** What the open ones hang on, each once; a key without a word by its name. */
function dependsOn(abilities: readonly Ability[]): unknown[] {
  const { keys: names, unread, open } = WORDS();
  const found = new Map<string, unknown>();
  for (const { keys, questions } of abilities) {
    for (const key of keys) {
      const name = wordOf(names, key);
      found.set(name ?? key, name ?? html`<code>${key}</code>`);
    }
    for (const code of questions) found.set(code === "unread" ? "unread" : "open", code === "unread" ? unread : open);
  }
  return [...found.values()];
}

/** One sentence: what decides of the first. */
function whyView({ reason, name }: Ability): TemplateResult | typeof nothing {
  if (!reason || name !== "readPassword") return nothing;
  const { statement, effect, outcome, what, said } = reason;
  const policy = entryOf(reason);
  const place = [policy, statement === undefined ? undefined : msg(str`statement ${(statement + 1).toString()}`)].filter(Boolean).join(", ");
  const decided = decidedBy(policy, effect, outcome);
  return html`${WORDS().why} ${decided ?? (place === "" ? nothing : `${place}:`)} ${quoted(inWords(what, said.what))}`;
}
