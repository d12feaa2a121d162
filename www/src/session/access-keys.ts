// What is shown of access keys (AK/SK): their form, and what a session with one is and cannot do. Loaded when somebody wants to sign in with one.
import { html, nothing } from "lit";
import type { TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { apiVersions } from "ecs-password/slim";
import { requestView } from "../request/view.ts";
import { callout, icon, valueOf } from "../ui/parts.ts";
import { problemHint } from "../ui/problem.ts";
import { inWords } from "../locales/said.ts";
import { msg, words } from "../locales/words.ts";
import type { CloudEntry } from "../shared/clouds.ts";
import type { Inputs, SessionUses } from "./actions.ts";
import type { Problem } from "../shared/problem.ts";
import type { DemoAccessKey, KeyKind, SessionKey, SessionState, SignInFields } from "./state.ts";

const WORDS = words(() => ({
  kind: msg("Kind of access key"),
  temporary: msg("Temporary"),
  permanent: msg("Permanent"),
  temporaryText: msg("The better choice: it ends by itself, at the latest 24 hours after it was made. IAM gives one with its security token."),
  permanentTitle: msg("A permanent access key in a browser is a risk"),
  permanentText: msg("Whoever gets hold of it, such as an extension of the browser or a program on this computer, can use it from anywhere, until somebody disables or deletes it. Use a temporary one where you can."),
  access: msg("Access key ID"),
  secret: msg("Secret access key"),
  securityToken: msg("Security token"),
  projectId: msg("Project ID"),
  projectIdHint: msg("That of the region, shown under My Credentials; not the name of the project"),
  kept: msg("The secret access key stays in the memory of this tab until you sign out. It signs the requests here, and is never sent."),
  demo: msg("Made-up access keys of the sandbox"),
  key: msg("Access key"),
  ofTemporary: msg("temporary"),
  ofPermanent: msg("permanent"),
  user: msg("User"),
  notTold: msg("Not told by the cloud"),
  validUntil: msg("Valid until"),
  signs: msg("There is no sign-in with an access key, and no token: each request is signed, and the cloud does not say whose the key is, nor which roles that user has."),
  ends: msg("When it ends or is disabled, you have to sign in again; keys and the open server stay."),
  tokenToo: msg("Check the security token as well."),
  noPolicies: msg("Your policies are not read in this session: this page reads them with a token, which an access key does not have. Sign in with a password for that, or add the policies here."),
  notSigned: msg("Not read: the name has a blank, and what is escaped in an address cannot be signed for certain. The clouds' own SDKs do it in different ways."),
}));

/** The fields of the form, for a cloud of this name. */
export function fields(state: SessionState, cloud: string, { plain, secret }: Inputs, actions: SessionUses): TemplateResult {
  const { signIn, sandbox } = state.session;
  const { keyKind } = signIn.fields;
  const demo = [sandbox?.otc, sandbox?.huawei].find((each) => each?.cloud === cloud)?.accessKeys ?? [];
  const choose = (event: Event): void => { actions.dispatch({ type: "session/keyKindChosen", kind: valueOf(event) as KeyKind }); };
  return html`
    <wa-radio-group label=${WORDS().kind} orientation="horizontal" size="s" .value=${live(keyKind)} @change=${choose}>
      <wa-radio appearance="button" value="temporary">${WORDS().temporary}</wa-radio>
      <wa-radio appearance="button" value="permanent">${WORDS().permanent}</wa-radio>
    </wa-radio-group>
    ${keyKind === "permanent"
      ? callout("warning", "warning", html`<h3>${WORDS().permanentTitle}</h3><p>${WORDS().permanentText}</p>`)
      : html`<p class="quiet small">${WORDS().temporaryText}</p>`}
    ${demo.length === 0 ? nothing : demoKeys(demo, signIn.working !== false, actions)}
    ${plain("access", WORDS().access)} ${secret("secretKey", WORDS().secret)}
    ${keyKind === "temporary" ? secret("securityToken", WORDS().securityToken) : nothing}
    ${plain("projectId", WORDS().projectId, WORDS().projectIdHint)}
    <p class="quiet small">${WORDS().kept}</p>
  `;
}

function demoKeys(keys: readonly DemoAccessKey[], busy: boolean, actions: SessionUses): TemplateResult {
  return html`<h3 id="demo-access-keys" class="small-title">${WORDS().demo}</h3>
    <ul class="demo" aria-labelledby="demo-access-keys">
      ${keys.map(
        (key) => html`<li>
          <button type="button" class="demo-user" ?disabled=${busy} @click=${() => void actions.session.signInWithDemoKey(key)}>
            <span class="demo-name demo-key">${key.access}</span> <span class="demo-note">${inWords(key.note)}</span> ${icon("arrow-right")}
          </button>
        </li>`,
      )}
    </ul>`;
}

/** Signs in with what stands in the fields. */
export function submit(field: (name: string) => string, { session: { signIn } }: SessionState, actions: SessionUses): void {
  const part = (name: string): string => field(name).trim();
  const securityToken = signIn.fields.keyKind === "temporary" ? { securityToken: part("securityToken") } : {};
  void actions.session.signIn({ type: "accessKey", access: part("access"), secret: part("secretKey"), ...securityToken }, "form", { projectId: part("projectId") });
}

/** The causes that a gateway names for a key that does not fit, in its own words. */
const UNFIT = /verify aksk signature fail|ak not exist/;

/** What to do about a refusal: of a temporary key, its token may be the wrong one, which no cause tells that the cloud names. */
export function nextStep(problem: Problem, { keyKind }: SignInFields): unknown {
  return keyKind === "temporary" && UNFIT.test(problem.message) ? html`${problemHint(problem)} ${WORDS().tokenToo}` : undefined;
}

/** The request by which the page sees whether the cloud takes the key. */
export function request(state: SessionState, cloud: CloudEntry, actions: SessionUses): TemplateResult {
  const { access, keyKind, projectId } = state.session.signIn.fields;
  const accessKey = { access: access || "ACCESS_KEY_ID", temporary: keyKind === "temporary" };
  return requestView(state, actions, { operation: "listServers", limit: 1 }, { cloud, projectId: projectId || "PROJECT_ID", apiVersion: apiVersions[cloud.kind][0], accessKey });
}

/** What is known of the session, and what it cannot do. */
export function sessionFacts({ access, temporary }: SessionKey): { pairs: [name: string, value: unknown][]; notes: TemplateResult } {
  const notTold = html`<span class="quiet">${WORDS().notTold}</span>`;
  return {
    pairs: [
      [WORDS().key, html`<span class="mono">${access}</span> <span class="quiet">(${temporary ? WORDS().ofTemporary : WORDS().ofPermanent})</span>`],
      [WORDS().user, notTold],
      [WORDS().validUntil, notTold],
    ],
    notes: html`<p class="quiet small">${WORDS().signs}</p>
      <p class="quiet small">${WORDS().ends}</p>`,
  };
}

/** In the place of reading policies. */
export const noPolicies = (): TemplateResult => html`<p class="quiet small session-note">${WORDS().noPolicies}</p>`;

/** Why a key pair was not read whose name has a blank; nothing for other names. */
export const pairNotRead = (name: string): string | undefined => (name.includes(" ") ? WORDS().notSigned : undefined);
