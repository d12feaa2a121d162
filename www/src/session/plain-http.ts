// A cloud that this page's server reaches by plain http: what that means, above every view and before anything is typed.
import { msg, str, words } from "../locales/words.ts";
import type { CloudEntry, Service } from "../shared/clouds.ts";
import type { Method } from "./state.ts";

const WORDS = words(() => ({
  title: msg("Plain http to this cloud"),
  services: { identity: msg("Identity"), compute: msg("Compute") } satisfies Record<Service, string>,
  text: (services: string) => msg(str`What passes between this console's server and the cloud (${services}) is not encrypted: others on the network in between can read and change it.`),
  typed: msg("What you type here passes there too."),
}));

/** Nothing of a cloud that is reached encrypted. `method`: by which one is about to sign in. */
export function plainHttpWarning({ plainHttp }: CloudEntry, method?: Method): { title: string; text: string } | undefined {
  if (plainHttp === undefined) return undefined;
  const text = WORDS().text(plainHttp.map((service) => WORDS().services[service]).join(", "));
  // The secret of an access key is not sent, and a token goes to both.
  const isTyped = method === "token" || (method !== undefined && method !== "accessKey" && plainHttp.includes("identity"));
  return { title: WORDS().title, text: isTyped ? `${text} ${WORDS().typed}` : text };
}
