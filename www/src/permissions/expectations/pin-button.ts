// What every explained answer has: the way to expect it from now on.
import { html } from "lit";
import type { TemplateResult } from "lit";
import { msg } from "../../locales/words.ts";
import { icon } from "../../ui/parts.ts";
import type { PermissionsUses } from "../actions.ts";

export const pinButton = (api: string, { permissions }: PermissionsUses): TemplateResult =>
  html`<button type="button" class="choice pin" @click=${() => { permissions.pins().pin(api); }}>${icon("pin")}${msg("Pin this answer")}</button>`;
