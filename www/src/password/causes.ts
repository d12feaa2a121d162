// Why there may be no stored password: the documented causes, the likeliest first.
import { html } from "lit";
import type { TemplateResult } from "lit";
import { msg, words } from "../locales/words.ts";

const WORDS = words(() => ({
  causes: msg("Why there may be none"),
  causeList: [
    msg("The server is new: after its first start it takes 5 to 10 minutes until Windows has set itself up and stores the password."),
    msg("It was deleted from the cloud already; what is deleted does not come back."),
    msg("The server was created without a key pair, with a password chosen then; or with one that is not RSA."),
    msg("The image is private and has no Cloudbase-Init: its password is the one of the image."),
    msg("Cloudbase-Init could not reach the metadata service: DHCP is off in the subnet, a security group blocks port 80 outwards, or the server has no EIP. Restart the server and check again."),
    msg("The log on the server says more: Program Files\\Cloudbase Solutions\\Cloudbase-Init\\log."),
  ],
}));

export const causesView = (): TemplateResult => html`<div class="causes">
  <h4>${WORDS().causes}</h4>
  <ul>${WORDS().causeList.map((cause) => html`<li>${cause}</li>`)}</ul>
</div>`;
